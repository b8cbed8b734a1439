"""The wall clock is set while the program runs: polling goes by another clock, and ages are right all the same."""

import asyncio
import itertools
import re
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

from tests.faults.clocks import SetClock
from tests.faults.conftest import Running, Start, StartSite, launch, says
from tests.faults.seen import Tile
from tests.poll.site import Site, answer

CONFIG = """
[wall]
timezone = "UTC"

[widgets.clock]
kind = "clock"
seconds = true

[widgets.quick]
kind = "json"
url = "{url}/quick"
value = "value"
every = "200ms"

[widgets.slow]
kind = "json"
url = "{url}/slow"
value = "value"
every = "1h"

[widgets.sick]
kind = "json"
url = "{url}/sick"
value = "value"
every = "300ms"
stale_after = "1s"
"""

NOTICED = 3.0
"""Seconds within which a step of the clock is noticed, on a busy machine."""

WATCHED = 4.5
"""Seconds for which a wall is watched after it."""

STEPS: dict[str, tuple[datetime | timedelta, timedelta]] = {
    "an hour back": (timedelta(), timedelta(hours=-1)),
    "a day ahead": (timedelta(), timedelta(days=1)),
    "fifty years ahead": (timedelta(), timedelta(days=365 * 50)),
    "from 1970 to now": (datetime(1970, 1, 1, 0, 1, tzinfo=UTC), timedelta()),
}
"""What the clock shows when the program starts, and what it is set to: by how much that is off."""


@dataclass(frozen=True)
class Watched:
    """What was seen of one wall after its clock had been set; times are those of the loop.

    `asked` is when the source that is polled five times a second was asked, `busy` how much of a processor the program
    used at most before it said that it lives, in seconds; `off` how far its clock was from the right time.
    """

    stepped: float
    ended: float
    asked: list[float]
    asked_slow: int
    busy: float
    off: timedelta
    tiles: dict[str, Tile]


async def busiest(running: Running, seconds: float) -> float:
    """How long the program worked at worst before it answered, for so many seconds. Others may be at work too, so what
    counts is its own time on a processor.
    """
    process, ends, worst = psutil.Process(running.program.process.pid), time.monotonic() + seconds, 0.0
    while time.monotonic() < ends:
        before = process.cpu_times()
        (await running.wall.client.get("/healthz")).raise_for_status()
        after = process.cpu_times()
        worst = max(worst, after.user + after.system - before.user - before.system)
        await asyncio.sleep(0.02)
    return worst


async def watched(
    stack: AsyncExitStack, turn: asyncio.Lock, folder: Path, step: tuple[datetime | timedelta, timedelta]
) -> Watched:
    """A wall of which one source has just begun to fail, when its clock is set. Who starts waits for its turn."""
    clock, (start, off) = SetClock(folder.with_suffix(".clock")), step
    clock.to(start) if isinstance(start, datetime) else clock.by(0)
    site = Site({f"/{name}": says({"value": 17}) for name in ("quick", "slow", "sick")})
    await site.open()
    stack.push_async_callback(site.close)
    async with turn:
        running = await launch(stack, folder, CONFIG.format(url=site.url), through=clock.command())
    await running.wall.shows("sick", "17")
    site.replies["/sick"] = answer(status="500 Oh")
    await running.wall.sees("sick", lambda tile: tile.state == "stale")
    slow = sum(each.path == "/slow" for each in site.asked)
    stepped = asyncio.get_running_loop().time()
    clock.by(off.total_seconds())
    busy = await busiest(running, WATCHED)
    ended = asyncio.get_running_loop().time()
    tiles = {name: await running.wall.tile(name) for name in ("clock", "quick", "slow", "sick")}
    shown = datetime.fromisoformat(re.findall(r'datetime="([^"]+)"', tiles["clock"].html)[0])
    return Watched(
        stepped,
        ended,
        [each.at for each in site.asked if each.path == "/quick"],
        sum(each.path == "/slow" for each in site.asked) - slow,
        busy,
        shown - datetime.now(UTC) - off,
        tiles,
    )


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def steps(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[dict[str, Watched]]:
    """What becomes of a wall by each of the steps, all at the same time, since it takes a while."""
    folder, turn = tmp_path_factory.mktemp("clocks"), asyncio.Lock()
    async with AsyncExitStack() as stack:
        walls = [watched(stack, turn, folder / name.replace(" ", "-"), step) for name, step in STEPS.items()]
        yield dict(zip(STEPS, await asyncio.gather(*walls), strict=True))


def goes_on(seen: Watched) -> None:
    """Polls go on at their pace after a moment, without a burst; nothing hangs; ages and the time of day are right."""
    times = [at for at in seen.asked if at > seen.stepped - 1]
    assert max(after - before for before, after in itertools.pairwise([*times, seen.ended])) < NOTICED
    assert sum(at > seen.stepped + NOTICED for at in times) > (WATCHED - NOTICED) / 0.2 * 0.25
    assert all(sum(each <= at < each + 1 for at in times) <= 8 for each in times)
    assert seen.asked_slow <= 1
    assert seen.busy < 0.4
    assert abs(seen.off) < timedelta(seconds=2)
    for name in ("quick", "slow"):
        tile = seen.tiles[name]
        assert (tile.state, tile.value, tile.age) == ("fresh", "17", "")
    sick = seen.tiles["sick"]
    assert (sick.state, sick.value) == ("stale", "17")
    assert re.fullmatch(r"\d\d? s old", sick.age), sick.age


@pytest.mark.asyncio(loop_scope="module")
async def test_f33_a_clock_that_is_set_back(steps: dict[str, Watched]) -> None:
    """The server's clock is set back by an hour.

    Seen: polls go on at their pace after 2 s at most; ages stay right; the clock shows the new time.
    """
    goes_on(steps["an hour back"])


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("step", ["a day ahead", "fifty years ahead"])
async def test_f34_a_clock_that_is_set_ahead(steps: dict[str, Watched], step: str) -> None:
    """The server's clock is set ahead by a day, or by fifty years.

    Seen: the same; no burst of polls, no hanging.
    """
    goes_on(steps[step])


@pytest.mark.asyncio(loop_scope="module")
async def test_f36_a_start_in_1970(steps: dict[str, Watched]) -> None:
    """The server starts in 1970, since it has no clock of its own, and is told the time later.

    Seen: the wall works from the beginning, and goes on as in F34.
    """
    goes_on(steps["from 1970 to now"])


async def test_f36_a_restart_in_1970(site: StartSite, start: Start, tmp_path: Path) -> None:
    """The server restarts in 1970, with what it knew before.

    Seen: all sources are asked at once, since nobody can tell how old that is; what does not answer is not fresh.
    """
    clock = SetClock(tmp_path / "clock")
    await asyncio.to_thread(clock.by, 0)
    upstream = await site(quick={"value": 17}, slow={"value": 17}, sick={"value": 17})
    text = '[server]\nstate = "../state"\n' + CONFIG.format(url=upstream.url)
    first = await start(text, through=clock.command())
    await first.wall.shows("sick", "17")
    assert first.program.end() == 0
    for name in ("sick", "slow"):
        upstream.replies[f"/{name}"] = answer(status="500 Oh")
    await asyncio.to_thread(clock.to, datetime(1970, 1, 1, 0, 1, tzinfo=UTC))
    second = await start(text, through=clock.command())
    for name in ("sick", "slow"):
        tile = await second.wall.sees(name, lambda tile: "answers 500" in tile.reason, seconds=5)
        assert tile.state != "fresh"
