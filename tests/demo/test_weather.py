"""Open-Meteo's shape, and weather that is of one piece."""

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from dashboard.demo import weather
from dashboard.demo.call import Call
from dashboard.demo.noise import Noise
from dashboard.demo.sky import sky
from dashboard.demo.sun import daylight, is_up

MakeCall = Callable[..., Call]

FORECAST = "https://api.open-meteo.com/v1/forecast"
LISBON = f"{FORECAST}?latitude=38.72&longitude=-9.14"
DAY = 86400.0
WET_CODES = {51, 53, 61, 63, 65, 71, 73, 75, 95}


def ask(call: MakeCall, url: str, **more: Any) -> Any:
    reply = weather.answer(call(url, **more))
    assert reply is not None
    return json.loads(reply.body)


def test_exactly_what_is_asked_for_is_answered(call: MakeCall) -> None:
    answer = ask(call, f"{LISBON}&current=temperature_2m,is_day&daily=sunrise&timezone=Europe/Lisbon")
    assert list(answer) == [
        "latitude",
        "longitude",
        "generationtime_ms",
        "utc_offset_seconds",
        "timezone",
        "timezone_abbreviation",
        "elevation",
        "current_units",
        "current",
        "daily_units",
        "daily",
    ]
    assert list(answer["current"]) == ["time", "interval", "temperature_2m", "is_day"]
    assert answer["current_units"] == {"time": "iso8601", "interval": "seconds", "temperature_2m": "°C", "is_day": ""}
    assert (answer["timezone"], answer["timezone_abbreviation"]) == ("Europe/Lisbon", "WET")


@pytest.mark.parametrize("name", sorted(weather.CURRENT))
def test_every_current_and_hourly_variable(call: MakeCall, name: str) -> None:
    answer = ask(call, f"{LISBON}&current={name}&hourly={name}&forecast_days=2")
    assert isinstance(answer["current"][name], int | float)
    assert len(answer["hourly"][name]) == len(answer["hourly"]["time"]) == 48
    assert answer["hourly_units"][name] == answer["current_units"][name]


@pytest.mark.parametrize("name", sorted(weather.DAILY))
def test_every_daily_variable(call: MakeCall, name: str) -> None:
    answer = ask(call, f"{LISBON}&daily={name}&forecast_days=3")
    assert len(answer["daily"][name]) == len(answer["daily"]["time"]) == 3
    assert name in answer["daily_units"]


@pytest.mark.parametrize(
    ("zone", "current", "first_hour", "first_day"),
    [
        ("GMT", "2026-11-21T12:00", "2026-11-21T00:00", "2026-11-21"),
        ("America/New_York", "2026-11-21T07:00", "2026-11-21T00:00", "2026-11-21"),
        ("Pacific/Auckland", "2026-11-22T01:00", "2026-11-22T00:00", "2026-11-22"),
        ("Asia/Kolkata", "2026-11-21T17:30", "2026-11-21T00:00", "2026-11-21"),
    ],
)
def test_times_are_local(call: MakeCall, zone: str, current: str, first_hour: str, first_day: str) -> None:
    names = "current=is_day&hourly=is_day&daily=sunrise"
    answer = ask(call, f"{LISBON}&{names}&timezone={zone}")
    times = (answer["current"]["time"], answer["hourly"]["time"][0], answer["daily"]["time"][0])
    assert times == (current, first_hour, first_day)


def test_unixtime_names_the_same_moments(call: MakeCall) -> None:
    names = "current=is_day&hourly=is_day&daily=sunrise,sunset&timezone=America/New_York"
    answer = ask(call, f"{LISBON}&{names}&timeformat=unixtime", after=125)
    assert answer["current"]["time"] == 1_795_262_400
    assert answer["utc_offset_seconds"] == -5 * 3600
    assert answer["daily"]["time"][0] == answer["hourly"]["time"][0] == 1_795_237_200
    assert answer["daily_units"]["sunrise"] == "unixtime"
    assert all(isinstance(rise, int) for rise in answer["daily"]["sunrise"])


def test_other_units(call: MakeCall) -> None:
    names = "current=temperature_2m,wind_speed_10m&daily=precipitation_sum"
    metric = ask(call, f"{LISBON}&{names}")
    imperial = ask(call, f"{LISBON}&{names}&temperature_unit=fahrenheit&wind_speed_unit=mph&precipitation_unit=inch")
    assert imperial["current_units"]["temperature_2m"] == "°F"
    assert imperial["current_units"]["wind_speed_10m"] == "mp/h"
    assert imperial["daily_units"]["precipitation_sum"] == "inch"
    assert imperial["current"]["temperature_2m"] == pytest.approx(
        metric["current"]["temperature_2m"] * 1.8 + 32, abs=0.1
    )
    assert imperial["current"]["wind_speed_10m"] == pytest.approx(metric["current"]["wind_speed_10m"] / 1.609, abs=0.1)


def test_hours_from_now_on(call: MakeCall) -> None:
    answer = ask(call, f"{LISBON}&hourly=temperature_2m&forecast_hours=6", after=1800)
    assert answer["hourly"]["time"][0] == "2026-11-21T12:00"
    assert len(answer["hourly"]["time"]) == 6


def test_days_of_the_past(call: MakeCall) -> None:
    answer = ask(call, f"{LISBON}&daily=weather_code&past_days=2&forecast_days=1")
    assert answer["daily"]["time"] == ["2026-11-19", "2026-11-20", "2026-11-21"]


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [(38.7, -9.1, "Europe/Lisbon"), (59.9, 10.7, "Europe/Oslo"), (0.0, -150.0, "Etc/GMT+10"), (0.0, 1.0, "GMT")],
)
def test_the_time_zone_of_a_place(call: MakeCall, latitude: float, longitude: float, zone: str) -> None:
    url = f"{FORECAST}?latitude={latitude}&longitude={longitude}&timezone=auto&current=is_day"
    assert ask(call, url)["timezone"] == zone


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?latitude=a&longitude=1",
        "?latitude=91&longitude=1",
        "?latitude=nan&longitude=1",
        "?latitude=1&longitude=1&timezone=Nowhere/Else",
        "?latitude=1&longitude=1&current=happiness",
        "?latitude=1&longitude=1&daily=happiness",
    ],
)
def test_what_can_not_be_answered_is_refused(call: MakeCall, query: str) -> None:
    reply = weather.answer(call(FORECAST + query))
    assert reply is not None
    assert reply.status == 400
    assert json.loads(reply.body)["error"] is True


def test_days_agree_with_their_hours(call: MakeCall) -> None:
    hourly = "temperature_2m,weather_code,precipitation,precipitation_probability"
    daily = "temperature_2m_max,temperature_2m_min,weather_code,precipitation_sum,precipitation_probability_max"
    answer = ask(call, f"{LISBON}&hourly={hourly}&daily={daily}&forecast_days=16")
    for day in range(16):
        hours = {name: values[24 * day : 24 * day + 24] for name, values in answer["hourly"].items()}
        assert answer["daily"]["temperature_2m_max"][day] == max(hours["temperature_2m"])
        assert answer["daily"]["temperature_2m_min"][day] == min(hours["temperature_2m"])
        assert answer["daily"]["weather_code"][day] == max(hours["weather_code"])
        assert answer["daily"]["precipitation_sum"][day] == pytest.approx(sum(hours["precipitation"]))
        assert answer["daily"]["precipitation_probability_max"][day] == max(hours["precipitation_probability"])


@pytest.mark.parametrize(("latitude", "longitude"), [(38.7, -9.1), (59.9, 10.7), (-33.9, 151.2), (78.2, 15.6)])
def test_a_year_hangs_together(latitude: float, longitude: float) -> None:
    skies = [sky(Noise(), latitude, longitude, 1_767_225_600 + 5 * 3600 * step) for step in range(1752)]
    for each in skies:
        assert (each.wet > 0) == (each.code in WET_CODES)
        assert each.snow == 0 or each.code in {71, 73, 75}
        assert 0 <= each.probability <= 100
        assert 25 <= each.humidity <= 100
        assert each.wind <= each.gusts
        assert each.dew_point <= each.temperature
        assert -60 < each.temperature < 48
        assert each.wet == 0 or (each.probability > 30 and each.cloud > 70)
    assert len({each.code for each in skies}) >= 6
    assert 0.03 < sum(each.wet > 0 for each in skies) / len(skies) < 0.4


def test_the_weather_changes_smoothly() -> None:
    minutes = [sky(Noise(), 38.7, -9.1, 1_795_262_400 + 60 * minute) for minute in range(2000)]
    assert max(abs(after.temperature - before.temperature) for before, after in pairwise(minutes)) < 0.8
    assert max(abs(after.cloud - before.cloud) for before, after in pairwise(minutes)) < 4


def test_afternoons_are_warmer_and_summers_too() -> None:
    def mean(start: float, hour: int) -> float:
        return sum(sky(Noise(), 38.7, -9.1, start + DAY * day + 3600 * hour).temperature for day in range(60)) / 60

    winter, summer = 1_767_225_600, 1_782_864_000
    assert mean(summer, 15) > mean(summer, 4) + 3
    assert mean(summer, 15) > mean(winter, 15) + 5


@pytest.mark.parametrize(
    ("latitude", "longitude", "midnight", "rise", "set_"),
    [
        (38.72, -9.14, 1_795_219_200, 7.45, 17.32),
        (51.51, -0.13, 1_782_000_000, 3.72, 20.36),
        (0.0, 0.0, 1_773_964_800, 6.06, 18.18),
    ],
)
def test_sunrise_and_sunset(latitude: float, longitude: float, midnight: float, rise: float, set_: float) -> None:
    light = daylight(latitude, longitude, midnight)
    assert (light.rise - midnight) / 3600 == pytest.approx(rise, abs=0.08)
    assert (light.set - midnight) / 3600 == pytest.approx(set_, abs=0.08)
    assert not is_up(latitude, longitude, light.rise - 1)
    assert is_up(latitude, longitude, light.rise + 1)
    assert not is_up(latitude, longitude, light.set + 1)


def test_polar_day_and_night() -> None:
    june, december = 1_782_000_000, 1_797_811_200
    assert all(is_up(80, 15, june + 3600 * hour) for hour in range(24))
    assert not any(is_up(80, 15, december + 3600 * hour) for hour in range(24))
