"""Widgets as JSON for other programs: read, poll now. Not how they are pushed to; see push."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, get, post
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from dashboard.config.board import Widget
from dashboard.live.events import unknown
from dashboard.live.publisher import Publisher
from dashboard.store.reading import Reading
from dashboard.web.openapi import TOKEN_OR_HERE, WIDGET, good, problems
from dashboard.web.security import from_here


class WidgetState(msgspec.Struct):
    """What is known of one widget. Times are in UTC; `error` is the reason of the newest failure."""

    id: str
    kind: str
    title: str | None
    state: str
    at: datetime | None
    polled: datetime | None
    next_try: datetime | None
    error: str | None
    measures: dict[str, float]


def known(publisher: Publisher, name: str) -> Widget:
    """The widget of this name; 404 where there is none."""
    found = publisher.board.widgets.get(name)
    if found is None:
        raise NotFoundException(detail=unknown("widget", name))
    return found


def state(publisher: Publisher, widget: Widget) -> WidgetState:
    """A widget as JSON."""
    reading: Reading = publisher.store.reading(widget)
    return WidgetState(
        id=widget.id,
        kind=widget.kind.name,
        title=widget.title,
        state=publisher.tiles[widget.id].state,
        at=reading.at,
        polled=reading.polled,
        next_try=reading.next_try,
        error=widget.problem or reading.error,
        measures=publisher.measure(widget) if reading.polled else {},
    )


def api_routes(publisher: Publisher, refresh: Callable[[str], None]) -> list[HTTPRouteHandler]:
    """`GET /api/widgets`, `GET /api/widgets/{id}`, `POST /api/widgets/{id}/refresh`."""

    @get("/api/widgets", sync_to_thread=False, responses=good(list[WidgetState], [WIDGET]))
    def all_widgets() -> list[WidgetState]:
        """The state of every widget, in the order of config.toml."""
        return [state(publisher, widget) for widget in publisher.board.widgets.values()]

    @get("/api/widgets/{name:str}", sync_to_thread=False, responses=good(WidgetState, WIDGET) | problems(403, 404))
    def one_widget(name: FromPath[str]) -> WidgetState:
        """The state of one widget."""
        return state(publisher, known(publisher, name))

    @post(
        "/api/widgets/{name:str}/refresh",
        status_code=202,
        responses=good(WidgetState, WIDGET, 202) | problems(403, 404),
        security=TOKEN_OR_HERE,
    )
    async def poll_now(request: Request[Any, Any, Any], name: FromPath[str]) -> WidgetState:
        """Poll the widget's source now, whatever its schedule says. Pages of other sites can't ask for it."""
        widget = known(publisher, name)
        if not from_here(request.headers):
            raise PermissionDeniedException(detail="Another site's page can't ask this wall to poll.")
        refresh(name)
        return state(publisher, widget)

    return [all_widgets, one_widget, poll_now]
