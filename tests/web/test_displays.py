"""Screens say how they are, and other programs can read it."""

import json
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from dashboard.app import Parts
from dashboard.config.board import NOTICE
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
