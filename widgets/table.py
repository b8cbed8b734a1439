"""A table that somebody pushes: columns with their heads, rows of figures and words."""

from typing import Annotated, Literal

from msgspec import Meta

from dashboard import widget
from dashboard.widget import Field, Push, Struct

EVERY = "1d"
PUSHED = {
    "columns": ["Machine", "Watts", "Share"],
    "rows": [["Kiln", 1840, "61 %"], ["Lathe", 640, "21 %"], ["Press", 310, "10 %"], ["Loom", 230, "8 %"]],
}

COLUMNS = 5
"""Columns that fit side by side."""

MOST = 50
"""Rows that are sent to a wall; more are counted."""

Word = Annotated[str, Meta(max_length=80)]
Text = Annotated[str, Meta(max_length=200)]
Value = float | Text | bool | None


class Options(widget.Options):
    """How numbers are written."""

    format: Literal["number", "integer", "percent", "bytes", "duration"] = Field(
        "number", description="How numbers are written. A percentage is pushed as a share of 1, a duration in seconds."
    )
    empty: str = Field("Nothing to list", max_length=200, description="What stands there when no row is pushed.")


class Pushed(Struct, forbid_unknown_fields=True):
    """What is pushed: at most five columns. `ttl`, a duration, is how long the table may be shown."""

    rows: list[Annotated[list[Value], Meta(min_length=1, max_length=COLUMNS)]]
    columns: Annotated[tuple[Word, ...], Meta(max_length=COLUMNS)] = ()
    title: Word | None = None
    ttl: Word | None = None


class Cell(Struct):
    """One value, ready to be written: a number, or else a text."""

    number: float | None
    text: str


class View(Struct):
    """The first rows, all as wide as the widest, below their heads; and how many there are."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int


def source(options: Options) -> Push[Pushed]:
    """Whoever pushes to this widget."""
    return Push(options.id, into=Pushed)


def view(answer: Pushed, options: Options) -> View:
    """The rows in the order in which they came; what is missing at their ends is empty."""
    rows = answer.rows[:MOST]
    width = max((len(row) for row in [*rows, answer.columns]), default=0)
    heads = answer.columns and [*answer.columns, *[""] * (width - len(answer.columns))]
    return View(
        title=answer.title or "",
        heads=tuple(heads),
        rows=tuple(tuple(cell(value) for value in [*row, *[""] * (width - len(row))]) for row in rows),
        total=len(answer.rows),
    )


def cell(value: Value) -> Cell:
    """One value; null is a dash."""
    if isinstance(value, bool):
        return Cell(None, "yes" if value else "no")
    if isinstance(value, float):
        return Cell(value, "")
    return Cell(None, "—" if value is None else value)


def measure(answer: Pushed, options: Options) -> dict[str, float]:
    """How many rows there are."""
    return {"rows": float(len(answer.rows))}
