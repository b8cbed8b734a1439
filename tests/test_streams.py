"""Streams in numbers, over real sockets: whoever reads, badly or not at all, costs little and holds nobody up."""

import asyncio
import contextlib
import gc
import re
import signal
import socket
import struct
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path

import psutil
import pytest
import uvloop

from dashboard.app import Parts
from dashboard.live.displays import MOST
from dashboard.live.frame import frame
from dashboard.live.hub import Mailbox
from dashboard.serve import GONE_AFTER, SEND_BUFFER, Server, listen
from tests.live.decoder import by_the_rules
from tests.waiting import until
from tests.walls import app_of, parts_of, serving

CONFIG = """
[widgets.a]
kind = "number"
[widgets.b]
kind = "text"
text = "x"
"""

SOON = 1500
"""Milliseconds after which a reader that reads nothing can be gone."""


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
async def wall(folder: Path, server: str = "", gone_after: int = GONE_AFTER) -> AsyncIterator[Wall]:
    """A wall of a number and a text. Whatever connected to it is closed at the end."""
    app = app_of(folder, server + CONFIG)
    async with serving(app, gone_after) as url:
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


# A wall that is full


async def test_who_finds_no_place_is_told_so_by_an_event_and_is_to_come_again_later(tmp_path: Path) -> None:
    async with wall(tmp_path, server="[server]\nmax_streams = 2\n") as here:
        readers = [await here.connect() for _ in range(2)]
        for reader in readers:
            await received(reader)
        waits = set()
        for _ in range(5):
            answer = await received(await here.connect("GET /events HTTP/1.0"), b"nothing that ever comes")
            head, _, body = answer.partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200 OK\r\n")
            assert b"content-type: text/event-stream" in head
            (event,) = by_the_rules(body)
            assert event.name == "wall.full"
            assert event.data == "All 2 places on this wall are taken. This screen tries again by itself."
            found = re.search(rb"retry: (\d+)\nevent: wall.full\n", body)
            assert found is not None
            assert 10_000 <= int(found[1]) < 20_000
            waits.add(found[1])
        assert len(waits) > 1
        readers[0].close()
        await until(lambda: here.parts.seats.open == 1)
        assert b"event: wall.heartbeat" in await received(await here.connect())


async def test_what_was_turned_away_leaves_nothing_behind(tmp_path: Path) -> None:
    async with wall(tmp_path, server="[server]\nmax_streams = 1\n") as here:
        await received(await here.connect())
        for _ in range(20):
            door = await here.connect()
            assert b"wall.full" in await received(door, b"wall.full")
            door.close()
        assert (here.parts.seats.open, here.parts.seats.refused, here.parts.hub.count()) == (1, 20, 1)


async def test_a_request_that_is_refused_takes_no_place(tmp_path: Path) -> None:
    async with wall(tmp_path) as here:
        for request in ("GET /events?page=none", "GET /events?widgets=none", "POST /events"):
            await received(await here.connect(f"{request} HTTP/1.1"), b"\r\n\r\n")
        assert here.parts.seats.open == 0


async def test_a_stream_tells_the_name_of_its_screen(tmp_path: Path) -> None:
    async with wall(tmp_path) as here:
        for query in ("?display=lobby", "?display=LOBBY", f"?display={'a' * 65}", "?display=", "?display=a%0Ab", ""):
            await received(await here.connect(f"GET /events{query} HTTP/1.1"))
        names = [mailbox.reader.display for mailbox in here.mailboxes() if mailbox.reader]
        assert sorted(names) == ["", "", "", "", "", "lobby"]
        assert here.parts.hub.reads("lobby")
        assert not here.parts.hub.reads("other")


# Readers that are slow


async def test_a_reader_that_reads_nothing_costs_little_holds_nobody_up_and_is_gone_in_seconds(tmp_path: Path) -> None:
    size, most = 20_000, 2 * SEND_BUFFER + 256 * 1024
    async with wall(tmp_path, gone_after=SOON) as here:
        await here.connect(buffer=4096)
        await until(lambda: here.parts.hub.count() == 1)
        (stalled,) = here.mailboxes()
        quick = await here.connect()
        await received(quick)
        slowest, taken, began = 0.0, 0, time.monotonic()
        while stalled in here.mailboxes():
            here.publish(size)
            sent = time.monotonic()
            await received(quick, b"change %d " % here.published)
            slowest = max(slowest, time.monotonic() - sent)
            if not stalled.frames:
                taken, began = here.published, sent
            assert len(stalled.frames) <= len(stalled.widgets) + 2
            assert time.monotonic() - began < SOON / 1000 + 3
        assert 0 < taken * size < most
        assert slowest < 1
        assert here.parts.hub.count() == here.parts.seats.open == 1


async def test_a_snapshot_that_goes_out_slowly_holds_nobody_up(tmp_path: Path) -> None:
    async with wall(tmp_path) as here:
        here.publish(3_000_000)
        for _ in range(20):
            await here.connect(buffer=4096)
        await until(lambda: here.parts.hub.count() == 20)
        began = time.monotonic()
        assert len(await received(await here.connect())) > 3_000_000
        quick = await here.connect("GET /events?widgets=b HTTP/1.1")
        await received(quick)
        await here.parts.publisher.beat()
        await received(quick)
        assert time.monotonic() - began < 2


async def test_the_first_bytes_of_a_stream_come_at_once(tmp_path: Path) -> None:
    async with wall(tmp_path) as here:
        began = time.monotonic()
        assert (await received(await here.connect(), b"\n\n")).count(b"event: ") >= 1
        assert time.monotonic() - began < 0.5


async def test_a_connection_on_which_nothing_is_asked_is_closed(tmp_path: Path) -> None:
    with listen("127.0.0.1", 0) as listener, socket.socket() as door:
        server = Server(app_of(tmp_path, CONFIG))
        server.config.timeout_keep_alive = 0  # at once, in place of five seconds
        running = asyncio.create_task(server.serve(sockets=[listener]))
        await until(lambda: server.started)
        door.setblocking(False)
        await asyncio.get_running_loop().sock_connect(door, listener.getsockname())
        assert await received(door) == b""
        server.handle_exit(signal.SIGTERM, None)
        await running


# Readers that are many


async def test_five_hundred_at_once_all_get_the_snapshot_and_other_times_to_come_again(tmp_path: Path) -> None:
    async with wall(tmp_path) as here:
        doors = await asyncio.gather(*(here.connect() for _ in range(500)))
        streams = await asyncio.gather(*(received(door, seconds=20) for door in doors))
        assert all(b"event: a\n" in stream and b"event: b\n" in stream for stream in streams)
        waits = [int(found[1]) for stream in streams if (found := re.search(rb"retry: (\d+)\n", stream))]
        assert len(waits) == 500
        assert len(set(waits)) > 350
        thirds = [sum(2000 + third * 1000 <= wait < 3000 + third * 1000 for wait in waits) for third in range(3)]
        assert min(thirds) > 100
        assert here.parts.hub.count() == 500


Visit = Callable[[Wall, int], Coroutine[None, None, None]]


async def reads(here: Wall, number: int) -> None:
    """Takes the snapshot and hangs up."""
    door = await here.connect(f"GET /events?display=d{number} HTTP/1.1")
    await received(door)
    door.close()


async def resets(here: Wall, number: int) -> None:
    """Takes the snapshot and hangs up rudely."""
    door = await here.connect()
    await received(door)
    reset(door)


async def leaves_in_mid_snapshot(here: Wall, number: int) -> None:
    """Takes a few bytes."""
    door = await here.connect()
    await received(door, b"HTTP")
    reset(door)


async def leaves_at_once(here: Wall, number: int) -> None:
    """Takes nothing."""
    (await here.connect()).close()


async def asks_by_half(here: Wall, number: int) -> None:
    """Does not say to the end what it wants."""
    door = socket.socket()
    door.setblocking(False)
    await asyncio.get_running_loop().sock_connect(door, ("127.0.0.1", here.port))
    await asyncio.get_running_loop().sock_sendall(door, b"GET /events HTTP/1.1\r\nHost: loc")
    door.close()


async def reports(here: Wall, number: int) -> None:
    """Says how it is, under a name that nobody had before."""
    door = await here.connect(f"POST /api/displays/d{number}/seen HTTP/1.1", b'{"link": "live"}')
    assert b" 204 " in await received(door, b"\r\n\r\n")
    door.close()


VISITS: tuple[Visit, ...] = (reads, resets, leaves_in_mid_snapshot, leaves_at_once, asks_by_half, reports)


async def visited(here: Wall, count: int, together: int = 200) -> None:
    """So many come and go, each in another way, some hundred at a time."""
    visits = islice(enumerate(cycle(VISITS)), count)

    async def some() -> None:
        for number, visit in visits:
            with contextlib.suppress(ConnectionResetError, BrokenPipeError):
                await visit(here, number)

    async with asyncio.TaskGroup() as group:
        for _ in range(together):
            group.create_task(some())
    here.sockets.clear()
    await until(lambda: here.parts.hub.count() == 0, 10)


def left() -> tuple[int, int]:
    """How many tasks there are, and open files."""
    return len(asyncio.all_tasks()), len(list(Path("/proc/self/fd").iterdir()))


def resident() -> int:
    """Bytes that this process takes, once all that nobody needs is given back."""
    gc.collect()
    taken: int = psutil.Process().memory_info().rss
    return taken


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files are counted as Linux tells them")
def test_ten_thousand_who_come_and_go_leave_nothing_behind(tmp_path: Path) -> None:
    async def come_and_go() -> None:
        async with wall(tmp_path) as here:
            before = left()
            await visited(here, 1_500)  # what is taken once and kept for good
            await until(lambda: left() == before, 10)
            taken = resident()
            await visited(here, 10_000)
            await until(lambda: left() == before, 10)
            assert resident() - taken < 5_000_000
            assert here.parts.hub.readers == {}
            assert here.parts.hub.waiting == set()
            assert (here.parts.seats.open, here.parts.seats.addresses) == (0, {})
            assert len(here.parts.displays.known) <= MOST

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(come_and_go())
