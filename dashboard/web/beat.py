"""`GET /beat`: the heartbeat of a stream for a page that has none and asks for each widget. Not the widgets."""

from typing import Any

from litestar import MediaType, Request, Response, get
from litestar.handlers import HTTPRouteHandler

from dashboard.live.events import chosen
from dashboard.web.pages import Pages


def beat_route(pages: Pages) -> HTTPRouteHandler:
    """`GET /beat?page=P` or `?widgets=a,b`."""

    @get("/beat", sync_to_thread=False, include_in_schema=False)
    def beat(request: Request[Any, Any, Any]) -> Response[dict[str, str]]:
        """The program's own events of now, each as a stream would bring it."""
        query = {name: request.query_params.getall(name) for name in request.query_params}
        page, widgets = chosen(pages.publisher.board, query)
        frames = [pages.shell(page), pages.publisher.order(page), pages.publisher.heartbeat(widgets)]
        content = {each.name: each.text for each in frames if each}
        return Response(content, media_type=MediaType.JSON, headers={"Cache-Control": "no-store"})

    return beat
