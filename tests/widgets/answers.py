"""A way out that answers from samples, and texts that are no friends of a page. Not a network."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from dashboard.widget import Answer, Request

FOLDER = Path(__file__).parent

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "{{ 7 * 7 }}",
    "\u202eשלום",
    "👩‍👩‍👧‍👦 wörks",
    "word " * 400,
)
"""What an answer may hold in any text."""

Given = bytes | tuple[int, bytes] | tuple[int, bytes, Mapping[str, str]]


def sample(kind: str, name: str) -> bytes:
    """A sample answer of a kind."""
    return (FOLDER / kind / name).read_bytes()


class Answers:
    """Answers by the path of a request, all others with 404, and remembers what was asked."""

    def __init__(self, by_path: Mapping[str, Given]) -> None:
        self.by_path = by_path
        self.asked: list[Request] = []

    async def send(self, request: Request, *, keep: timedelta | None = None) -> Answer:
        """The answer for this path, with the status that stands beside it, or 200."""
        self.asked.append(request)
        given = self.by_path.get(urlsplit(request.url).path, (404, b""))
        status, body, headers = (200, given, {}) if isinstance(given, bytes) else (*given, {})[:3]
        return Answer(request.host, status, headers, body)

    async def connect(self, host: str, port: int) -> float:
        """Nobody asks for that."""
        raise NotImplementedError


class One:
    """A way out on which everybody answers the same, and remembers what was asked last."""

    def __init__(self, body: bytes, status: int = 200) -> None:
        self.body, self.status = body, status
        self.asked = Request("")

    async def send(self, request: Request, *, keep: timedelta | None = None) -> Answer:
        """That answer."""
        self.asked = request
        return Answer(request.host, self.status, {}, self.body)

    async def connect(self, host: str, port: int) -> float:
        """Nobody asks for that."""
        raise NotImplementedError


def harmless(html: str) -> bool:
    """Whether nothing in it is markup or a link of somebody else's making."""
    return "<script" not in html and "<img" not in html and 'href="javascript' not in html.lower()
