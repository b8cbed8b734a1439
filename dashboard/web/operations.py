"""Whether the wall is well, for whoever watches over it. Not what it shows."""

from collections.abc import Callable, Iterable

from litestar import MediaType, Response, get
from litestar.handlers import HTTPRouteHandler

from dashboard.live.publisher import Publisher
from dashboard.web.openapi import texts
from dashboard.widget import Rhythm

HEALTHY = texts({200: "ok\n", 503: "not asked for too long: news\n"})
READY = texts({200: "ok\n", 503: "waiting for news\n"})


def operation_routes(publisher: Publisher, unattended: Callable[[], Iterable[str]]) -> list[HTTPRouteHandler]:
    """`GET /healthz`: the server answers, no source is `unattended`. `GET /readyz`: every one has been asked once."""

    @get("/healthz", media_type=MediaType.TEXT, sync_to_thread=False, responses=HEALTHY)
    def healthz() -> Response[str]:
        """200 while the wall asks as it should, whatever the answers; 503 with the sources that it does not ask."""
        if names := list(unattended()):
            return Response(f"not asked for too long: {', '.join(names)}\n", status_code=503)
        return Response("ok\n")

    @get("/readyz", media_type=MediaType.TEXT, sync_to_thread=False, responses=READY)
    def readyz() -> Response[str]:
        """200 once every source has been polled, well or not; 503 with those that wait until then."""
        waiting = [
            widget.id
            for widget in publisher.board.widgets.values()
            if widget.problem is None
            and widget.source.rhythm is not Rhythm.PUSHED
            and publisher.store.reading(widget).polled is None
            and publisher.store.reading(widget).error is None
        ]
        if waiting:
            return Response(f"waiting for {', '.join(waiting)}\n", status_code=503)
        return Response("ok\n")

    return [healthz, readyz]
