"""The SSE endpoint: one reader, one mailbox, one write per flush. Not what is in the events.

A bare ASGI handler, because Litestar's ServerSentEvent encodes per reader, with CRLF, and takes a thread per stream.
"""

import asyncio
import secrets
from collections.abc import Callable
from urllib.parse import parse_qs

from litestar.exceptions import MethodNotAllowedException, NotFoundException
from litestar.handlers import ASGIRouteHandler, asgi
from litestar.types import Receive, Scope, Send

from dashboard.config.board import Board
from dashboard.live.displays import NAME
from dashboard.live.frame import Frame, frame, retry
from dashboard.live.hub import Mailbox
from dashboard.live.publisher import Publisher
from dashboard.live.reader import Reader, agent
from dashboard.live.seats import Seats, is_here

HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]

RETRY_FROM, RETRY_TO = 2000, 5000
"""A browser on its own waits so many milliseconds; each gets another number, so that they don't all come at once."""

FULL_FROM, FULL_TO = 10_000, 20_000
"""The same for one that found no place."""


def events(
    publisher: Publisher,
    shell: Callable[[str | None], Frame],
    seats: Seats,
    path: str = "/events",
    is_guest: Callable[[Scope], bool] = lambda scope: False,
) -> ASGIRouteHandler:
    """`GET /events?page=P` or `?widgets=a,b`. `shell` makes the event that names assets and layout of a page.

    A guest, in another site's page, hears of its widgets and nothing else. Where no place is left, a reader is told so
    and waits for longer. Never by 503: a browser would not come back.
    """

    @asgi(path, copy_scope=False)
    async def stream(scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("method") != "GET":
            raise MethodNotAllowedException(
                detail="The stream can only be read: GET /events.", headers={"Allow": "GET"}
            )
        page, widgets, last, display = asked(publisher.board, scope)
        address = (scope["client"] or ("",))[0]
        guest = is_guest(scope)
        reader = Reader(publisher.now(), address, agent(scope["headers"]), display)
        if isinstance(headers := scope["headers"], list):
            headers.clear()  # nobody reads them again, and a stream is open for months
        if why_not := seats.take(address, here=is_here(address, (scope["server"] or ("",))[0])):
            await send({"type": "http.response.start", "status": 200, "headers": [*HEADERS, (b"connection", b"close")]})
            full = retry(between(FULL_FROM, FULL_TO)) + frame("wall.full", why_not).wire
            await send({"type": "http.response.body", "body": full, "more_body": False})
            return
        mailbox = publisher.hub.subscribe(widgets, publisher.revisions.seen(last), page)
        mailbox.reader, mailbox.guest = reader, guest
        watch = asyncio.create_task(until_gone(receive, mailbox))
        try:
            if not guest:
                mailbox.put(shell(page))
            if not guest and (order := publisher.order(page)):
                mailbox.put(order)
            mailbox.put(publisher.heartbeat(mailbox.widgets))
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            await write(send, retry(between(RETRY_FROM, RETRY_TO)) + mailbox.take())
            while not mailbox.closed:
                await write(send, await mailbox.next())
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            seats.leave(address)
            publisher.hub.leave(mailbox)
            watch.cancel()

    return stream


def between(least: int, most: int) -> int:
    """Any number from `least` on, below `most`."""
    return least + secrets.randbelow(most - least)


async def write(send: Send, body: bytes) -> None:
    """One write. Waits while the reader's connection is full; what comes meanwhile gathers in its mailbox."""
    if body:
        await send({"type": "http.response.body", "body": body, "more_body": True})


async def until_gone(receive: Receive, mailbox: Mailbox) -> None:
    """Close the mailbox when its reader has hung up."""
    while (await receive())["type"] != "http.disconnect":
        pass
    mailbox.closed = True
    mailbox.wake()


def asked(board: Board, scope: Scope) -> tuple[str | None, frozenset[str], str, str]:
    """The page, the widgets, the last id and the screen's name that a request tells. What can't be a name is none."""
    query = parse_qs(scope["query_string"].decode("latin-1"))
    last = next((text.decode("latin-1") for name, text in scope["headers"] if name == b"last-event-id"), "")
    display = (query.get("display") or [""])[0]
    return *chosen(board, query), last or (query.get("last") or [""])[0], display if NAME.fullmatch(display) else ""


def chosen(board: Board, query: dict[str, list[str]]) -> tuple[str | None, frozenset[str]]:
    """The page and the widgets that a query asks for; the first page if it asks for nothing. 404 for unknown names."""
    if "widgets" in query:
        names = frozenset(filter(None, ",".join(query["widgets"]).split(",")))
        for name in sorted(names):
            if name not in board.widgets:
                raise NotFoundException(detail=unknown("widget", name))
        return None, names
    page = query["page"][0] if "page" in query else next(iter(board.pages))
    if page not in board.pages:
        raise NotFoundException(detail=unknown("page", page))
    return page, board.pages[page].shown


def unknown(what: str, name: str) -> str:
    """The sentence for a name that is not on this wall."""
    return f"There is no {what} called {name[:64]!r} on this wall."
