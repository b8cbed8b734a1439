"""What is up and down: against real sockets on loopback, and the judgement of it in tables."""

import asyncio
import math
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest

from dashboard.store.history import History, Series
from dashboard.widget import Answer, Request, SourceError
from tests.widgets.conftest import NOW
from widgets import monitor


class Loopback:
    """An Http that speaks just enough HTTP/1.1 for loopback."""

    async def send(self, request: Request, *, keep: timedelta | None = None) -> Answer:
        parts = urlsplit(request.url)
        began = time.monotonic()
        reader, writer = await self.open(parts.hostname or "", parts.port or 80)
        try:
            writer.write(f"GET {parts.path or '/'} HTTP/1.1\r\nHost: {request.host}\r\n\r\n".encode())
            head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        finally:
            writer.close()
            await writer.wait_closed()
        return Answer(request.host, int(head.split()[1]), {}, body, time.monotonic() - began)

    async def connect(self, host: str, port: int) -> float:
        began = time.monotonic()
        _, writer = await self.open(host, port)
        writer.close()
        await writer.wait_closed()
        return time.monotonic() - began

    async def open(self, host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        try:
            return await asyncio.open_connection(host, port)
        except OSError:
            raise SourceError(f"{host}:{port} refuses the connection", fault="connect") from None


@asynccontextmanager
async def serving() -> AsyncIterator[int]:
    """A server on loopback: /status/<n> answers n, /slow never answers, all else says hello. Yields its port."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
        if path == "/slow":
            await reader.read()
        else:
            status = path.rpartition("/")[2] if path.startswith("/status/") else "200"
            writer.write(f"HTTP/1.1 {status} -\r\nConnection: close\r\n\r\nHello, wall".encode())
            await writer.drain()
        writer.close()

    async def quietly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await answer(reader, writer)
        except asyncio.IncompleteReadError:
            writer.close()

    server = await asyncio.start_server(quietly, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@asynccontextmanager
async def closed() -> AsyncIterator[int]:
    """A port on loopback at which nobody listens."""
    async with serving() as port:
        pass
    yield port


async def test_real_targets(bench: Callable[..., Any]) -> None:
    async with serving() as port, closed() as dead:
        base = f"http://127.0.0.1:{port}"
        kind = bench(
            "monitor",
            within="300ms",
            targets=[
                base,
                {"name": "port", "url": f"tcp://127.0.0.1:{port}"},
                {"name": "gone", "url": f"{base}/status/503"},
                {"name": "guarded", "url": f"{base}/status/401", "expect": [401, 403]},
                {"name": "moved", "url": f"{base}/status/304"},
                {"name": "greets", "url": base, "contains": "Hello"},
                {"name": "wordless", "url": base, "contains": "Goodbye"},
                {"name": "slow", "url": f"{base}/slow"},
                {"name": "dead", "url": f"tcp://127.0.0.1:{dead}"},
            ],
        )
        began = time.monotonic()
        answer = await kind.source().fetch(Loopback())
        assert time.monotonic() - began < 2
    assert {check.name: check.reason for check in answer} == {
        f"127.0.0.1:{port}": "",
        "port": "",
        "gone": "status 503",
        "guarded": "",
        "moved": "",
        "greets": "",
        "wordless": "text missing",
        "slow": "no answer",
        "dead": "no contact",
    }
    assert all((check.seconds is None) == bool(check.reason) for check in answer)
    measured = kind.kind.measure(answer, kind.options)
    assert measured["down"] == 4
    assert math.isnan(measured["dead"])
    assert 0 < measured["port"] < 1
    html = kind.html(answer)
    assert html.index("gone") < html.index("greets")
    assert f'aria-label="down: 127.0.0.1:{dead} refuses the connection"' in html


async def test_targets_are_asked_at_the_same_time(bench: Callable[..., Any]) -> None:
    kind = bench("monitor", within="200ms", targets=[{"url": "http://x.example", "name": str(n)} for n in range(20)])
    hanging = SimpleNamespace(send=lambda request: asyncio.sleep(60))
    began = time.monotonic()
    answer = await kind.source().fetch(hanging)
    assert time.monotonic() - began < 2
    assert {check.detail for check in answer} == {"no answer within 0.2 s"}


def checks(**seconds: float | None) -> tuple[Any, ...]:
    return tuple(
        monitor.Check(name, value, reason="" if value else "no answer", detail="" if value else "off")
        for name, value in seconds.items()
    )


def test_worst_comes_first(bench: Callable[..., Any]) -> None:
    kind = bench("monitor", slow="500ms", targets=["https://x.example"])
    view = kind.view(checks(first=0.1, second=0.6, third=None, fourth=0.2, fifth=None))
    assert [(row.check.name, row.state) for row in view.rows] == [
        ("third", "down"),
        ("fifth", "down"),
        ("second", "slow"),
        ("first", "up"),
        ("fourth", "up"),
    ]


def test_rows(bench: Callable[..., Any]) -> None:
    history = History(timedelta(hours=1))
    for minute, seconds in enumerate((0.08, 1.4, math.nan, 0.084)):
        history.add(NOW - timedelta(minutes=3 - minute), {"Shop": seconds})
    kind = bench("monitor", targets=["https://x.example"])
    html = kind.html(checks(Shop=0.084, Mail=None), history.series())
    assert '<svg class="sign ok" viewBox="0 0 24 24" role="img" aria-label="up"><use href="#s-ok"/></svg>' in html
    assert '<span class="name">Shop</span><svg class="beat"' in html
    assert 'aria-label="4 checks since 10:39, 1 without an answer"' in html
    assert all(f'<path class="{state}"' in html for state in ("up", "slow", "down", "now"))
    assert '<span class="figure">84 ms</span>' in html
    assert '<span class="figure down">no answer</span>' in html
    assert html.count("no checks yet") == 1


def test_uptime_is_the_part_of_the_checks_that_went_well(bench: Callable[..., Any]) -> None:
    history = History(timedelta(hours=100))
    for minute in range(100):
        history.add(NOW - timedelta(hours=100 - minute), {"Shop": 0.1, "Mail": math.nan if minute == 50 else 0.1})
    html = bench("monitor", targets=["https://x.example"]).html(checks(Shop=0.1, Mail=0.1, Wiki=0.1), history.series())
    assert re.findall('<span class="quiet end uptime">(.*?)</span>', html) == ["100%", "99.0%", ""]


async def test_a_certificate_lasts_so_many_days(bench: Callable[..., Any]) -> None:
    async def send(request: Request) -> Answer:
        return Answer(request.host, 200, {}, b"", 0.1, timedelta(days=62, hours=23))

    kind = bench("monitor", targets=["https://shop.example"])
    answer = await kind.source().fetch(SimpleNamespace(send=send))
    assert [row.state for row in kind.view(answer).rows] == ["up"]
    assert "TLS 62 d" in kind.html(answer)
    assert kind.kind.measure(answer, kind.options)["certificate"] == 62


@pytest.mark.parametrize(
    ("days", "warning", "state"),
    [(13, "14d", "ending"), (14, "14d", "up"), (0, "14d", "ending"), (0, "0s", "up"), (None, "14d", "up")],
)
def test_a_certificate_that_ends_soon_is_a_warning(
    bench: Callable[..., Any], days: int | None, warning: str, state: str
) -> None:
    kind = bench("monitor", targets=["https://shop.example"], certificate=warning)
    answer = (monitor.Check("Slow", 9.0), monitor.Check("Shop", 0.1, days=days))
    assert {row.check.name: row.state for row in kind.view(answer).rows} == {"Shop": state, "Slow": "slow"}
    html = kind.html(answer)
    assert ('aria-label="certificate ends soon"' in html) == (state == "ending")
    assert (f'<span class="figure slow">TLS {days} d</span>' in html) == (state == "ending")


def test_without_any_history(bench: Callable[..., Any]) -> None:
    html = bench("monitor", targets=["https://x.example"]).html(checks(Shop=0.0004), {"Shop": Series()})
    assert '<span class="figure">0 ms</span>' in html


@pytest.mark.parametrize(
    ("url", "title"),
    [
        ("https://shop.example", "shop.example"),
        ("https://shop.example/", "shop.example"),
        ("https://user:secret@shop.example:8443/health/?key=secret", "shop.example:8443/health"),
        ("tcp://db.example:5432", "db.example:5432"),
    ],
)
async def test_default_name_holds_no_secret(bench: Callable[..., Any], url: str, title: str) -> None:
    kind = bench("monitor", within="10ms", targets=[url])
    hanging = SimpleNamespace(send=lambda request: asyncio.sleep(60), connect=lambda host, port: asyncio.sleep(60))
    assert (await kind.source().fetch(hanging))[0].name == title


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"targets": []}, "targets"),
        ({"targets": ["shop.example"]}, "an address such as"),
        ({"targets": ["ftp://shop.example"]}, "an address such as"),
        ({"targets": ["tcp://shop.example"]}, "an address such as"),
        ({"targets": ["tcp://shop.example:99999"]}, "targets"),
        ({"targets": ["http://[::1"]}, "targets"),
        ({"targets": [{"url": "https://a.example", "expect": [99]}]}, "expect"),
        ({"targets": [{"url": "https://a.example", "nmae": "a"}]}, "nmae"),
        ({"targets": [7]}, "targets"),
        ({"targets": ["https://a.example", "http://a.example/"]}, "called 'a.example'"),
        ({"targets": [{"url": "https://a.example", "name": "down"}]}, "can't be called 'down'"),
        ({"targets": [{"url": "https://a.example", "name": "certificate"}]}, "can't be called 'certificate'"),
        ({"targets": ["https://a.example"], "slow": "soon"}, "duration"),
        ({"targets": ["https://a.example"], "within": "0s"}, "within"),
    ],
)
def test_wrong_options_are_refused(bench: Callable[..., Any], options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        bench("monitor", **options)


def test_hostile_text_is_text(bench: Callable[..., Any]) -> None:
    hostile = '<script>"><img onerror=x>'
    answer = (monitor.Check(hostile, reason=hostile, detail=hostile),)
    html = bench("monitor", targets=[{"url": "https://a.example", "name": hostile}]).html(answer)
    assert "<script" not in html
    assert "<img" not in html


def test_source_is_a_value(bench: Callable[..., Any]) -> None:
    first, second = (bench("monitor", targets=["https://a.example"]) for _ in range(2))
    assert first.source() != bench("monitor", targets=["https://b.example"]).source()
    assert first.kind.source(first.options) == first.kind.source(first.options)
    assert hash(second.source()) == hash(second.kind.source(second.options))
