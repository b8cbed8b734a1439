"""The air of a place, and the holidays of a country."""

import json
from collections.abc import Callable
from typing import Any

from dashboard.demo import almanac
from dashboard.demo.call import Call

MakeCall = Callable[..., Call]
AIR = (
    "https://air-quality-api.open-meteo.com/v1/air-quality?latitude=38.7&longitude=-9.1&current=european_aqi,pm10,rain"
)


def ask(call: MakeCall, url: str, **more: Any) -> Any:
    reply = almanac.answer(call(url, **more))
    assert reply is not None
    return json.loads(reply.body)


def test_the_air_has_what_is_asked_for_and_known(call: MakeCall) -> None:
    current = ask(call, AIR)["current"]
    assert current.keys() == {"time", "european_aqi", "pm10"}
    assert 0 < current["pm10"] < 60
    assert len({ask(call, AIR, after=3600 * hour)["current"]["european_aqi"] for hour in range(24)}) > 4


def test_holidays_are_those_of_the_year(call: MakeCall) -> None:
    days = ask(call, "https://date.nager.at/api/v3/PublicHolidays/2027/pt")
    assert all(day["date"].startswith("2027-") and day["countryCode"] == "PT" for day in days)
    assert [day["date"] for day in days] == sorted(day["date"] for day in days)


def test_other_addresses_are_left_to_others(call: MakeCall) -> None:
    assert almanac.answer(call("https://coast.example/")) is None
