"""The kind `crypto`. The sample answer is composed from the public documentation of CoinGecko.

https://docs.coingecko.com/reference/coins-markets
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from dashboard.widget import SourceError
from tests.widgets.answers import One
from tests.widgets.hostile import HOSTILE, LINKS, harmless

SAMPLE = (Path(__file__).with_name("crypto") / "markets.json").read_bytes()


async def test_what_is_asked(bench: Callable[..., Any]) -> None:
    http = One(SAMPLE)
    kind = bench("crypto", coins=["Bitcoin", "bitcoin", "ethereum"], currency="usd", token="CANARY")
    await kind.source().fetch(http)
    assert http.asked.url == "https://api.coingecko.com/api/v3/coins/markets?vs_currency=usd&ids=bitcoin%2Cethereum"
    assert ("x-cg-demo-api-key", "CANARY") in http.asked.headers
    assert "CANARY" not in repr(kind.source()) + repr(kind.options)


@pytest.mark.parametrize("options", [{"coins": []}, {"coins": ["a/b"]}, {"coins": ["a,b"]}, {"currency": "€"}])
def test_options_that_make_no_sense(bench: Callable[..., Any], options: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        bench("crypto", **options)


async def test_rows_in_the_order_asked_for(bench: Callable[..., Any]) -> None:
    kind = bench("crypto", coins=["bitcoin", "ethereum", "dogecoin", "nocoin"])
    answer = await kind.source().fetch(One(SAMPLE))
    html = kind.html(answer)
    assert "<h2>Coins in EUR</h2>" in html
    assert '<span class="figure">82,879</span><span class="end"><span class="change down">↓ 0.6%</span></span>' in html
    assert '<span class="figure">2,705.7</span><span class="end"><span class="change up">↑ 1.2%</span></span>' in html
    assert '<span class="figure">0.1310</span><span class="end"></span>' in html
    assert "No answer for nocoin" in html
    assert kind.kind.measure(answer, kind.options) == {"bitcoin": 82879, "ethereum": 2705.71, "dogecoin": 0.13104}


async def test_one_alone_is_a_headline(bench: Callable[..., Any]) -> None:
    kind = bench("crypto", coins=["bitcoin"])
    html = kind.html(await kind.source().fetch(One(SAMPLE)))
    assert "<h2>Bitcoin in EUR</h2>" in html
    assert "82,879<small>EUR</small>" in html


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        (b"", 429, "answers 429"),
        (b"<html>", 200, "not JSON"),
        (b"{}", 200, "another shape"),
        (b"[null]", 200, "another shape"),
        (b'[{"id": "bitcoin", "current_price": "<b>"}]', 200, "another shape"),
        (b'[{"id": "bitcoin", "current_price": 1e999}]', 200, "another shape"),
        (b'[{"id": "bitcoin", "current_price": NaN}]', 200, "not JSON"),
    ],
)
async def test_what_cannot_be_used_is_said(bench: Callable[..., Any], body: bytes, status: int, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        await bench("crypto").source().fetch(One(body, status))


@pytest.mark.parametrize("price", [None, 0, -1, "NaN", "inf"])
async def test_without_any_price_the_last_one_stays(bench: Callable[..., Any], price: Any) -> None:
    kind = bench("crypto")
    answer = await kind.source().fetch(One(json.dumps([{"id": "bitcoin", "current_price": price}]).encode()))
    with pytest.raises(SourceError, match="has no price"):
        kind.view(answer)


@pytest.mark.parametrize("price", [5e-324, 1e-9, 1e15, 1e308])
async def test_any_price_can_be_written(bench: Callable[..., Any], price: float) -> None:
    row = {"id": "bitcoin", "current_price": price, "price_change_percentage_24h": 1e308}
    kind = bench("crypto", coins=["bitcoin"])
    assert "EUR</" in kind.html(await kind.source().fetch(One(json.dumps([row]).encode())))


@pytest.mark.parametrize("text", [*HOSTILE, *LINKS, None])
async def test_hostile_text_is_text(bench: Callable[..., Any], text: str | None) -> None:
    rows = [{"id": coin, "name": text, "symbol": text, "current_price": 1} for coin in ("bitcoin", "solana")]
    body = json.dumps([*rows, *[{"id": text or ""}] * 40]).encode()
    for coins in (["bitcoin"], ["bitcoin", "solana"]):
        kind = bench("crypto", coins=coins)
        html = kind.html(await kind.source().fetch(One(body)))
        harmless(html)
        assert len(html) < 3000
