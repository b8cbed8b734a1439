"""The kind `fx`. The sample answer is composed from the public documentation of Frankfurter.

https://frankfurter.dev/
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from dashboard.store.history import Point, Series
from dashboard.widget import SourceError
from tests.widgets.answers import Answers, Given, One, sample

SAMPLE = (Path(__file__).with_name("fx") / "latest.json").read_bytes()
THEN = datetime(2026, 11, 23, 10, 42, tzinfo=UTC)


def series(*values: float | None) -> Series:
    return Series(tuple(Point(THEN + timedelta(hours=6 * index), value) for index, value in enumerate(values)))


@pytest.mark.parametrize(
    ("options", "url"),
    [
        ({}, "https://api.frankfurter.dev/v1/latest?base=EUR&symbols=USD%2CGBP%2CCHF%2CJPY"),
        ({"base": "usd"}, "https://api.frankfurter.dev/v1/latest?base=USD&symbols=GBP%2CCHF%2CJPY"),
        (
            {"base_url": "http://rates.test:81/", "symbols": ["USD", "usd"], "days": 0},
            "http://rates.test:81/v1/latest?base=EUR&symbols=USD",
        ),
    ],
)
async def test_what_is_asked(bench: Callable[..., Any], options: dict[str, Any], url: str) -> None:
    http = One(SAMPLE)
    await bench("fx", **options).source().fetch(http)
    assert http.asked.url == url


@pytest.mark.parametrize(
    "options", [{"symbols": []}, {"symbols": ["EUR"]}, {"symbols": ["DOLLAR"]}, {"base": "€"}, {"symbols": ["U&D"]}]
)
def test_options_that_make_no_sense(bench: Callable[..., Any], options: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        bench("fx", **options)


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        (b'{"message": "not found"}', 404, "answers 404"),
        (b"{}", 200, "another shape"),
        (b'{"rates": null}', 200, "another shape"),
        (b'{"rates": {"USD": "<script>"}}', 200, "another shape"),
        (b'{"rates": {"USD": 1e999}}', 200, "another shape"),
        (b'{"rates": {"USD": NaN}}', 200, "not JSON"),
        (b"<html>", 200, "not JSON"),
    ],
)
async def test_what_cannot_be_used_is_said(bench: Callable[..., Any], body: bytes, status: int, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        await bench("fx").source().fetch(One(body, status))


@pytest.mark.parametrize(
    ("rate", "written"),
    [
        (1.1624, "1.1624"),
        (0.8731, "0.8731"),
        (0.0061, "0.006100"),
        (6.214, "6.2140"),
        (178.42, "178.42"),
        (1432.5, "1,432.5"),
        (18912.0, "18,912"),
        (2.5e-30, "0.0000000000"),
    ],
)
async def test_digits_tell_something(bench: Callable[..., Any], rate: float, written: str) -> None:
    kind = bench("fx", symbols=["USD", "GBP"])
    answer = await kind.source().fetch(One(f'{{"rates": {{"USD": {rate}}}}}'.encode()))
    assert f'<span class="figure">{written}</span>' in kind.html(answer)


async def test_rows_and_their_change(bench: Callable[..., Any]) -> None:
    kind = bench("fx", symbols=["USD", "GBP", "JPY", "CHF", "SEK"])
    answer = await kind.source().fetch(One(SAMPLE))
    history = {
        "USD": series(1.15, None, 1.1624),
        "GBP": series(0.8731, 0.87305),
        "JPY": series(180.0, 178.42),
        "CHF": series(0.9),
    }
    html = kind.html(answer, history)
    assert "<h2>1 EUR</h2>" in html
    assert '<span class="figure">1.1624</span><span class="quiet end"><span class="change">↑ 1.1%</span></span>' in html
    assert '<span class="change">0.0%</span>' in html
    assert '<span class="change">↓ 0.9%</span>' in html
    assert '<span class="figure">0.9388</span><span class="quiet end"></span>' in html
    assert '<abbr class="name">SEK</abbr><span class="figure">—</span>' in html
    assert kind.kind.measure(answer, kind.options) == {"USD": 1.1624, "GBP": 0.8731, "JPY": 178.42, "CHF": 0.9388}


async def test_a_single_rate_is_a_headline(bench: Callable[..., Any]) -> None:
    kind = bench("fx", symbols=["USD"])
    answer = await kind.source().fetch(One(SAMPLE))
    html = kind.html(answer, {"USD": series(1.15, 1.17, 1.16, 1.165, 1.1624)})
    assert '<p class="value" data-len="7.5">1.1624<small>USD</small></p>' in html
    assert "↑ 1.1%</span> since Mon 10:42" in html
    assert '<svg class="chart"' in html
    first = kind.html(answer, {})
    assert "<svg" not in first
    assert "since" not in first


@pytest.mark.parametrize("rates", ['"USD": null', '"USD": 0', '"USD": -1', '"USD": "NaN"', '"USD": "inf"', ""])
@pytest.mark.parametrize("symbols", [["USD"], ["USD", "GBP"]])
async def test_what_is_no_rate_is_a_dash(bench: Callable[..., Any], rates: str, symbols: list[str]) -> None:
    kind = bench("fx", symbols=symbols)
    answer = await kind.source().fetch(One(f'{{"rates": {{{rates}}}}}'.encode()))
    assert "—" in kind.html(answer, {"USD": series(1.0, 1.1)})
    assert kind.kind.measure(answer, kind.options) == {}


async def test_only_what_was_asked_for_is_shown(bench: Callable[..., Any]) -> None:
    many = ",".join(f'"<script>{index}": 1.5' for index in range(10_000))
    kind = bench("fx", symbols=["USD", "GBP"])
    answer = await kind.source().fetch(One(f'{{"rates": {{{many}, "USD": 2}}}}'.encode()))
    html = kind.html(answer)
    assert html.count("<li>") == 2
    assert "script" not in html


def frankfurter(days: Given) -> Answers:
    return Answers({"/v1/latest": SAMPLE, "/v1/2026-08-25..": days})


async def test_the_course_of_one_currency_is_drawn_at_once(bench: Callable[..., Any]) -> None:
    kind = bench("fx", symbols=["USD"])
    http = frankfurter(sample("fx", "days.json"))
    answer = await kind.source().fetch(http)
    assert [request.url.partition("?")[2] for request in http.asked] == ["base=EUR&symbols=USD"] * 2
    html = kind.html(answer)
    assert "↑ 1.1%</span> since 25 August" in html
    assert "<span>25 August</span><span>23 November</span>" in html
    assert 'aria-label="Since 25 August: lowest 1.14, highest 1.16, now 1.16"' in html
    assert kind.kind.measure(answer, kind.options) == {"USD": 1.1624}


@pytest.mark.parametrize(
    "days",
    [
        (503, b""),
        b"<html>",
        b'{"rates": {}}',
        b'{"rates": {"soon": {"USD": 1}}}',
        b'{"rates": {"2026-11-20": {"USD": null}, "2026-11-21": {"USD": -1}, "2026-11-23": {}}}',
    ],
)
async def test_a_course_can_be_done_without(bench: Callable[..., Any], days: Given) -> None:
    kind = bench("fx", symbols=["USD"])
    html = kind.html(await kind.source().fetch(frankfurter(days)))
    assert "1.1624" in html
    assert "<svg" not in html
