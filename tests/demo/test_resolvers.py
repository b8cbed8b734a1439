"""Three servers' shapes of one day, which goes on."""

import json
from collections.abc import Callable
from typing import Any

from dashboard.demo import resolvers
from dashboard.demo.call import Call

MakeCall = Callable[..., Call]


def ask(call: MakeCall, path: str, **more: Any) -> Any:
    reply = resolvers.answer(call(f"http://dns.example{path}", **more))
    assert reply is not None
    return json.loads(reply.body)


def test_all_three_tell_the_same(call: MakeCall) -> None:
    first = ask(call, "/control/stats")
    second = ask(call, "/api/stats/summary")["queries"]
    third = ask(call, "/api/dashboard/stats/get")["response"]["stats"]
    assert first["num_dns_queries"] == second["total"] == third["totalQueries"] > 10_000
    assert first["num_blocked_filtering"] == second["blocked"] == third["totalBlocked"]
    assert [slot["total"] for slot in ask(call, "/api/history")["history"]] == first["dns_queries"]


def test_the_newest_hour_grows(call: MakeCall) -> None:
    newest = [ask(call, "/control/stats", after=600 * step)["dns_queries"][-1] for step in range(6)]
    assert newest == sorted(newest)
    assert newest[0] < newest[-1]


def test_other_addresses_are_not_its_own(call: MakeCall) -> None:
    assert resolvers.answer(call("http://dns.example/api/dns")) is None
