"""The one place where the parts are built and wired: create_app(board) -> Litestar."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from litestar import Litestar, MediaType, Request, Response
from litestar.config.compression import CompressionConfig
from litestar.exceptions import HTTPException
from litestar.middleware import DefineMiddleware
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin, YamlRenderPlugin

from dashboard import __version__
from dashboard.config.board import Board
from dashboard.config.kinds import Folder, installed
from dashboard.config.load import load
from dashboard.demo.serve import serve
from dashboard.demo.upstream import create_upstream
from dashboard.folders import find_folders
from dashboard.live.events import events
from dashboard.live.hub import Hub
from dashboard.live.publisher import Publisher, system_now
from dashboard.live.render import Renderer
from dashboard.poll.http import HttpClient, Reroute
from dashboard.poll.pollers import Pollers
from dashboard.poll.schedule import Schedule
from dashboard.store.store import Store
from dashboard.web.api import api_routes
from dashboard.web.assets import Assets, asset_route, load_assets
from dashboard.web.operations import operation_routes
from dashboard.web.pages import Pages, page_routes
from dashboard.web.security import HostGuard

HEARTBEAT = timedelta(seconds=15)
TICK = timedelta(seconds=1)


@dataclass(frozen=True)
class Parts:
    """The parts of one wall that live as long as its app."""

    board: Board
    hub: Hub
    publisher: Publisher
    assets: Assets


def read_board(path: Path) -> Board:
    """The board that a config.toml describes, with every kind that can be found; ConfigError where it is not valid."""
    folders = find_folders()
    return load(
        path,
        built_in=Folder(folders.widgets, (folders.templates / "widgets",)),
        entry_points=installed(),
        environment=os.environ,
    )


def create_app(config: Path | Board, *, demo: bool = False, now: Callable[[], datetime] = system_now) -> Litestar:
    """The wall that `config` describes, as an ASGI app. Polling begins and ends with its lifespan.

    `demo` lets every request go to an embedded upstream instead of the network. Raises ConfigError for a file that is
    not valid, AssetsMissing where the build has not installed the browser assets.
    """
    folders = find_folders()
    board = config if isinstance(config, Board) else read_board(config)
    hub = Hub()
    kinds = {widget.kind.name: widget.kind for widget in board.widgets.values()}
    renderer = Renderer(folders.templates, kinds.values(), board.wall)
    publisher = Publisher(board, Store(board.widgets.values()), renderer, hub, now)
    assets = load_assets(folders.static)
    pages = Pages(publisher, assets, demo)
    polling: list[Pollers] = []

    def refresh(name: str) -> None:
        for pollers in polling:
            if poller := pollers.by_widget.get(name):
                poller.refresh()

    @asynccontextmanager
    async def running(_: Litestar) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            reroute = played_by(await stack.enter_async_context(serve(create_upstream(now=now)))) if demo else None
            http = HttpClient(reroute=reroute)
            stack.push_async_callback(http.close)
            schedule = Schedule()
            await schedule.start()
            stack.push_async_callback(schedule.stop)
            pollers = Pollers(board.widgets.values(), http=http, schedule=schedule, deliver=publisher.deliver)
            stack.callback(pollers.stop)
            polling.append(pollers)
            pollers.start()
            schedule.every(TICK, publisher.tick)
            schedule.every(HEARTBEAT, publisher.beat)
            stack.callback(hub.close)
            yield

    app = Litestar(
        route_handlers=[
            *page_routes(pages),
            *api_routes(publisher, refresh),
            *operation_routes(publisher),
            asset_route(assets),
            events(publisher, pages.shell),
        ],
        lifespan=[running],
        middleware=[DefineMiddleware(HostGuard, allowed=board.server.allowed_hosts)],
        compression_config=CompressionConfig(backend="gzip", gzip_compress_level=5, exclude=["^/events", "^/static"]),
        exception_handlers={HTTPException: in_a_sentence},
        openapi_config=OpenAPIConfig(
            title="Wallboard",
            version=__version__,
            path="/schema",
            render_plugins=[JsonRenderPlugin(), YamlRenderPlugin()],  # the others load their pages from elsewhere
        ),
        logging_config=None,
    )
    app.state.parts = Parts(board, hub, publisher, assets)
    return app


def in_a_sentence(request: Request[Any, Any, Any], error: HTTPException) -> Response[object]:
    """An error as JSON for programs that ask below /api, as one line of text for everybody else."""
    if request.url.path.startswith("/api"):
        content: object = {"status_code": error.status_code, "detail": error.detail}
        return Response(content, status_code=error.status_code, headers=error.headers, media_type=MediaType.JSON)
    return Response(
        f"{error.detail}\n", status_code=error.status_code, headers=error.headers, media_type=MediaType.TEXT
    )


def played_by(port: int) -> Reroute:
    """Sends every address to the embedded upstream on this port, which finds the original in the path."""

    def reroute(url: str) -> str:
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        return f"http://127.0.0.1:{port}/{parts.scheme}/{parts.netloc}{parts.path}{query}"

    return reroute
