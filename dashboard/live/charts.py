"""Numbers as SVG paths, drawn on a grid that the style sheet stretches. Not their colours, nor their place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from dashboard.store.history import SLOTS, Point, Series

WIDTH, HEIGHT = 240.0, 80.0
TOP, BOTTOM = 6.0, 74.0
"""Room above and below the curve for the strokes and the marks."""

FEWEST = 5
"""Fewer values make a ramp, not a curve."""

GAP = 5
"""A hole of more than five usual distances between two points is a gap, not a line."""


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
    runs = [bends([place(point, series, low, high) for point in run]) for run in unbroken(series.points)]
    line = "".join(curve(run) for run in runs)
    area = "".join(f"{curve(run)}V{HEIGHT:g}H{run[0][0]:g}Z" for run in runs if len(run) > 1)
    dots = [dot for run in runs for dot in run]
    return Chart(
        line=line,
        area=area,
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


def usual_distance(points: Sequence[Point]) -> float:
    """The median of the seconds between neighbours."""
    distances = sorted((b.at - a.at).total_seconds() for a, b in pairwise(points))
    return distances[len(distances) // 2] if distances else 0.0


def unbroken(points: Sequence[Point]) -> list[list[Point]]:
    """The points in runs without a gap."""
    widest = usual_distance(points) * GAP
    runs: list[list[Point]] = [[]]
    for point in points:
        if point.value is None:
            runs.append([])
        elif runs[-1] and (point.at - runs[-1][-1].at).total_seconds() > widest > 0:
            runs.append([point])
        else:
            runs[-1].append(point)
    return [run for run in runs if run]


def level(value: float, low: float, high: float) -> float:
    """The height of a value in the picture; a flat series stands in the middle."""
    share = (value - low) / (high - low) if high > low else 0.5
    return round(BOTTOM - share * (BOTTOM - TOP), 1)


def place(point: Point, series: Series, low: float, high: float) -> Dot:
    """Where a point stands: time from left to right, the newest at the right rim.

    Time moves in the steps in which a history keeps its points, so that a picture stays the same until the next step.
    """
    step = series.span.total_seconds() / SLOTS or 1e-6
    first, last, here = (found.at.timestamp() // step for found in (series.points[0], series.points[-1], point))
    return round((here - first) / ((last - first) or 1.0) * WIDTH, 1), level(point.value or 0.0, low, high)


def bends(run: Sequence[Dot]) -> list[Dot]:
    """The dots without those amid a level stretch. The picture is the same, and stays so while the value does."""
    inner = [
        dot for before, dot, after in zip(run, run[1:], run[2:], strict=False) if {before[1], after[1]} != {dot[1]}
    ]
    return [*run[:1], *inner, *run[1:][-1:]]


def curve(dots: Sequence[Dot]) -> str:
    """A smooth path through the dots that never swings beyond them (monotone cubic, after Fritsch and Carlson)."""
    start = f"M{dots[0][0]:g} {dots[0][1]:g}"
    if len(dots) == 1:
        return start + "h0"
    slopes = [(b[1] - a[1]) / ((b[0] - a[0]) or 1e-9) for a, b in pairwise(dots)]
    tangents = [slopes[0], *(between(a, b) for a, b in pairwise(slopes)), slopes[-1]]
    steps = []
    for (x0, y0), (x1, y1), t0, t1 in zip(dots, dots[1:], tangents, tangents[1:], strict=False):
        third = (x1 - x0) / 3
        bends = (x0 + third, y0 + t0 * third, x1 - third, y1 - t1 * third, x1, y1)
        steps.append("C" + " ".join(f"{round(bend, 1):g}" for bend in bends))
    return start + "".join(steps)


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


def strip(series: Series | None, *, time: Callable[[datetime], str], slow: float | None = None) -> Strip:
    """The heartbeat strip of a series of latencies. None or a gap is down; above `slow` is slow.

    Slots are filled from the right, so a young strip stands at the right rim.
    """
    points = (series.points if series else ())[-BEATS:]
    bars: dict[str, list[str]] = {"up": [], "slow": [], "down": [], "now": []}
    lost = 0
    for index, point in enumerate(points):
        left = 0.7 + 4 * (BEATS - len(points) + index)
        if point.value is None:
            bars["down"].append(f"M{left:g} 14h2.2v6h-2.2z")
            lost += 1
        elif slow is not None and point.value > slow:
            bars["slow"].append(f"M{left:g} 6h2.2v14h-2.2z")
        else:
            bars["now" if index == len(points) - 1 else "up"].append(f"M{left:g} 0h2.2v20h-2.2z")
    label = f"{len(points)} checks since {time(points[0].at)}, {lost} without an answer" if points else "no checks yet"
    return Strip("".join(bars["up"]), "".join(bars["slow"]), "".join(bars["down"]), "".join(bars["now"]), label)
