"""States that somebody pushes: what is up, what is down, what is worth a look."""

from typing import Annotated, Literal

from msgspec import Meta

from dashboard import widget
from dashboard.widget import Field, Push, Struct

EVERY = "1d"
PUSHED = {
    "rows": [
        {"label": "Shop", "state": "up"},
        {"label": "Checkout", "state": "warn", "text": "slow"},
        {"label": "Warehouse", "state": "down", "text": "since 9:40"},
        {"label": "Journal", "state": "up"},
    ]
}

MOST = 50
"""Rows that are sent to a wall; more are counted."""

WORST_FIRST = ("down", "warn", "up")

Word = Annotated[str, Meta(max_length=80)]
Text = Annotated[str, Meta(max_length=200)]
State = Literal["up", "warn", "down"]


class Options(widget.Options):
    """What the states are called."""

    up: str = Field("Up", max_length=40, description="What stands beside a row that is up, where it has no text.")
    warn: str = Field("Warning", max_length=40, description="The same for one that is worth a look.")
    down: str = Field("Down", max_length=40, description="The same for one that is down.")


class Item(Struct, forbid_unknown_fields=True):
    """One thing and how it is."""

    label: Text
    state: State
    text: Text = ""


class Pushed(Struct, forbid_unknown_fields=True):
    """What is pushed. `ttl`, a duration, is how long it may be shown."""

    rows: list[Item]
    title: Word | None = None
    ttl: Word | None = None


class View(Struct):
    """The first rows, the worst on top, and how many there are."""

    title: str
    rows: tuple[Item, ...]
    total: int


def source(options: Options) -> Push[Pushed]:
    """Whoever pushes to this widget."""
    return Push(options.id, into=Pushed)


def view(answer: Pushed, options: Options) -> View:
    """Down first, then what is worth a look, then up; otherwise in the order in which they came."""
    rows = sorted(answer.rows, key=lambda row: WORST_FIRST.index(row.state))
    return View(title=answer.title or "", rows=tuple(rows[:MOST]), total=len(rows))


def measure(answer: Pushed, options: Options) -> dict[str, float]:
    """How many are down, and how many are worth a look."""
    states = [row.state for row in answer.rows]
    return {"down": float(states.count("down")), "warn": float(states.count("warn"))}
