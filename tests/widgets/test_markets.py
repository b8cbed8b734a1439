"""The kind `markets`. The sample answer is composed from what public clients of Yahoo Finance read.

https://github.com/glanceapp/glance (internal/glance/widget-markets.go)  https://github.com/ranaroussi/yfinance
"""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from pydantic import ValidationError

from dashboard.widget import Answer, Request, SourceError
from tests.widgets.hostile import HOSTILE, LINKS, harmless

SAMPLE = (Path(__file__).with_name("markets") / "chart.json").read_bytes()


class FakeHttp:
    """Answers by the end of the path, the sample where nothing else is said: a body or a status."""

    def __init__(self, answers: dict[str, bytes | int] | None = None) -> None:
        self.answers = answers or {}
        self.asked: list[Request] = []

    async def send(self, request: Request, *, keep: timedelta | None = None) -> Answer:
        self.asked.append(request)
        given = self.answers.get(request.url.rpartition("/")[2].partition("?")[0], SAMPLE)
        return Answer(request.host, given, {}, b"") if isinstance(given, int) else Answer(request.host, 200, {}, given)

    async def connect(self, host: str, port: int) -> float:
        raise NotImplementedError


def chart(**meta: Any) -> bytes:
    return json.dumps({"chart": {"result": [{"meta": meta}], "error": None}}).encode()


async def test_what_is_asked(bench: Callable[..., Any]) -> None:
    http = FakeHttp()
    options = {"symbols": ["^GSPC", "eurusd=x", "EURUSD=X"], "base_url": "http://yahoo.test:81/"}
    await bench("markets", **options).source().fetch(http)
    assert [request.url for request in http.asked] == [
        "http://yahoo.test:81/v8/finance/chart/%5EGSPC?range=1d&interval=1d",
        "http://yahoo.test:81/v8/finance/chart/EURUSD%3DX?range=1d&interval=1d",
    ]
    assert dict(http.asked[0].headers)["User-Agent"].startswith("Mozilla/5.0")


@pytest.mark.parametrize(
    "options", [{}, {"symbols": []}, {"symbols": ["a/b"]}, {"symbols": ["a?b"]}, {"symbols": [".."]}]
)
def test_options_that_make_no_sense(bench: Callable[..., Any], options: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        bench("markets", **options)


async def test_rows_in_the_order_asked_for(bench: Callable[..., Any]) -> None:
    kind = bench("markets", symbols=["AAPL", "^GSPC", "X", "Y"], names={"^gspc": "The 500"})
    http = FakeHttp({"%5EGSPC": chart(regularMarketPrice=6800.5, chartPreviousClose=6900, priceHint=2), "X": 404})
    answer = await kind.source().fetch(http)
    html = kind.html(answer)
    assert [(one.name, one.price) for one in kind.view(answer).quotes] == [
        ("Apple Inc.", 257.79),
        ("The 500", 6800.5),
        ("Apple Inc.", 257.79),
    ]
    assert '<span class="figure">257.79</span><span class="end"><span class="change up">↑ 3.1%</span></span>' in html
    assert '<span class="change down">↓ 1.4%</span>' in html
    assert "No answer for X" in html
    assert kind.kind.measure(answer, kind.options) == {"AAPL": 257.79, "^GSPC": 6800.5, "Y": 257.79}
    assert msgspec.json.decode(msgspec.json.encode(answer), type=tuple[type(answer[0]), ...]) == answer  # type: ignore[misc]


async def test_one_alone_is_a_headline(bench: Callable[..., Any]) -> None:
    kind = bench("markets", symbols=["AAPL"])
    html = kind.html(await kind.source().fetch(FakeHttp()))
    assert "<h2>Apple Inc.</h2>" in html
    assert "257.79<small>USD</small>" in html


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (404, r"^query1\.finance\.yahoo\.com has no price of AAPL$"),
        (429, "answers 429"),
        (b'{"chart": {"result": null, "error": {"code": "Not Found"}}}', "has no price of AAPL"),
        (b'{"chart": {"result": []}}', "has no price of AAPL"),
        (chart(regularMarketPrice=None), "has no price of AAPL"),
        (chart(regularMarketPrice=-1), "has no price of AAPL"),
        (b'{"chart": {"result": [{"meta": {"regularMarketPrice": NaN}}]}}', "not JSON"),
        (b'{"chart": {"result": [{"meta": {"regularMarketPrice": 1e999}}]}}', "another shape"),
        (chart(regularMarketPrice="<b>"), "another shape"),
        (b"<html>", "not JSON"),
        (b"null", "another shape"),
    ],
)
async def test_what_cannot_be_had_is_said(bench: Callable[..., Any], answer: Any, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        await bench("markets", symbols=["AAPL"]).source().fetch(FakeHttp({"AAPL": answer}))


@pytest.mark.parametrize("before", [None, 0, -1, 5e-324])
async def test_without_a_past_there_is_no_change(bench: Callable[..., Any], before: float | None) -> None:
    kind = bench("markets", symbols=["AAPL", "B"])
    body = chart(regularMarketPrice=1.5, chartPreviousClose=before, priceHint=None)
    assert "change" not in kind.html(await kind.source().fetch(FakeHttp({"AAPL": body, "B": body})))


@pytest.mark.parametrize("text", [*HOSTILE, *LINKS, None])
async def test_hostile_text_is_text(bench: Callable[..., Any], text: str | None) -> None:
    body = chart(regularMarketPrice=1.5, shortName=text, currency=text, symbol=text)
    for symbols in (["AAPL"], ["AAPL", "B"]):
        kind = bench("markets", symbols=symbols)
        html = kind.html(await kind.source().fetch(FakeHttp({"AAPL": body, "B": body})))
        harmless(html)
        assert len(html) < 3000
