"""A TCP proxy between browser and wall that can fail in the ways that networks and other proxies do."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

BAD_GATEWAY = b"<html><h1>502 Bad Gateway</h1></html>"

Mode = Literal["pass", "bad gateway", "black hole"]


@dataclass(frozen=True)
class Line:
    """How bytes travel: `delay` is asked for the seconds that each piece takes, `rate` is bytes a second, and a piece
    has at most `piece` bytes. After `idle` seconds in which the wall said nothing, the connection ends.
    """

    delay: Callable[[], float] | None = None
    rate: float | None = None
    piece: int = 65536
    idle: float | None = None


FAST = Line()
SLICED = Line(piece=1)


class Proxy:
    """Passes on to `target` by `line` while `mode` is "pass".

    A bad gateway ends what is open and answers 502 in HTML. A black hole goes on accepting and loses every byte: nobody
    is told. What had been open then is not mended afterwards. Who roams loses what is open in the same way, and what is
    opened then is passed on. Another line counts for connections that are opened then.
    `answers` are given once each, in place of the wall's, to requests whose target begins so.
    """

    def __init__(self, target: str) -> None:
        self.target = urlsplit(target)
        self.mode: Mode = "pass"
        self.line = FAST
        self.answers: dict[str, bytes] = {}
        self.network = 0
        self.cut_after: int | None = None
        self.cut_by: Callable[[asyncio.StreamWriter], None] = reset
        self.server: asyncio.Server | None = None
        self.connections: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self.backs: dict[asyncio.StreamWriter, asyncio.StreamWriter] = {}
        self.streams: set[asyncio.StreamWriter] = set()

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

    def roams(self) -> None:
        """From now on lose every byte of what is open, as when the browser has another address. Nobody is told."""
        self.network += 1

    def resets_after(self, count: int) -> None:
        """Of the next piece of a stream that the wall sends, pass on so many bytes, then reset the connection."""
        self.cut_after, self.cut_by = count, reset

    def closes_after(self, count: int) -> None:
        """The same, but close it in good order."""
        self.cut_after, self.cut_by = count, asyncio.StreamWriter.close

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
        self.backs[outer] = writer
        ways = [asyncio.create_task(self.pump(reader, outer)), asyncio.create_task(self.pump(inner, writer, back=True))]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            self.streams.discard(self.backs.pop(outer))
            outer.close()

    async def pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, back: bool = False) -> None:
        """One way."""
        async for piece in self.travel(reader, self.line, self.line.idle if back else None):
            if writer in self.streams and self.cut_after is not None:
                cut, self.cut_after = self.cut_after, None
                writer.write(piece[:cut])
                await writer.drain()
                await asyncio.sleep(0.2)  # let the browser read it: a reset throws away what was not read
                self.cut_by(writer)
                return
            if not back and (scripted := self.scripted(piece)):
                self.backs[writer].write(scripted)
                await self.backs[writer].drain()
                return
            if piece.startswith(b"GET /events"):
                self.streams.add(self.backs[writer])
            writer.write(piece)
            await writer.drain()

    async def travel(self, reader: asyncio.StreamReader, line: Line, idle: float | None = None) -> AsyncIterator[bytes]:
        """What comes, as late and as slowly as the line has it. In a black hole everything is read and lost, the end of
        the connection too.
        """
        loop, network = asyncio.get_running_loop(), self.network
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(64)

        async def leave() -> None:
            piece = b"?"
            while piece:
                with contextlib.suppress(TimeoutError):
                    piece = b""
                    async with asyncio.timeout(idle):
                        piece = await reader.read(line.piece)
                await under_way.put((loop.time() + (line.delay() if line.delay else 0.0), piece))

        leaving = asyncio.create_task(leave())
        try:
            while True:
                due, piece = await under_way.get()
                await asyncio.sleep(max(due - loop.time(), 0.0))
                if self.mode == "black hole" or self.network != network:
                    await asyncio.Event().wait()
                if not piece:
                    return
                if line.rate:
                    await asyncio.sleep(len(piece) / line.rate)
                yield piece
        finally:
            leaving.cancel()

    def scripted(self, request: bytes) -> bytes | None:
        """The answer that this request gets in place of the wall's, if there is one."""
        asked = request.partition(b" ")[2].decode("latin-1")
        found = next((target for target in self.answers if asked.startswith(target)), None)
        return self.answers.pop(found) if found else None


def reset(writer: asyncio.StreamWriter) -> None:
    """Close with RST in place of FIN."""
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def page_of(html: str) -> bytes:
    """The answer that is a page of somebody's own."""
    head = "<!doctype html><title>Somebody's own page</title>"
    return f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n{head}{html}".encode()
