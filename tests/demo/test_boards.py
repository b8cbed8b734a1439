"""Status pages in the shapes of those who keep them, and services that are in trouble now and then."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from dashboard.demo import boards
from dashboard.demo.call import Call
from dashboard.demo.world import SERVICES

MakeCall = Callable[..., Call]


def ask(call: MakeCall, address: str, **more: Any) -> Any:
    reply = boards.answer(call(address, **more))
    assert reply is not None
    return json.loads(reply.body)


def test_a_service_is_in_trouble_now_and_then(call: MakeCall) -> None:
    address = "https://status.example/api/v2/summary.json"
    told = [ask(call, address, after=60 * minute) for minute in range(240)]
    troubled = [page for page in told if page["status"]["indicator"] != "none"]
    assert 0.05 < len(troubled) / len(told) < 0.8
    assert all(page["incidents"] for page in troubled)
    assert all(len(page["components"]) == len(SERVICES) for page in told)


def test_checks_move_on_with_the_minutes(call: MakeCall) -> None:
    address = "http://kuma.example:3001/api/status-page/heartbeat/home"
    first, later = (ask(call, address, after=after)["heartbeatList"]["1"] for after in (0, 60))
    assert len(first) == boards.BEATS
    assert first[1:] == later[:-1]
    assert first[-1]["time"] == "2026-11-21 12:00:00.000"
    page = ask(call, "http://kuma.example:3001/api/status-page/home-lab")
    assert page["config"]["title"] == "Home lab"
    assert [monitor["name"] for monitor in page["publicGroupList"][0]["monitorList"]] == list(SERVICES)


def test_all_pages_of_a_host_agree(call: MakeCall) -> None:
    for minute in range(120):
        summary = ask(call, "https://a.example/api/v2/summary.json", after=60 * minute)
        endpoints = ask(call, "https://a.example/api/v1/endpoints/statuses", after=60 * minute)
        checks = ask(call, "https://a.example/api/v3/checks/", after=60 * minute)
        down = [component["status"] != "operational" for component in summary["components"]]
        assert [not endpoint["results"][-1]["success"] for endpoint in endpoints] == down
        assert [check["status"] == "grace" for check in checks["checks"]] == down


@pytest.mark.parametrize("path", ["/", "/api/v1/query", "/api/status-page/a/b"])
def test_other_addresses_are_not_its_own(call: MakeCall, path: str) -> None:
    assert boards.answer(call(f"https://a.example{path}")) is None
