"""Who may ask a host now: a few at once, and not one right after the other. Not how often a source asks."""

import asyncio
import ipaddress
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from dashboard.poll.deadline import asking, waiting

AT_ONCE = 6
"""Requests that a host gets at the same time, as from a browser."""

GAP = 0.1
"""Seconds between the beginnings of two requests to the same public host."""

MOST = 256
"""Hosts that are remembered while nobody asks them."""

NEAR = ("local", "lan", "home", "internal", "localhost", "home.arpa")
"""Names below these are given out at home and in offices."""


@dataclass
class Line:
    """Those who ask one host, and those who wait to."""

    slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    front: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by the one who is next."""
    free: float = 0.0
    """When the next request may begin, on the monotonic clock."""
    people: int = 0


class Turns:
    """Owns the lines before all hosts."""

    def __init__(self, gap: float = GAP) -> None:
        self.gap = gap
        self.lines: dict[tuple[str, int | None], Line] = {}

    @asynccontextmanager
    async def turn(self, host: str, port: int | None) -> AsyncIterator[None]:
        """A turn at a host, in the order of asking. The deadline of a poll that only waits stands still."""
        line = self.lines.pop((host, port), None) or Line()
        self.lines[host, port] = line
        line.people += 1
        try:
            with waiting():
                await admitted(line, 0.0 if near(host) else self.gap)
            try:
                with asking():
                    yield
            finally:
                line.slots.release()
        finally:
            line.people -= 1
            self.tidy()

    def tidy(self) -> None:
        """Forget the hosts that nobody has asked for longest, once there are many."""
        if len(self.lines) > MOST:
            idle = [place for place, line in self.lines.items() if not line.people]
            for place in idle[: len(self.lines) - MOST]:
                del self.lines[place]


async def admitted(line: Line, gap: float) -> None:
    """Return when it is one's turn, holding a slot."""
    await line.slots.acquire()
    try:
        async with line.front:
            if (wait := line.free - time.monotonic()) > 0:
                await asyncio.sleep(wait)
            line.free = max(line.free, time.monotonic()) + gap
    except BaseException:
        line.slots.release()
        raise


def near(host: str) -> bool:
    """Whether a host is this machine or one of the same house, by its name or its address."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        name = host.lower().removesuffix(".")
        return "." not in name or name.endswith(tuple(f".{near}" for near in NEAR))
