"""Screens as JSON: they say how they are, others read it and give them orders. Not the same for people; see screens."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, get, post
from litestar.exceptions import ClientException, PermissionDeniedException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from dashboard.live.displays import NAME, Display, Displays, Report
from dashboard.live.orders import Order
from dashboard.live.publisher import Publisher
from dashboard.live.reader import agent
from dashboard.web.bearer import opens, shown
from dashboard.web.openapi import DISPLAY, ORDER, REPORT, TOKEN_OR_HERE, good, problems, taking
from dashboard.web.remote import Remote
from dashboard.web.security import from_here
from dashboard.web.shape import shaped

LARGEST_REPORT = 4 * 1024
"""Bytes that a report may have, and an order too."""


class DisplayState(msgspec.Struct):
    """What is known of one screen. Times are in UTC, spans in seconds; `link` is "away" once it says nothing more.

    `painted` is how long before `last_seen` it drew; `transport` how events reach it.
    """

    name: str
    page: str | None
    link: str
    first_seen: datetime
    last_seen: datetime
    version: str
    lag: float | None
    bursts: bool
    silent: bool
    drops: int
    painted: float | None
    skew: float | None
    through: str
    transport: str
    address: str
    agent: str


class Told(msgspec.Struct):
    """How many screens of the name that was asked for are here, and so were told."""

    told: int


def display_routes(publisher: Publisher, displays: Displays, remote: Remote) -> list[HTTPRouteHandler]:
    """`GET /api/displays`, `POST /api/displays/{name}` and `POST /api/displays/{name}/seen`."""

    @get("/api/displays", sync_to_thread=False, responses=good(list[DisplayState], [DISPLAY]))
    def all_displays() -> list[DisplayState]:
        """Every screen that was seen within a day."""
        now = publisher.now()
        return [state(display, now) for display in displays.all(now)]

    @post(
        "/api/displays/{name:str}/seen",
        status_code=204,
        request_max_body_size=LARGEST_REPORT,
        operation_class=taking(REPORT, {"link": "live", "page": "main", "painted": 0.016}),
        responses=problems(400, 403, 413),
    )
    async def seen(request: Request[Any, Any, Any], name: FromPath[str]) -> None:
        """What a screen says of itself, every 15 s or so. Pages of other sites can't say it."""
        if not from_here(request.headers):
            raise PermissionDeniedException(detail="Another site's page can't speak for a screen of this wall.")
        if not NAME.fullmatch(name):
            raise ClientException(detail="A screen's name is up to 64 of a-z, 0-9 and -.")
        report = reported(await request.body())
        report = msgspec.structs.replace(
            report,
            page=report.page if report.page in publisher.board.pages else None,
            silent=report.silent and publisher.hub.reads(name),  # else nothing came because nothing was sent
        )
        address = request.client.host if request.client else ""
        displays.seen(name, report, publisher.now(), address, agent(request.scope["headers"]))

    @post(
        "/api/displays/{name:str}",
        status_code=200,
        request_max_body_size=LARGEST_REPORT,
        operation_class=taking(
            ORDER,
            {"show": "main", "seconds": 60},
            {"reload": True},
            {"message": "Lunch!", "level": "warn", "seconds": 30},
            {"rest": "dim", "seconds": 3600},
        ),
        responses=good(Told, {"told": 1}) | problems(400, 403, 404, 413),
        security=TOKEN_OR_HERE,
    )
    async def order(request: Request[Any, Any, Any], name: FromPath[str]) -> Told:
        """Let one screen, or `all`, show a page, load it anew, show a message or rest. Who is not here misses it.

        Pages of other sites can't ask for it; a program with the push token may, wherever it is.
        """
        if not from_here(request.headers) and not opens(shown(request.headers), [publisher.board.server.push_token]):
            raise PermissionDeniedException(
                detail="Another site's page can't tell the screens of this wall what to do."
            )
        try:
            wanted = shaped(await request.body(), Order)
        except ValueError as error:
            raise ClientException(detail=f"This can't be done: {error}.") from error
        return Told(remote.give(name, wanted))

    return [all_displays, order, seen]


def reported(body: bytes) -> Report:
    """A report; 400 with the reason where it has another shape."""
    try:
        return msgspec.json.decode(body, type=Report)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise ClientException(detail=f"This is no report of a screen: {error}") from error


def state(display: Display, now: datetime) -> DisplayState:
    """A screen as JSON."""
    report = display.report
    return DisplayState(
        name=display.name,
        page=report.page,
        link="away" if display.is_away(now) else report.link,
        first_seen=display.first,
        last_seen=display.last,
        version=report.version,
        lag=report.lag,
        bursts=report.bursts,
        silent=report.silent,
        drops=report.drops,
        painted=report.painted,
        skew=report.skew,
        through=report.through,
        transport=report.transport,
        address=display.address,
        agent=display.agent,
    )
