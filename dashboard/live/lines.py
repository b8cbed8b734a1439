"""Courses that come with an answer, one or several on one scale, as SVG paths. Not those of a history; see charts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from dashboard.live.charts import Chart, bends, chart, curve, places, unbroken
from dashboard.store.history import Point, Series

Course = Sequence[tuple[datetime, float | None]]
"""Points from the oldest to the newest; None is a gap."""


@dataclass(frozen=True)
class Lines:
    """Several curves over one time: a path for each. `label` says the whole in words."""

    paths: tuple[str, ...]
    label: str
    top: str
    bottom: str
    first: str
    last: str


def series_of(course: Course) -> Series:
    """The same points as a history would have them."""
    points = tuple(Point(at, value) for at, value in course)
    return Series(points, points[-1].at - points[0].at) if points else Series()


def line(course: Course, *, number: Callable[[float], str], time: Callable[[datetime], str]) -> Chart | None:
    """The curve of one course; None while it has too few values."""
    return chart(series_of(course), number=number, time=time)


def lines(
    named: Sequence[tuple[str, Course]], *, number: Callable[[float], str], time: Callable[[datetime], str]
) -> Lines | None:
    """The curves of several courses by name; None where there is no value at all."""
    courses = [(name, series_of(course)) for name, course in named]
    known = [(name, series) for name, series in courses if series.values]
    if not known:
        return None
    values = [value for _, series in known for value in series.values]
    times = [point.at for _, series in known for point in series.points]
    low, high, first, last = min(values), max(values), min(times), max(times)
    whole = Series((Point(first, None), Point(last, None)), last - first)
    return Lines(
        paths=tuple(path(series, whole, low, high) for _, series in courses),
        label="; ".join(
            f"{name}: lowest {number(min(series.values))}, highest {number(max(series.values))}, "
            f"last {number(series.values[-1])}"
            for name, series in known
        ),
        top=number(high) if high > low else "",
        bottom=number(low) if high > low else "",
        first=time(first),
        last=time(last),
    )


def path(series: Series, whole: Series, low: float, high: float) -> str:
    """One curve on the scale of all; empty for a course without values."""
    runs = [bends(places(run, whole, low, high)) for run in unbroken(series.points)]
    return "".join(curve(run) for run in runs)
