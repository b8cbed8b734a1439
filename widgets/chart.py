"""A chart of numbers that somebody pushes: one at a time, or a whole course of them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import Meta

from dashboard import widget
from dashboard.widget import Field, Push, SourceError, Struct

EVERY = "1d"
HISTORY = "24h"
PUSHED = {"values": {"Kiln": 1840, "Lathe": 640, "Press": 310}}

MOST = 20
"""Curves of one widget."""

LARGEST = 1e300
"""Beyond it two numbers can lie further apart than a computer can count."""

Word = Annotated[str, Meta(max_length=80)]
Number = float | None


class Options(widget.Options):
    """How the numbers are written."""

    unit: str = Field("", max_length=20, description="Stands behind each number.")
    format: Literal["number", "integer", "percent", "bytes", "duration"] = Field(
        "number", description="How numbers are written. A percentage is pushed as a share of 1, a duration in seconds."
    )


class Point(Struct, forbid_unknown_fields=True):
    """One number: of an instant, which makes a curve, or of something with a name, which makes a bar."""

    value: Number
    at: Annotated[datetime, Meta(tz=True)] | None = None
    label: Word = ""


class Instant(Struct, forbid_unknown_fields=True):
    """One number of a curve."""

    value: Number
    at: Annotated[datetime, Meta(tz=True)]


class Pushed(Struct, forbid_unknown_fields=True):
    """What is pushed: `value` or `values`, of which the wall makes curves by and by, or `points` or `series`, which are
    whole. `ttl`, a duration, is how long it may be shown.
    """

    value: Number = None
    values: Annotated[dict[Word, Number], Meta(max_length=MOST)] | None = None
    points: Annotated[list[Point | Number], Meta(max_length=2000)] | None = None
    series: Annotated[dict[Word, Annotated[list[Instant], Meta(max_length=2000)]], Meta(max_length=MOST)] | None = None
    title: Word | None = None
    ttl: Word | None = None

    def __post_init__(self) -> None:
        """Refuse what is more than one chart, or none."""
        if sum(each is not None for each in (self.value, self.values, self.points, self.series)) != 1:
            raise ValueError("exactly one of value, values, points and series is expected")


class View(Struct):
    """Names with their newest numbers; and what is drawn of them, where it was pushed: courses or bars."""

    title: str
    numbers: tuple[tuple[str, Number], ...]
    courses: tuple[tuple[str, tuple[tuple[datetime, Number], ...]], ...] = ()
    bars: tuple[tuple[str, Number], ...] = ()


def source(options: Options) -> Push[Pushed]:
    """Whoever pushes to this widget."""
    return Push(options.id, into=Pushed)


def view(answer: Pushed, options: Options) -> View:
    """What is pushed, as curves, bars or numbers; SourceError where there is no number in it."""
    title = answer.title or ""
    if answer.series is not None:
        courses = [(name, course(points)) for name, points in answer.series.items()]
        shown = View(title, tuple((name, newest(points)) for name, points in courses), tuple(courses))
    elif answer.points is None:
        named = answer.values if answer.values is not None else {"value": answer.value}
        shown = View(title, tuple((name, finite(value)) for name, value in named.items()))
    elif all(isinstance(point, Point) and point.at for point in answer.points):
        curve = course(answer.points)
        shown = View(title, (("value", newest(curve)),), (("value", curve),))
    else:
        points = [point if isinstance(point, Point) else Point(point) for point in answer.points]
        shown = View(title, (), bars=tuple((point.label, finite(point.value)) for point in points))
    if all(value is None for _, value in (*shown.numbers, *shown.bars)):
        raise SourceError("There is no number in what was pushed", fault="push")
    return shown


def course(points: Iterable[Any]) -> tuple[tuple[datetime, Number], ...]:
    """The points from the oldest to the newest."""
    return tuple(sorted(((point.at, finite(point.value)) for point in points), key=lambda point: point[0]))


def newest(points: Iterable[tuple[datetime, Number]]) -> Number:
    """The last number that is one."""
    return next((value for _, value in reversed(tuple(points)) if value is not None), None)


def finite(value: Number) -> Number:
    """The number, if it is one that can be drawn."""
    return value if value is not None and abs(value) < LARGEST else None


def measure(answer: Pushed, options: Options) -> dict[str, float]:
    """The newest numbers by their names; of bars the last."""
    shown = view(answer, options)
    return {name or "value": value for name, value in (*shown.numbers, *shown.bars[-1:]) if value is not None}
