"""Which hosts may ask for this wall, and what a browser may do with its pages. Not who may push; see api."""

import ipaddress
import socket
from collections.abc import Callable, Iterable, Mapping
from typing import cast
from urllib.parse import urlsplit

from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPResponseStartEvent, Message, Receive, Scope, Send

from dashboard.config.board import Server

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
"""Other sites get no referrer. Our own get one, because without it a browser says of our own form that its origin is
null; and where there is no https it says nothing else, so that nobody could log in.
"""


def own_names() -> frozenset[str]:
    """The names by which this machine is reached without a decision of anybody: localhost and its own name."""
    name = socket.gethostname().lower()
    return frozenset({"localhost", name, f"{name.split('.')[0]}.local"})


def bare(host: str) -> str:
    """A Host header without its port, its brackets and its trailing dot, in lower case."""
    host = host.strip().lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].rstrip(".")


def is_address(host: str) -> bool:
    """Whether it is an IP address. A page of somebody else's reaches us by a name that it turned to our address, so
    that an address in the Host header is nobody's trick.
    """
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def exposed(server: Server, address: str) -> str:
    """What it means that the wall listens at this address and asks nobody who they are; empty where it is no matter."""
    here = address == "localhost" or (is_address(address) and ipaddress.ip_address(address).is_loopback)
    if here or server.access != "open":
        return ""
    return (
        "whoever reaches this address can see the wall, and tell its screens what to show; "
        'access = "password" in [server] asks for one (see docs/security.md)'
    )


def from_here(headers: Mapping[str, str]) -> bool:
    """Whether a request that changes something comes from a page of this wall, or from no page at all.

    Browsers tell where a request comes from by Sec-Fetch-Site, older ones by Origin; other programs send neither.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        return site in {"same-origin", "none"}
    return origin is None or urlsplit(origin).netloc.lower() == headers.get("host", "").lower()


class HostGuard:
    """Refuses requests that were meant for another host: DNS rebinding. Litestar's AllowedHosts compares the port too
    and knows only one case. It stands around the whole app, because Litestar asks no middleware of an app for what it
    has no route for.
    """

    def __init__(self, app: ASGIApp, allowed: Callable[[], Iterable[str]]) -> None:
        self.app = app
        self.allowed = allowed
        self.own = own_names()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {ScopeType.HTTP, ScopeType.WEBSOCKET}:
            await self.app(scope, receive, send)
            return
        if scope["type"] == ScopeType.WEBSOCKET:
            send = refusing(send)
        host = next((text.decode("latin-1") for name, text in scope["headers"] if name == b"host"), "")
        name = bare(host)
        if name in self.own or is_address(name) or name in map(bare, self.allowed()):
            await self.app(scope, receive, guarded(send))
            return
        detail = (
            f"This wall does not answer to the name {name[:100]!r}. "
            f'If it should, add it to [server] in config.toml: allowed_hosts = ["{name[:100]}"]\n'
        )
        start: HTTPResponseStartEvent = {
            "type": "http.response.start",
            "status": 400,
            "headers": [(b"content-type", b"text/plain; charset=utf-8")],
        }
        await guarded(send)(start)
        await send({"type": "http.response.body", "body": detail.encode(), "more_body": False})


def refusing(send: Send) -> Send:
    """`send` for what is not a WebSocket yet: what is answered by HTTP has names of its own there."""

    async def sending(message: Message) -> None:
        if message["type"].startswith("http.response."):
            message = cast("Message", {**message, "type": f"websocket.{message['type']}"})
        await send(message)

    return sending


def guarded(send: Send) -> Send:
    """`send`, with the security headers on every answer."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = list(message["headers"])  # those of a stream are the same list for all
            headers = MutableScopeHeaders.from_message(message)
            framed = "frame-ancestors 'none'" not in headers.get("Content-Security-Policy", POLICY)
            for name, text in HEADERS.items():
                if not (framed and name == "X-Frame-Options"):
                    headers.setdefault(name, text)
        await send(message)

    return sending
