"""Who watches, as rows for /status: every screen that reports, and every stream besides. Not the page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import chain

from dashboard.config.board import NOTICE
from dashboard.live.displays import Display, Displays
from dashboard.live.hub import Mailbox
from dashboard.live.publisher import Publisher
from dashboard.web.pages import Pages

UNNAMED = re.compile("[0-9a-f]{12}")
"""What a page calls itself that was given no name."""

STILL = 60.0
"""Seconds without a new picture after which that is worth a remark; somebody looks at a page that is not hidden."""

SKEWED = 30.0
"""Seconds that a screen's clock may be wrong."""

LAGGING = 5.0
"""Seconds that events may take to a screen."""

BUFFERED = (
    "A proxy between this screen and Wallboard holds events back: switch off its buffering (nginx: proxy_buffering off)"
)


class Link(StrEnum):
    """How somebody is connected. The template gives each a sign and a word."""

    LIVE = "live"
    LATE = "late"
    DOWN = "down"
    AWAY = "away"
    """It reported once, and says nothing any more."""
    HELD = "held"
    """Its events are held back on the way."""
    FOLLOWS = "follows"
    """It has a stream and does not report."""
    WAITS = "waits"
    """The same, and something is still to be sent to it."""


@dataclass(frozen=True)
class Screen:
    """One row. `widgets` are shown where there is no page of ours; `remarks` are what somebody should know; `transport`
    is the way by which events come.
    """

    name: str
    page: str | None
    widgets: tuple[str, ...]
    link: Link
    since: datetime | None
    seen: datetime | None
    address: str
    agent: str
    drops: int | None = None
    lag: float | None = None
    waiting: int = 0
    remarks: tuple[str, ...] = ()
    transport: str = "sse"

    @property
    def urgency(self) -> int:
        """0 where somebody should have a look, 1 where all is well, 2 for a tab that somebody has closed."""
        if self.link is Link.AWAY and UNNAMED.fullmatch(self.name):
            return 2
        return 0 if self.remarks or self.link not in (Link.LIVE, Link.FOLLOWS, Link.WAITS) else 1


def screens(pages: Pages, displays: Displays, now: datetime) -> list[Screen]:
    """Every screen that was seen within a day and every other stream: trouble first, closed tabs last, then by age."""
    reported = [of_display(display, pages, now) for display in displays.all(now)]
    names = {screen.name for screen in reported}
    rows = [*reported, *streams(pages.publisher, names)]
    return sorted(rows, key=lambda row: (row.urgency, row.since.timestamp() if row.since else 0.0))


def of_display(display: Display, pages: Pages, now: datetime) -> Screen:
    """The row of a screen that reports."""
    report = display.report
    away = display.is_away(now)
    return Screen(
        name=display.name,
        page=report.page,
        widgets=(),
        link=Link.AWAY if away else Link.HELD if display.held_back else Link(report.link),
        since=display.first,
        seen=display.last,
        address=display.address,
        agent=display.agent,
        drops=report.drops,
        lag=report.lag,
        remarks=() if away else tuple(remarks(display, pages)),
        transport=report.transport,
    )


def remarks(display: Display, pages: Pages) -> Iterator[str]:
    """What somebody should know of a screen, each in a sentence without a full stop."""
    report, span = display.report, pages.publisher.renderer.formats.span
    if display.held_back:
        yield BUFFERED
    if report.lag is not None and report.lag > LAGGING:
        yield f"Events reach it {span(report.lag)} late"
    if report.painted is not None and report.painted > STILL:
        yield f"It has drawn nothing for {span(report.painted)}"
    if report.skew is not None and abs(report.skew) > SKEWED:
        yield f"Its clock is {span(abs(report.skew))} {'ahead' if report.skew > 0 else 'behind'}"
    page = pages.publisher.board.pages.get(report.page or "")
    if page and report.version and report.version != pages.version(page):
        yield "It shows another version of the page, and should load it anew by itself"


def streams(publisher: Publisher, reported: set[str]) -> Iterator[Screen]:
    """The rows of those that have a stream and say nothing of themselves."""
    mailbox: Mailbox
    for mailbox in chain.from_iterable(publisher.hub.readers.values()):
        reader, waiting = mailbox.reader, len(mailbox.frames)
        if reader and reader.display in reported:
            continue
        yield Screen(
            name=reader.display if reader else "",
            page=mailbox.page,
            widgets=() if mailbox.page else tuple(sorted(mailbox.widgets - {NOTICE})),
            link=Link.WAITS if waiting else Link.FOLLOWS,
            since=reader.since if reader else None,
            seen=None,
            address=reader.address if reader else "",
            agent=reader.agent if reader else "",
            waiting=waiting,
            transport=reader.transport if reader else "sse",
        )
