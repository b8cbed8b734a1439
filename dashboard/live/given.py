"""Orders of the last moments, for screens that have no stream and ask. Not what may be ordered; see orders."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from dashboard.live.frame import Frame

KEPT = timedelta(seconds=30)
"""A screen that has not asked within so long misses an order; it asks every 5 s."""


@dataclass(frozen=True, slots=True)
class Order:
    """One order: its number, when it was given, and the event that tells it."""

    number: int
    at: datetime
    told: Frame


class Given:
    """Owns the newest order of each sort to each screen. `newest` is the number of the last one.

    Numbers rise, after a restart too: a screen says the last one that it knows, and gets those that came after it.
    """

    def __init__(self) -> None:
        self.newest = 0
        self.orders: dict[str, Order] = {}

    def keep(self, told: Frame, display: str, now: datetime) -> None:
        """Take in an order to this screen."""
        self.newest = max(self.newest + 1, int(now.timestamp() * 1000))
        self.orders.pop(key := f"{told.name} {display}", None)
        self.orders[key] = Order(self.newest, now, told)
        self.forget(now)

    def since(self, number: int, now: datetime) -> list[Frame]:
        """What was ordered after this number, of all screens: each page knows which are its own. Oldest first."""
        self.forget(now)
        return [order.told for order in self.orders.values() if order.number > number]

    def forget(self, now: datetime) -> None:
        """Forget what is too old, or was given by a clock that was set back since."""
        self.orders = {key: order for key, order in self.orders.items() if abs(now - order.at) < KEPT}
