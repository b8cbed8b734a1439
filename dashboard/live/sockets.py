"""The WebSocket endpoint: the events of a stream, each as a message that htmx's extension swaps in by itself.

For networks that let no stream through, and for pages that speak to the wall on the line on which they listen. One
reader, one mailbox; see hub. Not the protocol, which is uvicorn's.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, cast

from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.handlers import ASGIRouteHandler, asgi
from litestar.types import Receive, Scope, Send

from dashboard.live.events import asked
from dashboard.live.frame import Frame, frame
from dashboard.live.hub import Mailbox
from dashboard.live.publisher import Publisher
from dashboard.live.reader import Reader, agent
from dashboard.live.seats import Seats, is_here

ENDS = 1012
"""What a reader is told when the wall ends: the server begins anew, come back."""

Hear = Callable[[dict[str, Any]], None]
"""Takes what a page sends, a form as JSON; HTTPException with a sentence where nothing can be done with it."""


def sockets(
    publisher: Publisher,
    shell: Callable[[str | None], Frame],
    seats: Seats,
    is_guest: Callable[[Scope], bool],
    hear: Hear,
) -> ASGIRouteHandler:
    """`GET /ws?page=P` or `?widgets=a,b`. Pages of other sites are refused: a browser asks nobody for them."""

    @asgi("/ws", copy_scope=False)
    async def socket(scope: Scope, receive: Receive, send: Send) -> None:
        with suppress(OSError):  # whoever has hung up is sent nothing more
            await talk(scope, receive, send)

    async def talk(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.WEBSOCKET:
            await deny(send, 426, "Here is a WebSocket and nothing else; the stream is at /events.")
            return
        if is_guest(scope):
            await deny(send, 403, "Pages of other sites may not open a WebSocket to this wall.")
            return
        try:
            page, widgets, last, display = asked(publisher.board, scope)
        except HTTPException as error:
            await deny(send, error.status_code, error.detail)
            return
        address = (scope["client"] or ("",))[0]
        reader = Reader(publisher.now(), address, agent(scope["headers"]), display, "ws")
        scope["headers"] = []  # nobody reads them again, and it is open for months
        await receive()
        await tell(send, {"type": "websocket.accept"})
        if why_not := seats.take(address, here=is_here(address, (scope["server"] or ("",))[0])):
            await tell(send, {"type": "websocket.send", "text": message(frame("wall.full", why_not), publisher)})
            await tell(send, {"type": "websocket.close", "code": 1013})
            return
        mailbox = publisher.hub.subscribe(widgets, publisher.revisions.seen(last), page)
        mailbox.reader = reader
        mailbox.put(shell(page))
        if order := publisher.order(page):
            mailbox.put(order)
        mailbox.put(publisher.heartbeat(mailbox.widgets))
        listening = asyncio.create_task(listen(receive, mailbox, hear))
        try:
            while not mailbox.closed:
                await mailbox.filled()
                for each in mailbox.empty():
                    await tell(send, {"type": "websocket.send", "text": message(each, publisher)})
            await tell(send, {"type": "websocket.close", "code": ENDS})
        finally:
            seats.leave(address)
            publisher.hub.leave(mailbox)
            listening.cancel()

    return socket


async def listen(receive: Receive, mailbox: Mailbox, hear: Hear) -> None:
    """Take in what a page sends until it hangs up, then close its mailbox. What can't be done is answered."""
    while (event := cast("dict[str, Any]", await receive()))["type"] != "websocket.disconnect":
        try:
            hear(said(event.get("text", "")))
        except HTTPException as error:
            mailbox.put(frame("wall.refused", error.detail))
            mailbox.wake()
    mailbox.closed = True
    mailbox.wake()


def said(text: str) -> dict[str, Any]:
    """A form as htmx sends it: its fields, and headers that are none of ours. Empty for anything else."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def message(each: Frame, publisher: Publisher) -> str:
    """An event as HTML: a widget's as what takes the place of the inside of `#w-ID`, one of the program's own as a
    comment, which no page shows.
    """
    if each.revision:
        event_id = publisher.revisions.name(each.revision)
        return f'<section id="w-{each.name}" data-id="{event_id}" hx-swap-oob="innerHTML">{each.text}</section>'
    content = each.text.replace("<", "\\u003c").replace(">", "\\u003e")  # as JSON has them
    return f"<!--{each.name} {content}-->"


async def deny(send: Send, status: int, sentence: str) -> None:
    """Answer with HTTP, in a sentence."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    headers += [(b"upgrade", b"websocket")] if status == 426 else []
    await tell(send, {"type": "http.response.start", "status": status, "headers": headers})
    await tell(send, {"type": "http.response.body", "body": f"{sentence}\n".encode(), "more_body": False})


def tell(send: Send, event: dict[str, Any]) -> Awaitable[None]:
    """Send one event of ASGI."""
    return send(cast("Any", event))
