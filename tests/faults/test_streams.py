"""Too many screens, and bad ones: each of the others has what it should, in time."""

import asyncio
import re
import time
from pathlib import Path

from dashboard.serve import SEND_BUFFER
from tests.doors import received, wall
from tests.live.decoder import by_the_rules
from tests.waiting import until

SOON = 1500
"""Milliseconds after which a reader that reads nothing can be gone."""


async def test_f10_a_screen_for_which_there_is_no_place(tmp_path: Path) -> None:
    """There are more screens than the server takes.

    Seen: the one too many says that all places are taken, comes again after 10 to 20 s, and gets the next one that
    is free.
    """
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


async def test_f16_a_reader_that_reads_nothing(tmp_path: Path) -> None:
    """A reader never reads.

    Seen: nothing. It costs the server less than a megabyte, others get everything in time, and it is gone in half a
    minute.
    """
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


async def test_f17_five_hundred_screens_at_once(tmp_path: Path) -> None:
    """After an outage, 500 screens come at the same time.

    Seen: each gets everything at once, and the next time they come at different moments.
    """
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
