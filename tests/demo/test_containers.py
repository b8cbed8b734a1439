"""Docker's shape, and containers that are not always well."""

import json
from collections.abc import Callable
from typing import Any

from dashboard.demo import containers
from dashboard.demo.call import Call
from dashboard.demo.world import SERVICES

MakeCall = Callable[..., Call]


def ask(call: MakeCall, **more: Any) -> Any:
    reply = containers.answer(call("http://proxy.example:2375/containers/json?all=true", **more))
    assert reply is not None
    return json.loads(reply.body)


def test_most_are_well(call: MakeCall) -> None:
    told = [ask(call, after=60 * minute) for minute in range(240)]
    unhealthy = sum("unhealthy" in each["Status"] for found in told for each in found)
    assert 0 < unhealthy < 0.1 * len(told) * len(SERVICES)
    assert told[0][0]["Names"] == ["/shop"]
    assert told[0][-1] == {"Names": ["/nightly-backup"], "State": "exited", "Status": "Exited (0) 12 hours ago"}


def test_other_addresses_are_not_its_own(call: MakeCall) -> None:
    assert containers.answer(call("http://proxy.example:2375/images/json")) is None
