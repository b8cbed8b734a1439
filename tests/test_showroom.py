"""The gallery's own small wall: each example is polled from a played upstream, and harms nobody."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dashboard.app import make_renderer, read_board
from dashboard.config.board import Board
from dashboard.config.recipes import read_recipes
from dashboard.demo.samples import read_samples
from dashboard.demo.serve import serve
from dashboard.demo.upstream import create_upstream
from dashboard.folders import find_folders
from dashboard.live.publisher import Publisher
from dashboard.poll.pollers import system_now
from dashboard.showroom import Showroom
from tests.waiting import until

NOW = datetime(2026, 11, 24, 10, 42, tzinfo=UTC)

FALLS = """
from dataclasses import dataclass
from dashboard import widget

class Options(widget.Options): pass
class View(widget.Struct): pass

@dataclass(frozen=True)
class Falls:
    rhythm = widget.Rhythm.EVERY

    async def fetch(self, http):
        raise LookupError("canary")

def source(options):
    return Falls()

def view(answer, options):
    return View()
"""

NEEDS = FALLS.replace("class Options(widget.Options): pass", "class Options(widget.Options):\n    count: int")

Boards = Callable[..., Board]


@pytest.fixture
def board_of(tmp_path: Path) -> Boards:
    """A wall that knows only these kinds; `falls` raises, `needs` has a key whose example is missing."""
    mine = tmp_path / "mine"
    mine.mkdir()
    for name, code in (("falls", FALLS), ("needs", NEEDS)):
        (mine / f"{name}.py").write_text(code, "utf-8")
        (mine / f"{name}.html").write_text('{% extends "tile.html" %}', "utf-8")
    config = tmp_path / "config.toml"
    config.write_text('[wall]\nwidgets_dir = "mine"\n[widgets.clock]\nkind = "clock"\n', "utf-8")
    board = read_board(config)
    return lambda *names: replace(board, kinds={name: board.kinds[name] for name in names})


class Now:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


def states(publisher: Publisher) -> dict[str, str]:
    """The state of each example."""
    return {name: str(tile.state) for name, tile in publisher.tiles.items()}


async def test_every_example_answers_and_those_that_are_pushed_to_are_pushed_to(board_of: Boards) -> None:
    board = board_of("clock", "feed", "json", "number", "text")
    publisher = await Showroom(lambda: board, make_renderer, Now()).publisher()
    assert states(publisher) == dict.fromkeys(("clock", "feed", "json", "number", "text"), "fresh")
    for name in ("json", "number"):
        (series,) = publisher.store.series(publisher.board.widgets[name]).values()
        assert len(series.points) > 10


async def test_a_kind_that_raises_is_told_on_its_own_tile(board_of: Boards) -> None:
    board = board_of("clock", "falls")
    publisher = await Showroom(lambda: board, make_renderer, Now()).publisher()
    assert states(publisher) == {"clock": "fresh", "falls": "failed"}
    assert "There is no sample (LookupError)" in publisher.hub.newest["falls"].text
    assert "canary" not in publisher.hub.newest["falls"].text


async def test_a_kind_whose_example_is_not_valid_is_left_out_and_the_log_says_so(
    board_of: Boards, caplog: pytest.LogCaptureFixture
) -> None:
    board = board_of("clock", "needs")
    publisher = await Showroom(lambda: board, make_renderer, Now()).publisher()
    assert list(publisher.tiles) == ["clock"]
    assert "the example of needs is not valid" in caplog.text


async def test_samples_are_made_anew_after_a_minute_and_when_kinds_have_changed(board_of: Boards) -> None:
    now, boards = Now(), [board_of("number")]
    showroom = Showroom(lambda: boards[-1], make_renderer, now)
    publisher = await showroom.publisher()
    number = publisher.board.widgets["number"]
    now.at += timedelta(seconds=50)
    await showroom.publisher()
    assert publisher.store.reading(number).polled == NOW
    now.at += timedelta(seconds=50)
    assert await showroom.publisher() is publisher
    assert publisher.store.reading(number).polled == now.at
    boards.append(board_of("number", "text"))
    assert list((await showroom.publisher()).tiles) == ["number", "text"]


async def test_every_recipe_is_shown_on_its_sample_as_if_it_had_been_answered_now(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[widgets.clock]\nkind = "clock"\n', "utf-8")
    board = read_board(config)
    board = replace(board, kinds={name: board.kinds[name] for name in ("json", "feed")})
    recipes = read_recipes(find_folders().recipes)
    now = Now()
    now.at += timedelta(days=100)
    showroom = Showroom(
        lambda: board,
        make_renderer,
        now,
        recipes=list(recipes.values()),
        known=lambda: read_samples(recipes.values(), find_folders().samples),
    )
    shown = states(await showroom.publisher())
    assert shown == dict.fromkeys(["feed", "json", *(f"recipe-{name}" for name in recipes)], "fresh")


async def test_nothing_of_it_is_on_the_wall_itself(board_of: Boards) -> None:
    board = board_of("clock", "number")
    publisher = await Showroom(lambda: board, make_renderer, Now()).publisher()
    assert list(board.widgets) == ["clock"]
    assert publisher.board.pages == {}


async def test_on_a_demo_the_examples_go_on_and_follow_when_kinds_have_changed(board_of: Boards) -> None:
    boards = [board_of("number")]
    showroom = Showroom(lambda: boards[-1], make_renderer, system_now, live=True)
    async with serve(create_upstream(now=system_now)) as port:
        showroom.attach(port)
        publisher = await showroom.publisher()
        assert states(publisher) == {"number": "fresh"}
        boards.append(board_of("number", "text"))
        assert await showroom.publisher() is publisher
        await until(lambda: states(publisher) == {"number": "fresh", "text": "fresh"})
        await showroom.close()
