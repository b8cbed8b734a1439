"""Measured numbers over time, in bounded memory. Not what is shown now; see reading."""

import math
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

import msgspec

SLOTS = 240
"""A chart is 240 units wide; more points than that are never seen."""

RINGS = 64
"""No widget keeps more measures than that; some answers bring new names with each poll."""


class Point(msgspec.Struct, frozen=True):
    """One measurement. `value` is None where a poll gave none: a gap, drawn as a gap."""

    at: datetime
    value: float | None


@dataclass(frozen=True)
class Series:
    """The points of one measure, oldest first, within `span` before the newest."""

    points: tuple[Point, ...] = ()
    span: timedelta = timedelta()

    @cached_property
    def values(self) -> tuple[float, ...]:
        """The values without the gaps, oldest first."""
        return tuple(point.value for point in self.points if point.value is not None)


class History:
    """The rings of one widget, one for each of its measures. Its owner is the store.

    A ring holds at most one point more than `slots`: points that fall into the same slot of `span / slots` replace each
    other, so memory is bounded for a poll each second as for one each hour.
    """

    def __init__(self, span: timedelta, slots: int = SLOTS) -> None:
        self.span = span
        self.slots = slots
        self.slot = span.total_seconds() / slots
        self.rings: dict[str, deque[Point]] = {}

    def spanning(self, span: timedelta) -> "History":
        """This history where the span is the same, else a new one with those points that fit into it."""
        if span == self.span:
            return self
        other = History(span, self.slots)
        other.resume(self.rings)
        return other

    def resume(self, kept: Mapping[str, Iterable[Point]]) -> None:
        """Go on where another history was: take its points, by measure and oldest first, as far as they fit."""
        for name, points in kept.items():
            for point in points:
                if name in self.rings or self.has_room():
                    self.put(self.rings.setdefault(name, deque()), point)

    def add(self, at: datetime, measures: Mapping[str, float]) -> None:
        """Keep these measurements of the instant `at`. A measure that is missing, or not finite, becomes a gap."""
        for name in dict.fromkeys([*self.rings, *measures]):
            value = measures.get(name)
            usable = value is not None and math.isfinite(value)
            if name in self.rings or self.has_room():
                self.put(self.rings.setdefault(name, deque()), Point(at, value if usable else None))

    def turn(self, turn: Callable[[datetime], datetime]) -> None:
        """Set by `turn` the time of every point."""
        for ring in self.rings.values():
            points = sorted((Point(turn(point.at), point.value) for point in ring), key=lambda point: point.at)
            ring.clear()
            ring.extend(points)

    def has_room(self) -> bool:
        """Whether there is room for one more measure, once those that hold nothing but gaps have gone."""
        if len(self.rings) >= RINGS:
            self.rings = {
                name: ring for name, ring in self.rings.items() if any(point.value is not None for point in ring)
            }
        return len(self.rings) < RINGS

    def put(self, ring: deque[Point], point: Point) -> None:
        """Append the point, or let it replace the newest one of the same slot, and drop what is out of the span.

        Points that are younger than the new one go too: the clock that gave them has been set back.
        """
        while ring and ring[-1].at > point.at:
            ring.pop()
        if ring and self.slot_of(ring[-1]) == self.slot_of(point):
            ring.pop()
        ring.append(point)
        while ring and point.at - ring[0].at > self.span:
            ring.popleft()

    def slot_of(self, point: Point) -> float:
        """The slot in which a point falls."""
        return point.at.timestamp() // self.slot

    def series(self) -> dict[str, Series]:
        """What is kept, as values, by measure."""
        return {name: Series(tuple(ring), self.span) for name, ring in self.rings.items()}
