"""Fills the histories of a demo as if it had been running for a while: the upstream is asked what it answered then."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from dashboard.config.board import Widget
from dashboard.demo.address import played
from dashboard.poll.outcome import Outcome, Success
from dashboard.widget import Answer, Http, Request, Rhythm, Source, SourceError

STEPS = 48
"""Polls that are caught up at the most: a heartbeat strip and a curve worth looking at."""


@dataclass(frozen=True)
class Past:
    """The way out to the upstream as it was at an instant. Counts what went through it."""

    http: Http
    port: int
    at: datetime
    calls: list[str] = field(default_factory=list)

    async def send(self, request: Request, *, keep: timedelta | None = None) -> Answer:
        """What the upstream answered then."""
        self.calls.append(request.host)
        answer = await self.http.send(replace(request, url=played(request.url, self.port, self.at)))
        took = answer.headers["server-timing"].rpartition("=")[2]
        return replace(answer, host=request.host, seconds=float(took) / 1000)

    async def connect(self, host: str, port: int) -> float:
        """A connection to the upstream, which takes as long as it takes now."""
        self.calls.append(host)
        return await self.http.connect("127.0.0.1", self.port)


async def rehearse(
    widgets: Iterable[Widget],
    *,
    http: Http,
    port: int,
    deliver: Callable[[Source[Any], Outcome], None],
    now: datetime,
    most: int = STEPS,
) -> None:
    """Hand on what each source with a history would have answered until `now`, oldest first, in `most` polls."""
    spans: dict[Source[Any], tuple[timedelta, timedelta]] = {}
    for widget in widgets:
        if widget.history and widget.source.rhythm is Rhythm.EVERY and not widget.problem:
            every, span = spans.get(widget.source, (widget.every, widget.history))
            spans[widget.source] = min(every, widget.every), max(span, widget.history)
    await asyncio.gather(
        *(catch_up(source, every, span, http, port, deliver, now, most) for source, (every, span) in spans.items())
    )


async def catch_up(
    source: Source[Any],
    every: timedelta,
    span: timedelta,
    http: Http,
    port: int,
    deliver: Callable[[Source[Any], Outcome], None],
    now: datetime,
    most: int,
) -> None:
    """The same for one source. What asks nobody outside, such as this machine itself, has no past to be asked for."""
    steps = min(most, int(span / every))
    pasts = [Past(http, port, now - max(every, span / most) * step) for step in range(steps, 0, -1)]
    if not pasts or await answer(source, pasts[0]) is None or not pasts[0].calls:
        return
    answers = await asyncio.gather(*(answer(source, past) for past in pasts))
    for past, found in zip(pasts, answers, strict=True):
        if found is not None:
            deliver(source, Success(found[0], past.at))


async def answer(source: Source[Any], past: Past) -> tuple[Any] | None:
    """What the source would have brought then; None where it would have failed."""
    try:
        return (await source.fetch(past),)
    except SourceError:
        return None
