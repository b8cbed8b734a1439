"""Where names lie."""

import json
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dashboard.demo import places
from dashboard.demo.call import Call

MakeCall = Callable[..., Call]

SEARCH = "https://geocoding-api.open-meteo.com/v1/search"


def ask(call: MakeCall, query: str) -> Any:
    reply = places.answer(call(f"{SEARCH}?{query}"))
    assert reply is not None
    return json.loads(reply.body)


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Lisbon", "Lisbon"),
        ("lisb", "Lisbon"),
        ("sao paulo", "São Paulo"),
        ("New%20York", "New York"),
        ("Vale", "Vale"),
    ],
)
def test_a_name_is_found(call: MakeCall, name: str, first: str) -> None:
    place = ask(call, f"name={name}&count=1&language=en&format=json")["results"][0]
    assert place["name"] == first
    assert place.keys() >= {"latitude", "longitude", "country", "country_code", "timezone", "population", "admin1"}
    assert ZoneInfo(place["timezone"])


@pytest.mark.parametrize("name", ["", "x", "12345", "%20%20"])
def test_what_is_no_name_is_not_found(call: MakeCall, name: str) -> None:
    assert list(ask(call, f"name={name}")) == ["generationtime_ms"]


def test_no_more_than_asked_for(call: MakeCall) -> None:
    assert len(ask(call, "name=Port&count=1")["results"]) == 1


def test_an_invented_town_stays_where_it_is(call: MakeCall) -> None:
    assert ask(call, "name=Porto%20Sereno") == ask(call, "name=Porto%20Sereno")
    assert ask(call, "name=Porto%20Sereno")["results"] != ask(call, "name=Vale%20Claro")["results"]


def test_every_known_place_has_a_zone() -> None:
    assert all(ZoneInfo(place.timezone) for place in places.KNOWN)


def test_other_searches_are_not_ours(call: MakeCall) -> None:
    assert places.answer(call("https://shop.example/v1/search?q=lamp")) is None
