"""What Glances tells of a machine that there is not."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from dashboard.demo import machines
from dashboard.demo.call import Call

MakeCall = Callable[..., Call]
API = "http://attic.lan:61208/api/4"


def ask(call: MakeCall, plugin: str, **more: Any) -> Any:
    reply = machines.answer(call(f"{API}/{plugin}", **more))
    assert reply is not None
    assert reply.status == 200
    return json.loads(reply.body)


@pytest.mark.parametrize("plugin", machines.PLUGINS)
def test_every_plugin_tells_something(call: MakeCall, plugin: str) -> None:
    assert ask(call, plugin)


def test_a_machine_works_more_and_less(call: MakeCall) -> None:
    busy = {ask(call, "cpu", after=60 * minute)["total"] for minute in range(30)}
    assert len(busy) > 20
    assert all(0 <= percent <= 100 for percent in busy)


def test_machines_differ(call: MakeCall) -> None:
    other = machines.answer(call("http://cellar.lan:61208/api/4/cpu"))
    assert other is not None
    assert json.loads(other.body) != ask(call, "cpu")
    assert ask(call, "system")["hostname"] == "attic"


def test_a_plugin_that_there_is_not(call: MakeCall) -> None:
    reply = machines.answer(call(f"{API}/gpu"))
    assert reply is not None
    assert reply.status == 404


@pytest.mark.parametrize("url", ["http://attic.lan:61208/", "https://gitlab.com/api/v4/projects/a"])
def test_other_addresses_are_left_to_others(call: MakeCall, url: str) -> None:
    assert machines.answer(call(url)) is None
