"""Orders to screens by their names, and how many hear them. Not what may be ordered, nor who asks; see live/orders."""

from litestar.exceptions import ClientException, NotFoundException

from dashboard.live.displays import Displays
from dashboard.live.given import Given
from dashboard.live.orders import EVERYBODY, Order, event
from dashboard.live.publisher import Publisher


class Remote:
    """Gives orders to the screens of one wall. A screen that is not here misses them."""

    def __init__(self, publisher: Publisher, displays: Displays) -> None:
        self.publisher = publisher
        self.displays = displays
        self.given = Given()

    def known(self) -> dict[str, bool]:
        """The screens that were seen within a day or have a stream, by name, and whether each is here."""
        now = self.publisher.now()
        seen = {display.name: not display.is_away(now) for display in self.displays.all(now)}
        return dict(sorted((seen | dict.fromkeys(self.publisher.hub.displays(), True)).items()))

    def give(self, name: str, order: Order) -> int:
        """Give the order to this screen, or to all; how many of them are here. 404 and 400 in a sentence."""
        known = self.known()
        if name != EVERYBODY and name not in known:
            there = f"; there are {', '.join([*known, EVERYBODY])}" if known else ", nor any other"
            raise NotFoundException(detail=f"No screen called {name[:64]!r} has been seen here{there}.")
        try:
            told = event(order, name, self.publisher.board.pages)
        except ValueError as error:
            raise ClientException(detail=f"This can't be done: {error}.") from error
        self.publisher.hub.order(told, name)
        self.given.keep(told, name, self.publisher.now())
        return sum(known.values()) if name == EVERYBODY else int(known[name])
