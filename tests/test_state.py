"""The real program with a folder for its state: killed, cut off from its sources, started again."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from tests.e2e.program import Program, until
from tests.e2e.upstream import Upstream

CONFIG = """
[server]
state = "{state}"
push_token = "secret"

[widgets.clock]
kind = "clock"

[widgets.hourly]
kind = "json"
url = "{url}/hourly?key=hidden"
value = "value"
every = "1h"

[widgets.quick]
kind = "json"
url = "{url}/quick"
value = "value"
every = "200ms"
stale_after = "400ms"
history = "1m"

[widgets.brief]
kind = "json"
url = "{url}/quick"
value = "value"
every = "200ms"
expire_after = "300ms"

[widgets.number]
kind = "number"
"""

Start = Callable[..., Program]


@pytest_asyncio.fixture
async def upstream() -> AsyncIterator[Upstream]:
    """A server of somebody else's."""
    upstream = Upstream()
    await upstream.start()
    upstream.says("/hourly", {"value": 1234})
    upstream.says("/quick", {"value": 5678})
    yield upstream
    await upstream.stop()


@pytest.fixture
def start(tmp_path: Path, upstream: Upstream) -> Iterator[Start]:
    """Starts the wall, the same each time."""
    programs: list[Program] = []

    def started(state: str = "state") -> Program:
        (tmp_path / "config.toml").write_text(CONFIG.format(state=state, url=upstream.url), "utf-8")
        programs.append(Program("run", "config.toml", "--port", "0", folder=tmp_path))
        return programs[-1]

    yield started
    for program in programs:
        if program.process.poll() is None:
            program.kill()


async def tiles(program: Program) -> dict[str, str]:
    """The HTML of each tile of a wall that has just been asked for."""
    url = await asyncio.to_thread(program.address)
    async with httpx.AsyncClient(base_url=url) as client:
        page = (await client.get("/")).text
    return dict(re.findall(r'<section id="w-([a-z]+)".*?(<article.*?</article>)', page, re.DOTALL))


async def push(program: Program, value: float) -> None:
    """Give the widget `number` its data."""
    url = await asyncio.to_thread(program.address)
    async with httpx.AsyncClient(base_url=url, headers={"Authorization": "Bearer secret"}) as client:
        (await client.put("/api/widgets/number", json={"value": value})).raise_for_status()


def state_of(tile: str) -> str:
    """Its `data-state`."""
    (state,) = re.findall(r'data-state="(\w+)"', tile)
    return str(state)


def at_of(tile: str) -> datetime:
    """The time of the answer that it shows."""
    (at,) = re.findall(r'data-at="([^"]+)"', tile)
    return datetime.fromisoformat(at)


def contents(folder: Path) -> list[str]:
    """What stands in the files of a folder."""
    return [path.read_text("utf-8") for path in folder.glob("*.json")]


async def all_kept(folder: Path) -> bool:
    """Whether each source has its file, and the quick one points enough for a curve."""
    files = await asyncio.to_thread(contents, folder)
    return len(files) == 3 and any(text.count('"value":5678.0') > 5 for text in files)


async def test_after_a_kill_every_tile_shows_its_value_with_its_age_though_nobody_answers(
    start: Start, upstream: Upstream, tmp_path: Path
) -> None:
    began = datetime.now(UTC)
    first = start()
    await push(first, 42)
    await until(lambda: all_kept(tmp_path / "state"))
    first.kill()
    killed = datetime.now(UTC)
    await upstream.stop()
    shown = await tiles(second := start())
    assert {name: state_of(tile) for name, tile in shown.items()} == {
        "clock": "fresh",
        "hourly": "fresh",
        "quick": "stale",
        "brief": "expired",
        "number": "fresh",
    }
    assert "1,234" in shown["hourly"]
    assert "5,678" in shown["quick"]
    assert "5,678" not in shown["brief"]
    assert ">42<" in shown["number"]
    assert re.search(r"\d+ s(ec)? old", shown["quick"])
    assert '<path class="line" d="M' in shown["quick"]
    for name in ("hourly", "quick", "number"):
        assert began - timedelta(seconds=1) <= at_of(shown[name]) <= killed
    assert "is not used" not in second.err
    assert "hidden" not in "".join(contents(tmp_path / "state"))


async def test_after_a_restart_only_those_sources_are_asked_whose_interval_has_passed(
    start: Start, upstream: Upstream, tmp_path: Path
) -> None:
    first = start()
    await push(first, 42)
    await until(lambda: all_kept(tmp_path / "state"))
    first.kill()
    upstream.asked.clear()
    second = start()

    async def asked_often() -> bool:
        return upstream.asked["/quick"] > 5

    await until(asked_often)
    assert upstream.asked["/hourly"] == 0
    shown = await tiles(second)
    assert [state_of(shown[name]) for name in ("hourly", "quick")] == ["fresh", "fresh"]


async def test_a_wall_that_is_ended_writes_down_what_came_last(start: Start) -> None:
    first = start()
    for value in (41, 42):
        await push(first, value)
    assert first.end() == 0
    assert ">42<" in (await tiles(start()))["number"]


async def test_a_folder_that_can_t_be_written_costs_one_line_and_the_wall_lives_on(
    start: Start, upstream: Upstream
) -> None:
    program = start("/proc/wallboard")

    async def told() -> bool:
        return "can't be used" in program.err

    await until(told)
    before = upstream.asked["/quick"]

    async def lived_on() -> bool:
        return upstream.asked["/quick"] > before + 15

    await until(lived_on)
    assert "5,678" in (await tiles(program))["quick"]
    assert program.end() == 0
    assert program.err.count("/proc/wallboard") == 1
