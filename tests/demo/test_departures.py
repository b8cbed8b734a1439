"""Departures in two shapes of one timetable, and lines that are in trouble now and then."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from dashboard.demo import departures
from dashboard.demo.call import Call

MakeCall = Callable[..., Call]


def ask(call: MakeCall, address: str, **more: Any) -> Any:
    reply = departures.answer(call(address, **more))
    assert reply is not None
    return json.loads(reply.body)


def test_departures_are_yet_to_come_and_in_order(call: MakeCall) -> None:
    found = ask(call, "https://v6.db.transport.rest/stops/8010159/departures")["departures"]
    times = [datetime.fromisoformat(each["plannedWhen"]) for each in found]
    assert len(found) > 10
    assert times == sorted(times)
    assert times[0] >= datetime.fromisoformat("2026-11-21T12:00:00+00:00")
    assert found[0]["stop"]["name"] == "Porto Sereno"


def test_the_timetable_stands_while_time_passes(call: MakeCall) -> None:
    first, later = (
        ask(call, "https://search.ch/timetable/api/stationboard.json?stop=Bern", after=after)["connections"]
        for after in (0, 300)
    )
    shared = [each for each in first if each in later]
    assert 5 < len(shared) < len(first)


def test_lines_are_in_trouble_now_and_then(call: MakeCall) -> None:
    told = [ask(call, "https://api.tfl.gov.uk/line/mode/tube/status", after=1200 * turn) for turn in range(40)]
    troubled = sum(each["lineStatuses"][0]["statusSeverity"] < 10 for lines in told for each in lines)
    assert 0.05 < troubled / (40 * len(departures.LONDON)) < 0.4


@pytest.mark.parametrize("path", ["/", "/stops", "/line/tube"])
def test_other_addresses_are_not_its_own(call: MakeCall, path: str) -> None:
    assert departures.answer(call(f"https://a.example{path}")) is None
