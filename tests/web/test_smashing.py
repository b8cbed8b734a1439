"""Pushing as to Smashing, for those who move."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from tests.walls import app_of
from tests.web.conftest import Client

TOKEN = "Zoë"

CONFIG = """
[server]
push_token = "Zoë"
smashing_push = true

[widgets.karma]
kind = "number"

[widgets.buzzwords]
kind = "list"

[widgets.welcome]
kind = "list"

[widgets.prices]
kind = "table"

[widgets.convergence]
kind = "chart"

[widgets.note]
kind = "text"
text = "Hello"
"""


@pytest.fixture(scope="module")
def wall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A wall that takes pushes as Smashing did."""
    app = app_of(tmp_path_factory.mktemp("wall"), CONFIG)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield client


def push(wall: Client, name: str, token: object = TOKEN, **fields: Any) -> tuple[int, str]:
    """The status, and what the tile shows then."""
    answer = wall.post(f"/widgets/{name}", json={"auth_token": token, **fields})
    if answer.status_code != 204:
        return answer.status_code, answer.text
    assert answer.content == b""
    return 204, wall.get(f"/widgets/{name}").text


@pytest.mark.parametrize(
    ("name", "fields", "shown"),
    [
        ("karma", {"current": 42, "last": 40, "moreinfo": "points"}, [">42<", "points"]),
        ("karma", {"value": 7, "title": "Synergy", "suffix": "%"}, [">7<small>%</small>", "Synergy"]),
        ("karma", {"current": "9", "status": "warning", "updatedAt": 1_790_000_000}, [">9<"]),
        (
            "buzzwords",
            {"title": "Buzz", "items": [{"label": "Synergy", "value": 5}, {"label": "Leverage"}]},
            [">Buzz<", '<span class="name">Synergy</span><span class="figure">5</span>', "Leverage"],
        ),
        ("buzzwords", {"items": []}, ["Nothing to list"]),
        ("welcome", {"text": "Hello\nthere", "moreinfo": "<b>"}, [">Hello<", ">there<", "&lt;b&gt;"]),
        ("prices", {"items": [{"label": "Milk", "value": 1.5}]}, [">Milk<", ">1.5<"]),
        ("convergence", {"points": [{"x": 1, "y": 3}, {"x": 2, "y": 4}]}, ["chart bars"]),
    ],
)
def test_its_usual_fields_are_shown(wall: Client, name: str, fields: dict[str, Any], shown: list[str]) -> None:
    status, html = push(wall, name, **fields)
    assert status == 204
    assert [text for text in shown if text not in html] == []


@pytest.mark.parametrize("token", ["", "wrong", "Zoe", None, 5, ["Zoë"]])
def test_without_the_token_it_is_401(wall: Client, token: object) -> None:
    status, text = push(wall, "karma", token, current=1)
    assert status == 401
    assert "Zoë" not in text


@pytest.mark.parametrize(
    ("name", "fields", "status"),
    [
        ("nobody", {"current": 1}, 404),
        ("note", {"text": "Hi"}, 409),
        ("karma", {"current": "many"}, 400),
        ("karma", {"text": "nothing of use"}, 400),
        ("buzzwords", {"items": [{"label": ["x"]}]}, 400),
        ("karma", {"current": 1, "text": "x" * 70_000}, 413),
    ],
)
def test_what_can_t_be_shown_is_refused(wall: Client, name: str, fields: dict[str, Any], status: int) -> None:
    assert push(wall, name, **fields)[0] == status


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"[" * 60_000, b"auth_token=Zo%C3%AB&current=5"])
def test_what_is_no_object_is_refused(wall: Client, body: bytes) -> None:
    assert wall.post("/widgets/karma", content=body).status_code == 400


def test_who_has_no_token_holds_off_nobody_who_has_one(wall: Client) -> None:
    statuses = {push(wall, "welcome", "wrong", text="x")[0] for _ in range(130)}
    assert statuses == {401, 429}
    answer = wall.put("/api/widgets/welcome", json={"rows": ["y"]}, headers={b"Authorization": "Bearer Zoë".encode()})
    assert answer.status_code == 200


def test_it_is_off_by_default(tmp_path: Path) -> None:
    app = app_of(tmp_path, CONFIG.replace("smashing_push = true", ""))
    with TestClient(app, base_url="http://127.0.0.1") as wall:
        answer = wall.post("/widgets/karma", json={"auth_token": "Zoë", "current": 1})
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    assert "smashing_push" in answer.text
