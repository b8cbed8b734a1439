"""A list that somebody pushes: names with a figure or a word each, and a sign where there is one."""

from typing import Annotated, Literal

from msgspec import Meta

from dashboard import widget
from dashboard.widget import Field, Push, Struct

EVERY = "1d"
PUSHED = {
    "rows": [
        {"label": "Anna", "value": 42},
        {"label": "Bela", "value": 38},
        {"label": "Carla", "value": 17},
        {"label": "Dario", "value": 9},
    ]
}

MOST = 50
"""Rows that are sent to a wall; more are counted."""

Word = Annotated[str, Meta(max_length=80)]
Text = Annotated[str, Meta(max_length=200)]


class Options(widget.Options):
    """How the figures are written."""

    unit: str = Field("", max_length=20, description="Stands behind each number; for money its ISO code.")
    format: Literal["number", "integer", "percent", "bytes", "duration", "money"] = Field(
        "number", description="How numbers are written. A percentage is pushed as a share of 1, a duration in seconds."
    )
    ordered: bool = Field(False, description="Whether the rows have numbers, as in a ranking.")
    empty: str = Field("Nothing to list", max_length=200, description="What stands there when no row is pushed.")


class Item(Struct, forbid_unknown_fields=True):
    """One row. A number is written as the options say, a text as it is."""

    label: Text
    value: float | Text | None = None
    state: Literal["up", "warn", "down"] | None = None


class Pushed(Struct, forbid_unknown_fields=True):
    """What is pushed; a bare text is a row, too. `ttl`, a duration, is how long the list may be shown."""

    rows: list[Item | Text]
    title: Word | None = None
    ttl: Word | None = None


class Row(Struct):
    """One row, ready to be written: a number, a text or nothing beside its name."""

    label: str
    number: float | None
    text: str
    state: str


class View(Struct):
    """The first rows, how many there are, and whether any has a sign."""

    title: str
    rows: tuple[Row, ...]
    total: int
    signed: bool


def source(options: Options) -> Push[Pushed]:
    """Whoever pushes to this widget."""
    return Push(options.id, into=Pushed)


def view(answer: Pushed, options: Options) -> View:
    """The rows in the order in which they came."""
    items = [item if isinstance(item, Item) else Item(item) for item in answer.rows[:MOST]]
    return View(
        title=answer.title or "",
        rows=tuple(row(item) for item in items),
        total=len(answer.rows),
        signed=any(item.state for item in items),
    )


def row(item: Item) -> Row:
    """One row."""
    if isinstance(item.value, float):
        return Row(item.label, item.value, "", item.state or "")
    return Row(item.label, None, item.value or "", item.state or "")


def measure(answer: Pushed, options: Options) -> dict[str, float]:
    """How many rows there are, and how many of them are down."""
    down = sum(isinstance(item, Item) and item.state == "down" for item in answer.rows)
    return {"rows": float(len(answer.rows)), "down": float(down)}
