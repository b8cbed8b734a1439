"""How long the event loop was held up, by whatever blocks it. Not by what: nothing can look while nothing runs."""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

log = logging.getLogger("wallboard.lag")

LOOK_EVERY = 0.25
"""How often it is looked, in seconds; a hold-up is measured so much too short at the most."""

BLOCKED = 2.0
"""From so many seconds on people are told."""

SPAN = 60.0
"""How long a lag is remembered, in seconds."""


@dataclass
class Lag:
    """Owns the measuring of one wall."""

    look_every: float = LOOK_EVERY
    blocked: float = BLOCKED
    lags: deque[tuple[float, float]] = field(default_factory=deque)
    """When the loop was late, on its own clock, and by how many seconds; later ones that are smaller stand behind."""

    @asynccontextmanager
    async def measured(self) -> AsyncIterator[None]:
        """Measure as long as the context lasts."""
        watching = asyncio.create_task(self.watch())
        try:
            yield
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)

    async def watch(self) -> None:
        """Sleep briefly, again and again: what that takes longer than it should, everything else was late as well."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + self.look_every
            await asyncio.sleep(self.look_every)
            self.note(loop.time(), loop.time() - due)

    def note(self, now: float, lag: float) -> None:
        """Take in one lag. It is told when it is long, but one that was told stands for others like it."""
        if lag >= self.blocked and lag >= 2 * self.worst(now):
            log.warning("the event loop was blocked for %.1f s: by a kind that waits, or a machine too busy", lag)
        while self.lags and self.lags[-1][1] <= lag:
            self.lags.pop()
        self.lags.append((now, lag))

    def worst(self, now: float) -> float:
        """The longest of the last minute before `now`, in seconds."""
        while self.lags and self.lags[0][0] < now - SPAN:
            self.lags.popleft()
        return self.lags[0][1] if self.lags else 0.0

    def newest(self) -> float:
        """The longest of the minute until now, in seconds. Only while a loop runs."""
        return self.worst(asyncio.get_running_loop().time())
