"""Widgets as JSON for other programs: read, push, poll now. Not pages, nor how pushes are shown."""

import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec
from litestar import Request, get, post, put
from litestar.exceptions import (
    ClientException,
    HTTPException,
    NotAuthorizedException,
    NotFoundException,
    PermissionDeniedException,
    TooManyRequestsException,
)
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from dashboard.config.board import Widget
from dashboard.live.events import unknown
from dashboard.live.publisher import Publisher
from dashboard.poll.outcome import Success
from dashboard.store.reading import Reading
from dashboard.web.pace import EACH_SECOND, Pace
from dashboard.web.security import from_here
from dashboard.widget import Push, parse_duration

LARGEST_PUSH = 64 * 1024
"""Bytes that a push may have."""


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


def api_routes(publisher: Publisher, refresh: Callable[[str], None]) -> list[HTTPRouteHandler]:
    """`GET /api/widgets`, `GET` and `PUT /api/widgets/{id}`, `POST /api/widgets/{id}/refresh`."""

    pace = Pace()

    def known(name: str) -> Widget:
        found = publisher.board.widgets.get(name)
        if found is None:
            raise NotFoundException(detail=unknown("widget", name))
        return found

    def state(widget: Widget) -> WidgetState:
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

    def permitted(request: Request[Any, Any, Any]) -> None:
        token = publisher.board.server.push_token
        if token is None:
            raise PermissionDeniedException(detail="Pushing is off: set push_token in [server] of config.toml.")
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(
            given.strip(" ").encode("latin-1"), token.get_secret_value().encode()
        ):
            raise NotAuthorizedException(
                detail="The push token is missing or wrong: send it as `Authorization: Bearer …`.",
                headers={"WWW-Authenticate": "Bearer"},
            )

    @get("/api/widgets", sync_to_thread=False)
    def all_widgets() -> list[WidgetState]:
        """The state of every widget, in the order of config.toml."""
        return [state(widget) for widget in publisher.board.widgets.values()]

    @get("/api/widgets/{name:str}", sync_to_thread=False)
    def one_widget(name: FromPath[str]) -> WidgetState:
        """The state of one widget."""
        return state(known(name))

    @put("/api/widgets/{name:str}", request_max_body_size=LARGEST_PUSH)
    async def push(request: Request[Any, Any, Any], name: FromPath[str]) -> WidgetState:
        """Give a widget its data. The shape is that of its kind; a `ttl` says how long it may be shown."""
        permitted(request)
        widget = known(name)
        source = widget.source
        if not isinstance(source, Push):
            raise HTTPException(
                status_code=409, detail=f"{name} is of the kind {widget.kind.name}, which polls and can't be pushed to."
            )
        if not pace.takes(name):
            raise TooManyRequestsException(
                detail=f"{name} is pushed to too often: it takes {EACH_SECOND} a second.", headers={"Retry-After": "1"}
            )
        data, lifetime = pushed(await request.body(), source)
        publisher.deliver(source, Success(data, publisher.now(), lifetime=lifetime))
        return state(widget)

    @post("/api/widgets/{name:str}/refresh", status_code=202)
    async def poll_now(request: Request[Any, Any, Any], name: FromPath[str]) -> WidgetState:
        """Poll the widget's source now, whatever its schedule says. Pages of other sites can't ask for it."""
        widget = known(name)
        if not from_here(request.headers):
            raise PermissionDeniedException(detail="Another site's page can't ask this wall to poll.")
        refresh(name)
        return state(widget)

    return [all_widgets, one_widget, push, poll_now]


def pushed(body: bytes, source: Push[Any]) -> tuple[Any, timedelta | None]:
    """The data of a push and how long it may be shown; 400 with the reason where it has another shape."""
    try:
        data = msgspec.json.decode(body, type=source.into, strict=False)
        lifetime = getattr(data, "ttl", None)
        return data, parse_duration(lifetime) if lifetime else None
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise ClientException(detail=f"This can't be shown: {error}") from error
