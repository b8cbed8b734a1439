"""What the newest polls of one source brought, as one immutable value. Not how it is shown."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """How far a widget can be trusted; the words stand in `data-state`."""

    PENDING = "pending"
    """No poll has ended yet."""
    FRESH = "fresh"
    """The last good answer is young enough."""
    STALE = "stale"
    """It is old: shown, with its age."""
    EXPIRED = "expired"
    """It is too old to be shown."""
    FAILED = "failed"
    """There never was a good one: the reason is shown."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The last good answer and what has happened since.

    `data` is that answer, `at` when it was first had, `polled` when an equal one was last had. `error` is the reason
    of the newest failure in a sentence and `fault` its class, both None after a success; `failures` counts them in a
    row. `next_try` is when the source is asked again. `lifetime` is how long a pushed answer may be shown, `excused`
    by how much an answer may be older because it said itself how long it stays good. `observed` is when it was true at
    its source, where it tells.
    """

    data: Any = None
    at: datetime | None = None
    polled: datetime | None = None
    error: str | None = None
    fault: str | None = None
    failures: int = 0
    next_try: datetime | None = None
    lifetime: timedelta | None = None
    excused: timedelta = timedelta()
    observed: datetime | None = None

    @property
    def since(self) -> datetime | None:
        """The instant from which its age counts: when an equal answer was last had, or was true, if that is earlier."""
        return earlier(self.polled, self.observed)

    @property
    def shown(self) -> datetime | None:
        """The time of the answer: when it was first had, or was true, if that is earlier."""
        return earlier(self.at, self.observed)

    def succeeded(
        self, data: Any, now: datetime, lifetime: timedelta | None = None, excused: timedelta = timedelta()
    ) -> "Reading":
        """This reading after a good answer. An equal answer keeps its first time."""
        same = self.at is not None and self.data == data
        return Reading(data=data, at=self.at if same else now, polled=now, lifetime=lifetime, excused=excused)

    def failed(self, error: str, fault: str) -> "Reading":
        """This reading after a failure: the last good answer stays."""
        return replace(self, error=error, fault=fault, failures=self.failures + 1)

    def trying(self, at: datetime | None) -> "Reading":
        """This reading, with the time of the next poll."""
        return replace(self, next_try=at)

    def turned(self, turn: Callable[[datetime], datetime]) -> "Reading":
        """This reading after the clock by which it was taken has been set."""
        return replace(self, at=self.at and turn(self.at), polled=self.polled and turn(self.polled))

    def state(self, now: datetime, stale_after: timedelta | None, expire_after: timedelta | None) -> State:
        """How far it can be trusted at `now`. None is never."""
        if self.since is None:
            return State.FAILED if self.error else State.PENDING
        age = now - self.since - self.excused
        limits = [limit for limit in (expire_after, self.lifetime) if limit is not None]
        if limits and age >= min(limits):
            return State.EXPIRED
        return State.STALE if stale_after is not None and age >= stale_after else State.FRESH


def earlier(known: datetime | None, other: datetime | None) -> datetime | None:
    """The earlier of two instants, the first of which has to be known."""
    return min(known, other) if known and other else known
