"""Home Assistant's shape, and a house in which things change."""

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from dashboard.demo import home
from dashboard.demo.call import Call

MakeCall = Callable[..., Call]


def ask(call: MakeCall, entity: str, **more: Any) -> Any:
    reply = home.answer(call(f"http://home.example:8123/api/states/{entity}", **more))
    assert reply is not None
    return json.loads(reply.body)


def test_a_state(call: MakeCall) -> None:
    found = ask(call, "sensor.kitchen_temperature")
    assert found["attributes"] == {
        "friendly_name": "Kitchen temperature",
        "device_class": "temperature",
        "unit_of_measurement": "°C",
    }
    assert 18 < float(found["state"]) < 24
    assert found["last_changed"] == "2026-11-21T12:00:00+00:00"


def test_numbers_drift(call: MakeCall) -> None:
    values = [float(ask(call, "sensor.kiln_power", after=60 * minute)["state"]) for minute in range(120)]
    assert max(values) - min(values) > 500
    assert max(abs(a - b) for a, b in pairwise(values)) < 900


@pytest.mark.parametrize("entity", ["binary_sensor.front_door", "light.workbench", "lock.back", "person.ines"])
def test_switches_turn_now_and_then(call: MakeCall, entity: str) -> None:
    states = [ask(call, entity, after=60 * minute)["state"] for minute in range(240)]
    turns = sum(before != after for before, after in pairwise(states))
    assert len(set(states)) == 2
    assert 2 < turns < 35


@pytest.mark.parametrize("path", ["/api/states", "/api/states/kitchen", "/api/config"])
def test_other_addresses_are_not_its_own(call: MakeCall, path: str) -> None:
    assert home.answer(call(f"http://home.example{path}")) is None
