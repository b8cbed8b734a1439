"""The boards of a simulation, small and many. Not what runs on them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from dashboard import widget
from dashboard.config.arrange import LANDSCAPE, PORTRAIT, evenly
from dashboard.config.board import Board, Kind, Page, Widget
from dashboard.widget import Push, Source, SourceError, Static
from tests.simulation.upstream import ODD, Asked, OnTheMinute, Upstream

TIMEOUT = timedelta(seconds=4)
SHARED = ("news", "load", "rain")
"""Names of sources that any widget may ask. `minute` is asked on the minute, `pushed` and `fixed` not at all."""

SOURCES = (*SHARED, "minute", "pushed", "fixed")
REFUSAL = "This answer is odd"


@dataclass(frozen=True)
class Table:
    """What a config.toml says of one widget; `every` is in seconds."""

    source: str = "news"
    every: int = 10
    title: str | None = None


def view(answer: Any, options: Any) -> Any:
    """The answer, unless it is one that can't be shown."""
    if answer == ODD:
        raise SourceError(REFUSAL, fault="schema")
    return answer


def measure(answer: Any, options: Any) -> dict[str, float]:
    """The number in it, where there is one."""
    _, _, number = str(answer).partition(" ")
    return {"value": float(number)} if number.isdigit() else {}


VALUE = Kind("value", view=view, measure=measure, template=Path(__file__).with_name("value.html"))
"""A kind that shows its answer."""


def source(name: str, table: Table, upstream: Upstream) -> Source[Any]:
    """Where the widget `name` has its answers from."""
    if table.source == "pushed":
        return Push(name, into=str)
    if table.source == "fixed":
        return Static(f"fixed {name}")
    return OnTheMinute("minute", upstream) if table.source == "minute" else Asked(table.source, upstream)


def board(tables: Mapping[str, Table], upstream: Upstream) -> Board:
    """All widgets on the page main, and some of them on the page side too."""
    widgets = {}
    for name, table in sorted(tables.items()):
        every, where = timedelta(seconds=table.every), source(name, table, upstream)
        ages = table.source != "fixed"
        widgets[name] = Widget(
            name,
            VALUE,
            widget.Options(),
            where,
            every,
            TIMEOUT,
            title=table.title,
            stale_after=every * 3 if ages else None,
            expire_after=every * 10 if ages else None,
            history=timedelta(hours=1),
        )
    side = [name for name in widgets if name in "ace"]
    pages = [page("main", list(widgets)), *([page("side", side)] if side else [])]
    return Board(widgets=widgets, pages={each.name: each for each in pages})


def page(name: str, widgets: list[str]) -> Page:
    """A page with these widgets."""
    shown = tuple(widgets)
    return Page(name, evenly(shown, LANDSCAPE), evenly(shown, PORTRAIT))
