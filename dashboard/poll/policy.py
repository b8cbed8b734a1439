"""When to poll next, as pure functions of what happened. No timers; see schedule."""

from datetime import timedelta
from math import ceil

from dashboard.widget import SourceError

PATIENCE = 3
"""So many failures in a row are asked again at the normal pace; then the pace slows down."""

SOON = timedelta(seconds=10)
"""The first retry of a host that could not be reached; the next ones double it."""

SLOWEST = timedelta(minutes=15)
"""No source waits longer for a retry, unless its own interval is longer or it asked us to wait."""

LONGEST_REQUESTED = timedelta(hours=24)
"""A Retry-After beyond this is taken for a mistake."""

LONGEST_EXCUSED = timedelta(hours=1)
"""No good answer puts the next poll off for longer than this beyond the interval."""

UNREACHED = frozenset({"dns", "connect"})
"""Faults by which the other side has not noticed that it was asked."""

TOO_MANY = 429
"""The status of who is asked too often: the pace slows down at once."""

REFUSED = frozenset({401, 403})
HOURLY = timedelta(hours=1)
"""Who refuses us twice in a row waits for somebody with a key, and is asked each hour whether there is one now."""

GONE = 410
DAILY = timedelta(days=1)
"""What is gone for good, by its own word, is asked each day whether that was a mistake."""

SPREAD_EACH = timedelta(milliseconds=5)
SPREAD_MOST = timedelta(seconds=1)
"""First polls stand 5 ms apart, but all of them have begun after 1 s."""


def next_delay(every: timedelta, failures: int, error: SourceError | None = None, chance: float = 0.0) -> timedelta:
    """How long to wait after a poll that ended with so many `failures` in a row, the newest of which is `error`.

    Never shorter than `every`: an error is no reason to ask more often. Only a host that was not reached at all has not
    been asked: it is tried again soon, so that a wall that woke up before its network is not empty for hours. What the
    other side asks us to wait is obeyed between `every` and 24 hours. What only people can mend is seldom asked.

    `chance`, from 0 to 1, is by how much a pace that is slowed down comes early, so that those that fail together don't
    come back together.
    """
    if error is None or not failures:
        return every
    if error.fault in UNREACHED:
        soon: timedelta = SOON * 2 ** min(failures - 1, 20)
        return min(every, soon)
    if error.retry_after is not None:
        return max(every, min(timedelta(seconds=min(error.retry_after, 1e9)), LONGEST_REQUESTED))
    if error.status == GONE:
        return max(every, DAILY)
    if error.status in REFUSED and failures > 1:
        return max(every, HOURLY)
    return slowed(every, failures if error.status == TOO_MANY else failures - PATIENCE, chance)


def slowed(every: timedelta, steps: int, chance: float) -> timedelta:
    """The interval doubled so many times, to eight times as long or a quarter of an hour; up to half of it early."""
    if steps <= 0:
        return every
    longest: timedelta = min(every * 2 ** min(steps, 3), SLOWEST)
    return max(every, longest * (1 - chance / 2))


def rest(every: timedelta, good_for: timedelta) -> timedelta:
    """How long to leave a source alone after an answer that is `good_for` so long, by what it says itself.

    It is taken at its word for an hour beyond `every`; who says a year has made a mistake.
    """
    return min(good_for, every + LONGEST_EXCUSED)


def excuse(every: timedelta, later: timedelta) -> timedelta:
    """How much older an answer may get when the next poll comes so much `later` than usual, in whole seconds so that
    equal waits are equal excuses. A tenth of the interval needs none.
    """
    return timedelta(seconds=ceil(later.total_seconds())) if later > every / 10 else timedelta()


def first_delay(index: int, sources: int, every: timedelta) -> timedelta:
    """How long the source at place `index` of `sources` waits before its first poll: spread out, and the same each
    time the same wall starts.
    """
    window = min(every, SPREAD_MOST, SPREAD_EACH * sources)
    return window * index / max(sources, 1)


def aligned_delay(now: float, step: float) -> timedelta:
    """How long it is from the timestamp `now` to the next whole multiple of `step` seconds, and a hair beyond it, so
    that a timer that fires early still finds the new step.
    """
    return timedelta(seconds=step - now % step + 0.005)
