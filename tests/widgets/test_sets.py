"""Every kind that comes with Wallboard is whole: file, template, test, sample, page and place in the gallery."""

from pathlib import Path

import pytest

from dashboard import widget
from dashboard.app import built_in_kinds
from dashboard.config.board import Board, Kind
from dashboard.config.describe import example
from dashboard.config.examples import widget_of
from dashboard.config.kinds import discover
from dashboard.showroom import PLAYED, showroom_board
from dashboard.widget import Push

ROOT = Path(__file__).parents[2]
KINDS = discover(built_in_kinds())

NO_SAMPLE = {
    "clock": "its answer is a time",
    "countdown": "its answer is a time",
    "bookmarks": "its answer is its table",
    "iframe": "its answer is its table",
    "image": "its answer is a picture",
    "monitor": "its answer is how long hosts took",
}
"""Kinds whose answer is nothing that could be kept in a file, and why."""

kinds = pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)


@kinds
def test_it_can_be_used_and_says_what_it_is(kind: Kind) -> None:
    assert kind.problem is None
    assert kind.description.endswith(".")
    assert kind.template == ROOT / "templates" / "widgets" / f"{kind.name}.html"


@kinds
def test_it_has_a_test_and_a_sample_or_a_reason_for_none(kind: Kind) -> None:
    tests = ROOT / "tests" / "widgets"
    assert (tests / f"test_{kind.name}.py").is_file()
    samples = [path for path in (tests / kind.name).glob("*") if path.is_file()]
    assert samples or kind.name in NO_SAMPLE


@kinds
def test_each_of_its_keys_says_what_it_means(kind: Kind) -> None:
    assert [name for name, field in kind.options.model_fields.items() if not field.description] == []
    assert (kind.options.__doc__ or "").strip() != (widget.Options.__doc__ or "").strip()


@kinds
def test_its_example_is_a_widget(kind: Kind) -> None:
    shown = widget_of(example(kind), KINDS, widget.Wall(location=(38.72, -9.14)), PLAYED)
    assert shown.problem is None
    assert isinstance(shown.source, Push) == (kind.pushed is not None)


def test_every_kind_is_in_the_gallery() -> None:
    board = showroom_board(Board(kinds=KINDS))
    assert {shown.kind.name for shown in board.widgets.values()} == KINDS.keys()


@pytest.mark.parametrize("name", NO_SAMPLE)
def test_a_reason_is_given_only_for_a_kind_that_there_is(name: str) -> None:
    assert name in KINDS
