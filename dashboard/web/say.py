"""`POST /widgets/{id}/say`: what people write on the wall, by a form or a WebSocket. Not how it is kept; see store.

The answer to a form goes over a connection of its own, so a page whose stream is open is answered at once.
"""

from collections.abc import Mapping
from typing import Any

from litestar import MediaType, Request, Response, post
from litestar.exceptions import ClientException, HTTPException, PermissionDeniedException, TooManyRequestsException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from dashboard.config.board import Widget
from dashboard.live.publisher import Publisher
from dashboard.live.render import heading
from dashboard.poll.outcome import Success
from dashboard.web.api import known
from dashboard.web.bearer import opens, shown
from dashboard.web.openapi import SAYING, TOKEN_OR_HERE, taking, texts
from dashboard.web.pace import Pace
from dashboard.web.security import from_here

LARGEST = 8 * 1024
"""Bytes that a form may have."""

AT_ONCE, EACH_SECOND = 20, 1
"""What one widget takes of those who write on it, all together."""


class Voices:
    """Takes what people write on the widgets of one wall."""

    def __init__(self, publisher: Publisher) -> None:
        self.publisher = publisher
        self.pace = Pace(AT_ONCE, EACH_SECOND)

    def writable(self, name: str) -> Widget:
        """The widget of this name; 404 where there is none, or none on which people write."""
        widget = known(self.publisher, name)
        if widget.kind.take is None or widget.problem:
            detail = f"{name} is of the kind {widget.kind.name}: nobody writes there."
            raise HTTPException(status_code=404, detail=detail)
        return widget

    def permit(self, widget: Widget, token: str) -> None:
        """Go on where this widget may be written on, by those who show this token; 403 otherwise."""
        who = getattr(widget.options, "write", "token")
        tokens = [self.publisher.board.server.push_token, widget.push_token]
        if who == "nobody" or (who == "token" and not opens(token, tokens)):
            whose = "may write" if who == "nobody" else "may write without the push token"
            raise PermissionDeniedException(detail=f"Nobody {whose} on {widget.id}: see `write` in config.toml.")

    def take(self, name: str, form: Mapping[str, str], token: str = "") -> Widget:
        """Show this on every wall. HTTPException with the reason where that can't be: 400, 403, 404 or 429."""
        widget = self.writable(name)
        self.permit(widget, token)
        if not self.pace.takes(widget.id):
            detail = f"Too much is written on {name} at once."
            raise TooManyRequestsException(detail=detail, headers={"Retry-After": "1"})
        now = self.publisher.now().replace(microsecond=0)
        before = self.publisher.store.reading(widget).data
        try:
            after = widget.kind.take(before, form, now, widget.options) if widget.kind.take else before
        except ValueError as error:
            raise ClientException(detail=f"This can't be written: {error}.") from error
        self.publisher.deliver(widget.source, Success(after, now))
        return widget

    def hear(self, content: Mapping[str, Any]) -> None:
        """The same for a form that has come over a WebSocket, whose field `widget` names the widget."""
        self.take(str(content.get("widget", "")), fields(content))

    def home(self, widget: Widget) -> str:
        """The address of the first page on which the widget stands. No browser tells us from which one it came."""
        pages = self.publisher.board.pages.values()
        return next((f"/pages/{page.name}" for page in pages if widget.id in page.widgets), f"/embed/{widget.id}")


def fields(content: Mapping[str, Any]) -> dict[str, str]:
    """The fields of a form that are texts."""
    return {str(name): text for name, text in content.items() if isinstance(text, str)}


def say_route(voices: Voices) -> HTTPRouteHandler:
    """`POST /widgets/{id}/say`. With htmx the form comes back anew; else the page that it stands on."""

    @post(
        "/widgets/{name:str}/say",
        status_code=200,
        request_max_body_size=LARGEST,
        operation_class=taking(
            SAYING, {"text": "Post is here"}, {"do": "clear"}, media_type="application/x-www-form-urlencoded"
        ),
        responses=texts({200: '<form class="say">…</form>'}, MediaType.HTML)
        | texts({303: ""} | dict.fromkeys((400, 403, 404, 413, 429), "The reason.")),
        security=TOKEN_OR_HERE,
    )
    async def say(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[Any]:
        """Write on a widget of the kind messages, or clear it. The form anew for htmx; others are led to its page.

        Pages of other sites can't; docs/transport.md says who may.
        """
        if not from_here(request.headers):
            raise PermissionDeniedException(detail="Another site's page can't write on this wall.")
        form = fields(await request.form())
        by_htmx = request.headers.get("hx-request") == "true"
        try:
            widget = voices.take(name, form, shown(request.headers))
        except (ClientException, TooManyRequestsException) as error:
            if not by_htmx or error.status_code not in (400, 429):
                raise
            return answered(voices, voices.writable(name), form.get("text", ""), error.detail)
        return answered(voices, widget) if by_htmx else Redirect(voices.home(widget), status_code=303)

    return say


def answered(voices: Voices, widget: Widget, text: str = "", problem: str = "") -> Response[str]:
    """The form anew: empty, or with what can't be taken and why."""
    view = widget.kind.view(voices.publisher.store.reading(widget).data, widget.options)
    html = voices.publisher.renderer.page(
        "said.html", id=widget.id, title=heading(widget, view), longest=view.longest, text=text, problem=problem
    )
    return Response(html, status_code=200, media_type=MediaType.HTML, headers={"Cache-Control": "no-store"})
