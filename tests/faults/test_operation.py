"""What people do with a wall that runs: edit its file, end it, tell it to read again. Screens stay or come back."""

import asyncio
import os
import re
import signal
import sys
from contextlib import AsyncExitStack
from html import unescape

from tests.e2e.program import needed
from tests.faults.conftest import Running, Start, StartSite
from tests.faults.seen import until
from tests.poll.site import Site

TABLE = """
[widgets.well]
kind = "json"
title = "{title}"
url = "{url}/well"
value = "value"
every = "100ms"
"""


def as_anybody() -> tuple[str, ...]:
    """The command by which the program may read only what its owner lets it, even if that is root."""
    drop = (needed("setpriv"), "--bounding-set=-all", "--inh-caps=-all") if os.getuid() == 0 else ()
    return (*drop, sys.executable, "-m", "dashboard")


async def says_so(running: Running, words: str, logged: str = "") -> None:
    """The status page, the wall and the log say what is wrong with the file, and the wall goes on."""
    async with asyncio.timeout(10):
        while words not in await running.wall.status():  # noqa: ASYNC110  another process makes it so
            await asyncio.sleep(0.05)
    assert (logged or words) in running.program.err
    assert words in unescape((await running.wall.client.get("/")).text)
    assert "Good" in (await running.wall.tile("well")).text


async def test_f49_a_config_file_that_is_wrong_or_gone(site: StartSite, start: Start) -> None:
    """config.toml is edited badly, removed, or may not be read any more.

    Seen: the wall goes on as before. It says what is wrong and on which line, as do `/status` and the log, until it is
    mended.
    """
    upstream = await site(well={"value": 17})
    good = TABLE.format(title="Good", url=upstream.url)
    running = await start(good, through=as_anybody())
    config = running.config
    async with running.wall.stream() as stream:
        await asyncio.to_thread(config.write_text, good.replace("value =", "valeu ="), "utf-8")
        await says_so(running, "config.toml line 6", logged="config.toml:6:1:")
        await asyncio.to_thread(config.unlink)
        await says_so(running, "there is no such file")
        await asyncio.to_thread(config.write_text, good.replace("Good", "Good again"), "utf-8")
        await running.wall.sees("well", lambda tile: "Good again" in tile.text)
        await asyncio.to_thread(config.chmod, 0)
        await says_so(running, "can't be read")
        await asyncio.to_thread(config.chmod, 0o600)
        await asyncio.to_thread(config.write_text, good.replace("Good", "Better"), "utf-8")
        await running.wall.sees("well", lambda tile: "Better" in tile.text)
        assert "config.toml" not in await running.wall.status()
        assert not stream.ended
    before = len(upstream.asked)
    await until(lambda: len(upstream.asked) > before)


async def test_f53_a_signal_with_fifty_open_streams(site: StartSite, start: Start) -> None:
    """The program is ended while fifty screens are watching.

    Seen: it ends within 5 s, with code 0 and without a traceback; each stream ends cleanly and says when to come again.
    """
    upstream = await site(well={"value": 17})
    text = TABLE.format(title="Good", url=upstream.url)
    running = await start(text)
    async with AsyncExitStack() as stack:
        streams = [await stack.enter_async_context(running.wall.stream()) for _ in range(50)]
        assert await asyncio.to_thread(running.program.end, signal.SIGTERM, 5) == 0
        await until(lambda: all(stream.ended for stream in streams))
    assert "Traceback" not in running.program.err
    assert all(re.match(rb"retry: \d{4}\n", stream.received) for stream in streams)
    again = await start(text, port=int(running.wall.url.rpartition(":")[2]))
    async with again.wall.stream() as stream:
        assert ">17<" in stream.events("well")[-1].data


async def test_f54_a_signal_to_read_the_file_again(site: StartSite, start: Start) -> None:
    """The program gets SIGHUP while it polls.

    Seen: the file is read again; sources are asked as often as before, no more and no less; no stream ends.
    """
    upstream = await site(well={"value": 17})
    running = await start(TABLE.format(title="Good", url=upstream.url))
    async with running.wall.stream() as stream:
        for number in range(1, 5):
            running.program.process.send_signal(signal.SIGHUP)
            await until(lambda number=number: running.program.err.count("was read again") >= number)  # type: ignore[misc]
        await asyncio.to_thread(running.config.write_text, TABLE.format(title="Better", url=upstream.url), "utf-8")
        running.program.process.send_signal(signal.SIGHUP)
        await until(lambda: "Better" in stream.events("well")[-1].data)
        asked = [await asked_within(upstream, 1) for _ in range(3)]
        assert 5 <= max(asked) <= 11, asked  # ten a second, where nobody else is at work on this machine
        assert not stream.ended
    assert running.program.process.poll() is None


async def asked_within(upstream: Site, seconds: float) -> int:
    """How often it is asked in so many seconds."""
    before = len(upstream.asked)
    await asyncio.sleep(seconds)
    return len(upstream.asked) - before
