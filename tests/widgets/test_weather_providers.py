"""The kind `weather` with other providers. The sample answers are composed from their public documentation.

MET Norway: https://docs.api.met.no/doc/locationforecast/datamodel  https://api.met.no/doc/TermsOfService
National Weather Service: https://www.weather.gov/documentation/services-web-api
"""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest

from dashboard.forecast.met_norway import code as code_of_symbol
from dashboard.forecast.weather_gov import code as code_of_icon
from dashboard.widget import SourceError, Wall
from tests.widgets.answers import HOSTILE, Answers, Given, harmless, sample

LISBON = Wall(location=(38.722252, -9.139337), timezone=ZoneInfo("Europe/Lisbon"))
HOBOKEN = Wall(location=(40.7127, -74.006), timezone=ZoneInfo("America/New_York"), locale="en_US")
MET = "/weatherapi/locationforecast/2.0/complete"
POINT = "/points/40.7127,-74.006"
GRID = "/gridpoints/OKX/33,35/forecast"
ICONS = (Path(__file__).parents[2] / "templates" / "parts" / "signs.svg").read_text("utf-8")


def norway(**changes: Given) -> Answers:
    return Answers({MET: sample("weather", "met_norway.json")} | changes)


def america(changes: dict[str, Given] | None = None) -> Answers:
    known = {POINT: "point.json", f"{GRID}/hourly": "hourly.json", GRID: "days.json"}
    return Answers({path: sample("weather", name) for path, name in known.items()} | (changes or {}))


async def test_met_norway_is_asked_by_who_we_are_and_for_no_more_decimals_than_it_wants(
    bench: Callable[..., Any],
) -> None:
    http = norway()
    await bench("weather", LISBON, provider="met.no", contact="wall.example").source().fetch(http)
    [request] = http.asked
    assert request.host == "api.met.no"
    assert parse_qs(urlsplit(request.url).query) == {"lat": ["38.7223"], "lon": ["-9.1393"]}
    agent = dict(request.headers)["User-Agent"]
    assert agent.startswith("Wallboard/")
    assert agent.endswith(" wall.example")


async def test_nothing_is_claimed_of_who_we_are_where_nobody_says_so(bench: Callable[..., Any]) -> None:
    http = norway()
    await bench("weather", LISBON, provider="met.no").source().fetch(http)
    assert "User-Agent" not in dict(http.asked[0].headers)


async def test_the_view_of_met_norway(bench: Callable[..., Any]) -> None:
    kind = bench("weather", LISBON, provider="met.no", hours=4, days=3)
    answer = await kind.source().fetch(norway())
    view = kind.view(answer)
    assert (view.degrees, view.feels, view.wind, view.sky.words) == (13, None, 18, "light rain")
    assert [(hour.at.hour, hour.sky.icon, hour.chance) for hour in view.hours] == [
        (11, "i-rain", 61),
        (12, "i-cloud", 20),
        (13, "i-partly", 0),
        (14, "i-sun", 0),
    ]
    assert [(day.on.day, day.low, day.high, day.sky.words) for day in view.days] == [
        (25, 9, 15, "cloudy"),
        (26, 8, 15, "cloudy"),
        (27, 8, 16, "heavy snow showers"),
    ]
    assert kind.kind.observed(answer, kind.options).isoformat() == "2026-11-24T11:00:00+00:00"
    html = kind.html(answer)
    assert "Light rain</b>, rain from 11:00" in html
    assert "Sunrise 07:28, sunset 17:17" in html
    assert '<span class="sr">rain </span>61%' in html


async def test_units_are_ours_where_met_norway_has_but_its_own(bench: Callable[..., Any]) -> None:
    kind = bench("weather", LISBON, provider="met.no", units="imperial")
    view = kind.view(await kind.source().fetch(norway()))
    assert (view.degrees, view.wind, view.unit) == (55, 11, "mph")
    assert view.days[0].high == 59


@pytest.mark.parametrize(
    ("symbol", "code"),
    [
        ("clearsky_day", 0),
        ("fair_night", 1),
        ("partlycloudy_polartwilight", 2),
        ("cloudy", 3),
        ("fog", 45),
        ("lightrain", 61),
        ("rain", 63),
        ("heavyrain", 65),
        ("lightrainshowers_day", 80),
        ("heavyrainshowers_day", 82),
        ("sleet", 69),
        ("lightsleetshowers_night", 83),
        ("heavysnow", 75),
        ("snowshowers_day", 85),
        ("lightssnowshowersandthunder_day", 95),
        ("", None),
        ("frogs_day", None),
    ],
)
def test_symbols_of_met_norway(symbol: str, code: int | None) -> None:
    assert code_of_symbol(symbol) == code


async def test_america_is_asked_where_its_forecasts_are_and_then_for_them(bench: Callable[..., Any]) -> None:
    http = america()
    await bench("weather", HOBOKEN, provider="weather.gov").source().fetch(http)
    assert [urlsplit(request.url).path for request in http.asked] == [POINT, f"{GRID}/hourly", GRID]
    assert {urlsplit(request.url).query for request in http.asked[1:]} == {"units=us"}


async def test_the_view_of_america(bench: Callable[..., Any]) -> None:
    kind = bench("weather", HOBOKEN, provider="weather.gov", hours=4, days=3)
    answer = await kind.source().fetch(america())
    view = kind.view(answer)
    assert (view.title, view.degrees, view.wind, view.unit, view.sky.words) == ("Hoboken", 41, 10, "mph", "rain")
    assert [(hour.at.hour, hour.sky.icon, hour.chance) for hour in view.hours] == [
        (6, "i-rain", 38),
        (7, "i-partly", None),
        (8, "i-sun", 0),
        (9, "i-sun", 0),
    ]
    assert [(day.on.day, day.low, day.high, day.sky and day.sky.words) for day in view.days] == [
        (25, 41, 57, "thunderstorm"),
        (26, 43, 59, "snow"),
        (27, 45, 61, None),
    ]
    assert "Hoboken" in kind.html(answer)


async def test_only_the_path_of_what_a_point_names_is_believed(bench: Callable[..., Any]) -> None:
    point = json.loads(sample("weather", "point.json"))
    point["properties"]["forecast"] = "http://169.254.169.254/gridpoints/OKX/33,35/forecast?secret=1"
    http = america({POINT: json.dumps(point).encode()})
    await bench("weather", HOBOKEN, provider="weather.gov").source().fetch(http)
    assert {request.host for request in http.asked} == {"api.weather.gov"}
    assert not [request for request in http.asked if "secret" in request.url]


@pytest.mark.parametrize(
    ("icon", "code"),
    [
        ("https://api.weather.gov/icons/land/day/skc?size=small", 0),
        ("https://api.weather.gov/icons/land/night/wind_ovc?size=small", 3),
        ("https://api.weather.gov/icons/land/day/rain_showers,40/sct?size=small", 81),
        ("/icons/land/day/tsra_hi,20/sct?size=medium", 95),
        ("https://api.weather.gov/icons/land/day/hurricane", None),
        ("javascript:alert(1)", None),
        ("", None),
        (None, None),
    ],
)
def test_icons_of_america(icon: str | None, code: int | None) -> None:
    assert code_of_icon(icon) == code


@pytest.mark.parametrize(
    ("provider", "changes", "message"),
    [
        ("met.no", {MET: (403, b"")}, "api.met.no answers 403"),
        ("met.no", {MET: b"{}"}, "another shape"),
        ("met.no", {MET: b'{"properties": {"timeseries": []}}'}, "answers no forecast"),
        ("met.no", {MET: b'{"properties": {"timeseries": [{"time": "soon", "data": {}}]}}'}, "another shape"),
        ("met.no", {MET: b"<html>"}, "not JSON"),
        ("weather.gov", {POINT: (404, b"{}")}, "for the United States alone"),
        ("weather.gov", {POINT: (503, b"{}")}, "answers 503"),
        ("weather.gov", {POINT: b'{"properties": {}}'}, "another shape"),
        ("weather.gov", {f"{GRID}/hourly": b'{"properties": {"periods": []}}'}, "answers no forecast"),
        ("weather.gov", {GRID: (500, b"")}, "answers 500"),
    ],
)
async def test_what_cannot_be_used_is_said(
    bench: Callable[..., Any], provider: str, changes: dict[str, Given], message: str
) -> None:
    http = norway(**changes) if provider == "met.no" else america(changes)
    wall = LISBON if provider == "met.no" else HOBOKEN
    with pytest.raises(SourceError, match=message):
        await bench("weather", wall, provider=provider).source().fetch(http)


@pytest.mark.parametrize(
    "step",
    [
        {"time": "2026-11-24T10:00:00Z", "data": {}},
        {"time": "2026-11-24T10:00:00Z", "data": {"instant": {"details": {"air_temperature": None}}}},
        {"time": "2026-11-24T10:00:00Z", "data": {"next_1_hours": {"summary": {"symbol_code": "<script>"}}}},
        {"time": "1969-11-24T10:00:00Z", "data": {"next_12_hours": {}}},
    ],
)
async def test_holes_are_shown_as_holes(bench: Callable[..., Any], step: dict[str, Any]) -> None:
    kind = bench("weather", Wall(location=(89.9, 0), timezone=ZoneInfo("Arctic/Longyearbyen")), provider="met.no")
    answer = await kind.source().fetch(norway(**{MET: json.dumps({"properties": {"timeseries": [step]}}).encode()}))
    html = kind.html(answer)
    assert "None" not in html
    assert harmless(html)


@pytest.mark.parametrize("text", HOSTILE)
async def test_a_city_is_text(bench: Callable[..., Any], text: str) -> None:
    point = json.loads(sample("weather", "point.json"))
    point["properties"]["relativeLocation"]["properties"]["city"] = text
    kind = bench("weather", HOBOKEN, provider="weather.gov")
    assert harmless(kind.html(await kind.source().fetch(america({POINT: json.dumps(point).encode()}))))


@pytest.mark.parametrize("provider", ["met.no", "weather.gov"])
async def test_a_place_is_looked_up_whoever_forecasts(bench: Callable[..., Any], provider: str) -> None:
    names = {"/v1/search": b'{"results": [{"latitude": 40.7127, "longitude": -74.006, "name": "Here"}]}'}
    http = norway(**names) if provider == "met.no" else america(dict(names))
    answer = await bench("weather", Wall(), provider=provider, place="Here").source().fetch(http)
    assert answer.place == "Here"
    assert http.asked[0].host == "geocoding-api.open-meteo.com"
    assert timedelta(seconds=answer.utc_offset_seconds or 0) < timedelta(hours=1)


async def test_every_icon_is_drawn(bench: Callable[..., Any]) -> None:
    kind = bench("weather", LISBON, provider="met.no", hours=12, days=7)
    view = kind.view(await kind.source().fetch(norway()))
    assert all(f'<symbol id="{each.sky.icon}"' in ICONS for each in (*view.hours, *view.days))
