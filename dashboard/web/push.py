"""Data that others push to widgets: who may, how often, in which shape. Not how they are shown."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

import msgspec
from litestar import Request, put
from litestar.exceptions import (
    ClientException,
    HTTPException,
    NotAuthorizedException,
    PermissionDeniedException,
    TooManyRequestsException,
)
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from dashboard.config.board import Widget
from dashboard.live.publisher import Publisher
from dashboard.poll.outcome import Success
from dashboard.web.api import WidgetState, known, state
from dashboard.web.bearer import opens, shown
from dashboard.web.openapi import BATCH, PUSH, TOKEN, WIDGET, good, problems, taking
from dashboard.web.pace import EACH_SECOND, Pace
from dashboard.web.shape import shaped
from dashboard.widget import Push, parse_duration

LARGEST_PUSH = 64 * 1024
"""Bytes that a push to one widget may have."""

LARGEST_BATCH = 1024 * 1024
"""Bytes that a push to several widgets may have."""

MANY = ""
"""What pushes to several widgets are counted by; no widget is called so."""


class Pushes:
    """Takes what is pushed to the widgets of one wall: all of it, or nothing."""

    def __init__(self, publisher: Publisher) -> None:
        self.publisher = publisher
        self.pace = Pace()

    def permit(self, given: str, name: str | None = None) -> None:
        """Go on where the token `given` is the wall's, or that of this widget, or with None of any.

        401 where it is neither, 403 where there is none that it could be.
        """
        server, widgets = self.publisher.board.server, self.publisher.board.widgets
        own = [widget.push_token for widget in widgets.values() if name is None or widget.id == name]
        tokens = [token for token in (server.push_token, *own) if token is not None]
        if not tokens:
            raise PermissionDeniedException(detail="Pushing is off: set push_token in [server] of config.toml.")
        if not opens(given, tokens):
            about = f" for {name}" if name in widgets and server.push_token is None else ""
            raise NotAuthorizedException(
                detail=f"The push token is missing or wrong{about}: send it as `Authorization: Bearer …`.",
                headers={"WWW-Authenticate": "Bearer"},
            )

    def hold(self, name: str, who: str = "") -> None:
        """Go on where this is not pushed to too often; 429 otherwise. Each `who` is counted apart."""
        if not self.pace.takes(f"{name} {who}"):
            what = f"{name} is pushed to" if name else "Several widgets at once are pushed to"
            detail = f"{what} too often: {'it takes' if name else 'that may be'} {EACH_SECOND} a second."
            raise TooManyRequestsException(detail=detail, headers={"Retry-After": "1"})

    def pushable(self, name: str) -> Widget:
        """The widget of this name; 404 where there is none, 409 where it polls."""
        widget = known(self.publisher, name)
        if not isinstance(widget.source, Push):
            detail = f"{name} is of the kind {widget.kind.name}, which polls and can't be pushed to."
            raise HTTPException(status_code=409, detail=detail)
        return widget

    def take(self, bodies: Mapping[str, bytes | msgspec.Raw]) -> list[WidgetState]:
        """Show these; 400 with all that is wrong with any of them, and then none is shown."""
        read, wrong = [], []
        for name, body in bodies.items():
            widget = self.pushable(name)
            try:
                read.append((widget, *self.read(widget, body)))
            except ValueError as error:
                wrong.append(f"{name}: {error}" if len(bodies) > 1 else str(error))
        if wrong:
            raise ClientException(detail=f"This can't be shown: {'; '.join(wrong)}")
        for widget, data, lifetime in read:
            self.publisher.deliver(widget.source, Success(data, self.publisher.now(), lifetime=lifetime))
        return [state(self.publisher, widget) for widget, _, _ in read]

    def read(self, widget: Widget, body: bytes | msgspec.Raw) -> tuple[Any, timedelta | None]:
        """What is pushed to this widget and how long it may be shown; ValueError where it can do nothing with it."""
        data = shaped(body, cast("Push[Any]", widget.source).into, strict=False)
        lifetime = getattr(data, "ttl", None)
        try:
            span = parse_duration(lifetime) if lifetime else None
        except ValueError as error:
            raise ValueError(f"ttl: {error}") from error
        if refusal := self.publisher.renderer.refusal(widget, data):
            raise ValueError(refusal.message)
        return data, span


def push_routes(pushes: Pushes) -> list[HTTPRouteHandler]:
    """`PUT /api/widgets/{id}` and `PUT /api/widgets`."""

    @put(
        "/api/widgets/{name:str}",
        request_max_body_size=LARGEST_PUSH,
        operation_class=taking(PUSH, {"value": 42, "ttl": "15m"}, {"rows": [{"label": "Anna", "value": 42}]}),
        responses=good(WidgetState, WIDGET) | problems(400, 401, 403, 404, 409, 413, 429),
        security=TOKEN,
    )
    async def push(request: Request[Any, Any, Any], name: FromPath[str]) -> WidgetState:
        """Give a widget its data. The shape is that of its kind; a `ttl` says how long it may be shown."""
        pushes.permit(shown(request.headers), name)
        pushes.pushable(name)
        pushes.hold(name)
        return pushes.take({name: await request.body()})[0]

    @put(
        "/api/widgets",
        request_max_body_size=LARGEST_BATCH,
        operation_class=taking(BATCH, {"orders": {"value": 42}, "load": {"value": 0.5}}),
        responses=good(list[WidgetState], [WIDGET]) | problems(400, 401, 403, 404, 409, 413, 429),
        security=TOKEN,
    )
    async def push_many(request: Request[Any, Any, Any]) -> list[WidgetState]:
        """Give several widgets their data at once, by their ids: all of them, or where one is wrong none."""
        given = shown(request.headers)
        pushes.permit(given)
        pushes.hold(MANY)
        try:
            bodies = shaped(await request.body(), dict[str, msgspec.Raw])
        except ValueError as error:
            raise ClientException(detail=f"This can't be shown: {error}") from error
        for name, body in bodies.items():
            pushes.permit(given, name)
            pushes.pushable(name)
            pushes.hold(name)
            if len(bytes(body)) > LARGEST_PUSH:
                raise HTTPException(status_code=413, detail=f"What is pushed to {name} is larger than 64 KiB.")
        return pushes.take(bodies)

    return [push, push_many]
