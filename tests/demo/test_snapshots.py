"""A drawing for every picture, another one by night."""

from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from dashboard.demo import snapshots
from dashboard.demo.call import Call

MakeCall = Callable[..., Call]


def ask(call: MakeCall, after: float = 0) -> bytes:
    reply = snapshots.answer(call("https://camera.example/snapshot.jpg", after=after))
    assert reply is not None
    assert reply.media_type == "image/svg+xml"
    return reply.body


def test_a_drawing(call: MakeCall) -> None:
    assert ElementTree.fromstring(ask(call)).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314  it is ours
    assert ask(call) == ask(call, after=30)
    assert len({ask(call, after=3600 * hour) for hour in range(24)}) == 24


@pytest.mark.parametrize("path", ["/", "/snapshot", "/jpg"])
def test_other_addresses_are_not_its_own(call: MakeCall, path: str) -> None:
    assert snapshots.answer(call(f"https://camera.example{path}")) is None
