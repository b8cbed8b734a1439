"""Streams in numbers, over real sockets: whoever reads, badly or not at all, costs little and holds nobody up."""

import asyncio
import contextlib
import gc
import signal
import socket
import time
from collections.abc import Callable, Coroutine
from itertools import cycle, islice
from pathlib import Path

import psutil
import pytest
import uvloop

from dashboard.live.displays import MOST
from dashboard.serve import Server, listen
from tests.doors import CONFIG, Wall, received, reset, wall
from tests.waiting import until
from tests.walls import app_of

# A wall that is full


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
