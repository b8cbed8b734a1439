"""Which other sites' pages may read what of this wall, and with which token. Not who may call its host; see security.

A page of this wall, and a program that is no page, goes on as ever. A page of another site reads single widgets that
have `embed = true`, if its origin is among `embed_origins`: one by one, or as a stream. Browsers say who asks.
"""

import asyncio
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs, quote, urlsplit

from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPReceiveMessage, HTTPScope, Message, Receive, Scope, Send

from dashboard.config.board import Board, Server, Widget
from dashboard.web.security import POLICY
from dashboard.web.tokens import BadToken, read

ASSETS = frozenset(["/embed.js", "/embed.css", "/embed.svg"])
"""What the custom element loads. There is nothing of any widget in it."""

SINGLE = re.compile("(/api)?/widgets/(?P<widget>[^/]+)|/widgets/(?P<pictured>[^/]+)/picture")
"""A widget by itself, and the picture that it shows."""

DAY = b"86400"
"""Seconds for which a browser need not ask again whether it may ask."""

JOINED = {"Vary": ", ", "Content-Security-Policy": "; "}
"""Headers that the answer may have already, and what stands between the two."""


@dataclass(frozen=True)
class Reading:
    """What a request wants to read. `widgets` None is more than single widgets: a page, or everything."""

    widgets: frozenset[str] | None
    tokens: tuple[str, ...]
    framed: bool = False
    """Whether a page in a frame asks, which is ours and yet somebody else's."""


def reading(path: str, query: Mapping[str, list[str]]) -> Reading | None:
    """What a request to this path reads; None where nothing of it is for other sites."""
    tokens, framed = tuple(query.get("token", ())), "embed" in query
    if path in ASSETS:
        return Reading(frozenset(), tokens)
    if path == "/events":
        return Reading(named(query) if "widgets" in query else None, tokens, framed)
    if found := SINGLE.fullmatch(path):
        return Reading(frozenset({found["widget"] or found["pictured"]}), tokens, framed)
    return None


def named(query: Mapping[str, list[str]]) -> frozenset[str]:
    """The widgets in `?widgets=a,b`."""
    return frozenset(filter(None, ",".join(query.get("widgets", ())).split(",")))


def foreign(headers: Iterable[tuple[bytes, bytes]]) -> str | None:
    """The origin of the other site's page that asks; None for a page of ours and for what is no page."""
    told = {name: text.decode("latin-1").lower() for name, text in headers if name in (b"origin", b"host")}
    origin = told.get(b"origin")
    return None if origin is None or urlsplit(origin).netloc == told.get(b"host", "") else origin


def is_guest(scope: Scope) -> bool:
    """Whether another site's page asks."""
    return foreign(scope["headers"]) is not None


def why_not(board: Board, asked: Reading, origin: str | None, now: datetime) -> str | None:
    """The sentence for who may not read this, None for who may. A token that is shown is always looked at."""
    if asked.tokens and asked.widgets is None:
        return "A token is for single widgets: /events?widgets=…"
    if asked.tokens and (sentence := bad_tokens(board.server, asked.widgets or frozenset(), asked.tokens, now)):
        return sentence
    if origin is None:
        return not_embedded(board, asked) if asked.framed else None
    if origin not in board.server.embed_origins:
        return f"Pages of {origin[:200]} may not read this wall: add it to embed_origins in [server] of config.toml."
    if asked.widgets is None:
        return "Another site's page reads single widgets, not pages of this wall: /events?widgets=…"
    return not_embedded(board, asked)


def not_embedded(board: Board, asked: Reading) -> str | None:
    """The sentence for widgets that may not stand in other sites' pages, or not without a token."""
    known = [board.widgets[name] for name in sorted(asked.widgets or ()) if name in board.widgets]
    if closed := next((widget for widget in known if not widget.embed), None):
        return closed_to_others(closed)
    if known and board.server.embed_tokens and not asked.tokens:
        return "Who embeds a widget of this wall needs a token: `wallboard token` makes one, ?token=… shows it."
    return None


def closed_to_others(widget: Widget) -> str:
    """The sentence for a widget that may not stand in other sites' pages."""
    return f"{widget.id} may not stand in other sites' pages: set embed = true in [widgets.{widget.id}] of config.toml."


def bad_tokens(server: Server, widgets: frozenset[str], given: Iterable[str], now: datetime) -> str | None:
    """Why these tokens together do not open all of these widgets; None where they do."""
    if server.token_key is None:
        return "This wall has no tokens: set token_key in [server] of config.toml."
    try:
        key = server.token_key.get_secret_value()
        opened = frozenset().union(*(read(text, key, server.revoked_tokens, now).widgets for text in given))
    except BadToken as error:
        return str(error)
    beyond = sorted(widgets - opened)
    return f"This token is not for {beyond[0][:64]}." if beyond else None


def framed(server: Server) -> str:
    """The policy of a page that may stand in frames of the sites in `embed_origins`, and in our own. What its widgets
    need besides is joined to it.
    """
    return POLICY.replace("frame-ancestors 'none'", " ".join(["frame-ancestors 'self'", *server.embed_origins]))


class OriginGuard:
    """Refuses what another site's page may not read, and tells browsers what it may."""

    def __init__(self, app: ASGIApp, board: Callable[[], Board], now: Callable[[], datetime]) -> None:
        self.app = app
        self.board = board
        self.now = now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        if path == "/embed" or path.startswith("/embed/"):
            await self.app(scope, receive, with_headers(send, {"Content-Security-Policy": framed(self.board().server)}))
            return
        asked = reading(path, parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        if asked is None or scope["method"] not in {"GET", "HEAD", "OPTIONS"}:
            await self.app(scope, receive, send)
            return
        await self.let_in(scope, receive, send, asked)

    async def let_in(self, scope: HTTPScope, receive: Receive, send: Send, asked: Reading) -> None:
        """Answer a request for something that other sites may perhaps read."""
        origin = foreign(scope["headers"])
        listed = origin in self.board().server.embed_origins
        send = with_headers(send, {"Vary": "Origin"} | (allowed(str(origin), scope["path"]) if listed else {}))
        if listed and scope["method"] == "OPTIONS":
            await answered(send, 204, {"access-control-max-age": DAY})
        elif sentence := why_not(self.board(), asked, origin, self.now()):
            await refused(send, scope["path"], sentence)
        elif scope["path"] != "/events" or not (origin or asked.tokens or asked.framed):
            await self.app(scope, receive, send)
        else:
            if origin is not None:  # a guest is no screen of ours, whatever it calls itself
                scope["query_string"] = f"widgets={quote(','.join(sorted(asked.widgets or ())))}".encode()
            ended = asyncio.Event()

            async def sending(message: Message) -> None:
                if why_not(self.board(), asked, origin, self.now()):
                    ended.set()  # what was allowed when the stream began is so no more
                await send(message)

            await self.app(scope, until(receive, ended), sending)


def until(receive: Receive, ended: asyncio.Event) -> Receive:
    """`receive`, which tells that the reader has hung up as soon as `ended` is set."""

    async def receiving() -> HTTPReceiveMessage:
        waiting = [asyncio.ensure_future(receive()), asyncio.ensure_future(ended.wait())]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            if waiting[0].done() and not ended.is_set():
                message: HTTPReceiveMessage = waiting[0].result()  # type: ignore[assignment]
                return message
            return {"type": "http.disconnect"}
        finally:
            for each in waiting:
                each.cancel()

    return receiving


def allowed(origin: str, path: str) -> dict[str, str]:
    """What lets a browser hand the answer to a page of this origin. htmx opens every stream with credentials; we have
    none, and only say that they don't matter.
    """
    headers = {"Access-Control-Allow-Origin": origin, "Access-Control-Allow-Methods": "GET, HEAD"}
    return headers | ({"Access-Control-Allow-Credentials": "true"} if path == "/events" else {})


def with_headers(send: Send, more: Mapping[str, str]) -> Send:
    """`send`, with these headers on the answer."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = list(message["headers"])  # those of a stream are the same list for all
            headers = MutableScopeHeaders.from_message(message)
            for name, text in more.items():
                if name in JOINED and name in headers:
                    text = f"{headers[name]}{JOINED[name]}{text}"
                headers[name] = text
        await send(message)

    return sending


async def refused(send: Send, path: str, sentence: str) -> None:
    """403 in a sentence: as JSON below /api, as text elsewhere."""
    if path.startswith("/api"):
        body, kind = json.dumps({"status_code": 403, "detail": sentence}).encode(), b"application/json"
    else:
        body, kind = f"{sentence}\n".encode(), b"text/plain; charset=utf-8"
    await answered(send, 403, {"content-type": kind, "cache-control": b"no-store"}, body)


async def answered(send: Send, status: int, headers: Mapping[str, bytes], body: bytes = b"") -> None:
    """A whole answer."""
    pairs = [(name.encode(), text) for name, text in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": body, "more_body": False})
