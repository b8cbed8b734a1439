"""From a reading to every reader: measure, render once, frame once, publish. What did not change stops here."""

import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from markupsafe import escape

from dashboard.config.board import NOTICE, Board, Widget
from dashboard.live.alerts import Alerts, Ringing
from dashboard.live.frame import Frame, frame
from dashboard.live.hub import Hub
from dashboard.live.render import Renderer, Tile
from dashboard.live.rest import Resting, resting
from dashboard.live.sun import by_sun
from dashboard.live.takeover import Takeover, takes_over
from dashboard.poll.outcome import Outcome, Success
from dashboard.poll.pollers import system_now
from dashboard.store.reading import Reading, State
from dashboard.store.revision import Revisions
from dashboard.store.store import Store
from dashboard.widget import Push, Source

log = logging.getLogger("wallboard.live")

JUST_NOW = timedelta(seconds=3)
"""Within so long it is noticed that the clock has been set."""

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""What claims to have been true before that has no idea."""


@dataclass(frozen=True, slots=True)
class Aging:
    """What time alone changes about a widget: its state, its age in words while it is stale, the alert that is off."""

    state: State
    age: str
    ringing: Ringing | None


class Publisher:
    """Owns what is shown: the tile of each widget, and the revisions by which it is sent."""

    def __init__(
        self,
        board: Board,
        store: Store,
        renderer: Renderer,
        hub: Hub,
        now: Callable[[], datetime] = system_now,
    ) -> None:
        self.board = board
        self.store = store
        self.renderer = renderer
        self.hub = hub
        self.now = now
        self.revisions = Revisions()
        self.beaten: datetime | None = None
        self.tiles: dict[str, Tile] = {}
        self.ages: dict[str, Aging] = {}
        self.alerts = Alerts()
        self.takeover = Takeover()
        self.users: dict[Source[Any], list[Widget]] = {}
        self.adopt(board, renderer)

    def adopt(self, board: Board, renderer: Renderer) -> None:
        """Show this board from now on. What looks as before is not sent again."""
        for name in self.board.widgets.keys() - board.widgets.keys():
            self.tiles.pop(name, None)
            self.ages.pop(name, None)
            self.alerts.forget(name)
            self.takeover.note(name, danger=False)
            self.hub.forget(name)
        sources = {name: widget.source for name, widget in self.board.widgets.items()}
        self.board, self.renderer = board, renderer
        self.store.adopt(board.widgets.values())
        self.users = {}
        for widget in board.widgets.values():
            self.users.setdefault(widget.source, []).append(widget)
            self.begin(widget.source)
            self.review(widget)
            if widget.source != sources.get(widget.id):
                self.alerts.forget(widget.id)
            self.alerts.learn(widget, self.measure(widget) if self.store.reading(widget).polled else {})
        self.show(board.widgets.values())
        if self.takeover.widget:
            self.hub.tell(self.order)  # its page may be another

    def notice(self, text: str) -> None:
        """Say something on every page, or take it away with an empty text."""
        html = str(escape(text))
        shown = self.hub.newest.get(NOTICE)
        if html != (shown.text if shown else ""):
            revision = self.revisions.next()
            self.hub.publish(frame(NOTICE, html, revision, self.revisions.name(revision)))

    def deliver(self, source: Source[Any], outcome: Outcome) -> None:
        """Take in how a poll of `source` ended, and show it wherever it is seen.

        A widget that can do nothing with a good answer keeps its last one, as if the poll had failed for it alone.
        """
        users = self.users.get(source, ())
        before = {widget.id: self.store.reading(widget) for widget in users}
        self.store.apply(source, outcome)
        for widget in users:
            refused = self.store.accept(widget)
            if isinstance(outcome, Success):
                good = self.judge(widget, before[widget.id])
            else:
                good = False
                if refused:
                    self.store.refuse(widget, refused, outcome.error, outcome.fault)
            measures = self.measure(widget) if good else {}
            if good:
                self.alerts.learn(widget, measures)
            self.store.remember(widget, outcome.at, measures)
        self.show(users)

    def turn(self, by: timedelta) -> None:
        """The wall clock has been set by so much: what was known keeps its age.

        What came within the last moments is by the new clock already, since it takes one to notice.
        """
        now = self.now()

        def turned(at: datetime) -> datetime:
            return at if now - JUST_NOW <= at <= now else min(at + by, now)

        self.store.turn(turned)
        self.alerts.turn(turned)
        self.show(self.board.widgets.values())

    def judge(self, widget: Widget, before: Reading) -> bool:
        """Whether the widget can do something with what its source says; else it keeps what was known `before`."""
        refusal = self.renderer.refusal(widget, self.store.reading(widget).data)
        self.store.observe(widget, None if refusal else self.observed(widget))
        if refusal:
            self.store.refuse(widget, before, refusal.message, refusal.fault)
        return refusal is None

    def review(self, widget: Widget) -> None:
        """Judge anew what is known for a widget that is perhaps another than before."""
        refused = self.store.accept(widget)
        if self.store.reading(widget).polled:
            usable = refused and refused.polled and not self.renderer.refusal(widget, refused.data)
            self.judge(widget, refused if refused and usable else Reading())

    def begin(self, source: Source[Any]) -> None:
        """Take in what is known of a source before anybody has pushed to it, if anything is."""
        if isinstance(source, Push) and source.first is not None and not self.store.readings[source].polled:
            self.store.apply(source, Success(source.first, self.now()))

    def measure(self, widget: Widget) -> dict[str, float]:
        """The widget's numbers of now. A kind that can't measure has none; its tile says what is wrong."""
        if widget.kind.measure is None or widget.problem:
            return {}
        try:
            return widget.kind.measure(self.store.reading(widget).data, widget.options)
        except Exception:  # belongs to the rendering of this widget, which says so on the tile
            log.debug("widget %s can't be measured", widget.id, exc_info=True)
            return {}

    def observed(self, widget: Widget) -> datetime | None:
        """When what the widget's source says was true there; None where nobody knows, or it can't be believed."""
        if widget.kind.observed is None or widget.problem:
            return None
        try:
            at = widget.kind.observed(self.store.reading(widget).data, widget.options)
            return at if at and EARLIEST <= at <= self.now() else None
        except Exception:  # a time without a zone among others; what is shown does not hang on it
            log.debug("widget %s can't tell when its answer was true", widget.id, exc_info=True)
            return None

    def show(self, widgets: Iterable[Widget]) -> None:
        """Render these widgets, and publish those that have changed."""
        now = self.now()
        for widget in widgets:
            reading = self.store.reading(widget)
            self.ages[widget.id] = aging = self.age(widget, now)
            self.takeover.note(widget.id, danger=aging.ringing is not None and aging.ringing.level == "danger")
            tile = self.renderer.tile(widget, reading, self.store.series(widget), now, aging.ringing)
            if tile == self.tiles.get(widget.id):
                continue
            self.tiles[widget.id] = tile
            revision = self.revisions.next()
            at = reading.shown if tile.state in (State.FRESH, State.STALE) else reading.since
            self.hub.publish(frame(widget.id, tile.html(at), revision, self.revisions.name(revision)))
        if self.takeover.look(self.board, now):
            self.hub.tell(lambda page: self.takeover.order(self.board, page))

    def order(self, page: str | None) -> Frame | None:
        """What is asked of those who are shown this page for the sake of a danger; None where nothing ever is."""
        return self.takeover.order(self.board, page) if takes_over(self.board) else None

    async def tick(self) -> None:
        """Show again what has changed by the mere passing of time: states, the age of what is stale, alerts."""
        now = self.now()
        self.show([widget for widget in self.board.widgets.values() if self.age(widget, now) != self.ages[widget.id]])

    def age(self, widget: Widget, now: datetime) -> Aging:
        """What time alone changes about a widget."""
        reading = self.store.reading(widget)
        state = reading.state(now, widget.stale_after, widget.expire_after)
        stale = state is State.STALE and reading.since
        age = self.renderer.formats.span(now - stale) if stale else ""
        return Aging(state, age, self.alerts.look(widget, reading, now))

    async def beat(self) -> None:
        """Tell every reader that the server lives, and how fresh its widgets are."""
        self.beaten = self.now()
        self.hub.broadcast(self.heartbeat)

    def heartbeat(self, widgets: Iterable[str]) -> Frame:
        """`wall.heartbeat`: the server's time, the theme of the hour, and from when on each widget's age counts; and
        where the wall rests, how and until when.
        """
        polled = {}
        for name in sorted(widgets):
            if (widget := self.board.widgets.get(name)) and (at := self.store.reading(widget).since):
                polled[name] = f"{at:%Y-%m-%dT%H:%M:%SZ}"
        content: dict[str, object] = {
            "time": f"{self.now():%Y-%m-%dT%H:%M:%SZ}",
            "theme": self.theme(),
            "polled": polled,
        }
        if found := self.rest():
            content |= {"rest": found.how, "until": f"{found.until:%Y-%m-%dT%H:%M:%SZ}" if found.until else None}
        return frame("wall.heartbeat", json.dumps(content, separators=(",", ":")))

    def theme(self) -> str:
        """The theme of now: `auto` becomes day or night where the wall knows where it stands."""
        location = self.board.wall.location
        return by_sun(location, self.now()) if self.board.theme == "auto" and location else self.board.theme

    def rest(self) -> Resting | None:
        """How the wall rests now, if it does."""
        return resting(self.board.rest, self.board.wall.timezone, self.now())

    @property
    def last(self) -> str:
        """The id of the newest event."""
        return self.revisions.name(self.revisions.newest)
