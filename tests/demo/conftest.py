"""A call at a fixed time, and the JSON of its answer."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from dashboard.demo.call import Call
from dashboard.demo.noise import Noise

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture
def call() -> Callable[..., Call]:
    """Make the call for an address, so many seconds after noon."""

    def make(
        url: str, *, after: float = 0, seed: int = 0, headers: dict[str, str] | None = None, method: str = "GET"
    ) -> Call:
        parts = urlsplit(url)
        return Call(
            now=NOON + timedelta(seconds=after),
            noise=Noise(seed),
            host=parts.netloc,
            path=parts.path or "/",
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            headers=headers or {},
            method=method,
            scheme=parts.scheme,
        )

    return make
