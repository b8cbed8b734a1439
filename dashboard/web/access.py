"""Who may look at this wall at all: anybody, who knows the password, or whom a proxy vouches for. Not what they may do.

What is not named here as open to all is closed. Who pushes or embeds shows a token of its own, which opens that alone.
"""

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import parse_qs, quote

from litestar.datastructures import Headers
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send
from litestar.utils import normalize_path

from dashboard.config.board import Board, Server
from dashboard.web.bearer import opens, shown
from dashboard.web.origins import ASSETS, Reading, answered, bad_tokens, named, not_embedded, reading, with_headers
from dashboard.web.passwords import Passwords, TooOften
from dashboard.web.sessions import YEAR, Sessions

COOKIE = "wallboard"
SESSION = "session"
MONTH = YEAR / 12

OPEN = ASSETS | {"/healthz", "/readyz", "/login", "/logout"}
"""What anybody may ask for: whether the wall is well, what the element is made of, where to log in and out."""

OPEN_BELOW = "/static/"
"""Style, scripts and fonts, with nothing of any wall in them."""

PUSHED = re.compile(r"/api/widgets(/[^/]+)?")
SMASHED = re.compile(r"/widgets/[^/]+")
"""Where programs push."""

SAID = re.compile(r"/widgets/([^/]+)/say")
"""Where they write, with the same tokens."""

TOLD = re.compile(r"/api/displays/[^/]+|/api/widgets/[^/]+/refresh")
"""What they may ask for with the token by which they push."""

READS = frozenset({"GET", "HEAD", "OPTIONS"})


class AccessGuard:
    """Refuses who may not look at this wall. It goes by the path that is routed by, whatever was written."""

    def __init__(
        self,
        app: ASGIApp,
        board: Callable[[], Board],
        sessions: Sessions,
        passwords: Passwords,
        now: Callable[[], datetime],
    ) -> None:
        self.app = app
        self.board = board
        self.sessions = sessions
        self.passwords = passwords
        self.now = now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {ScopeType.HTTP, ScopeType.WEBSOCKET}:
            await self.app(scope, receive, send)
            return
        scope["path"] = normalize_path(scope["path"])
        board, headers = self.board(), Headers(scope["headers"])
        server = board.server
        if server.access == "open" or is_open(scope, headers, board, self.now()):
            await self.app(scope, receive, send)
        elif server.access == "proxy":
            if headers.get(server.proxy_header, "").strip():
                await self.app(scope, receive, send)
            else:
                await refuse(scope, send, 403, "This wall is reached by way of its proxy, which says who asks.")
        else:
            await self.by_password(scope, receive, send, headers, hash_of(server))

    async def by_password(self, scope: Scope, receive: Receive, send: Send, headers: Headers, password: str) -> None:
        """Let in who has said the password before, or says it now."""
        now = self.now()
        if until := self.sessions.until(cookie(headers), SESSION, password, now):
            if until - now < YEAR - MONTH:
                made = self.sessions.make(SESSION, password, now + YEAR)
                send = with_headers(send, {"Set-Cookie": set_cookie(made, scope)})
            await self.app(scope, receive, send)
            return
        try:
            given = basic(headers)
            if given is not None and await self.passwords.opens(given, password, (scope["client"] or ("",))[0]):
                await self.app(scope, receive, send)
                return
        except TooOften:
            await refuse(scope, send, 429, "The password has been wrong too often: wait a minute.")
            return
        if "text/html" in headers.get("accept", "") and scope.get("method") == "GET":
            query = scope["query_string"].decode("latin-1")
            place = quote(scope["path"] + (f"?{query}" if query else ""), safe="")
            headed = {"location": f"/login?to={place}".encode(), "cache-control": b"no-store"}
            await answered(send, 303, headed)
        else:
            await refuse(scope, send, 401, "This wall asks for a password: log in at /login, or send it by HTTP Basic.")


def hash_of(server: Server) -> str:
    """The hash of the wall's password. Without one, nothing that anybody can say is right."""
    return server.password.get_secret_value() if server.password else ""


def is_open(scope: Scope, headers: Mapping[str, str], board: Board, now: datetime) -> bool:
    """Whether this request needs nobody's leave, or brings a token by which it has it."""
    path, method = scope["path"], scope.get("method", "")
    if path in OPEN or path.startswith(OPEN_BELOW):
        return True
    if method == "PUT" and PUSHED.fullmatch(path):
        return True  # whoever pushes shows a token there
    if method == "POST" and SMASHED.fullmatch(path):
        return board.server.smashing_push  # the same, in the body
    if method == "POST" and (said := SAID.fullmatch(path)):
        widget = board.widgets.get(said[1])
        return opens(shown(headers), [board.server.push_token, widget.push_token if widget else None])
    if method == "POST" and TOLD.fullmatch(path):
        return opens(shown(headers), [board.server.push_token])
    return method in READS and has_token(path, scope["query_string"].decode("latin-1"), board, now)


def has_token(path: str, query: str, board: Board, now: datetime) -> bool:
    """Whether it asks for widgets that may be embedded, with a token that is good for all of them."""
    given = parse_qs(query, keep_blank_values=True)
    asked = embedded(path, given) or reading(path, given)
    if asked is None or not asked.widgets or not asked.tokens:
        return False
    return not (bad_tokens(board.server, asked.widgets, asked.tokens, now) or not_embedded(board, asked))


def embedded(path: str, query: Mapping[str, list[str]]) -> Reading | None:
    """What a page for a frame or a badge shows; None for anything else."""
    tokens, (first, *rest) = tuple(query.get("token", ())), path.strip("/").split("/")
    if first == "embed" and len(rest) <= 1:
        return Reading(frozenset(rest) or named(query), tokens)
    if first == "badge" and len(rest) == 1:
        return Reading(frozenset({rest[0].removesuffix(".svg")}), tokens)
    return None


def cookie(headers: Mapping[str, str]) -> str:
    """Our cookie; empty where there is none."""
    pairs = (each.strip().partition("=") for each in headers.get("cookie", "").split(";"))
    return next((text for name, _, text in pairs if name == COOKIE), "")


def set_cookie(made: str, scope: Scope, seconds: int = int(YEAR.total_seconds())) -> str:
    """The header that gives a browser our cookie, for so many seconds. No script can read it."""
    secure = "; Secure" if scope["scheme"] in {"https", "wss"} else ""
    return f"{COOKIE}={made}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Lax{secure}"


def basic(headers: Mapping[str, str]) -> str | None:
    """The password in `Authorization: Basic …`, whatever the user is called; None where there is none."""
    scheme, _, given = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        _, colon, password = base64.b64decode(given.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, ValueError):
        return None
    return password if colon else None


async def refuse(scope: Scope, send: Send, status: int, sentence: str) -> None:
    """No, in a sentence: as JSON below /api, as text elsewhere, and on a WebSocket before it begins."""
    body, kind = f"{sentence}\n".encode(), b"text/plain; charset=utf-8"
    if scope["path"].startswith("/api"):
        body, kind = json.dumps({"status_code": status, "detail": sentence}).encode(), b"application/json"
    await answered(send, status, {"content-type": kind, "cache-control": b"no-store"}, body)
