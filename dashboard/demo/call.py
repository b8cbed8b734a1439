"""One rerouted request and what is answered, as values. Not how they travel."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from dashboard.demo.noise import Noise


@dataclass(frozen=True)
class Call:
    """A request as its sender meant it, at the time it came, and the noise that its answer is made of.

    In `query`, the values of a repeated name are joined by commas. Names in `headers` are in lower case.
    """

    now: datetime
    noise: Noise
    host: str
    path: str = "/"
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "GET"
    scheme: str = "https"

    @property
    def at(self) -> float:
        """Its time in seconds since 1970."""
        return self.now.timestamp()

    @property
    def site(self) -> str:
        """The address of the host it was meant for."""
        return f"{self.scheme}://{self.host}"

    def names(self, key: str) -> list[str]:
        """The names in a list of the query that is joined by commas."""
        return [name for name in self.query.get(key, "").split(",") if name]

    def whole(self, key: str, default: int, *, most: int, least: int = 0) -> int:
        """A whole number of the query, within bounds; `default` where there is none."""
        text = self.query.get(key, "")
        return max(least, min(most, int(text))) if text.isascii() and text.isdigit() and len(text) < 10 else default


@dataclass(frozen=True)
class Reply:
    """An answer, sent `seconds` after it was asked for."""

    body: bytes
    media_type: str = "application/json"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0


def json(document: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """A reply with `document` as JSON."""
    return Reply(msgspec.json.encode(document), status=status, headers=headers or {})
