"""How often something may be done: so many times at once, then so many a second. Not what it is."""

import time
from collections.abc import Callable

AT_ONCE = 100
EACH_SECOND = 20
"""What a widget takes of those who push to it; no eye sees more."""


class Pace:
    """Owns what is left to each name: a bucket that fills steadily, and out of which each time takes one."""

    def __init__(
        self, at_once: float = AT_ONCE, each_second: float = EACH_SECOND, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.at_once = at_once
        self.each_second = each_second
        self.clock = clock
        self.left: dict[str, tuple[float, float]] = {}
        """By name: how many were left when, in seconds on the clock."""

    def takes(self, name: str) -> bool:
        """Whether it may be done once more now; then it counts."""
        now = self.clock()
        left, at = self.left.get(name, (self.at_once, now))
        left = min(self.at_once, left + (now - at) * self.each_second)
        allowed = left >= 1
        self.left[name] = (left - 1 if allowed else left, now)
        return allowed
