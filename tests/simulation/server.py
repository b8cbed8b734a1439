"""One life of the server: its real parts, wired as app.py does it, on the time of the simulation."""

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from litestar.exceptions import NotFoundException

from dashboard.app import HEARTBEAT, SUPERVISE, TICK
from dashboard.config.board import Board
from dashboard.folders import find_folders
from dashboard.live.events import events
from dashboard.live.frame import Frame
from dashboard.live.hub import Hub
from dashboard.live.publisher import Publisher
from dashboard.live.render import Renderer
from dashboard.live.seats import Seats
from dashboard.poll.outcome import Outcome
from dashboard.poll.pollers import Pollers
from dashboard.poll.schedule import Schedule
from dashboard.reload import take_over
from dashboard.store.store import Store
from dashboard.web.assets import Assets
from dashboard.web.pages import Pages
from dashboard.widget import Answer, Request, Source, SourceError
from tests.simulation.boards import VALUE
from tests.simulation.clock import Timers, WallClock
from tests.simulation.wire import Lost, Wire

ASSETS = Assets({}, "0", {}, {})


@cache
def renderer() -> Renderer:
    """What renders every board: they all have one kind, one locale and one time zone."""
    return Renderer(find_folders().templates, [VALUE], Board().wall)


class Nowhere:
    """A way out that nobody takes."""

    async def send(self, request: Request, *, keep: timedelta | None = None) -> Answer:
        """Nothing."""
        raise SourceError("there is no network", fault="connect")

    async def connect(self, host: str, port: int) -> float:
        """Nothing."""
        raise SourceError("there is no network", fault="connect")


class NotedHub(Hub):
    """A hub that tells what is published."""

    def __init__(self, published: Callable[[Frame], None]) -> None:
        super().__init__()
        self.published = published

    def publish(self, frame: Frame) -> None:
        """Publish, and tell."""
        self.published(frame)
        super().publish(frame)


@dataclass
class Ears:
    """Who is told what happens in a server: an outcome of a poll before it is taken in, and each published frame."""

    outcome: Callable[[Source[Any], Outcome], None]
    published: Callable[[Frame], None]


class Server:
    """Owns the parts of one life. It answers as long as it is `up`."""

    def __init__(self, board: Board, clock: WallClock, ears: Ears) -> None:
        self.ears = ears
        self.began = clock.loop.time()
        self.hub = NotedHub(ears.published)
        self.publisher = Publisher(board, Store(board.widgets.values()), renderer(), self.hub, clock.now)
        self.pages = Pages(self.publisher, ASSETS)
        self.schedule = Schedule(
            scheduler=Timers(clock),
            apart=clock.apart,
            slept=lambda: 0.0,
            monotonic=clock.loop.time,
            now=clock.now,
        )
        self.pollers = Pollers(
            board.widgets.values(),
            http=Nowhere(),
            schedule=self.schedule,
            deliver=self.deliver,
            now=clock.now,
            chance=random.Random(0).random,
            turned=self.publisher.turn,
        )
        self.stream = events(self.publisher, self.pages.shell, Seats(lambda: self.publisher.board.server)).fn
        self.streams: dict[asyncio.Task[None], Wire] = {}
        self.up = False

    @property
    def board(self) -> Board:
        """What it shows."""
        return self.publisher.board

    def deliver(self, source: Source[Any], outcome: Outcome) -> None:
        """Where the pollers deliver."""
        self.ears.outcome(source, outcome)
        self.publisher.deliver(source, outcome)

    async def start(self) -> None:
        """Begin to poll and to answer."""
        await self.schedule.start()
        self.pollers.start()
        self.schedule.every(TICK, self.publisher.tick)
        self.schedule.every(HEARTBEAT, self.publisher.beat)
        self.schedule.every(SUPERVISE, self.pollers.supervise)
        self.up = True

    async def stop(self) -> None:
        """End as after SIGTERM: every stream is ended, nothing runs on."""
        self.up = False
        self.hub.close()
        self.pollers.stop()
        await self.schedule.stop()
        await asyncio.gather(*self.streams)

    async def kill(self) -> None:
        """End as after SIGKILL: nobody is told but by connections that break."""
        self.up = False
        for task, wire in list(self.streams.items()):
            task.cancel()
            wire.cut()
        await asyncio.gather(*self.streams, return_exceptions=True)
        await self.schedule.stop()

    def take(self, board: Board) -> None:
        """config.toml says this now."""
        take_over(board, self.publisher, renderer(), self.pollers)
        self.hub.tell(self.pages.shell)

    def page(self, name: str | None) -> tuple[str, str] | None:
        """The name and the HTML of a page, by default of the first one; None is 404, Lost no answer at all."""
        if not self.up:
            raise Lost
        try:
            found = self.pages.page(name or next(iter(self.board.pages)))
            return found.name, self.pages.html(found)
        except NotFoundException:
            return None

    def connect(self, query: Mapping[str, str], address: str, wire: Wire) -> None:
        """Open a stream; Lost where nobody answers."""
        if not self.up:
            raise Lost
        task = asyncio.create_task(self.serve(query, address, wire))
        self.streams[task] = wire
        task.add_done_callback(self.streams.pop)

    async def serve(self, query: Mapping[str, str], address: str, wire: Wire) -> None:
        """One request of /events."""
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/events",
            "query_string": "&".join(f"{name}={text}" for name, text in query.items()).encode(),
            "headers": [],
            "client": (address, 0),
            "server": ("127.0.0.1", 8000),
        }
        try:
            await self.stream(scope, wire.receive, wire.send)
        except NotFoundException:
            await wire.send({"type": "http.response.start", "status": 404})
            await wire.send({"type": "http.response.body"})
