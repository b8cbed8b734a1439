"""The wall as it is now, without a script: for e-ink and for pictures. It says when that was; it follows nothing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from litestar.exceptions import ClientException

from dashboard.config.board import NOTICE, Page
from dashboard.live.publisher import Publisher
from dashboard.live.render import safe
from dashboard.web.pages import Pages
from dashboard.web.places import places

REFRESH = 60
"""Seconds after which e-ink draws itself anew."""

SHORTEST, LONGEST = 10, 86_400
"""Bounds of what somebody may choose instead."""


@dataclass(frozen=True)
class Look:
    """How a still page looks. `theme` None is the wall's own; `refresh` is in seconds, None leaves it as it is."""

    ink: bool = False
    theme: str | None = None
    refresh: int | None = None

    @property
    def query(self) -> str:
        """What asks for it."""
        if self.ink:
            return "ink=never" if self.refresh is None else f"ink={self.refresh}"
        return f"still&theme={self.theme}" if self.theme else "still"


def look(query: Mapping[str, str], themes: Collection[str]) -> Look | None:
    """The look that is asked for; None for a page that follows. 400 in a sentence where there is no such look."""
    if "ink" in query:
        return Look(ink=True, refresh=refresh(query["ink"]))
    return Look(theme=theme(query, themes)) if "still" in query else None


def refresh(text: str) -> int | None:
    """`ink=…` in seconds; nothing is the usual, `never` none."""
    if text == "never":
        return None
    if not text:
        return REFRESH
    if not (text.isascii() and text.isdigit() and len(text) < 6 and SHORTEST <= int(text) <= LONGEST):
        raise ClientException(detail=f"ink is how many seconds the page stands: {SHORTEST} to {LONGEST}, or never.")
    return int(text)


def theme(query: Mapping[str, str], themes: Collection[str]) -> str | None:
    """`theme=…`, if it is there."""
    name = query.get("theme")
    if name is not None and name not in themes:
        raise ClientException(detail=f"There is no theme {name[:64]!r}; there are {', '.join(themes)}.")
    return name


def still(pages: Pages, page: Page, look: Look) -> str:
    """The whole page."""
    publisher = pages.publisher
    newest, now = publisher.hub.newest, publisher.now()
    notice = newest.get(NOTICE)
    return publisher.renderer.page(
        "still.html",
        **pages.around(page),
        theme="ink" if look.ink else look.theme or publisher.theme(),
        ink=look.ink,
        refresh=look.refresh and until_next(look.refresh, now),
        now=now,
        places=list(places(publisher, page)),
        notice=safe(notice.text) if notice else "",
    )


def until_next(seconds: int, now: datetime) -> int:
    """Seconds until the next multiple of `seconds`, and one more: a page that is drawn anew each minute shows a clock
    that is right.
    """
    return seconds - int(now.timestamp()) % seconds + 1


def revision(publisher: Publisher, page: Page) -> int:
    """The newest revision of anything on this page."""
    newest = publisher.hub.newest
    return max((newest[name].revision for name in page.shown if name in newest), default=0)
