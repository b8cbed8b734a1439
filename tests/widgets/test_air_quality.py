"""The kind `air_quality`. The sample answer is composed from the public documentation of Open-Meteo.

https://open-meteo.com/en/docs/air-quality-api
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from dashboard.widget import SourceError, Wall
from tests.widgets.answers import One
from tests.widgets.hostile import harmless

SAMPLE = (Path(__file__).with_name("air_quality") / "current.json").read_bytes()
LISBON = Wall(location=(38.72, -9.14))
ASKED = "current=european_aqi%2Cus_aqi%2Cpm2_5%2Cpm10%2Cozone%2Cnitrogen_dioxide"


@pytest.mark.parametrize(
    ("options", "url"),
    [
        ({}, f"https://air-quality-api.open-meteo.com/v1/air-quality?latitude=38.72&longitude=-9.14&{ASKED}"),
        (
            {"latitude": 0, "longitude": 1, "base_url": "http://air.test/"},
            f"http://air.test/v1/air-quality?latitude=0.0&longitude=1.0&{ASKED}",
        ),
    ],
)
async def test_what_is_asked(bench: Callable[..., Any], options: dict[str, Any], url: str) -> None:
    http = One(SAMPLE)
    await bench("air_quality", LISBON, **options).source().fetch(http)
    assert http.asked.url == url


@pytest.mark.parametrize("options", [{}, {"latitude": 1}, {"latitude": 91, "longitude": 0}, {"scale": "mine"}])
def test_a_table_without_a_place(bench: Callable[..., Any], options: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        bench("air_quality", **options)


async def test_the_tile(bench: Callable[..., Any]) -> None:
    kind = bench("air_quality", LISBON)
    answer = await kind.source().fetch(One(SAMPLE))
    html = kind.html(answer)
    harmless(html)
    assert '<p class="value" data-len="2">47</p>' in html
    assert "Moderate</p>" in html
    assert html.count('class="name"') == 4
    assert kind.kind.measure(answer, kind.options) == {
        "index": 47,
        "pm2_5": 14.2,
        "pm10": 25.4,
        "ozone": 60,
        "nitrogen_dioxide": 16.1,
    }


@pytest.mark.parametrize(
    ("scale", "index", "words", "tone"),
    [
        ("european", 0, "good", "ok"),
        ("european", 20, "good", "ok"),
        ("european", 20.5, "fair", "ok"),
        ("european", 60, "moderate", "warn"),
        ("european", 100, "very poor", "bad"),
        ("european", 101, "extremely poor", "bad"),
        ("us", 50, "good", "ok"),
        ("us", 150, "unhealthy for sensitive groups", "warn"),
        ("us", 500, "hazardous", "bad"),
    ],
)
async def test_levels(bench: Callable[..., Any], scale: str, index: float, words: str, tone: str) -> None:
    kind = bench("air_quality", LISBON, scale=scale)
    body = f'{{"current": {{"european_aqi": {index}, "us_aqi": {index}}}}}'.encode()
    view = kind.view(await kind.source().fetch(One(body)))
    assert (view.words, view.tone, view.pollutants) == (words, tone, ())


async def test_americans_have_their_own_scale(bench: Callable[..., Any]) -> None:
    kind = bench("air_quality", Wall(location=(40.7, -74.0), locale="en_US"))
    assert kind.view(await kind.source().fetch(One(SAMPLE))).index == 61


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b'{"current": null}',
        b'{"current": {}}',
        b'{"current": {"european_aqi": null, "pm10": 3}}',
        b'{"current": {"european_aqi": -1}}',
        b'{"current": {"european_aqi": "NaN"}}',
    ],
)
async def test_without_an_index_the_last_one_stays(bench: Callable[..., Any], body: bytes) -> None:
    kind = bench("air_quality", LISBON)
    answer = await kind.source().fetch(One(body))
    with pytest.raises(SourceError, match="no index"):
        kind.view(answer)


@pytest.mark.parametrize("amount", ["null", '"NaN"', '"inf"', "-3", "1e300"])
async def test_what_is_no_amount_is_left_out(bench: Callable[..., Any], amount: str) -> None:
    kind = bench("air_quality", LISBON)
    body = f'{{"current": {{"european_aqi": 20, "pm10": {amount}, "ozone": 99999}}}}'.encode()
    view = kind.view(await kind.source().fetch(One(body)))
    assert [(one.name, one.percent) for one in view.pollutants] == [("Ozone", 100)]


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        (b"", 503, "answers 503"),
        (b"<html>", 200, "not JSON"),
        (b"[]", 200, "another shape"),
        (b'{"current": {"european_aqi": "<script>"}}', 200, "another shape"),
        (b'{"current": {"european_aqi": 1e999}}', 200, "another shape"),
    ],
)
async def test_what_cannot_be_used_is_said(bench: Callable[..., Any], body: bytes, status: int, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        await bench("air_quality", LISBON).source().fetch(One(body, status))
