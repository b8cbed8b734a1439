"""What every kind costs: a tile drawn from what is known, and an answer read. On the examples of the gallery."""

import asyncio
import time
from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from statistics import median
from typing import Any

from benchmarks.figures import Figure, figure
from dashboard.app import built_in_kinds, make_renderer
from dashboard.config.board import Board
from dashboard.config.kinds import discover
from dashboard.demo.address import played
from dashboard.demo.serve import serve
from dashboard.demo.upstream import create_upstream
from dashboard.poll.http import HttpClient
from dashboard.poll.pollers import system_now
from dashboard.showroom import Showroom
from dashboard.widget import Answer, Http, Request, Source, SourceError

DRAWN, READ = 200, 50
DRAWN_AIM, READ_AIM = 0.3, 5.0
"""Milliseconds for which the event loop does nothing else: a tile that is drawn, an answer that is read."""


@dataclass
class Replayed:
    """A way out that asks through `http` once, and gives the same answers for ever after."""

    http: Http
    answers: dict[Request, Answer] = field(default_factory=dict)

    async def send(self, request: Request, *, keep: timedelta | None = None) -> Answer:
        """The answer of the first time."""
        if request not in self.answers:
            self.answers[request] = await self.http.send(request)
        return self.answers[request]

    async def connect(self, host: str, port: int) -> float:
        """A connection that takes no time."""
        return 0.0


def measure() -> Generator[Figure, None, None]:
    """What a tile and an answer of each kind cost, in the processor's time; only the tile where nobody is asked."""
    kinds = discover(built_in_kinds())
    board = Board(kinds=kinds)
    publisher = Showroom(lambda: board, make_renderer, system_now).sampled()
    unknown = []
    for name, shown in publisher.board.widgets.items():
        reading, history = publisher.store.reading(shown), publisher.store.series(shown)
        if shown.problem or not reading.polled:
            unknown.append(f"{name}: {shown.problem or reading.error}")
            continue
        samples = []
        for _ in range(DRAWN):
            began = time.process_time()
            publisher.renderer.attempt(shown, reading, history, system_now())
            samples.append((time.process_time() - began) * 1000)
        yield figure(f"{name}: a tile drawn", "ms", samples, DRAWN_AIM)
        if spent := asyncio.run(read(shown.source)):
            yield from told(name, spent)
    if unknown:
        raise RuntimeError(f"These can't be measured: {'; '.join(unknown)}")


@dataclass(frozen=True)
class Spent:
    """What one answer took of the processor's time, in milliseconds: in all, and of that on the event loop."""

    whole: float
    held: float


def told(name: str, spent: list[Spent]) -> Generator[Figure, None, None]:
    """How long an answer takes to read; where a thread does that, also what is left for the event loop to do."""
    whole, held = [each.whole for each in spent], [each.held for each in spent]
    if median(held) > median(whole) / 2:
        yield figure(f"{name}: an answer read", "ms", whole, READ_AIM)
    else:
        yield figure(f"{name}: an answer read by a thread", "ms", whole)
        yield figure(f"{name}: of that, the event loop's part", "ms", held, READ_AIM)


async def read(source: Source[Any]) -> list[Spent]:
    """What the source takes for its answer, without its way; nothing where it asks nobody."""
    async with serve(create_upstream(now=system_now)) as port:
        http = HttpClient(reroute=partial(played, port=port))
        replayed = Replayed(http)
        try:
            await source.fetch(replayed)
        except SourceError:
            return []
        finally:
            await http.close()
    spent = []
    for _ in range(READ if replayed.answers else 0):
        began, here = time.process_time(), time.thread_time()
        await source.fetch(replayed)
        spent.append(Spent((time.process_time() - began) * 1000, (time.thread_time() - here) * 1000))
    return spent
