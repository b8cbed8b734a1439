"""Measured numbers over time, in bounded memory. Not what is shown now; see reading."""

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

SLOTS = 240
"""A chart is 240 units wide; more points than that are never seen."""


@dataclass(frozen=True, slots=True)
class Point:
    """One measurement. `value` is None where a poll gave none: a gap, drawn as a gap."""

    at: datetime
    value: float | None


@dataclass(frozen=True)
class Series:
    """The points of one measure, oldest first, within `span` before the newest."""

    points: tuple[Point, ...] = ()
    span: timedelta = timedelta()

    @property
    def values(self) -> tuple[float, ...]:
        """The values without the gaps, oldest first."""
        return tuple(point.value for point in self.points if point.value is not None)


class History:
    """The rings of one widget, one for each of its measures. Its owner is the store.

    A ring holds at most `slots` points: points that fall into the same slot of `span / slots` replace each other, so
    memory is the same for a poll each second and for one each hour.
    """

    def __init__(self, span: timedelta, slots: int = SLOTS) -> None:
        self.span = span
        self.slot = span / slots
        self.rings: dict[str, deque[Point]] = {}

    def add(self, at: datetime, measures: Mapping[str, float]) -> None:
        """Keep these measurements of the instant `at`. A measure that is missing, or not finite, becomes a gap."""
        for name in self.rings.keys() | measures.keys():
            value = measures.get(name)
            usable = value is not None and math.isfinite(value)
            self.put(self.rings.setdefault(name, deque()), Point(at, value if usable else None))

    def put(self, ring: deque[Point], point: Point) -> None:
        """Append the point, or let it replace the newest one of the same slot, and drop what is out of the span."""
        if len(ring) > 1 and point.at - ring[-2].at < self.slot:
            ring.pop()
        ring.append(point)
        while ring and point.at - ring[0].at > self.span:
            ring.popleft()

    def series(self) -> dict[str, Series]:
        """What is kept, as values, by measure."""
        return {name: Series(tuple(ring), self.span) for name, ring in self.rings.items()}
