"""Numbers as SVG paths, drawn on a grid that the style sheet stretches. Not their colours, nor their place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from dashboard.store.history import SLOTS, Point, Series

WIDTH, HEIGHT = 240.0, 80.0
TOP, BOTTOM = 6.0, 74.0
"""Room above and below the curve for the strokes and the marks."""

FEWEST = 5
"""Fewer values make a ramp, not a curve."""

GAP = 5
"""A hole of more than five usual distances between two points is a gap, not a line."""

NO_TIME = timedelta()


@dataclass(frozen=True)
class Chart:
    """A curve over time: SVG path data. `label` says in words what a person would read off it.

    `top` and `bottom` are the values at its upper and lower end, nothing for a flat one, `first` and `last` the times
    at its rims: what stands beside it where there is room.
    """

    line: str
    area: str
    peaks: str
    mark: str
    limit: str
    label: str
    top: str
    bottom: str
    first: str
    last: str


Dot = tuple[float, float]


def chart(
    series: Series | None,
    *,
    number: Callable[[float], str],
    time: Callable[[datetime], str],
    limit: float | None = None,
) -> Chart | None:
    """The curve of a series; None while it has too few values to show a course.

    `number` and `time` write the label's figures. `limit` is drawn across where it lies within the picture.
    """
    if series is None or len(series.values) < FEWEST:
        return None
    values = series.values
    low, high = min(values), max(values)
    if limit is not None and low <= limit <= high * 1.5:
        high = max(high, limit)
    runs = [bends(places(run, series, low, high)) for run in unbroken(series.points)]
    paths = [curve(run) for run in runs]
    dots = [dot for run in runs for dot in run]
    return Chart(
        line="".join(paths),
        area="".join(f"{path}V{HEIGHT:g}H{run[0][0]:g}Z" for path, run in zip(paths, runs, strict=True) if run[1:]),
        peaks="".join(f"M{x:g} {y:g}h0" for x, y in (min(dots, key=second), max(dots, key=second))),
        mark=f"M{dots[-1][0]:g} {dots[-1][1]:g}h0",
        limit=f"M0 {level(limit, low, high):g}H{WIDTH:g}" if limit is not None and low <= limit <= high else "",
        label=describe(series, number, time),
        top=number(high) if high > low else "",
        bottom=number(low) if high > low else "",
        first=time(series.points[0].at),
        last=time(series.points[-1].at),
    )


def second(dot: Dot) -> float:
    """The height of a dot; in SVG the smaller is the higher."""
    return dot[1]


def unbroken(points: Sequence[Point]) -> list[list[Point]]:
    """The points in runs without a gap."""
    distances = [after.at - before.at for before, after in pairwise(points)]
    widest = sorted(distances)[len(distances) // 2] * GAP if distances else NO_TIME
    runs: list[list[Point]] = [[]]
    for distance, point in zip([NO_TIME, *distances], points, strict=False):
        if point.value is None or distance > widest > NO_TIME:
            runs.append([])
        if point.value is not None:
            runs[-1].append(point)
    return [run for run in runs if run]


def level(value: float, low: float, high: float) -> float:
    """The height of a value in the picture; a flat series stands in the middle."""
    share = (value - low) / (high - low) if high > low else 0.5
    return round(BOTTOM - share * (BOTTOM - TOP), 1)


def places(run: Sequence[Point], series: Series, low: float, high: float) -> list[Dot]:
    """Where the points of a run stand: time from left to right, the newest of the series at the right rim.

    Time moves in the steps in which a history keeps its points, so that a picture stays the same until the next step.
    """
    step = series.span.total_seconds() / SLOTS or 1e-6
    first, last = (found.at.timestamp() // step for found in (series.points[0], series.points[-1]))
    width = (last - first) or 1.0
    return [
        (round((point.at.timestamp() // step - first) / width * WIDTH, 1), level(point.value or 0.0, low, high))
        for point in run
    ]


def bends(run: Sequence[Dot]) -> list[Dot]:
    """The dots without those amid a level stretch. The picture is the same, and stays so while the value does."""
    inner = [
        dot for before, dot, after in zip(run, run[1:], run[2:], strict=False) if not before[1] == dot[1] == after[1]
    ]
    return [*run[:1], *inner, *run[1:][-1:]]


def curve(dots: Sequence[Dot]) -> str:
    """A smooth path through the dots that never swings beyond them (monotone cubic, after Fritsch and Carlson)."""
    start = f"M{dots[0][0]:g} {dots[0][1]:g}"
    if len(dots) == 1:
        return start + "h0"
    slopes = [(b[1] - a[1]) / ((b[0] - a[0]) or 1e-9) for a, b in pairwise(dots)]
    tangents = [slopes[0], *(between(a, b) for a, b in pairwise(slopes)), slopes[-1]]
    numbers: list[float] = []
    for (x0, y0), (x1, y1), t0, t1 in zip(dots, dots[1:], tangents, tangents[1:], strict=False):
        third = (x1 - x0) / 3
        numbers += (x0 + third, y0 + t0 * third, x1 - third, y1 - t1 * third, x1, y1)
    bends = "C%.1f %.1f %.1f %.1f %.1f %.1f" * (len(dots) - 1) % tuple(numbers)
    return start + bends.replace(".0", "")


def between(before: float, after: float) -> float:
    """The tangent between two slopes: their harmonic mean, or flat at a turning point."""
    return 0.0 if before * after <= 0 else 2 * before * after / (before + after)


def describe(series: Series, number: Callable[[float], str], time: Callable[[datetime], str]) -> str:
    """The text equivalent: from when, lowest, highest, newest, and where nothing is known."""
    values, points = series.values, series.points
    text = f"Since {time(points[0].at)}: lowest {number(min(values))}, highest {number(max(values))}"
    text += f", now {number(values[-1])}" if points[-1].value is not None else ", no value now"
    if hole := next((point for point in points if point.value is None), None):
        text += f"; no data at {time(hole.at)}"
    return text


@dataclass(frozen=True)
class Strip:
    """The last checks side by side, newest at the right: SVG path data for each state."""

    up: str
    slow: str
    down: str
    now: str
    label: str


BEATS = 40
"""Bars in a strip; each takes 4 of its 160 units."""

SLOT = tuple(f"M{0.7 + 4 * slot:g} " for slot in range(BEATS))
"""Where each bar begins."""


def strip(series: Series | None, *, time: Callable[[datetime], str], slow: float | None = None) -> Strip:
    """The heartbeat strip of a series of latencies. None or a gap is down; above `slow` is slow.

    Slots are filled from the right, so a young strip stands at the right rim.
    """
    points = (series.points if series else ())[-BEATS:]
    bars: dict[str, list[str]] = {"up": [], "slow": [], "down": [], "now": []}
    lost = 0
    for slot, point in enumerate(points, BEATS - len(points)):
        if point.value is None:
            bars["down"].append(SLOT[slot] + "14h2.2v6h-2.2z")
            lost += 1
        elif slow is not None and point.value > slow:
            bars["slow"].append(SLOT[slot] + "6h2.2v14h-2.2z")
        else:
            bars["now" if slot == BEATS - 1 else "up"].append(SLOT[slot] + "0h2.2v20h-2.2z")
    label = f"{len(points)} checks since {time(points[0].at)}, {lost} without an answer" if points else "no checks yet"
    return Strip("".join(bars["up"]), "".join(bars["slow"]), "".join(bars["down"]), "".join(bars["now"]), label)
