"""How many streams may be open, in all and from one address. Not what is in them, nor how a reader is turned away."""

import ipaddress
import logging
from collections import Counter
from collections.abc import Callable

from dashboard.config.board import Server

log = logging.getLogger("wallboard.live")

EASE = 0.9
"""Once the wall is emptier than this share of its places, being full is news again."""


class Seats:
    """Owns the places for readers. `server` tells the limits of now; `room` how many there is room for, None if any."""

    def __init__(self, server: Callable[[], Server]) -> None:
        self.server = server
        self.room: int | None = None
        self.open = 0
        self.addresses: Counter[str] = Counter()
        self.refused = 0
        self.said: set[str] = set()

    @property
    def most(self) -> int:
        """How many streams may be open at once."""
        wanted = self.server().max_streams
        return wanted if self.room is None else min(wanted, self.room)

    def take(self, address: str, *, here: bool) -> str | None:
        """Take a place for a reader; where there is none, the sentence that it is to be told. The log hears of it once.

        `here` says that it asks from this machine, where a proxy may stand for many: then only the whole counts.
        """
        most, own = self.most, self.server().max_streams_per_address
        if self.open >= most:
            self.refuse("", f"all {most} places for streams are taken (max_streams in [server])")
            return f"All {most} places on this wall are taken. This screen tries again by itself."
        if not here and self.addresses[address] >= own:
            self.refuse(address, f"{address} has {own} streams open and gets no more (max_streams_per_address)")
            return f"All {own} places for {address} are taken. This screen tries again by itself."
        self.open += 1
        self.addresses[address] += 1
        return None

    def refuse(self, whom: str, why: str) -> None:
        """Count a reader that was turned away, and say so unless it was said already."""
        self.refused += 1
        if whom not in self.said:
            self.said.add(whom)
            log.warning("a reader was turned away: %s", why)

    def leave(self, address: str) -> None:
        """Give a place back."""
        self.open -= 1
        self.addresses[address] -= 1
        if not self.addresses[address]:
            del self.addresses[address]
            self.said.discard(address)
        if self.open < self.most * EASE:
            self.said.discard("")


def is_here(address: str, server: str) -> bool:
    """Whether a reader at this address is on the machine that answers it at `server`. So is one without an address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return not address
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return (mapped or found).is_loopback or address == server
