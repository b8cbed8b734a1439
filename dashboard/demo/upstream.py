"""The application that answers for every host of the world: whose request it is, who plays the answer. Not the data."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote

from litestar import Litestar, Request, asgi
from litestar.exceptions import NotFoundException
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send

from dashboard.demo import (
    almanac,
    boards,
    calendars,
    containers,
    departures,
    feeds,
    forecasts,
    forges,
    home,
    machines,
    metrics,
    places,
    prices,
    rates,
    repositories,
    resolvers,
    samples,
    sites,
    snapshots,
    talk,
    weather,
)
from dashboard.demo.call import Call, Reply
from dashboard.demo.noise import Noise
from dashboard.demo.samples import Sample
from dashboard.demo.trouble import troubled

PLAYERS: tuple[Callable[[Call], Reply | None], ...] = (
    weather.answer,
    forecasts.answer,
    places.answer,
    rates.answer,
    forges.answer,
    repositories.answer,
    metrics.answer,
    home.answer,
    boards.answer,
    containers.answer,
    machines.answer,
    resolvers.answer,
    departures.answer,
    snapshots.answer,
    calendars.answer,
    almanac.answer,
    prices.answer,
    talk.answer,
    feeds.answer,
)
"""Each answers the requests that it knows, by host and path. The first one that answers is heard."""


def play(call: Call, known: Sequence[Sample] = ()) -> Reply:
    """The answer to `call`. What is to go wrong on purpose can be made of this value before it is sent."""
    played = (reply for player in PLAYERS if (reply := player(call)) is not None)
    reply = samples.answer(call, known) or next(played, None) or sites.answer(call)
    return replace(reply, seconds=sites.latency(call))


def read(request: Request[Any, Any, Any], now: datetime, noise: Noise) -> Call | None:
    """The request as its sender meant it; None where it names no scheme and host."""
    parts = request.scope["raw_path"].decode("latin-1").split("/", 3)
    if len(parts) < 3 or not parts[2]:
        return None
    scheme, _, moment = parts[1].partition("@")
    query = parse_qs(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    return Call(
        now=datetime.fromtimestamp(int(moment), UTC) if moment.isdigit() else now,
        noise=noise,
        host=unquote(parts[2]).lower(),
        path="/" + unquote(parts[3] if len(parts) > 3 else ""),
        query={name: ",".join(values) for name, values in query.items()},
        headers={name.lower(): value for name, value in request.headers.items()},
        method=request.method,
        scheme=scheme,
    )


LATELY = timedelta(seconds=5)
"""What was answered longer ago is told at once; how long it took then stands in Server-Timing."""


def create_upstream(
    *, now: Callable[[], datetime], seed: int = 0, faults: bool = False, known: Sequence[Sample] = ()
) -> Litestar:
    """The upstream of a wall. `now` is its clock, with a time zone; another `seed` is another world. With `faults` its
    hosts fail by turns, from now on. `known` is what is played besides.
    """
    noise = Noise(seed)

    @asgi("/", is_mount=True, copy_scope=False)
    async def upstream(scope: Scope, receive: Receive, send: Send) -> None:
        call = read(Request(scope, receive, send), now(), noise)
        if call is None:
            raise NotFoundException("a path like /https/example.org/ is expected")
        reply = play(call, known)
        if call.now >= now() - LATELY:
            reply = troubled(call, reply) if faults else reply
            await asyncio.sleep(reply.seconds)
        head = call.method == "HEAD"
        response = ASGIResponse(
            body=b"" if head else reply.body,
            is_head_response=head,
            status_code=reply.status,
            headers={
                **reply.headers,
                "server-timing": f"total;dur={reply.seconds * 1000:.1f}",
                "content-type": reply.media_type,
                "content-length": str(len(reply.body)),
            },
        )
        await response(scope, receive, send)

    return Litestar(route_handlers=[upstream], openapi_config=None, logging_config=None)
