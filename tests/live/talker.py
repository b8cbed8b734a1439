"""A program at the other end of a WebSocket, as RFC 6455 has it. No tests."""

import asyncio
import base64
import hashlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

PATIENCE = 5.0


def masked(opcode: int, content: bytes, *, last: bool = True, mask: bytes = b"\x0a\xf1\x00\x5c") -> bytes:
    """A frame as a browser sends it."""
    length = len(content)
    head = bytes([(0x80 if last else 0) | opcode])
    if length < 126:
        head += bytes([0x80 | length])
    else:
        head += bytes([0x80 | 126]) + length.to_bytes(2, "big")
    return head + mask + bytes(byte ^ mask[index % 4] for index, byte in enumerate(content))


class Talker:
    """Owns its end of one connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def frame(self) -> tuple[int, bytes]:
        """The next frame: its opcode and its content."""
        async with asyncio.timeout(PATIENCE):
            first, second = await self.reader.readexactly(2)
            assert first & 0x80
            wide = {126: 2, 127: 8}.get(second, 0)
            length = int.from_bytes(await self.reader.readexactly(wide), "big") if wide else second
            return first & 0x0F, await self.reader.readexactly(length)

    async def hear(self) -> str:
        """The next text."""
        opcode, content = await self.frame()
        assert opcode == 1, (opcode, content)
        return content.decode()

    async def ended(self) -> int:
        """The code with which the other side ends it, after whatever it said before."""
        while True:
            opcode, content = await self.frame()
            if opcode == 8:
                return int.from_bytes(content[:2], "big")

    async def say(self, text: str) -> None:
        """Send a text."""
        await self.send(masked(1, text.encode()))

    async def send(self, content: bytes) -> None:
        """Send these bytes."""
        self.writer.write(content)
        await self.writer.drain()


async def ask(url: str, path: str, headers: dict[str, str]) -> tuple[Talker, str, str]:
    """Ask for a WebSocket: the connection, the head of the answer, and the key."""
    address = urlsplit(url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    key = base64.b64encode(os.urandom(16)).decode()
    whole = {
        "Host": address.netloc,
        "Connection": "keep-alive, Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": key,
    } | headers
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {text}" for name, text in whole.items())]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    async with asyncio.timeout(PATIENCE):
        return Talker(reader, writer), (await reader.readuntil(b"\r\n\r\n")).decode(), key


@asynccontextmanager
async def talking(url: str, path: str, **headers: str) -> AsyncIterator[Talker]:
    """A WebSocket that is open."""
    talker, head, key = await ask(url, path, headers)
    answer = hashlib.sha1(f"{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode(), usedforsecurity=False).digest()
    assert head.startswith("HTTP/1.1 101 "), head
    assert f"Sec-WebSocket-Accept: {base64.b64encode(answer).decode()}\r\n" in head
    try:
        yield talker
    finally:
        talker.writer.close()


async def refused(url: str, path: str, **headers: str) -> tuple[int, str]:
    """The status and the body with which a request for a WebSocket is refused."""
    talker, head, _ = await ask(url, path, {name.replace("_", "-"): text for name, text in headers.items()})
    try:
        async with asyncio.timeout(PATIENCE):
            return int(head.split()[1]), (await talker.reader.read()).decode()
    finally:
        talker.writer.close()
