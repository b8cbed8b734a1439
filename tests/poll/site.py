"""A site on loopback that answers, byte by byte, what a test tells it to."""

import asyncio
import contextlib
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Asked:
    """One request as it came in, and when on the loop's clock. The names of headers are in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    at: float = 0.0


Reply = bytes | Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]
"""What is answered: these bytes, or whatever a function writes."""


def answer(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    """A well-formed answer. `content_type="…"` is the header Content-Type."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {text}" for name, text in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass
class Site:
    """Answers each path with its reply, everything else with the reply for `""`. It remembers who asked what. With
    `tls` it speaks https, as localhost.
    """

    replies: dict[str, Reply]
    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    tls: ssl.SSLContext | None = None

    @property
    def url(self) -> str:
        """Its address, without a path."""
        return f"https://localhost:{self.port}" if self.tls else f"http://127.0.0.1:{self.port}"

    async def open(self) -> None:
        """Begin to listen."""
        self.server = await asyncio.start_server(self.connected, "127.0.0.1", self.port, backlog=512, ssl=self.tls)
        self.port = self.server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Hang up everywhere."""
        self.server.close()
        for task in list(self.tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.server.wait_closed()

    def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take in a connection as a task of ours, so that `close` can end it."""
        self.connections += 1
        task = asyncio.create_task(self.talk(reader, writer))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer what is asked on one connection, until either side has had enough."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            try:
                while not writer.is_closing():
                    asked = await read(reader)
                    self.asked.append(asked)
                    reply = self.replies.get(
                        asked.path.partition("?")[0], self.replies.get("", answer(status="404 No"))
                    )
                    if isinstance(reply, bytes):
                        writer.write(reply)
                        await writer.drain()
                    else:
                        await reply(asked, writer)
            finally:
                writer.close()
                with contextlib.suppress(ConnectionError):
                    await writer.wait_closed()


async def read(reader: asyncio.StreamReader) -> Asked:
    """The next request on a connection."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("utf-8")
    first, *rest = head.strip().split("\r\n")
    method, path, _ = first.split(" ")
    headers = {name.lower(): text for name, text in (line.split(": ", 1) for line in rest)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(method, path, headers, body, asyncio.get_running_loop().time())
