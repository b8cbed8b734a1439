"""The gallery's own small wall: an example of each kind, and the recipes, on played data. None of it is on the wall."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import msgspec

from dashboard.config.board import Board, Widget
from dashboard.config.describe import example
from dashboard.config.errors import ConfigError
from dashboard.config.examples import widget_of
from dashboard.config.recipes import Recipe
from dashboard.demo.address import played
from dashboard.demo.noise import Noise
from dashboard.demo.pushes import pushed
from dashboard.demo.rehearsal import rehearse
from dashboard.demo.samples import Sample
from dashboard.demo.serve import serve
from dashboard.demo.upstream import create_upstream
from dashboard.live.hub import Hub
from dashboard.live.publisher import Publisher
from dashboard.live.render import Renderer
from dashboard.poll.http import HttpClient
from dashboard.poll.outcome import Failure, Success
from dashboard.poll.pollers import Pollers
from dashboard.poll.schedule import Schedule
from dashboard.store.store import Store
from dashboard.widget import Http, Push, SourceError

log = logging.getLogger("wallboard.gallery")

PLAYED = Path(__file__).parent / "demo"
"""From here relative paths in examples count: none of anybody's own files are to be shown."""

SOMEWHERE = (38.72, -9.14)
"""Where the gallery lies if the wall does not say where it is: latitude and longitude in degrees."""

KEPT = timedelta(minutes=1)
"""How long samples are shown before they are made anew."""

PATIENCE = 5.0
"""Seconds in which a sample has to be there."""

REHEARSED = 16
"""Polls of each that are caught up: a curve that is seen to be one."""

PUSHES, APART = 16, timedelta(minutes=50)
"""How many pushes there have been before now, and how far they lie apart."""

IS_RECIPE = "recipe-"
"""Begins the id of a recipe. What stands behind it is its name."""

TICK, HEARTBEAT, PUSH = timedelta(seconds=1), timedelta(seconds=15), timedelta(seconds=5)


class Showroom:
    """Owns what the gallery shows.

    `known` is what the services of `recipes` answer. On a wall that polls the world, every example is polled once, from
    an embedded upstream that is started when the gallery is opened and ended when all have answered. With `live`, on a
    demo, whose upstream is there anyway, the examples go on by themselves from then on: `attach` it to that upstream
    first, and `close` it at the end.
    """

    def __init__(
        self,
        board: Callable[[], Board],
        render: Callable[[Board], Renderer],
        now: Callable[[], datetime],
        *,
        live: bool = False,
        recipes: Sequence[Recipe] = (),
        known: Callable[[], Sequence[Sample]] = tuple,
    ) -> None:
        self.recipes, self.known = recipes, known
        self.board, self.render, self.now = board, render, now
        self.live = self.furnished() if live else None
        self.port: int | None = None
        self.pollers: Pollers | None = None
        self.made: Publisher | None = None
        self.polled: datetime | None = None
        self.one_at_a_time = asyncio.Lock()
        self.stack = AsyncExitStack()

    def attach(self, port: int) -> None:
        """The upstream that plays is at this port of loopback."""
        self.port = port

    async def close(self) -> None:
        """End what was begun."""
        await self.stack.aclose()

    async def publisher(self) -> Publisher:
        """What is shown now: for each kind its example, under the kind's name as its id."""
        async with self.one_at_a_time:
            if self.live is None or self.port is None:
                return await asyncio.to_thread(self.sampled)
            if self.pollers is None:
                self.pollers = await self.go_on(self.live, self.port)
            if self.live.board.kinds is not self.board().kinds:
                board = showroom_board(self.board(), self.recipes)
                self.live.adopt(board, self.render(board))
                self.pollers.spread(self.pollers.adopt(board.widgets.values()))
            return self.live

    def sampled(self) -> Publisher:
        """Every example, polled once unless that was a moment ago. Blocks for as long as it takes."""
        if new := self.made is None or self.made.board.kinds is not self.board().kinds:
            self.made = self.furnished()
        if new or self.polled is None or self.now() - self.polled > KEPT:
            asyncio.run(self.poll_all(self.made, rehearsed=new))
            self.polled = self.now()
        return self.made

    def furnished(self) -> Publisher:
        """A publisher of every example, of which nothing is known yet."""
        board = showroom_board(self.board(), self.recipes)
        return Publisher(board, Store(board.widgets.values()), self.render(board), Hub(), self.now)

    async def poll_all(self, publisher: Publisher, *, rehearsed: bool) -> None:
        """Let every source answer once, from an upstream that is there for as long as that takes."""
        async with serve(create_upstream(now=self.now, known=self.known())) as port:
            await self.poll_once(publisher, port, rehearsed=rehearsed)

    async def poll_once(self, publisher: Publisher, port: int, *, rehearsed: bool) -> None:
        """Let every source answer once; if it is to be rehearsed, after its history."""
        widgets = list(publisher.board.widgets.values())
        http, past = HttpClient(reroute=partial(played, port=port)), HttpClient()
        try:
            if rehearsed:
                examples = [each for each in widgets if not is_recipe(each)]
                await rehearse(
                    examples, http=past, port=port, deliver=publisher.deliver, now=self.now(), most=REHEARSED
                )
            self.push_all(publisher, PUSHES if rehearsed else 1)
            await asyncio.gather(*(self.poll(publisher, each, http) for each in widgets))
        finally:
            await http.close()
            await past.close()

    async def poll(self, publisher: Publisher, shown: Widget, http: Http) -> None:
        """One poll. What a stranger's source raises is told on its tile."""
        if isinstance(shown.source, Push) or shown.problem:
            return
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await shown.source.fetch(http)
        except SourceError as error:
            publisher.deliver(shown.source, Failure(error.message, error.fault, self.now()))
        except Exception as error:  # a poll: what a stranger's source raises concerns its own tile
            log.debug("there is no sample of %s", shown.id, exc_info=True)
            publisher.deliver(
                shown.source, Failure(f"There is no sample ({type(error).__name__})", "parse", self.now())
            )
        else:
            publisher.deliver(shown.source, Success(answer, self.now()))

    def push_all(self, publisher: Publisher, times: int = 1) -> None:
        """Push to whatever is pushed to, the newest last."""
        for shown in publisher.board.widgets.values():
            if isinstance(shown.source, Push) and shown.kind.pushed is not None:
                for back in range(times - 1, -1, -1):
                    at = self.now() - back * APART
                    data = msgspec.convert(pushed(shown.kind.pushed, Noise(), at, shown.id), shown.source.into)
                    publisher.deliver(shown.source, Success(data, at))

    async def go_on(self, publisher: Publisher, port: int) -> Pollers:
        """Poll from now on, until the showroom is closed; the pollers that do."""
        await self.poll_once(publisher, port, rehearsed=True)
        http, schedule = HttpClient(reroute=partial(played, port=port)), Schedule()
        self.stack.push_async_callback(http.close)
        await schedule.start()
        self.stack.push_async_callback(schedule.stop)
        pollers = Pollers(
            publisher.board.widgets.values(), http=http, schedule=schedule, deliver=publisher.deliver, now=self.now
        )
        self.stack.callback(pollers.stop)
        self.stack.callback(publisher.hub.close)
        pollers.start()

        async def push() -> None:
            self.push_all(publisher)

        for interval, job in ((TICK, publisher.tick), (HEARTBEAT, publisher.beat), (PUSH, push)):
            schedule.every(interval, job)
        return pollers


def showroom_board(board: Board, recipes: Iterable[Recipe] = ()) -> Board:
    """The example of every kind that has one, and these recipes, on a wall like that of `board`, but on no page and
    always somewhere.
    """
    board = replace(board, wall=replace(board.wall, location=board.wall.location or SOMEWHERE))
    tables = {kind.name.replace("_", "-"): example(kind) for kind in board.kinds.values()}
    tables |= {IS_RECIPE + each.name: each.text for each in recipes if each.table["kind"] in board.kinds}
    widgets = {shown.id: shown for shown in made(tables, board)}
    return Board(wall=board.wall, theme=board.theme, widgets=widgets, kinds=board.kinds)


def made(tables: Mapping[str, str], board: Board) -> Iterator[Widget]:
    """The widgets of these tables, by these ids. One whose table is not valid is left out."""
    for name, table in tables.items():
        try:
            shown = widget_of(table, board.kinds, board.wall, PLAYED)
        except ConfigError as error:
            log.warning("the example of %s is not valid: %s", name, error)
        else:
            yield replace(shown, id=name)


def is_recipe(shown: Widget) -> bool:
    """Whether this widget of a showroom is a recipe; else it is the example of a kind."""
    return shown.id.startswith(IS_RECIPE)
