"""The page by which a phone tells screens what to do, and its form."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from dashboard.app import Parts
from dashboard.live.displays import Report
from tests.web.conftest import Client

Events = Callable[[], list[tuple[str, Any]]]


@pytest.fixture(autouse=True)
def lobby(parts: Parts) -> None:
    """One screen is here, and one was."""
    now = parts.publisher.now()
    parts.displays.known.clear()
    parts.displays.seen("attic", Report("live", page="second-page"), now - timedelta(minutes=5))
    parts.displays.seen("lobby", Report("live", page="main"), now)


@pytest.fixture
def events(parts: Parts) -> Iterator[Events]:
    """What a stream of the first page is told from now on."""
    mailbox = parts.hub.subscribe(frozenset(), page="main")
    yield lambda: [(frame.name, json.loads(frame.text)) for frame in mailbox.frames.values()]
    parts.hub.leave(mailbox)


def press(client: Client, do: str, to: str = "lobby", **fields: str) -> str:
    """What the page says after this button was pressed in a browser without scripts."""
    answer = client.post("/control", data={"to": to, "do": do, **fields})
    assert answer.status_code == 200
    assert answer.history[0].status_code == 303
    found = re.search(r'id="told"[^>]*>(?:[\d:]+ )?(.*?)</p>', answer.text)
    assert found is not None
    return unescape(found[1])


def test_the_page_lists_screens_and_pages_and_needs_no_script(client: Client) -> None:
    html = client.get("/control").text
    assert re.findall(r'name="to" value="([^"]*)"', html) == ["all", "lobby", "attic"]
    assert "main, live" in html
    assert "not here" in html
    for button in ("show main", "show second-page", "turn", "rest dim", "rest blank", "rest ", "message", "reload"):
        assert f'<button name="do" value="{button}"' in html
    assert '<form method="post" action="/control"' in html


def test_the_status_page_leads_there(client: Client) -> None:
    assert '<a href="/control">' in client.get("/status").text


@pytest.mark.parametrize(
    ("do", "fields", "event", "said"),
    [
        (
            "show second-page",
            {"for": "600"},
            ("wall.page", {"page": "second-page", "seconds": 600, "why": "asked", "display": "lobby"}),
            "The screen shows the page",
        ),
        (
            "turn",
            {"for": "600"},
            ("wall.page", {"page": None, "seconds": None, "why": "asked", "display": "lobby"}),
            "The screen goes on turning its pages",
        ),
        ("reload", {}, ("wall.reload", {"display": "lobby"}), "The screen loads its page anew"),
        (
            "rest ",
            {"for": "0"},
            ("wall.rest", {"rest": "", "seconds": None, "display": "lobby"}),
            "The screen does as it is told",
        ),
        (
            "rest blank",
            {"for": "60"},
            ("wall.rest", {"rest": "blank", "seconds": 60, "display": "lobby"}),
            "The screen does as it is told",
        ),
        (
            "message",
            {"message": "<b>Lunch!</b>", "level": "warn", "stays": "300"},
            ("wall.message", {"text": "<b>Lunch!</b>", "level": "warn", "seconds": 300, "display": "lobby"}),
            "The screen shows the message",
        ),
    ],
)
def test_a_button_tells_the_screen(
    client: Client, events: Events, do: str, fields: dict[str, str], event: tuple[str, Any], said: str
) -> None:
    assert press(client, do, **fields) == said
    assert events() == [event]


def test_the_screen_stays_chosen_after_a_button(client: Client) -> None:
    answer = client.post("/control", data={"to": "lobby", "do": "reload"})
    assert re.findall(r'id="to-([^"]*)" hx-preserve checked', answer.text) == ["lobby"]


def test_of_a_screen_that_is_not_here_that_is_said(client: Client) -> None:
    assert press(client, "reload", to="attic") == "attic is not here, and misses it"


def test_all_screens_are_told_and_counted(client: Client, parts: Parts, events: Events) -> None:
    parts.displays.seen("kitchen", Report("live"), parts.publisher.now())
    assert press(client, "reload", to="all") == "Each of 2 screens loads its page anew"
    assert events() == [("wall.reload", {})]
    parts.displays.known.clear()
    assert press(client, "reload", to="all") == "Nobody is here to hear it"


@pytest.mark.parametrize(
    ("do", "to", "fields"),
    [
        ("", "lobby", {}),
        ("dance", "lobby", {}),
        ("show cellar", "lobby", {}),
        ("rest asleep", "lobby", {}),
        ("message", "lobby", {"message": "x" * 301}),
        ("message", "lobby", {"level": "loud"}),
        ("reload", "cellar", {}),
    ],
)
def test_what_can_t_be_done_is_not_done_and_said(
    client: Client, events: Events, do: str, to: str, fields: dict[str, str]
) -> None:
    assert press(client, do, to, **fields) == "That can't be done"
    assert events() == []


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://other.example"}])
def test_d10_the_form_of_another_site_does_nothing(client: Client, events: Events, headers: dict[str, str]) -> None:
    """A form on another site's page is sent to `/control`.

    Against it: the same.
    """
    answer = client.post("/control", data={"to": "lobby", "do": "reload"}, headers=headers)
    assert answer.status_code == 403
    assert events() == []


def test_what_stands_in_the_address_is_no_text_of_ours(client: Client) -> None:
    html = client.get("/control?to=<script>&done=<script>&told=7").text
    assert "script>&" not in html
    assert '<p id="told" role="status"></p>' in html
    assert client.get("/control?told=many").status_code == 400
