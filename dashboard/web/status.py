"""`GET /status`: how every source, every screen and the server are, for people. Not for programs; see metrics."""

import platform
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from litestar import MediaType, Response, get
from litestar.handlers import HTTPRouteHandler

from dashboard import __version__
from dashboard.config.board import NOTICE, Widget
from dashboard.config.placeholders import redact
from dashboard.live.displays import Displays
from dashboard.live.publisher import Publisher
from dashboard.live.render import safe
from dashboard.live.seats import Seats
from dashboard.poll.budget import Budgets
from dashboard.poll.lag import Lag
from dashboard.store.reading import Reading, State
from dashboard.store.record import Record
from dashboard.web.pages import Pages
from dashboard.web.screens import screens
from dashboard.widget import Rhythm

MOST_SCREENS = 100
"""Screens that are listed; more are counted."""

ORIGINS = {
    Rhythm.ALIGNED: ("this machine's clock",),
    Rhythm.ONCE: ("config.toml",),
    Rhythm.PUSHED: ("nobody: it is pushed to",),
}
"""Where the answers of a source come from that asks no host."""


class Condition(StrEnum):
    """How a source is, from the worst to the best. The template gives each a sign and a word."""

    BROKEN = "broken"
    FAILED = "failed"
    EXPIRED = "expired"
    STALE = "stale"
    FAILING = "failing"
    """The newest poll failed, but the last good answer is still young."""
    WAITING = "waiting"
    FINE = "fine"

    @property
    def troubled(self) -> bool:
        """Whether somebody should have a look."""
        return self not in (Condition.WAITING, Condition.FINE)


@dataclass(frozen=True)
class SourceStatus:
    """One row: the widgets that show a source, what is known of it, and how it is in a sentence."""

    widgets: tuple[Widget, ...]
    reading: Reading
    record: Record
    condition: Condition
    words: str

    @property
    def name(self) -> str:
        """The id that it goes by, that of its first widget."""
        return self.widgets[0].id

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of its widgets, each once."""
        return tuple(dict.fromkeys(widget.kind.name for widget in self.widgets))

    @property
    def asks(self) -> tuple[str, ...]:
        """The hosts that its newest poll asked, or where else its answers come from."""
        if self.widgets[0].problem:
            return ()
        hosts = self.record.newest.hosts if self.record.newest else ()
        return hosts or ORIGINS.get(self.widgets[0].source.rhythm, ())


def status_route(
    pages: Pages, displays: Displays, seats: Seats, lag: Lag, budgets: Budgets, started: datetime
) -> HTTPRouteHandler:
    """`GET /status`."""
    publisher, assets = pages.publisher, pages.assets

    @get("/status", sync_to_thread=False, include_in_schema=False)
    def status() -> Response[str]:
        now, wall = publisher.now(), publisher.board.wall
        sources = sorted(statuses(publisher, now), key=lambda each: not each.condition.troubled)
        watching = screens(pages, displays, now)
        notice = publisher.hub.newest.get(NOTICE)
        html = publisher.renderer.page(
            "status.html",
            title=f"Status of {wall.title}",
            wall=wall.title,
            lang=wall.locale.replace("_", "-"),
            direction=publisher.renderer.formats.direction,
            theme=publisher.theme(),
            assets=assets.base,
            closed=publisher.board.server.access == "password",
            now=now,
            overall=overall([each.condition for each in sources]),
            troubled=any(each.condition.troubled for each in sources),
            notice=safe(notice.text) if notice else "",
            sources=sources,
            budgets=budgets.at(now),
            hidden=lambda text: redact(text, publisher.board.secrets),
            streams=publisher.hub.count(),
            seats=seats,
            count=len(watching),
            screens=watching[:MOST_SCREENS],
            started=started,
            beaten=publisher.beaten,
            lag=lag.newest(),
            revision=publisher.last,
            version=__version__,
            python=platform.python_version(),
        )
        return Response(html, media_type=MediaType.HTML, headers={"Cache-Control": "no-store"})

    return status


def statuses(publisher: Publisher, now: datetime) -> Iterator[SourceStatus]:
    """Every source in the order of config.toml. A widget that can't work at all asks nobody, so it stands alone."""
    grouped: dict[object, list[Widget]] = {}
    for widget in publisher.board.widgets.values():
        grouped.setdefault(widget.id if widget.problem else widget.source, []).append(widget)
    for widgets in grouped.values():
        reading = publisher.store.reading(widgets[0])
        unshown = [widget.id for widget in widgets if widget.id in publisher.renderer.complained]
        yield SourceStatus(
            tuple(widgets),
            reading,
            publisher.store.record(widgets[0].source),
            condition(widgets, reading, now, broken=bool(unshown)),
            f"{', '.join(unshown)} can't be shown, the log says why" if unshown else words(widgets[0], reading, now),
        )


def condition(widgets: list[Widget], reading: Reading, now: datetime, *, broken: bool) -> Condition:
    """How a source is: as its worst widget is, each of which has limits of its own."""
    states = {reading.state(now, widget.stale_after, widget.expire_after) for widget in widgets}
    if broken or widgets[0].problem:
        return Condition.BROKEN
    for state in (State.FAILED, State.EXPIRED, State.STALE):
        if state in states:
            return Condition(state.value)
    if reading.error:
        return Condition.FAILING
    return Condition.WAITING if State.PENDING in states else Condition.FINE


def words(widget: Widget, reading: Reading, now: datetime) -> str:
    """What happened last, in a sentence without a full stop."""
    if said := widget.problem or reading.error:
        return said
    pushed = widget.source.rhythm is Rhythm.PUSHED
    match reading.state(now, widget.stale_after, widget.expire_after):
        case State.PENDING:
            return "Nothing has been pushed yet" if pushed else "Waiting for the first answer"
        case State.FRESH:
            return "Was pushed" if pushed else "Answered"
        case _ if reading.since != reading.polled:
            return "Answers, but with something old"
        case _:
            return "Nothing newer has been pushed" if pushed else "No newer answer has come"


def overall(conditions: list[Condition]) -> str:
    """All sources in one sentence."""
    total = len(conditions)
    noun = "source" if total == 1 else "sources"
    if bad := sum(condition.troubled for condition in conditions):
        return f"{bad} of {total} {noun} {'is' if bad == 1 else 'are'} in trouble"
    if waiting := conditions.count(Condition.WAITING):
        return f"{waiting} of {total} {noun} {'has' if waiting == 1 else 'have'} not answered yet"
    if not total:
        return "There is no widget on this wall"
    return "The only source is fine" if total == 1 else f"All {total} sources are fine"
