"""Screens as JSON: they say how they are, other programs read it. Not the same for people; see screens."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, get, post
from litestar.exceptions import ClientException, PermissionDeniedException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from dashboard.live.displays import NAME, Display, Displays, Report
from dashboard.live.publisher import Publisher
from dashboard.live.reader import agent
from dashboard.web.security import from_here

LARGEST_REPORT = 4 * 1024
"""Bytes that a report may have."""


class DisplayState(msgspec.Struct):
    """What is known of one screen. Times are in UTC, spans in seconds; `link` is "away" once it says nothing more."""

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
    address: str
    agent: str


def display_routes(publisher: Publisher, displays: Displays) -> list[HTTPRouteHandler]:
    """`GET /api/displays` and `POST /api/displays/{name}/seen`."""

    @get("/api/displays", sync_to_thread=False)
    def all_displays() -> list[DisplayState]:
        """Every screen that was seen within a day."""
        now = publisher.now()
        return [state(display, now) for display in displays.all(now)]

    @post("/api/displays/{name:str}/seen", status_code=204, request_max_body_size=LARGEST_REPORT)
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

    return [all_displays, seen]


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
        address=display.address,
        agent=display.agent,
    )
