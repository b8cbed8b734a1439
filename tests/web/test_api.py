"""Widgets as JSON: read, push, poll now."""

import time
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from dashboard.app import Parts
from tests.walls import app_of
from tests.web.conftest import Client

TOKEN = "let me in, Zoë"


def bearer(token: str = TOKEN, scheme: str = "Bearer") -> dict[str, bytes]:
    """The header that says who pushes."""
    return {"Authorization": f"{scheme} {token}".encode()}


def push(client: Client, body: Any, name: str = "count", **others: Any) -> Any:
    """The answer to a push."""
    how = {"content": body} if isinstance(body, bytes) else {"json": body}
    return client.put(f"/api/widgets/{name}", **{"headers": bearer()} | how | others)


def test_all_widgets_are_listed_in_the_order_of_the_file(client: Client) -> None:
    answer = client.get("/api/widgets")
    assert [widget["id"] for widget in answer.json()] == ["note", "clock", "count", "other"]


def test_a_widget_tells_its_state(client: Client) -> None:
    told = client.get("/api/widgets/note").json()
    assert told.pop("at") == told.pop("polled")
    assert told == {
        "id": "note",
        "kind": "text",
        "title": None,
        "state": "fresh",
        "next_try": None,
        "error": None,
        "measures": {},
    }


def test_a_widget_that_has_nothing_yet_is_pending(client: Client) -> None:
    told = client.get("/api/widgets/other").json()
    assert (told["state"], told["title"], told["at"], told["measures"]) == ("pending", "Other", None, {})


@pytest.mark.parametrize("address", ["/api/widgets/nope", "/api/widgets/nope/refresh", "/api/nope"])
def test_an_unknown_widget_is_404_in_json(client: Client, address: str) -> None:
    answer = client.post(address) if address.endswith("refresh") else client.get(address)
    assert answer.status_code == 404
    assert answer.json()["status_code"] == 404
    assert answer.json()["detail"] in ("There is no widget called 'nope' on this wall.", "Not Found")


def test_what_is_pushed_is_shown(client: Client, parts: Parts) -> None:
    answer = push(client, {"value": 42, "label": "orders <b>", "unit": "pcs"})
    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["measures"]) == ("fresh", {"value": 42})
    html = client.get("/widgets/count").text
    assert ">42<" in html
    assert "orders &lt;b&gt;" in html
    assert parts.hub.newest["count"].text == html


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": b""},
        bearer("wrong"),
        bearer(TOKEN + "x"),
        bearer(TOKEN[:-1]),
        bearer("let me in, Zoe"),
        bearer(scheme="Basic"),
        {"Authorization": TOKEN.encode()},
        {"Authorization": b"Bearer \xff\xfe"},
    ],
)
def test_d21_without_the_token_nobody_pushes(client: Client, headers: dict[str, bytes]) -> None:
    """Somebody pushes without the token, or with another.

    Against it: tokens are compared in constant time; without any, pushing is off.
    """
    answer = push(client, {"value": 1}, headers=headers)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert TOKEN not in answer.text


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_may_be_written_in_any_case(client: Client, scheme: str) -> None:
    assert push(client, {"value": 1}, headers=bearer(scheme=scheme)).status_code == 200


def test_d21_a_token_in_the_address_is_not_looked_at(client: Client) -> None:
    """The token stands in the address, where logs would keep it.

    Against it: it is looked for in `Authorization` alone.
    """
    assert client.put("/api/widgets/count?token=let+me+in", json={"value": 1}).status_code == 401


def test_where_no_token_is_set_pushing_is_off(tmp_path: Path) -> None:
    app = app_of(tmp_path, '[widgets.count]\nkind = "number"\n')
    with TestClient(app, base_url="http://127.0.0.1") as client:
        answer = client.put("/api/widgets/count", json={"value": 1}, headers={"Authorization": "Bearer "})
    assert answer.status_code == 403
    assert "set push_token in [server]" in answer.json()["detail"]


def test_an_unknown_widget_can_t_be_pushed_to(client: Client) -> None:
    assert push(client, {"value": 1}, "nope").status_code == 404


def test_a_widget_that_polls_can_t_be_pushed_to(client: Client) -> None:
    answer = push(client, {"value": 1}, "note")
    assert answer.status_code == 409
    assert answer.json()["detail"] == "note is of the kind text, which polls and can't be pushed to."


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"42",
        b"{",
        b"null",
        b'{"value": "many"}',
        b'{"value": 1e999}',
        b'{"value": NaN}',
        b'{"label": "no value"}',
        b'{"value": 1, "colour": "red"}',
        b'{"value": 1, "ttl": "soon"}',
        b'{"value": 1, "ttl": "99999999999999d"}',
        b'{"value": 1, "label": "' + b"x" * 1000 + b'"}',
        b'{"value": 1, "label": "\\ud800"}',
        b'{"value": 1, "label": "\xff"}',
        b"[" * 60_000,
    ],
)
def test_what_has_another_shape_is_400_and_changes_nothing(client: Client, body: bytes) -> None:
    push(client, {"value": 5})
    before = client.get("/widgets/count").text
    answer = push(client, body)
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("This can't be shown: ")
    assert client.get("/widgets/count").text == before


def test_d21_a_push_that_is_too_large_is_413(client: Client) -> None:
    """A push is far too large.

    Against it: 64 KiB, and 20 a second for each widget.
    """
    answer = push(client, b'{"value": 1, "label": "' + b"x" * 70_000 + b'"}')
    assert answer.status_code == 413


def test_a_number_may_come_as_a_text(client: Client) -> None:
    assert push(client, {"value": "12.5"}).json()["measures"] == {"value": 12.5}


def test_a_push_with_a_ttl_expires(client: Client) -> None:
    assert push(client, {"value": 77, "ttl": "100ms"}).json()["state"] == "fresh"
    deadline = time.monotonic() + 5
    while client.get("/api/widgets/count").json()["state"] != "expired":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert ">77<" not in client.get("/widgets/count").text


# Poll now


def polled(client: Client, name: str) -> str:
    """When the widget was last polled well."""
    found: str = client.get(f"/api/widgets/{name}").json()["polled"]
    return found


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://127.0.0.1:8000"},
    ],
)
def test_a_refresh_polls_now(client: Client, headers: dict[str, str]) -> None:
    before = polled(client, "note")
    answer = client.post("/api/widgets/note/refresh", headers=headers)
    assert (answer.status_code, answer.json()["id"]) == (202, "note")
    deadline = time.monotonic() + 5
    while polled(client, "note") == before:
        assert time.monotonic() < deadline
        time.sleep(0.005)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8000"},
        {"Origin": "http://evil.test"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:8000.evil.test"},
    ],
)
def test_d10_the_page_of_another_site_can_t_ask_for_a_poll(client: Client, headers: dict[str, str]) -> None:
    """Another site's page lets its reader's browser ask for a poll.

    Against it: `Sec-Fetch-Site`, or an `Origin` that is ours, is demanded of browsers.
    """
    before = polled(client, "note")
    answer = client.post("/api/widgets/note/refresh", headers=headers)
    assert answer.status_code == 403
    assert polled(client, "note") == before


def test_a_get_changes_nothing(client: Client) -> None:
    assert client.get("/api/widgets/note/refresh").status_code == 405


def test_what_is_pushed_can_be_refreshed_and_nothing_happens(client: Client) -> None:
    assert client.post("/api/widgets/other/refresh").json()["state"] == "pending"
