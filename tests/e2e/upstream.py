"""A server of somebody else's on loopback, whose answers the test decides and whose requests it counts."""

import asyncio
import contextlib
import json
from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """What a path answers. `hangs`: never. `breaks_off`: in the middle of the body."""

    body: bytes = b""
    status: int = 200
    media_type: str = "application/json"
    hangs: bool = False
    breaks_off: bool = False


def html(text: str, status: int = 200) -> Answer:
    """A page, such as a proxy answers for a server that is away."""
    return Answer(text.encode(), status, "text/html; charset=utf-8")


class Upstream:
    """`answers` by path; what is not there is 404. `asked` counts the requests for each path.

    `host` is host and port, as people read them in an error.
    """

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: Counter[str] = Counter()
        self.host = ""
        self.server: asyncio.Server | None = None
        self.connections: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Listen on a free port."""
        self.server = await asyncio.start_server(self.connected, "127.0.0.1", 0)
        self.host = f"127.0.0.1:{self.server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        """End, whatever is under way."""
        if self.server is not None:
            self.server.close()
        for task in self.connections:
            task.cancel()
        await asyncio.gather(*self.connections, return_exceptions=True)

    @property
    def url(self) -> str:
        """Its address, without a path."""
        return f"http://{self.host}"

    def says(self, path: str, document: object) -> None:
        """From now on, `path` answers this document in JSON."""
        self.answers[path] = Answer(json.dumps(document).encode())

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, which may carry many requests."""
        task = asyncio.current_task()
        assert task is not None
        self.connections.add(task)
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while await self.answered(reader, writer):
                    pass
        finally:
            self.connections.discard(task)
            writer.close()

    async def answered(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request; whether another may follow."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        path = head.split(" ")[1].partition("?")[0]
        self.asked[path] += 1
        answer = self.answers.get(path, Answer(b"{}", 404))
        if answer.hangs:
            await asyncio.Event().wait()
        writer.write(
            f"HTTP/1.1 {answer.status} \r\nContent-Type: {answer.media_type}\r\n"
            f"Content-Length: {len(answer.body)}\r\n\r\n".encode()
        )
        writer.write(answer.body[: len(answer.body) // 2] if answer.breaks_off else answer.body)
        await writer.drain()
        return not answer.breaks_off
