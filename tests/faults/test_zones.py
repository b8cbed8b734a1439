"""Time zones: nights in which the clocks change, and a machine that knows of no zone."""

import asyncio
import itertools
import re
import sys
from datetime import datetime, timedelta
from pathlib import Path

from tests.e2e.program import Program
from tests.faults.clocks import SetClock
from tests.faults.conftest import Start
from tests.faults.seen import until

NIGHTS = {
    "berlin": ("Europe/Berlin", "2026-03-29T00:59:59Z", "2026-03-30", "01:59:5 03:00:0"),
    "new-york": ("America/New_York", "2026-11-01T05:59:59Z", "2026-11-02", "01:59:5 01:00:0"),
    "kathmandu": ("Asia/Kathmandu", "2026-03-28T18:14:59Z", "2026-03-30", "23:59:5 00:00:0"),
    "apia": ("Pacific/Apia", "2011-12-30T09:59:59Z", "2012-01-01", "23:59:5 00:00:0"),
}
"""The zone of the wall, the second before something happens, the day after, and two times that clocks show in a row."""

CONFIG = """
[wall]
timezone = "{zone}"

[widgets.clock]
kind = "clock"
seconds = true

[widgets.day]
kind = "countdown"
to = {day}
"""


async def passes(name: str, start: Start, turn: asyncio.Lock, folder: Path) -> list[str]:
    """What the clock of a wall shows in this night, second by second; afterwards it is a day until the day after."""
    zone, last, day, _ = NIGHTS[name]
    clock, before = SetClock(folder / f"{name}.clock"), datetime.fromisoformat(last)
    await asyncio.to_thread(clock.to, before - timedelta(hours=2, minutes=30))
    async with turn:
        running = await start(CONFIG.format(zone=zone, day=day), through=clock.command())
    async with running.wall.stream() as stream:
        await asyncio.to_thread(clock.to, before - timedelta(seconds=4))
        await until(lambda: re.search(r'datetime="[^"]*:00:0[12][+-]', stream.events("clock")[-1].data))
        times = [re.findall(r'datetime="[^"]*T([\d:]{8})', event.data)[0] for event in stream.events("clock")]
    await running.wall.sees("day", lambda tile: tile.value.startswith("1") and "day" in tile.value)
    return times


async def test_f37_nights_in_which_the_clocks_change(start: Start, tmp_path: Path) -> None:
    """Summer time begins or ends, or a whole day is left out.

    Seen: the wall shows what clocks there show, second by second; a countdown counts the days of the calendar.
    """
    turn = asyncio.Lock()
    found = await asyncio.gather(*(passes(name, start, turn, tmp_path) for name in NIGHTS))
    for (name, (*_, expected)), times in zip(NIGHTS.items(), found, strict=True):
        pairs = {f"{before[:-1]} {after[:-1]}" for before, after in itertools.pairwise(times)}
        assert expected in pairs, (name, times)  # without the last digit: a busy machine may miss a second


def without_zones(folder: Path) -> tuple[str, ...]:
    """The command by which the program finds no time zone: none of the system's, and a package tzdata that is empty."""
    (folder / "hollow" / "tzdata").mkdir(parents=True)
    (folder / "hollow" / "tzdata" / "__init__.py").touch()
    settings = ("PYTHONTZPATH=", f"PYTHONPATH={folder / 'hollow'}")
    return ("env", *settings, sys.executable, "-m", "dashboard")


async def test_f38_a_machine_without_time_zones(start: Start, tmp_path: Path) -> None:
    """The machine has no time zone data.

    Seen: where config.toml names a zone, the command ends and says what is missing; else the wall is in UTC.
    """
    through = without_zones(tmp_path)
    (tmp_path / "config.toml").write_text('[wall]\ntimezone = "Europe/Lisbon"\n[widgets.c]\nkind = "clock"\n', "utf-8")
    program = Program("run", "config.toml", "--port", "0", folder=tmp_path, command=through)
    assert await asyncio.to_thread(program.process.wait, 30) == 2
    assert "config.toml:2:" in program.err
    assert "tzdata" in program.err
    running = await start('[widgets.clock]\nkind = "clock"\n', through=through)
    tile = await running.wall.sees("clock", lambda tile: tile.state == "fresh")
    shown = datetime.fromisoformat(re.findall(r'datetime="([^"]+)"', tile.html)[0])
    assert shown.utcoffset() == timedelta()
