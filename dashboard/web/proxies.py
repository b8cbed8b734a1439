"""What proxies say of those who ask: believed of those that config.toml names, cut off of everybody else."""

import ipaddress
from collections.abc import Callable, Iterable

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from dashboard.config.board import Server

FORWARDED = (b"forwarded", b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"x-real-ip")


class ProxyHeaders:
    """Takes the address and the scheme of a request from a trusted proxy, and such headers away from others.

    uvicorn does so for 127.0.0.1 alone, and knows nothing of the header that names a user.
    """

    def __init__(self, app: ASGIApp, server: Callable[[], Server]) -> None:
        self.app = app
        self.server = server

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in {ScopeType.HTTP, ScopeType.WEBSOCKET}:
            heed(scope, self.server())
        await self.app(scope, receive, send)


def heed(scope: Scope, server: Server) -> None:
    """Change the scope to what a trusted proxy says, or forget what somebody else says."""
    peer, port = scope["client"] or ("", 0)
    if not trusted(peer, server.trusted_proxies):
        told = {*FORWARDED, server.proxy_header.lower().encode()}
        if any(name in told for name, _ in scope["headers"]):
            scope["headers"] = [(name, text) for name, text in scope["headers"] if name not in told]
        return
    said = {name: text.decode("latin-1") for name, text in scope["headers"] if name in FORWARDED}
    if said.get(b"x-forwarded-proto", "").strip().lower() in {"https", "wss"}:
        scope["scheme"] = "https" if scope["type"] == ScopeType.HTTP else "wss"
    address = asker(said.get(b"x-forwarded-for", ""), server.trusted_proxies)
    scope["client"] = (address, 0) if address else (peer, port)


def asker(forwarded: str, proxies: Iterable[str]) -> str:
    """The last address in X-Forwarded-For that is none of our proxies; those before it anybody may have written."""
    proxies = tuple(proxies)
    for each in reversed(forwarded.split(",")):
        address = each.strip()
        if not is_address(address):
            return ""
        if not trusted(address, proxies):
            return address
    return ""


def is_address(text: str) -> bool:
    """Whether it is an IP address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def trusted(address: str, proxies: Iterable[str]) -> bool:
    """Whether it is the address of one of these proxies, or in one of their networks."""
    if not is_address(address):
        return False
    found = ipaddress.ip_address(address)
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return any((mapped or found) in ipaddress.ip_network(proxy, strict=False) for proxy in proxies)
