"""Answers that may be used again: as they are, or once their host has said that they are still true. Not who asks.

RFC 9111 as far as a poller needs it. hishel 2.0 keeps answers in SQLite or Redis, and while their max-age lasts it asks
nobody, so that a refresh would not reach the host; what is wanted here is small, in memory and bounded in bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from dashboard.widget import Answer, Request

MOST = 1000
MOST_BYTES = 32_000_000
LARGEST = 2_000_000
"""An answer larger than this is asked for anew each time."""

BELIEVED = 86_400.0
"""Seconds after which a body is asked for in full, whatever its host says of it.

A body that nobody can use is the truth for as long as its host says that it has not changed. Should the host be wrong,
or somebody in between, it is so for a day and not for ever.
"""

CONDITIONS = frozenset({"if-none-match", "if-modified-since", "if-match", "if-unmodified-since", "if-range", "range"})
"""Headers by which a kind looks after its own."""

OF_ONE_ANSWER = frozenset({"age", "retry-after", "server-timing", "set-cookie"})
"""Headers that a new answer does not take over from the one before."""

OF_THE_BODY = frozenset({"content-encoding", "content-length", "content-range", "content-type", "transfer-encoding"})
"""Headers in which a 304 does not speak of the body that is kept."""


@dataclass(frozen=True, slots=True)
class Held:
    """A good answer, the address that gave it, and two times of the monotonic clock: of its body, and of its newest
    confirmation.
    """

    answer: Answer
    url: str
    since: float
    at: float

    @property
    def size(self) -> int:
        """What it takes, in bytes, roughly."""
        return len(self.answer.body) + sum(len(name) + len(text) for name, text in self.answer.headers.items()) + 1000

    @property
    def conditions(self) -> tuple[tuple[bytes, bytes], ...]:
        """The headers that ask only whether it has changed."""
        names = {b"If-None-Match": "etag", b"If-Modified-Since": "last-modified"}
        found = {name: self.answer.headers.get(key, "") for name, key in names.items()}
        return tuple((name, text.encode("latin-1", "ignore")) for name, text in found.items() if text)

    def confirmable(self, now: float) -> bool:
        """Whether it can be asked after: a whole answer, not too old, with something to know it by."""
        headers = self.answer.headers
        known = headers.get("etag") or headers.get("last-modified")
        fixed = storable(headers) and headers.get("vary", "").strip() != "*"
        return self.answer.status == 200 and bool(known) and fixed and now - self.since < BELIEVED

    def confirms(self, answer: Answer) -> bool:
        """Whether a 304 speaks of this one: the tags are equal, weak or not, where there are two."""
        old, new = (each.headers.get("etag", "").removeprefix("W/") for each in (self.answer, answer))
        return not (old and new) or old == new

    def confirmed(self, answer: Answer, now: float) -> "Held":
        """The same, after a 304 with its newer headers."""
        old = {name: text for name, text in self.answer.headers.items() if name not in OF_ONE_ANSWER}
        new = {name: text for name, text in answer.headers.items() if name not in OF_THE_BODY}
        return replace(self, answer=replace(self.answer, headers={**old, **new}, seconds=answer.seconds), at=now)


class Cache:
    """Owns the answers; what was used least recently goes first when there is no more room."""

    def __init__(self, *, most: int = MOST, most_bytes: int = MOST_BYTES, largest: int = LARGEST) -> None:
        self.most, self.most_bytes, self.largest = most, most_bytes, largest
        self.held: dict[Request, Held] = {}
        self.size = 0

    def get(self, request: Request) -> Held | None:
        """What is held for an equal request."""
        if held := self.held.pop(request, None):
            self.held[request] = held
        return held

    def put(self, request: Request, held: Held) -> None:
        """Hold this, unless it is too large."""
        self.drop(request)
        if held.size > self.largest:
            return
        self.held[request] = held
        self.size += held.size
        while len(self.held) > self.most or self.size > self.most_bytes:
            self.drop(next(iter(self.held)))

    def drop(self, request: Request) -> None:
        """Hold nothing for this request any more."""
        if held := self.held.pop(request, None):
            self.size -= held.size


def conditional(request: Request) -> bool:
    """Whether a request is one whose answer may be confirmed: a plain GET without conditions of its own."""
    own = CONDITIONS.intersection(name.lower() for name, _ in request.headers)
    return request.method == "GET" and request.body is None and not own


def storable(headers: Mapping[str, str]) -> bool:
    """Whether an answer may be kept at all, by its Cache-Control."""
    return "no-store" not in headers.get("cache-control", "").lower()
