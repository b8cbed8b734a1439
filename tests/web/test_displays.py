"""Screens say how they are, and other programs can read it."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from dashboard.app import Parts
from dashboard.config.board import NOTICE
from dashboard.live.displays import Report
from dashboard.live.reader import Reader

Client = TestClient[Litestar]

WHOLE = {
    "page": "main",
    "link": "live",
    "lag": 0.25,
    "bursts": False,
    "silent": False,
    "drops": 2,
    "painted": 0.016,
    "skew": -1.5,
    "version": "0123456789ab-cdef01234567",
    "through": "own",
    "transport": "ws",
}


@pytest.fixture(autouse=True)
def nobody(parts: Parts) -> None:
    """No screen has said anything yet."""
    parts.displays.known.clear()


def say(client: Client, report: object, name: str = "lobby", **headers: str) -> tuple[int, str]:
    """A report, and what it is answered."""
    body = report if isinstance(report, bytes) else json.dumps(report).encode()
    answer = client.post(f"/api/displays/{name}/seen", content=body, headers={"HX-Request": "true", **headers})
    return answer.status_code, answer.json().get("detail", "") if answer.content else ""


def listed(client: Client) -> list[dict[str, Any]]:
    """What other programs are told."""
    found: list[dict[str, Any]] = client.get("/api/displays").json()
    return found


def test_what_a_screen_says_can_be_read(client: Client) -> None:
    assert say(client, WHOLE) == (204, "")
    (lobby,) = listed(client)
    seen = {lobby.pop("first_seen"), lobby.pop("last_seen")}
    assert len(seen) == 1
    assert lobby == {"name": "lobby", "address": "testclient", "agent": "testclient", **WHOLE}


def test_a_screen_of_another_version_may_say_more_and_less(client: Client) -> None:
    assert say(client, {"link": "late", "mood": "good"})[0] == 204
    (lobby,) = listed(client)
    assert (lobby["link"], lobby["page"], lobby["lag"], lobby["painted"]) == ("late", None, None, None)


def test_a_page_that_there_is_not_is_none(client: Client) -> None:
    say(client, {**WHOLE, "page": "<script>"})
    assert listed(client)[0]["page"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"[]",
        b'{"link": "live"',
        b"[" * 2000,
        {},
        {**WHOLE, "link": "<b>"},
        {**WHOLE, "drops": -1},
        {**WHOLE, "drops": "many"},
        {**WHOLE, "skew": "much"},
        b'{"link": "live", "lag": 1e999}',
        {**WHOLE, "lag": 1e300},
        {**WHOLE, "version": "0" * 65},
        {**WHOLE, "version": "<script>"},
        {**WHOLE, "through": "a wall"},
        {**WHOLE, "transport": "pigeons"},
        {**WHOLE, "page": 7},
    ],
)
def test_nonsense_is_refused_with_the_reason(client: Client, wrong: object) -> None:
    status, detail = say(client, wrong)
    assert status == 400
    assert detail.startswith("This is no report of a screen: ")
    assert listed(client) == []


@pytest.mark.parametrize("name", ["Lobby", "a_b", "a" * 65, "a%20b", "%0Aa"])
def test_a_name_that_is_none_is_refused(client: Client, name: str) -> None:
    assert say(client, WHOLE, name) == (400, "A screen's name is up to 64 of a-z, 0-9 and -.")
    assert listed(client) == []


def test_a_report_has_its_limit(client: Client) -> None:
    assert say(client, {**WHOLE, "more": "x" * 3500})[0] == 204
    assert say(client, {**WHOLE, "more": "x" * 4096})[0] == 413


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://other.example"}])
def test_the_page_of_another_site_can_not_speak_for_a_screen(client: Client, headers: dict[str, str]) -> None:
    assert say(client, WHOLE, **headers)[0] == 403
    assert listed(client) == []


def test_silence_counts_where_there_is_a_stream_that_it_should_have_come_by(client: Client, parts: Parts) -> None:
    say(client, {**WHOLE, "silent": True})
    assert listed(client)[0]["silent"] is False
    mailbox = parts.hub.subscribe(frozenset([NOTICE]))
    mailbox.reader = Reader(parts.publisher.now(), "192.0.2.7", "", "lobby")
    say(client, {**WHOLE, "silent": True})
    say(client, {**WHOLE, "silent": True}, "other")
    parts.hub.leave(mailbox)
    assert [(display["name"], display["silent"]) for display in listed(client)] == [("lobby", True), ("other", False)]


# Orders


def order(client: Client, content: object, name: str = "lobby", **headers: str) -> tuple[int, Any]:
    """An order, and what it is answered: how many were told, or why not."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    answer = client.post(f"/api/displays/{name}", content=body, headers=headers)
    told = answer.json()
    return answer.status_code, told["told"] if answer.status_code == 200 else told["detail"]


Events = Callable[[], list[tuple[str, Any]]]


@pytest.fixture
def events(parts: Parts) -> Iterator[Events]:
    """What a stream of the first page is told from now on."""
    mailbox = parts.hub.subscribe(frozenset(), page="main")
    yield lambda: [(frame.name, json.loads(frame.text)) for frame in mailbox.frames.values()]
    parts.hub.leave(mailbox)


def test_a_screen_is_told_what_to_do(client: Client, events: Events) -> None:
    say(client, WHOLE)
    assert order(client, {"show": "second-page", "seconds": 60}) == (200, 1)
    content = {"page": "second-page", "seconds": 60, "why": "asked", "display": "lobby"}
    assert events() == [("wall.page", content)]


def test_all_screens_are_told_at_once(client: Client, events: Events) -> None:
    say(client, WHOLE)
    say(client, WHOLE, "kitchen")
    assert order(client, {"message": "<b>Lunch!</b>"}, "all") == (200, 2)
    assert events() == [("wall.message", {"text": "<b>Lunch!</b>", "level": "info", "seconds": 30})]


def test_where_there_is_no_screen_all_are_none(client: Client) -> None:
    assert order(client, {"reload": True}, "all") == (200, 0)


def test_a_screen_that_is_not_here_misses_it(client: Client, parts: Parts) -> None:
    parts.displays.seen("lobby", Report("live"), parts.publisher.now() - timedelta(minutes=5))
    assert order(client, {"reload": True}) == (200, 0)


def test_a_screen_that_only_has_a_stream_is_told(client: Client, parts: Parts) -> None:
    mailbox = parts.hub.subscribe(frozenset([NOTICE]), page="main")
    mailbox.reader = Reader(parts.publisher.now(), "192.0.2.7", "", "lobby")
    assert order(client, {"reload": True}) == (200, 1)
    parts.hub.leave(mailbox)


def test_an_unknown_screen_is_404_and_the_known_ones_are_named(client: Client, events: Events) -> None:
    assert order(client, {"reload": True}) == (404, "No screen called 'lobby' has been seen here, nor any other.")
    say(client, WHOLE)
    say(client, WHOLE, "kitchen")
    detail = "No screen called 'attic' has been seen here; there are kitchen, lobby, all."
    assert order(client, {"reload": True}, "attic") == (404, detail)
    assert events() == []


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (b"", "Input data was truncated"),
        (b"[]", "Expected `object`, got `array`"),
        (b"[" * 2000, "This can't be done: "),
        ({}, "exactly one of show, reload, message and rest is expected"),
        ({"show": "cellar"}, "there is no page called 'cellar' on this wall, but main, second-page"),
        ({"message": 5, "level": "loud", "colour": "red"}, "message: Expected `str`, got `int`; level: Invalid enum"),
        ({"message": 5, "level": "loud", "colour": "red"}, "colour is not known"),
    ],
)
def test_an_order_that_is_none_is_refused_with_the_reason(
    client: Client, events: Events, wrong: object, reason: str
) -> None:
    say(client, WHOLE)
    status, detail = order(client, wrong)
    assert status == 400
    assert reason in detail
    assert events() == []


def test_an_order_has_its_limit(client: Client) -> None:
    assert order(client, {"message": "x" * 4096}, "all")[0] == 413


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://other.example"}])
def test_d10_the_page_of_another_site_gives_no_orders(client: Client, events: Events, headers: dict[str, str]) -> None:
    """Another site's page gives orders to screens.

    Against it: the same.
    """
    say(client, WHOLE)
    assert order(client, {"reload": True}, **headers)[0] == 403
    assert order(client, {"reload": True}, Authorization="Bearer wrong", **headers)[0] == 403
    assert events() == []


def test_a_program_with_the_token_gives_orders_from_anywhere(client: Client, events: Events) -> None:
    say(client, WHOLE)
    headers = {b"Origin": b"https://other.example", b"Authorization": "Bearer let me in, Zoë".encode()}
    answer = client.post("/api/displays/lobby", json={"reload": True}, headers=headers)
    assert (answer.status_code, answer.json()) == (200, {"told": 1})
    assert events() == [("wall.reload", {"display": "lobby"})]
