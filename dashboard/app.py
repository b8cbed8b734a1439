"""The one place where the parts are built and wired: create_app(board) -> Litestar."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from litestar import Litestar, MediaType, Request, Response
from litestar.config.compression import CompressionConfig
from litestar.exceptions import HTTPException
from litestar.types import Scope

from dashboard import __version__
from dashboard.config.board import Board, Kind
from dashboard.config.kinds import Folder, discover, installed
from dashboard.config.load import load
from dashboard.config.recipes import read_recipes
from dashboard.demo.address import played
from dashboard.demo.rehearsal import rehearse
from dashboard.demo.samples import read_samples
from dashboard.demo.serve import serve
from dashboard.demo.upstream import create_upstream
from dashboard.folders import find_folders
from dashboard.live.displays import Displays
from dashboard.live.events import events
from dashboard.live.hub import Hub
from dashboard.live.publisher import Publisher
from dashboard.live.render import Renderer
from dashboard.live.sandbox import check_template
from dashboard.live.seats import Seats
from dashboard.live.sockets import sockets
from dashboard.poll.budget import Budgets
from dashboard.poll.http import HttpClient
from dashboard.poll.lag import Lag
from dashboard.poll.pollers import Pollers, system_now
from dashboard.poll.schedule import Schedule
from dashboard.reload import follow
from dashboard.showroom import IS_RECIPE, Showroom
from dashboard.store.disk import Disk
from dashboard.store.store import Store
from dashboard.web.access import AccessGuard
from dashboard.web.api import api_routes
from dashboard.web.assets import Assets, asset_route, load_assets, themes
from dashboard.web.beat import beat_route
from dashboard.web.contrast import palettes
from dashboard.web.control import control_routes
from dashboard.web.displays import display_routes
from dashboard.web.embed import Embeds, embed_routes
from dashboard.web.forms import Forms
from dashboard.web.gallery import gallery_route
from dashboard.web.head import with_head
from dashboard.web.kinds import kind_routes
from dashboard.web.login import login_routes
from dashboard.web.media import media_route
from dashboard.web.metrics import metrics_route
from dashboard.web.operations import operation_routes
from dashboard.web.origins import OriginGuard, is_guest
from dashboard.web.pages import Pages, page_routes
from dashboard.web.passwords import Passwords
from dashboard.web.picture import Pictures
from dashboard.web.proxies import ProxyHeaders
from dashboard.web.push import Pushes, push_routes
from dashboard.web.remote import Remote
from dashboard.web.say import Voices, say_route
from dashboard.web.schema import openapi
from dashboard.web.security import HostGuard
from dashboard.web.sessions import Sessions
from dashboard.web.smashing import smashing_route
from dashboard.web.status import status_route
from dashboard.widget import Source

log = logging.getLogger("wallboard")

HEARTBEAT = timedelta(seconds=15)
TICK = timedelta(seconds=1)
SUPERVISE = timedelta(seconds=2)
SAVE = timedelta(seconds=2)
"""What is known is on disk after so long, where the wall has a folder for it."""


@dataclass(frozen=True)
class Parts:
    """The parts of one wall that live as long as its app."""

    hub: Hub
    publisher: Publisher
    assets: Assets
    displays: Displays
    seats: Seats
    reread: asyncio.Event
    """Set it, and config.toml is read again at once."""


def known_kinds(own: Path | None = None) -> dict[str, Kind]:
    """Every kind that can be found, by its name; `own` is a user's folder."""
    return discover(built_in_kinds(), own, installed())


def built_in_kinds() -> Folder:
    """The kinds that came with the program."""
    folders = find_folders()
    return Folder(folders.widgets, (folders.templates / "widgets",))


def read_board(path: Path) -> Board:
    """The board that a config.toml describes, with every kind that can be found; ConfigError where it is not valid."""
    return load(
        path,
        built_in=built_in_kinds(),
        entry_points=installed(),
        environment=os.environ,
        themes=themes(find_folders().static),
        check_template=check_template,
    )


def make_renderer(board: Board) -> Renderer:
    """A renderer for the kinds, the locale and the time zone of this board."""
    kinds = {widget.kind.name: widget.kind for widget in board.widgets.values()}
    return Renderer(find_folders().templates, kinds.values(), board.wall)


def create_app(
    config: Path | Board,
    *,
    watch: Path | None = None,
    demo: bool = False,
    faults: bool = False,
    now: Callable[[], datetime] = system_now,
) -> Litestar:
    """The wall that `config` describes, as an ASGI app. Polling begins and ends with its lifespan.

    A `config` that is a path is watched, and so is `watch`, the file that a board was read from: edits are taken over
    while the wall is running. `demo` lets every request go to an embedded upstream instead of the network; with
    `faults` its hosts fail by turns. Raises ConfigError for a file that is not valid, AssetsMissing where the build has
    not installed the browser assets.
    """
    board = config if isinstance(config, Board) else read_board(config)
    watch = config if isinstance(config, Path) else watch
    hub = Hub()
    publisher = Publisher(board, Store(board.widgets.values()), make_renderer(board), hub, now)
    assets = load_assets(find_folders().static)
    pages = Pages(publisher, assets, demo)
    recipes = read_recipes(find_folders().recipes)
    samples = partial(read_samples, recipes.values(), find_folders().samples)
    showroom = Showroom(
        lambda: publisher.board, make_renderer, now, live=demo, recipes=list(recipes.values()), known=samples
    )
    looks = themes(find_folders().static)
    displays, seats = Displays(), Seats(lambda: publisher.board.server)
    pushes, voices, remote = Pushes(publisher), Voices(publisher), Remote(publisher, displays)
    reread = asyncio.Event()
    state = None if demo else board.server.state  # what is played is not to be taken for real the next time
    sessions, passwords = Sessions(state), Passwords()
    disk = Disk(state, publisher.store, lambda source: publisher.users.get(source, [])) if state else None
    polling: list[Pollers] = []
    lag, budgets = Lag(), Budgets()

    def refresh(name: str) -> None:
        for pollers in polling:
            if poller := pollers.by_widget.get(name):
                poller.refresh()

    @asynccontextmanager
    async def running(_: Litestar) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            port = None
            if demo:
                upstream = create_upstream(now=now, faults=faults, known=samples())
                port = await stack.enter_async_context(serve(upstream))
            http = HttpClient(reroute=partial(played, port=port) if port else None, budgets=budgets)
            stack.push_async_callback(http.close)
            if port:
                past = HttpClient()
                stack.push_async_callback(past.close)
                showroom.attach(port)
                await rehearse(board.widgets.values(), http=past, port=port, deliver=publisher.deliver, now=now())
            due: dict[Source[Any], datetime] = {}
            if disk:
                due = await disk.restore(now())
                publisher.adopt(board, publisher.renderer)
                stack.push_async_callback(disk.save)
            schedule = Schedule()
            await schedule.start()
            stack.push_async_callback(schedule.stop)
            pollers = Pollers(
                board.widgets.values(),
                http=http,
                schedule=schedule,
                deliver=publisher.deliver,
                now=now,
                secrets=lambda: publisher.board.secrets,
                turned=publisher.turn,
            )
            stack.callback(pollers.stop)
            polling.append(pollers)
            pollers.start(due)
            schedule.every(TICK, publisher.tick)
            schedule.every(HEARTBEAT, publisher.beat)
            schedule.every(SUPERVISE, pollers.supervise)
            await stack.enter_async_context(lag.measured())
            if disk:
                schedule.every(SAVE, disk.save)
            stack.callback(hub.close)
            stack.push_async_callback(showroom.close)
            if watch:
                stop = asyncio.Event()
                following = asyncio.create_task(follow(watch, read_board, make_renderer, pages, pollers, stop, reread))
                stack.push_async_callback(lambda: following)
                stack.callback(stop.set)
            yield

    app = Litestar(
        route_handlers=[
            *page_routes(pages, Forms(pages, Pictures(pages, looks), looks)),
            media_route(publisher),
            *api_routes(publisher, refresh),
            *push_routes(pushes),
            smashing_route(pushes),
            *login_routes(pages, sessions, passwords),
            say_route(voices),
            beat_route(pages, remote.given),
            *display_routes(publisher, displays, remote),
            *control_routes(pages, remote),
            *operation_routes(publisher, lambda: chain.from_iterable(pollers.unattended() for pollers in polling)),
            metrics_route(publisher, seats, lag),
            status_route(pages, displays, seats, lag, budgets, started=now()),
            asset_route(assets),
            gallery_route(publisher, assets, find_folders().templates, palettes(find_folders().static)),
            *kind_routes(
                showroom.publisher,
                publisher,
                assets,
                palettes(find_folders().static),
                recipes={IS_RECIPE + name: recipe for name, recipe in recipes.items()},
                live=demo,
            ),
            *([events(showroom.live, pages.shell, seats, path="/gallery/events")] if showroom.live else []),
            events(publisher, pages.shell, seats, is_guest=is_guest),
            sockets(publisher, pages.shell, seats, is_guest, voices.hear),
            *embed_routes(Embeds(publisher, assets, looks)),
        ],
        lifespan=[running],
        compression_config=CompressionConfig(
            backend="gzip",
            gzip_compress_level=9,
            exclude=["^(/gallery)?/events", "^/static", r"\.png$", "/picture$", r"^/embed\.(js|css)$"],
        ),
        exception_handlers={HTTPException: in_a_sentence},
        after_exception=[in_the_log],
        openapi_config=openapi(__version__),
        logging_config=None,
    )
    origins = OriginGuard(with_head(app.asgi_handler), lambda: publisher.board, now)
    access = AccessGuard(origins, lambda: publisher.board, sessions, passwords, now)
    hosts = HostGuard(access, lambda: publisher.board.server.allowed_hosts)
    app.asgi_handler = ProxyHeaders(hosts, lambda: publisher.board.server)
    app.state.parts = Parts(hub, publisher, assets, displays, seats, reread)
    return app


async def in_the_log(error: Exception, scope: Scope) -> None:
    """A request that ended in a mistake of ours, with its traceback."""
    if not isinstance(error, HTTPException):
        log.error("%s %s failed", scope.get("method"), scope["path"], exc_info=error)


def in_a_sentence(request: Request[Any, Any, Any], error: HTTPException) -> Response[object]:
    """An error as JSON for programs that ask below /api, as one line of text for everybody else."""
    if request.url.path.startswith("/api"):
        content: object = {"status_code": error.status_code, "detail": error.detail}
        return Response(content, status_code=error.status_code, headers=error.headers, media_type=MediaType.JSON)
    return Response(
        f"{error.detail}\n", status_code=error.status_code, headers=error.headers, media_type=MediaType.TEXT
    )
