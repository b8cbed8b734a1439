"""What may be asked of a screen, as the event that tells it."""

import json
from typing import Any

import msgspec
import pytest

from dashboard.live.frame import frame
from dashboard.live.hub import Hub
from dashboard.live.orders import Order, event
from dashboard.live.reader import Reader
from tests.live.conftest import NOON

PAGES = ["main", "night"]


def told(order: dict[str, Any], display: str = "lobby") -> tuple[str, dict[str, Any]]:
    """The event's name and its content."""
    found = event(msgspec.convert(order, Order), display, PAGES)
    assert found.revision == 0
    assert b"\nid:" not in found.wire
    return found.name, json.loads(found.text)


@pytest.mark.parametrize(
    ("order", "name", "content"),
    [
        ({"show": "night"}, "page", {"page": "night", "seconds": None, "why": "asked"}),
        ({"show": "night", "seconds": 60}, "page", {"page": "night", "seconds": 60, "why": "asked"}),
        ({"show": None}, "page", {"page": None, "seconds": None, "why": "asked"}),
        ({"reload": True}, "reload", {}),
        ({"message": "Lunch!"}, "message", {"text": "Lunch!", "level": "info", "seconds": 30}),
        (
            {"message": "<b>", "level": "danger", "seconds": 5},
            "message",
            {"text": "<b>", "level": "danger", "seconds": 5},
        ),
        ({"message": ""}, "message", {"text": "", "level": "info", "seconds": 30}),
        ({"rest": "dim", "seconds": 60}, "rest", {"rest": "dim", "seconds": 60}),
        ({"rest": ""}, "rest", {"rest": "", "seconds": None}),
    ],
)
def test_each_order_is_an_event_without_an_id(order: dict[str, Any], name: str, content: dict[str, Any]) -> None:
    assert told(order) == (f"wall.{name}", {**content, "display": "lobby"})


def test_an_order_to_all_names_nobody() -> None:
    assert told({"reload": True}, "all") == ("wall.reload", {})


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        ({}, "exactly one of"),
        ({"show": "main", "reload": True}, "exactly one of"),
        ({"show": "cellar"}, "there is no page called 'cellar' on this wall, but main, night"),
        ({"rest": "dim", "level": "warn"}, "level belongs to a message"),
        ({"reload": True, "seconds": 5}, "a reload has no seconds"),
    ],
)
def test_an_order_that_makes_no_sense_is_none(order: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        told(order)


@pytest.mark.parametrize(
    "order",
    [
        {"reload": False},
        {"message": "x" * 301},
        {"message": 5},
        {"message": "x", "level": "loud"},
        {"rest": "sleep"},
        {"show": "main", "seconds": 0},
        {"show": "main", "seconds": 1e6},
        {"show": "main", "seconds": "60"},
        {"shwo": "main"},
    ],
)
def test_what_has_another_shape_is_no_order(order: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        told(order)


async def test_an_order_reaches_those_who_show_a_page_and_is_not_kept() -> None:
    hub = Hub(flush=0)
    watching, embedded = hub.subscribe(frozenset("a"), page="main"), hub.subscribe(frozenset("a"))
    hub.order(frame("wall.reload", "{}"), "all")
    assert b"event: wall.reload" in await watching.next()
    assert embedded.frames == {}
    late = hub.subscribe(frozenset("a"), page="main")
    assert late.frames == {}


async def test_orders_to_two_screens_that_share_a_stream_both_arrive_and_the_newest_to_each() -> None:
    hub = Hub(flush=0)
    watching = hub.subscribe(frozenset("a"), page="main")
    for display, text in (("lobby", "old"), ("kitchen", "lunch"), ("lobby", "new")):
        hub.order(frame("wall.message", text), display)
    wire = await watching.next()
    assert (b"data: old" in wire, b"data: lunch" in wire, b"data: new" in wire) == (False, True, True)


def test_the_screens_that_have_a_stream_are_known_by_name() -> None:
    hub = Hub()
    for name in ("lobby", "", "lobby", "kitchen"):
        hub.subscribe(frozenset("a"), page="main").reader = Reader(NOON, "192.0.2.7", "", name)
    assert hub.displays() == {"lobby", "kitchen"}
