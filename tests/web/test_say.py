"""What people write on the wall: who may, how it is answered, how often, and that it is kept."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from litestar.testing import TestClient

from dashboard.web.passwords import hashed
from tests.waiting import until
from tests.walls import app_of, parts_of, serving
from tests.web.conftest import Client

CONFIG = """
[server]
push_token = "let me in"

[pages.main]
layout = "count"

[pages.second]
layout = "notes guarded closed"

[widgets.notes]
kind = "messages"
most = 3
longest = 40

[widgets.guarded]
kind = "messages"
write = "token"
push_token = "its own"

[widgets.closed]
kind = "messages"
write = "nobody"

[widgets.count]
kind = "number"

[widgets.nowhere]
kind = "messages"
"""

HTMX = {"HX-Request": "true"}
TOKEN = {"Authorization": "Bearer let me in"}


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[Client]:
    """A wall on which people write."""
    with TestClient(app_of(tmp_path, CONFIG), base_url="http://127.0.0.1") as client:
        yield client


def say(wall: Client, text: str, name: str = "notes", **headers: str) -> httpx.Response:
    """Send the form of this widget."""
    content = {"text": text, "do": "say"}
    return wall.post(f"/widgets/{name}/say", data=content, headers=headers, follow_redirects=False)


def test_without_a_script_it_leads_back_to_the_page_which_shows_it(wall: Client) -> None:
    answer = say(wall, "Post is here")
    assert (answer.status_code, answer.headers["location"]) == (303, "/pages/second")
    assert "Post is here" in wall.get("/pages/second").text


def test_a_widget_on_no_page_leads_back_to_itself(wall: Client) -> None:
    assert say(wall, "Hello", "nowhere").headers["location"] == "/embed/nowhere"


def test_with_htmx_the_form_comes_back_empty(wall: Client) -> None:
    answer = say(wall, "Post is here", **HTMX)
    assert answer.status_code == 200
    assert answer.text.startswith('<form class="say" id="say-notes" method="post"')
    assert 'value=""' in answer.text
    assert "Post is here" in wall.get("/widgets/notes").text


def test_with_htmx_what_can_not_be_written_stays_in_the_form_with_the_reason(wall: Client) -> None:
    answer = say(wall, '"' * 41, **HTMX)
    assert answer.status_code == 200
    assert f'value="{"&#34;" * 41}"' in answer.text
    assert "a message may have 40 characters, and this one has 41" in answer.text
    assert "&#34;" not in wall.get("/widgets/notes").text


def test_what_is_no_message_is_refused(wall: Client) -> None:
    answer = say(wall, " ")
    assert (answer.status_code, answer.text) == (400, "This can't be written: there is nothing in this message.\n")


def test_it_can_be_cleared(wall: Client) -> None:
    say(wall, "Post is here")
    assert wall.post("/widgets/notes/say", data={"do": "clear"}, headers=HTMX).status_code == 200
    assert "No messages" in wall.get("/widgets/notes").text


@pytest.mark.parametrize(
    ("name", "headers", "status"),
    [
        ("guarded", {}, 403),
        ("guarded", {"Authorization": "Bearer wrong"}, 403),
        ("guarded", TOKEN, 303),
        ("guarded", {"Authorization": "Bearer its own"}, 303),
        ("closed", TOKEN, 403),
        ("count", TOKEN, 404),
        ("none", {}, 404),
        ("notes", {"Sec-Fetch-Site": "cross-site"}, 403),
        ("notes", {"Origin": "https://evil.example"}, 403),
    ],
)
def test_who_may_write(wall: Client, name: str, headers: dict[str, str], status: int) -> None:
    assert say(wall, "Hello", name, **headers).status_code == status


@pytest.mark.parametrize(
    ("name", "token", "status"),
    [
        ("notes", "let me in", 303),
        ("guarded", "let me in", 303),
        ("guarded", "its own", 303),
        ("notes", "its own", 401),
        ("notes", "wrong", 401),
        ("notes", "", 401),
        ("none", "wrong", 401),
        ("closed", "let me in", 403),
    ],
)
def test_on_a_wall_with_a_password_the_push_token_opens_the_form_too(
    tmp_path: Path, name: str, token: str, status: int
) -> None:
    config = CONFIG.replace("[server]", f'[server]\naccess = "password"\npassword = "{hashed("correct horse")}"')
    with TestClient(app_of(tmp_path, config), base_url="http://127.0.0.1") as wall:
        assert say(wall, "Hello", name, Authorization=f"Bearer {token}").status_code == status


def test_whoever_knows_the_token_may_push_all_of_it(wall: Client) -> None:
    body = {"messages": [{"text": "By push"}]}
    assert wall.put("/api/widgets/closed", json=body, headers=TOKEN).status_code == 200
    assert "By push" in wall.get("/widgets/closed").text


def test_who_writes_too_often_is_told(wall: Client) -> None:
    statuses = [say(wall, f"Message {number}").status_code for number in range(25)]
    assert statuses[:20] == [303] * 20
    assert statuses[-1] == 429
    assert say(wall, "Elsewhere", "nowhere").status_code == 303
    assert "Too much is written" in say(wall, "Once more", **HTMX).text


def test_a_form_that_is_too_large_is_refused(wall: Client) -> None:
    assert say(wall, "x" * 10_000).status_code == 413


def test_it_is_kept_where_the_wall_keeps_its_state(tmp_path: Path) -> None:
    config = CONFIG.replace("[server]", f'[server]\nstate = "{tmp_path / "state"}"')
    with TestClient(app_of(tmp_path, config), base_url="http://127.0.0.1") as client:
        say(client, "Still here")
    with TestClient(app_of(tmp_path, config), base_url="http://127.0.0.1") as client:
        assert "Still here" in client.get("/widgets/notes").text


async def test_a_form_is_answered_at_once_while_streams_are_open(tmp_path: Path) -> None:
    app = app_of(tmp_path, CONFIG)
    async with (
        serving(app) as url,
        httpx.AsyncClient(base_url=url, trust_env=False, timeout=5) as client,
        client.stream("GET", "/events?widgets=notes") as stream,
    ):
        await until(lambda: parts_of(app).hub.count() == 1)
        answer = await client.post("/widgets/notes/say", data={"text": "Meanwhile"}, headers=HTMX)
        assert (answer.status_code, answer.http_version) == (200, "HTTP/1.1")
        async with asyncio.timeout(5):
            async for line in stream.aiter_lines():
                if "Meanwhile" in line:
                    break
        assert (await client.post("/api/widgets/notes/refresh")).status_code == 202
