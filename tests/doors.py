"""Those who come to a wall as bare sockets: they read as they like, or not at all. No tests."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from dashboard.app import Parts
from dashboard.live.frame import frame
from dashboard.live.hub import Mailbox
from dashboard.serve import GONE_AFTER, PATIENCE
from tests.waiting import until
from tests.walls import app_of, parts_of, serving

CONFIG = """
[widgets.a]
kind = "number"
[widgets.b]
kind = "text"
text = "x"
"""


@dataclass
class Wall:
    """A wall on a socket, and the sockets of those who came."""

    parts: Parts
    port: int
    published: int = 0
    sockets: list[socket.socket] = field(default_factory=list)

    def publish(self, size: int = 0) -> None:
        """The next change of widget a, so many bytes long."""
        self.published += 1
        revision = self.parts.publisher.revisions.next()
        name = self.parts.publisher.revisions.name(revision)
        self.parts.hub.publish(frame("a", f"change {self.published} {'x' * size}", revision, name))

    async def connect(self, request: str = "GET /events HTTP/1.1", body: bytes = b"", buffer: int = 0) -> socket.socket:
        """A connection on which this was asked. `buffer` is how much its system takes in unread."""
        door = socket.socket()
        self.sockets.append(door)
        if buffer:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        door.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(door, ("127.0.0.1", self.port))
        length = f"Content-Length: {len(body)}\r\n" if body else ""
        await loop.sock_sendall(door, f"{request}\r\nHost: localhost\r\n{length}\r\n".encode() + body)
        return door

    def mailboxes(self) -> list[Mailbox]:
        """Those of all readers."""
        return [mailbox for mailboxes in self.parts.hub.readers.values() for mailbox in mailboxes]


@asynccontextmanager
async def wall(
    folder: Path, server: str = "", gone_after: int = GONE_AFTER, patience: float = PATIENCE
) -> AsyncIterator[Wall]:
    """A wall of a number and a text. Whatever connected to it is closed at the end."""
    app = app_of(folder, server + CONFIG)
    async with serving(app, gone_after, patience) as url:
        parts = parts_of(app)
        await until(lambda: 'data-state="fresh"' in parts.hub.newest["b"].text)
        found = Wall(parts, int(url.rpartition(":")[2]))
        try:
            yield found
        finally:
            for door in found.sockets:
                door.close()


async def received(door: socket.socket, what: bytes = b"event: wall.heartbeat", seconds: float = 5.0) -> bytes:
    """What comes up to this, or up to the end."""
    loop, found = asyncio.get_running_loop(), b""
    async with asyncio.timeout(seconds):
        while what not in found and (piece := await loop.sock_recv(door, 65536)):
            found += piece
    return found


def reset(door: socket.socket) -> None:
    """Hang up rudely: RST in place of FIN."""
    door.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    door.close()
