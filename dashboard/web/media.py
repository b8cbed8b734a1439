"""`GET /widgets/{id}/picture`: the picture that a widget shows, where it is too large for its tile. Not the tile."""

from typing import Any

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from dashboard.live.events import unknown
from dashboard.live.publisher import Publisher
from dashboard.store.reading import State
from dashboard.web.assets import FOR_EVER

ALONE = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
"""What a drawing may do that somebody opens by itself: nothing but be seen. In a tile it may do no more anyway."""


def media_route(publisher: Publisher) -> HTTPRouteHandler:
    """The route. A picture that is too old to be shown is not given either."""

    @get("/widgets/{name:str}/picture", sync_to_thread=False, include_in_schema=False)
    def media(request: Request[Any, Any, Any], name: FromPath[str], v: FromQuery[str] = "") -> Response[bytes]:
        widget = publisher.board.widgets.get(name)
        if widget is None:
            raise NotFoundException(detail=unknown("widget", name))
        reading = publisher.store.reading(widget)
        state = reading.state(publisher.now(), widget.stale_after, widget.expire_after)
        there = state in (State.FRESH, State.STALE) and widget.kind.picture and not widget.problem
        picture = widget.kind.picture(reading.data, widget.options) if there and widget.kind.picture else None
        if picture is None:
            raise NotFoundException(detail=f"The widget {name} has no picture.")
        elsewhere = widget.embed and ("token" in request.query_params or not publisher.board.server.embed_tokens)
        headers = {
            "Cache-Control": FOR_EVER.replace("public", "private") if v == picture.digest else "no-store",
            "Content-Security-Policy": ALONE,
            "X-Frame-Options": "DENY",
            "Cross-Origin-Resource-Policy": "cross-origin" if elsewhere else "same-origin",
        }
        return Response(picture.body, media_type=picture.media_type, headers=headers)

    return media
