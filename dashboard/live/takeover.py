"""Which danger has brought its page to the front of the walls, and how long. Not which alerts are off; see alerts."""

import json
from datetime import datetime, timedelta

from dashboard.config.board import Board, Page
from dashboard.live.frame import Frame, frame

RETURN = timedelta(seconds=30)
"""So long after its danger is over a page makes way again."""


class Takeover:
    """Owns which widgets are in danger, in the order in which they came to be, and whose page the walls show."""

    def __init__(self) -> None:
        self.dangers: dict[str, None] = {}
        self.widget: str | None = None
        self.over: datetime | None = None

    def note(self, widget: str, *, danger: bool) -> None:
        """Take in whether a widget is in danger."""
        if danger:
            self.dangers.setdefault(widget)
        else:
            self.dangers.pop(widget, None)

    def look(self, board: Board, now: datetime) -> bool:
        """Decide whose page is to be seen; whether that has changed.

        The first danger stays until it is over, then the next one comes; after the last one the walls wait a little.
        """
        before = self.widget
        found = [widget for widget in self.dangers if takes_over(board) and where(board, widget)]
        if found:
            self.widget, self.over = self.widget if self.widget in found else found[0], None
        elif self.widget is not None:
            self.over = min(self.over or now, now)  # the clock may have been set back
            if now - self.over >= RETURN or not (takes_over(board) and where(board, self.widget)):
                self.widget = self.over = None
        return self.widget != before

    def order(self, board: Board, page: str | None) -> Frame | None:
        """`wall.page` for those who are shown this page of ours: the one to show instead, itself where it will do, or
        null. None for those who are shown no page.
        """
        if page is None:
            return None
        places = where(board, self.widget)
        shown = page if page in places else places[0] if places else None
        return frame("wall.page", json.dumps({"page": shown, "seconds": None, "why": "danger"}, separators=(",", ":")))


def takes_over(board: Board) -> bool:
    """Whether a danger on this board brings its page to the front."""
    return board.takeover and len(board.pages) > 1


def where(board: Board, widget: str | None) -> list[str]:
    """The names of the pages on which it stands."""
    return [page.name for page in board.pages.values() if stands(page, widget)]


def stands(page: Page, widget: str | None) -> bool:
    """Whether the widget is on the page."""
    return widget is not None and widget in page.shown
