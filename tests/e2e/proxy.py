"""A TCP proxy between browser and wall that can fail in the ways that networks and other proxies do."""

import asyncio
import contextlib
import socket
import struct
from typing import Literal
from urllib.parse import urlsplit

BAD_GATEWAY = b"<html><h1>502 Bad Gateway</h1></html>"

Mode = Literal["pass", "bad gateway", "black hole"]


class Proxy:
    """Passes on to `target` while `mode` is "pass".

    A bad gateway ends what is open and answers 502 in HTML. A black hole goes on accepting and loses every byte: nobody
    is told. What had been open then is not mended afterwards.
    """

    def __init__(self, target: str) -> None:
        self.target = urlsplit(target)
        self.mode: Mode = "pass"
        self.cut_after: int | None = None
        self.server: asyncio.Server | None = None
        self.connections: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def start(self) -> None:
        """Listen on a free port."""
        self.server = await asyncio.start_server(self.connected, "127.0.0.1", 0)

    async def stop(self) -> None:
        """End, whatever is open."""
        if self.server is not None:
            self.server.close()
        await self.end_all()

    async def end_all(self) -> None:
        """End what is open."""
        for task in self.connections:
            task.cancel()
        await asyncio.gather(*self.connections, return_exceptions=True)

    @property
    def url(self) -> str:
        """The address of the wall, as seen through it."""
        assert self.server is not None
        return f"http://127.0.0.1:{self.server.sockets[0].getsockname()[1]}"

    async def becomes(self, mode: Mode) -> None:
        """Fail like this from now on, or pass again."""
        self.mode = mode
        if mode == "bad gateway":
            await self.end_all()

    def resets_after(self, count: int) -> None:
        """Of the next piece that the wall sends, pass on so many bytes, then reset the connection."""
        self.cut_after = count

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of a browser."""
        task = asyncio.current_task()
        assert task is not None
        self.connections[task] = writer
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                if self.mode == "black hole":
                    await asyncio.Event().wait()
                elif self.mode == "bad gateway":
                    await self.refuse(reader, writer)
                else:
                    await self.carry(reader, writer)
        finally:
            del self.connections[task]
            writer.close()

    async def refuse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """What a reverse proxy says while the wall is away."""
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nConnection: close\r\n")
        writer.write(b"Content-Length: %d\r\n\r\n" % len(BAD_GATEWAY) + BAD_GATEWAY)
        await writer.drain()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Both ways, until either end closes."""
        inner, outer = await asyncio.open_connection(self.target.hostname, self.target.port)
        ways = [asyncio.create_task(self.pump(reader, outer)), asyncio.create_task(self.pump(inner, writer, back=True))]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            outer.close()

    async def pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, back: bool = False) -> None:
        """One way. In a black hole everything is read and lost, the end of the connection too."""
        while piece := await reader.read(65536):
            if self.mode == "black hole":
                await asyncio.Event().wait()
            if back and self.cut_after is not None:
                piece, self.cut_after = piece[: self.cut_after], None
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0.2)  # let the browser read it: a reset throws away what was not read
                reset(writer)
                return
            writer.write(piece)
            await writer.drain()
        if self.mode == "black hole":
            await asyncio.Event().wait()


def reset(writer: asyncio.StreamWriter) -> None:
    """Close with RST in place of FIN."""
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
