"""When to poll next, as pure functions of what happened. No timers; see schedule."""

from datetime import timedelta

PATIENCE = 3
"""So many failures in a row are asked again at the normal pace; then the pace slows down."""

SOON = timedelta(seconds=10)
"""The first retry of a host that could not be reached; the next ones double it."""

SLOWEST = timedelta(minutes=15)
"""No source waits longer for a retry, unless its own interval is longer or it asked us to wait."""

LONGEST_REQUESTED = timedelta(hours=24)
"""A Retry-After beyond this is taken for a mistake."""

SPREAD_EACH = timedelta(milliseconds=5)
SPREAD_MOST = timedelta(seconds=1)
"""First polls stand 5 ms apart, but all of them have begun after 1 s."""


def next_delay(
    every: timedelta, failures: int, retry_after: float | None = None, *, unreached: bool = False
) -> timedelta:
    """How long to wait after a poll that ended with so many `failures` in a row.

    Never shorter than `every`: an error is no reason to ask more often. Only a host that was not reached at all,
    `unreached`, has not been asked: it is tried again soon, so that a wall that woke up before its network is not empty
    for hours. `retry_after`, in seconds, is obeyed between `every` and 24 hours.
    """
    if unreached and failures:
        soon: timedelta = SOON * 2 ** min(failures - 1, 20)
        return min(every, soon)
    if retry_after is not None:
        return max(every, min(timedelta(seconds=min(retry_after, 1e9)), LONGEST_REQUESTED))
    if failures <= PATIENCE:
        return every
    slowed: timedelta = every * 2 ** min(failures - PATIENCE, 3)
    return max(every, min(slowed, SLOWEST))


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
