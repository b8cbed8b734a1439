"""Whether the wall rests at this hour, and until when: a pure function of its schedule. Not how a page does it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal

from dashboard.config.board import Hours, Rest

WEEK = timedelta(days=7)
AROUND = range(-1, 9)
"""The days around today whose hours can matter: those that began yesterday, and a week ahead."""


@dataclass(frozen=True, slots=True)
class Resting:
    """How the wall rests. `until` is when that ends or changes; None where it goes on for longer than a week."""

    how: Literal["dim", "blank"]
    until: datetime | None


def resting(rest: Rest, zone: tzinfo, now: datetime) -> Resting | None:
    """How the wall rests at `now`; None while it does not. What is dim and blank at once is blank."""
    if not (rest.dim or rest.blank):
        return None
    dim, blank = list(spans(rest.dim, zone, now)), list(spans(rest.blank, zone, now))

    def how(at: datetime) -> Literal["dim", "blank"] | None:
        return "blank" if covered(blank, at) else "dim" if covered(dim, at) else None

    current = how(now)
    if current is None:
        return None
    changes = sorted(at for span in (*dim, *blank) for at in span if now < at <= now + WEEK)
    return Resting(current, next((at for at in changes if how(at) != current), None))


def spans(schedule: Iterable[Hours], zone: tzinfo, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """When these hours begin and end around `now`. A time that a change of clocks leaves out is an hour later."""
    today = now.astimezone(zone).date()
    for hours in schedule:
        for away in AROUND:
            day = today + timedelta(days=away)
            if day.weekday() in hours.days:
                later = day + timedelta(days=hours.end <= hours.begin)
                yield instant(day, hours.begin, zone), instant(later, hours.end, zone)


def instant(day: date, minutes: int, zone: tzinfo) -> datetime:
    """A time of day in this zone, in UTC, which alone can be compared across a change of clocks."""
    return datetime.combine(day, time(*divmod(minutes, 60)), tzinfo=zone).astimezone(UTC)


def covered(spans: Iterable[tuple[datetime, datetime]], at: datetime) -> bool:
    """Whether one of the spans holds this instant. Its end is not in it."""
    return any(begin <= at < end for begin, end in spans)
