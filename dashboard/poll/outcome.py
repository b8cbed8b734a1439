"""How one poll ended, as a value: what polling hands on. Not what is known since; see store."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Asking:
    """What a poll took: so many seconds, and questions to these hosts."""

    seconds: float
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Success:
    """A good answer. `lifetime` is how long it may be shown, where whoever pushed it said so; what was pushed was not
    asked for, so there is no `asking`. `excused` is by how much the next poll comes later than usual because the answer
    said how long it stays good.
    """

    data: Any
    at: datetime
    next_try: datetime | None = None
    lifetime: timedelta | None = None
    asking: Asking | None = None
    excused: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Failure:
    """No answer, or none that can be used: one plain sentence, and its class (see widget.SourceError)."""

    error: str
    fault: str
    at: datetime
    next_try: datetime | None = None
    asking: Asking | None = None


Outcome = Success | Failure
