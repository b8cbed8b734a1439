"""A wall without polling: little kinds, their widgets, and time as an argument."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dashboard import widget
from dashboard.config.arrange import LANDSCAPE, PORTRAIT, evenly
from dashboard.config.board import Board, Kind, Page, Widget
from dashboard.folders import find_folders
from dashboard.live.hub import Hub
from dashboard.live.publisher import Publisher
from dashboard.live.render import Renderer
from dashboard.poll.outcome import Failure, Success
from dashboard.store.store import Store
from dashboard.widget import Static

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
BODY = '{% extends "tile.html" %}{% block body %}<p>{{ view }}</p>{% endblock %}'

MakeKind = Callable[..., Kind]


@pytest.fixture
def kind(tmp_path: Path) -> MakeKind:
    """`kind()` shows its answer; `kind(template=…, view=…, measure=…)` does what it is told."""

    def make(name: str = "any", template: str = BODY, **others: Any) -> Kind:
        path = tmp_path / f"{name}.html"
        path.write_text(template, "utf-8")
        return Kind(name, **{"view": lambda answer, options: answer} | others, template=path)

    return make


@pytest.fixture
def shown(kind: MakeKind) -> Callable[..., Widget]:
    """`shown("a")` is a widget on a source of its own, asked every minute, stale after 3 and expired after 10."""

    def make(name: str = "a", of: Kind | None = None, **others: Any) -> Widget:
        minute = timedelta(minutes=1)
        usual: dict[str, Any] = {
            "source": Static(name),
            "every": minute,
            "timeout": minute,
            "stale_after": minute * 3,
            "expire_after": minute * 10,
        }
        return Widget(name, of or kind(), widget.Options(), **usual | others)

    return make


@dataclass
class Wall:
    """A publisher, and the time that it is."""

    publisher: Publisher
    hub: Hub
    now: datetime = NOON

    def answer(self, name: str, data: Any, **others: Any) -> None:
        """A poll for this widget has brought this."""
        source = self.publisher.board.widgets[name].source
        self.publisher.deliver(source, Success(data, self.now, **others))

    def fail(self, name: str, error: str, next_try: datetime | None = None) -> None:
        """A poll for this widget has failed."""
        source = self.publisher.board.widgets[name].source
        self.publisher.deliver(source, Failure(error, "status", self.now, next_try))

    async def after(self, **span: float) -> None:
        """Time goes by: `await wall.after(minutes=3)`."""
        self.now += timedelta(**span)
        await self.publisher.tick()

    def html(self, name: str) -> str:
        """The newest HTML of a widget."""
        return self.hub.newest[name].text

    def revision(self, name: str) -> int:
        """When it was last sent."""
        return self.hub.newest[name].revision


@pytest.fixture
def wall() -> Callable[..., Wall]:
    """`wall(widgets)` shows them on one page, at noon."""

    def make(*widgets: Widget, **others: Any) -> Wall:
        names = tuple(each.id for each in widgets)
        page = Page("main", evenly(names, LANDSCAPE), evenly(names, PORTRAIT))
        board = Board(pages={"main": page}, widgets={each.id: each for each in widgets}, **others)
        renderer = Renderer(find_folders().templates, [each.kind for each in widgets], board.wall)
        hub = Hub(flush=0.0)
        place: list[Wall] = []
        publisher = Publisher(board, Store(widgets), renderer, hub, lambda: place[0].now if place else NOON)
        place.append(Wall(publisher, hub))
        return place[0]

    return make
