"""Who may push to which widget, several at once, and what is said of what is wrong. One push alone: see test_api."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from tests.walls import app_of
from tests.web.conftest import Client

TOKEN = "for all"

CONFIG = """
[server]
push_token = "for all"

[widgets.plain]
kind = "number"

[widgets.own]
kind = "number"
push_token = "for own"

[widgets.other]
kind = "number"
push_token = "for other"

[widgets.note]
kind = "text"
text = "Hello"
"""


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[Client]:
    """A wall with a token for all its widgets, and two of which each has one of its own."""
    with TestClient(app_of(tmp_path, CONFIG), base_url="http://127.0.0.1") as client:
        yield client


def put(wall: Client, content: Any, name: str = "", token: str = TOKEN) -> tuple[int, Any]:
    """A push to one widget, or to several: its status, and what is answered or why not."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    path = f"/api/widgets/{name}" if name else "/api/widgets"
    answer = wall.put(path, content=body, headers={"Authorization": f"Bearer {token}"})
    told = answer.json()
    return answer.status_code, told["detail"] if isinstance(told, dict) and "detail" in told else told


def shown(wall: Client) -> dict[str, float]:
    """The numbers that the wall shows."""
    return {each["id"]: each["measures"]["value"] for each in wall.get("/api/widgets").json() if each["measures"]}


# Tokens of widgets


@pytest.mark.parametrize(
    ("token", "name", "status"),
    [
        ("for all", "plain", 200),
        ("for all", "own", 200),
        ("for own", "own", 200),
        ("for own", "other", 401),
        ("for own", "plain", 401),
        ("for own", "nobody", 401),
        ("for other", "own", 401),
        ("", "own", 401),
    ],
)
def test_a_widget_s_own_token_opens_that_widget_alone(wall: Client, token: str, name: str, status: int) -> None:
    assert put(wall, {"value": 1}, name, token)[0] == status
    assert shown(wall) == ({name: 1} if status == 200 else {})


def test_without_a_token_for_all_a_widget_that_has_none_can_t_be_pushed_to(tmp_path: Path) -> None:
    text = CONFIG.replace('push_token = "for all"', "")
    with TestClient(app_of(tmp_path, text), base_url="http://127.0.0.1") as wall:
        assert put(wall, {"value": 1}, "own", "for own")[0] == 200
        assert put(wall, {"value": 1}, "plain", "for own")[0] == 403
        status, detail = put(wall, {"value": 1}, "own", "wrong")
    assert status == 401
    assert detail.startswith("The push token is missing or wrong for own")
    assert "for own:" in detail


# How much, and how often


@pytest.mark.parametrize(("length", "status"), [(64 * 1024, 200), (64 * 1024 + 1, 413)])
def test_a_push_may_have_64_kib_and_no_more(wall: Client, length: int, status: int) -> None:
    assert put(wall, b'{"value": 1}'.ljust(length), "plain")[0] == status


def test_too_many_pushes_are_held_off_before_they_are_read(wall: Client) -> None:
    answers = [put(wall, b"{", "plain") for _ in range(130)]
    assert {status for status, _ in answers} == {400, 429}
    assert any("plain is pushed to too often: it takes 20 a second." in detail for _, detail in answers)
    assert put(wall, b"{".ljust(70_000), "plain")[0] == 429
    assert put(wall, {"value": 1}, "other")[0] == 200


def test_who_has_no_token_holds_nobody_off(wall: Client) -> None:
    assert {put(wall, b"{", "plain", "wrong")[0] for _ in range(130)} == {401}
    assert put(wall, {"value": 1}, "plain")[0] == 200


# Several at once


def test_several_widgets_are_pushed_to_at_once(wall: Client) -> None:
    status, states = put(wall, {"plain": {"value": 1}, "own": {"value": "2"}, "other": {"value": 3, "ttl": "1m"}})
    assert status == 200
    assert [each["id"] for each in states] == ["plain", "own", "other"]
    assert shown(wall) == {"plain": 1, "own": 2, "other": 3}


def test_nothing_is_nothing(wall: Client) -> None:
    assert put(wall, {}) == (200, [])


@pytest.mark.parametrize(
    ("content", "status", "reason"),
    [
        ({"plain": {"value": 1}, "nobody": {"value": 1}}, 404, "There is no widget called 'nobody'"),
        ({"plain": {"value": 1}, "note": {"value": 1}}, 409, "note is of the kind text"),
        ({"plain": {"value": 1}, "own": {"value": "many"}}, 400, "own: value: Expected `float`, got `str`"),
        ({"plain": {"value": 1}, "own": 1}, 400, "own: Expected `object`, got `int`"),
        ({"plain": {"value": 1}, "own": {"value": 1, "label": "x" * 70_000}}, 413, "larger than 64 KiB"),
        ([], 400, "Expected `object`, got `array`"),
        (b"", 400, "This can't be shown"),
        (b'{"plain": {"value": 1}, "own": {"value": 1}', 400, "This can't be shown"),
        (b"[" * 60_000, 400, "This can't be shown"),
        (b'{"plain": ' + b"[" * 60_000, 400, "This can't be shown"),
    ],
)
def test_where_one_is_wrong_none_is_shown(wall: Client, content: Any, status: int, reason: str) -> None:
    answered, detail = put(wall, content)
    assert (answered, reason in detail) == (status, True), detail
    assert shown(wall) == {}


def test_everything_that_is_wrong_is_told_with_its_place(wall: Client) -> None:
    wrong = {
        "plain": {"value": [], "label": 5, "colour": "red"},
        "own": {"ttl": "1m"},
        "other": {"value": 1, "ttl": "x"},
    }
    status, detail = put(wall, wrong)
    assert status == 400
    for sentence in (
        "plain: value: Expected `float`, got `array`; label: Expected `str | null`, got `int`; colour is not known",
        "own: value is missing",
        "other: ttl: a duration such as",
    ):
        assert sentence in detail


def test_a_widget_s_own_token_does_not_open_a_batch_with_another(wall: Client) -> None:
    assert put(wall, {"own": {"value": 1}}, token="for own")[0] == 200
    assert put(wall, {"own": {"value": 2}, "plain": {"value": 2}}, token="for own")[0] == 401
    assert shown(wall) == {"own": 1}


def test_nobody_pushes_to_several_without_a_token_whatever_is_in_it(wall: Client) -> None:
    for token in ("", "wrong"):
        assert put(wall, b"{", token=token)[0] == 401


def test_a_batch_has_its_limit(wall: Client) -> None:
    assert put(wall, b" " * 1_100_000)[0] == 413


def test_too_many_batches_are_held_off_before_they_are_read(wall: Client) -> None:
    answers = [put(wall, b"{") for _ in range(130)]
    assert {status for status, _ in answers} == {400, 429}
    assert any(
        "Several widgets at once are pushed to too often: that may be 20 a second." in detail for _, detail in answers
    )


# In config.toml


def test_a_token_for_a_widget_that_polls_is_an_error(tmp_path: Path) -> None:
    text = '[widgets.note]\nkind = "text"\ntext = "x"\npush_token = "secret"\n'
    with pytest.raises(Exception, match=re.escape("the kind text polls and can't be pushed to")) as error:
        app_of(tmp_path, text)
    assert "config.toml:4" in str(error.value)
    assert "secret" not in str(error.value)
