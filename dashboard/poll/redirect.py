"""Where a redirect leads, what goes along, and which of them are for good. Not the asking."""

import time
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from dashboard.widget import Request, SourceError

REDIRECTS = frozenset({301, 302, 303, 307, 308})
FOR_GOOD = frozenset({301, 308})

MOST = 256
"""Requests whose redirects are remembered."""

BELIEVED = 3600.0
"""Seconds for which a redirect is remembered: a network that asks people to log in redirects everything, too."""


@dataclass(frozen=True, slots=True)
class Step:
    """One of the requests that a redirected one is made of."""

    url: str
    method: str
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes | None

    @classmethod
    def first(cls, request: Request) -> "Step":
        """The one that was meant."""
        headers = tuple((name.encode(), text.encode()) for name, text in request.headers)
        return cls(request.url, request.method, headers, request.body)

    def redirected(self, status: int, place: str, host: str) -> "Step":
        """The next one. Configured headers and body stay with their origin; SourceError where it is not safe."""
        following = urljoin(self.url, place)
        if not allowed(self.url, following):
            raise SourceError(f"{host} redirects to an address that is not safe", fault="redirect")
        method, headers, body = self.method, self.headers, self.body
        if origin(self.url) != origin(following):
            headers, body = (), None
        if status in {301, 302, 303} and method != "HEAD":
            method, body = "GET", None
        return Step(following, method, headers, body)


@dataclass(frozen=True, slots=True)
class Redirect:
    """A redirect as it was told, and when, on the monotonic clock."""

    status: int
    place: str
    at: float


class Moved:
    """Owns the redirects that are for good, so that the next poll goes straight to where they lead.

    They belong to the whole request: the one with the right key may be answered where another one is sent away.
    """

    def __init__(self, *, most: int = MOST, believed: float = BELIEVED) -> None:
        self.most, self.believed = most, believed
        self.known: dict[Request, dict[str, Redirect]] = {}

    def remember(self, request: Request, url: str, status: int, place: str) -> None:
        """Go straight to `place` instead of `url` from now on, if that is for good and the request may be repeated."""
        if status in FOR_GOOD and request.method in {"GET", "HEAD"} and request.body is None:
            known = self.known.pop(request, {})
            self.known[request] = {**known, url: Redirect(status, place, time.monotonic())}
            if len(self.known) > self.most:
                del self.known[next(iter(self.known))]

    def find(self, request: Request, url: str) -> Redirect | None:
        """Where `url` has moved to."""
        found = self.known.get(request, {}).get(url)
        return found if found and time.monotonic() - found.at < self.believed else None

    def forget(self, request: Request) -> None:
        """Ask the original address the next time."""
        self.known.pop(request, None)


def origin(url: str) -> tuple[str, str | None, int | None]:
    """Scheme, host and port; ValueError where the address has none that can be."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def allowed(before: str, after: str) -> bool:
    """Whether a redirect may be followed: web addresses only, and never from https to http."""
    scheme = urlsplit(after).scheme
    return scheme == "https" or (scheme == "http" and urlsplit(before).scheme == "http")
