"""`GET /beat`: the program's own events for a page that has no stream and asks for each widget. Not the widgets."""

from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery

from dashboard.live.events import chosen
from dashboard.live.given import Given
from dashboard.web.pages import Pages


class Beat(msgspec.Struct):
    """What a stream would bring now, by the names of the events, and the orders since the number that was asked with.

    `number` is that of the newest order: to be told with the next question.
    """

    events: dict[str, str]
    orders: list[tuple[str, str]]
    number: int


def beat_route(pages: Pages, given: Given) -> HTTPRouteHandler:
    """`GET /beat?page=P` or `?widgets=a,b`; with `&number=` the orders since then, and without it none."""

    @get("/beat", sync_to_thread=False, include_in_schema=False)
    def beat(request: Request[Any, Any, Any], number: FromQuery[int | None] = None) -> Response[Beat]:
        query = {name: request.query_params.getall(name) for name in request.query_params}
        page, widgets = chosen(pages.publisher.board, query)
        frames = [pages.shell(page), pages.publisher.order(page), pages.publisher.heartbeat(widgets)]
        asked = page is not None and number is not None
        orders = given.since(number or 0, pages.publisher.now()) if asked else []
        content = Beat(
            {each.name: each.text for each in frames if each},
            [(each.name, each.text) for each in orders],
            given.newest,
        )
        return Response(content, headers={"Cache-Control": "no-store"})

    return beat
