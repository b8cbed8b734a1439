"""The kind `weather`. The sample answers are composed from the public documentation of Open-Meteo.

Forecast: https://open-meteo.com/en/docs  Geocoding: https://open-meteo.com/en/docs/geocoding-api
"""

import json
from collections.abc import Callable
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import ValidationError

from dashboard.widget import Answer, Request, SourceError, Wall, decode_json

SAMPLES = Path(__file__).with_name("weather")
HERE = Wall(location=(38.72, -9.14))
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}",
    "javascript:alert(1)",
    "لشبونة",
]


class FakeHttp:
    """Answers by path, and remembers what it was asked."""

    def __init__(self, **bodies: bytes | int) -> None:
        self.bodies = bodies
        self.asked: list[tuple[str, dict[str, list[str]], timedelta | None]] = []

    async def send(self, request: Request, *, keep: timedelta | None = None) -> Answer:
        parts = urlsplit(request.url)
        self.asked.append((f"{parts.scheme}://{parts.netloc}{parts.path}", parse_qs(parts.query), keep))
        body = self.bodies[parts.path.rpartition("/")[2]]
        return Answer(request.host, body, {}, b"") if isinstance(body, int) else Answer(request.host, 200, {}, body)

    async def connect(self, host: str, port: int) -> float:
        raise NotImplementedError


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def forecast(**changes: dict[str, Any]) -> bytes:
    """The sample with other keys in `current`, `hourly` or `daily`."""
    answer = json.loads(sample("forecast.json"))
    for part, keys in changes.items():
        answer[part] |= keys
    return json.dumps(answer).encode()


def read(kind: Any, body: bytes) -> Any:
    return decode_json(body, type(kind.source()).fetch.__annotations__["return"], "api.example")


@pytest.fixture
def fetch(bench: Callable[..., Any]) -> Callable[..., Any]:
    """Fetches a forecast as the options say, from these bodies."""

    async def run(http: FakeHttp, wall: Wall = HERE, **options: Any) -> Any:
        return await bench("weather", wall, **options).source().fetch(http)

    return run


async def test_asks_for_what_is_read_and_no_more(fetch: Callable[..., Any]) -> None:
    http = FakeHttp(forecast=sample("forecast.json"))
    await fetch(http, days=3)
    [(url, query, keep)] = http.asked
    assert url == "https://api.open-meteo.com/v1/forecast"
    assert (query["latitude"], query["longitude"]) == (["38.72"], ["-9.14"])
    assert (query["timeformat"], query["timezone"], query["forecast_days"]) == (["unixtime"], ["auto"], ["4"])
    assert "temperature_unit" not in query
    assert keep is None


@pytest.mark.parametrize(
    ("locale", "options", "imperial"),
    [
        ("en_US", {}, True),
        ("en_US", {"units": "metric"}, False),
        ("en_GB", {}, False),
        ("de_DE", {"units": "imperial"}, True),
    ],
)
async def test_units_follow_the_locale(
    fetch: Callable[..., Any], locale: str, options: dict[str, Any], imperial: bool
) -> None:
    http = FakeHttp(forecast=sample("forecast.json"))
    await fetch(http, Wall(location=(1, 2), locale=locale), **options)
    assert ("temperature_unit" in http.asked[0][1]) is imperial


@pytest.mark.parametrize(
    ("options", "places"),
    [
        ({}, "https://geocoding-api.open-meteo.com/v1/search"),
        ({"base_url": "http://weather.test:8080/"}, "http://weather.test:8080/v1/search"),
        ({"base_url": "http://weather.test", "geocoding_url": "http://names.test"}, "http://names.test/v1/search"),
    ],
)
async def test_a_place_is_looked_up_once_a_day(fetch: Callable[..., Any], options: dict[str, Any], places: str) -> None:
    http = FakeHttp(search=sample("places.json"), forecast=sample("forecast.json"))
    answer = await fetch(http, Wall(), place="Lisboa & more", **options)
    (url, query, keep), (_, position, _) = http.asked
    assert (url, keep) == (places, timedelta(days=1))
    assert (query["name"], query["count"], query["language"]) == (["Lisboa & more"], ["1"], ["en"])
    assert position["latitude"] == ["38.71667"]
    assert answer.place == "Lisbon"


@pytest.mark.parametrize(
    ("bodies", "message"),
    [
        ({"search": b'{"generationtime_ms": 0.4}'}, "knows no place of this name"),
        ({"search": b'{"results": []}'}, "knows no place of this name"),
        ({"search": b'{"results": [{"name": "Nowhere"}]}'}, "another shape"),
        ({"search": 503}, "answers 503"),
        ({"search": sample("places.json"), "forecast": 400}, "api.open-meteo.com answers 400"),
        ({"search": sample("places.json"), "forecast": b"<html>"}, "not JSON"),
        ({"search": sample("places.json"), "forecast": b"{}"}, "no forecast"),
        ({"search": sample("places.json"), "forecast": b"[]"}, "another shape"),
        ({"search": sample("places.json"), "forecast": forecast(current={"temperature_2m": "warm"})}, "another shape"),
        ({"search": sample("places.json"), "forecast": forecast(hourly={"time": [10**15]})}, "another shape"),
        ({"search": sample("places.json"), "forecast": b'{"current": {}, "utc_offset_seconds": 1e9}'}, "another shape"),
    ],
)
async def test_what_cannot_be_used_is_said(fetch: Callable[..., Any], bodies: dict[str, Any], message: str) -> None:
    with pytest.raises(SourceError, match=message):
        await fetch(FakeHttp(**bodies), place="Nowhere")


@pytest.mark.parametrize("options", [{}, {"latitude": 1.0}, {"place": "X", "longitude": 1.0}, {"base_url": "ftp://x"}])
def test_options_say_what_to_set(bench: Callable[..., Any], options: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match=r"set|match"):
        bench("weather", **options)


async def test_the_view(bench: Callable[..., Any], fetch: Callable[..., Any]) -> None:
    answer = await fetch(FakeHttp(search=sample("places.json"), forecast=sample("forecast.json")), place="Lisbon")
    kind = bench("weather", HERE, place="Lisbon", hours=3, days=2)
    view = kind.view(answer)
    assert (view.title, view.degrees, view.feels, view.wind, view.unit) == ("Lisbon", 14, 11, 18, "km/h")
    assert [(hour.at.hour, hour.sky.icon, hour.degrees) for hour in view.hours] == [
        (11, "i-rain", 14),
        (12, "i-cloud", 14),
        (13, "i-cloud", 15),
    ]
    assert [(day.on.day, day.low, day.high) for day in view.days] == [(25, 10, 16), (26, 9, 18)]
    assert [(round(day.start), round(day.end)) for day in view.days] == [(11, 78), (0, 100)]
    assert kind.kind.measure(answer, kind.options) == {"temperature": 13.8, "feels_like": 11.3, "wind": 17.6}


@pytest.mark.parametrize(
    ("now", "coming", "sentence"),
    [
        (61, [61, 61, 3], "Light rain until 13:00"),
        (61, [3], "Light rain until 11:00"),
        (61, [61, 3], "Light rain until noon"),
        (61, [63, 3], "Light rain, rain from 11:00"),
        (61, [61] * 12 + [3], "Light rain"),
        (3, [2, 95], "Cloudy, thunderstorm from noon"),
        (3, [2, 0, 1], "Cloudy"),
        (3, [None, 61], "Cloudy"),
        (45, [45, 0], "Fog until noon"),
        (0, [71] * 9, "Sunny, light snow from 11:00"),
        (61, [], "Light rain"),
    ],
)
def test_the_sentence_is_true(bench: Callable[..., Any], now: int, coming: list[int | None], sentence: str) -> None:
    kind = bench("weather", HERE)
    eleven = 1795518000
    times = [eleven + 3600 * index for index in range(len(coming))]
    body = forecast(current={"weather_code": now}, hourly={"time": times, "weather_code": coming})
    html = kind.html(read(kind, body))
    assert f"<p>{sentence}</p>" in html.replace('<b class="name">', "").replace("</b>", "")


@pytest.mark.parametrize(
    ("code", "is_day", "sky"),
    [
        (0, 1, ("sunny", "i-sun")),
        (0, 0, ("clear", "i-moon")),
        (1, 0, ("mostly clear", "i-moon")),
        (2, 0, ("partly cloudy", "i-partly-night")),
        (2, None, ("partly cloudy", "i-partly")),
        (53, 1, ("drizzle", "i-drizzle")),
        (67, 0, ("freezing rain", "i-rain")),
        (86, 1, ("heavy snow showers", "i-snow")),
        (99, 1, ("thunderstorm with hail", "i-thunder")),
    ],
)
def test_skies(bench: Callable[..., Any], code: int, is_day: int | None, sky: tuple[str, str]) -> None:
    kind = bench("weather", HERE)
    seen = kind.view(read(kind, forecast(current={"weather_code": code, "is_day": is_day}))).sky
    assert (seen.words, seen.icon) == sky


def test_every_icon_is_drawn(bench: Callable[..., Any]) -> None:
    signs = (Path(__file__).parents[2] / "templates" / "parts" / "signs.svg").read_text("utf-8")
    kind = bench("weather", HERE)
    for code in range(100):
        for is_day in (0, 1):
            sky = kind.view(read(kind, forecast(current={"weather_code": code, "is_day": is_day}))).sky
            assert sky is None or f'<symbol id="{sky.icon}"' in signs


def test_times_are_those_of_the_place(bench: Callable[..., Any]) -> None:
    kind = bench("weather", Wall(location=(27.7, 85.3), locale="en_US"))
    answer = json.loads(sample("forecast.json")) | {"utc_offset_seconds": 20700}
    html = kind.html(read(kind, json.dumps(answer).encode()))
    assert "4:45" in html
    assert ">11 AM<" in kind.html(read(kind, sample("forecast.json"))).replace("\u202f", " ")
    local = json.loads(sample("forecast.json"))
    local["current"]["time"] = "2026-11-24T10:30"
    local["hourly"]["time"] = ["2026-11-24T10:00", "nonsense", "2026-11-24T11:00"]
    assert [hour.at.hour for hour in kind.view(read(kind, json.dumps(local).encode())).hours] == [11]


def test_a_day_stays_a_day_when_clocks_are_set_back(bench: Callable[..., Any]) -> None:
    kind = bench("weather", HERE)
    answer = json.loads(sample("forecast.json"))
    answer["daily"]["time"] = [time - 3600 * (index > 1) for index, time in enumerate(answer["daily"]["time"])]
    assert [day.on.day for day in kind.view(read(kind, json.dumps(answer).encode())).days] == [25, 26, 27, 28]


@pytest.mark.parametrize(
    "body",
    [
        b'{"current": {}}',
        b'{"current": null, "hourly": {}, "daily": null}',
        b'{"current": {"temperature_2m": "NaN", "wind_speed_10m": "inf"}, "hourly": {"time": [null, 1795518000]}}',
        forecast(hourly={"temperature_2m": None, "weather_code": [None], "is_day": []}),
        forecast(hourly={"time": None}, daily={"weather_code": [None] * 5, "temperature_2m_min": [None] * 5}),
        forecast(current={"weather_code": 42, "time": None}, daily={"temperature_2m_max": None}),
        forecast(hourly={"time": [1795518000] * 10_000}, daily={"time": [1795564800] * 10_000}),
        forecast(daily={"temperature_2m_min": [5] * 5, "temperature_2m_max": [5] * 5}),
    ],
)
def test_holes_are_shown_as_holes(bench: Callable[..., Any], body: bytes) -> None:
    kind = bench("weather", HERE, hours=12, days=7)
    answer = read(kind, body)
    html = kind.html(answer)
    assert "None" not in html
    assert "nan" not in html
    assert html.count("<li>") <= 19
    assert all(isinstance(value, float) for value in kind.kind.measure(answer, kind.options).values())


def test_gradients_are_the_widgets_own(bench: Callable[..., Any]) -> None:
    kind = bench("weather", HERE)
    html = kind.html(read(kind, sample("forecast.json")))
    assert html.count('id="range-sample"') == 1
    assert html.count("url(#range-sample)") == 4


@pytest.mark.parametrize("text", HOSTILE)
async def test_a_place_is_text(bench: Callable[..., Any], fetch: Callable[..., Any], text: str) -> None:
    places = json.dumps({"results": [{"name": text, "latitude": 1, "longitude": 2}]}).encode()
    answer = await fetch(FakeHttp(search=places, forecast=sample("forecast.json")), place=text)
    harmless(bench("weather", HERE, place=text).html(answer), text)


def harmless(html: str, text: str) -> None:
    """Only the template's elements, no handler, no foreign address; the text is there as text."""
    seen: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
            assert tag not in {"script", "img", "iframe", "style"}
            assert not [name for name, _ in attributes if name.startswith(("on", "style", "hx-"))]
            assert not [value for name, value in attributes if name == "href" and not str(value).startswith("#")]

        def handle_data(self, data: str) -> None:
            seen.append(data)

    Reader().feed(html)
    assert text in "".join(seen)


@pytest.mark.parametrize(
    ("current", "at"),
    [
        ({"time": 1795516200, "interval": 900}, 1795516200 + 900),
        ({"time": 1795516200, "interval": 3600}, 1795516200 + 3600),
        ({"time": 1795516200}, 1795516200 + 900),
        ({"time": "2026-11-24T10:30"}, 1795516200 + 900),
        ({}, None),
        (None, None),
    ],
)
def test_what_is_current_is_true_until_its_quarter_of_an_hour_ends(
    bench: Callable[..., Any], current: dict[str, Any] | None, at: int | None
) -> None:
    kind = bench("weather", HERE)
    answer = read(kind, json.dumps({"current": current}).encode())
    found = kind.kind.observed(answer, kind.options)
    assert (found and found.timestamp()) == at
