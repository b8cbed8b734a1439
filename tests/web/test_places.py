"""A group of widgets as pages hold it: one place, a tab for each, and what is worst in front."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from dashboard.app import Parts
from dashboard.poll.outcome import Success
from tests.walls import app_of, parts_of
from tests.web.conftest import Client
from tests.web.test_pages import Outline

CONFIG = """
[pages.main]
layout = "note two-of-them"

[pages.plain]
layout = "note"

[groups.two-of-them]
widgets = ["milk", "load"]
dwell = "1m"

[widgets.note]
kind = "text"
text = "Hello"

[widgets.milk]
kind = "text"
title = "Cow's <milk>"
text = "Milk"

[widgets.load]
kind = "number"
theme = "paper"
alert = [{ above = 8, level = "danger" }]
"""


@pytest.fixture
def app(tmp_path: Path) -> Litestar:
    """A wall with a group."""
    return app_of(tmp_path, CONFIG)


@pytest.fixture
def parts(app: Litestar) -> Parts:
    """Its parts."""
    return parts_of(app)


@pytest.fixture
def client(app: Litestar) -> Iterator[Client]:
    """A client of it."""
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield client


def push(parts: Parts, value: float) -> None:
    """Somebody pushes this load."""
    publisher = parts.publisher
    source = publisher.board.widgets["load"].source
    publisher.deliver(source, Success(source.into(value=value), publisher.now()))  # type: ignore[attr-defined]


def test_a_group_is_one_place_with_a_tab_for_each_widget_and_the_first_in_front(client: Client) -> None:
    outline = Outline(client.get("/").text)
    (group,) = [each for each in outline.all("div") if each.get("class") == "group"]
    assert (group["id"], group["data-dwell"]) == ("w-two-of-them", "60")
    milk, load = [each for each in outline.all("a") if each.get("role") == "tab"]
    assert (milk["aria-controls"], milk["aria-selected"], load["aria-selected"]) == ("w-milk", "true", "false")
    assert (milk["href"], load["href"]) == ("#w-milk", "#w-load")
    sections = {each["id"]: each for each in outline.all("section")}
    assert sections.keys() == {"w-note", "w-milk", "w-load"}
    assert (sections["w-milk"]["sse-swap"], sections["w-milk"]["aria-labelledby"]) == ("milk", milk["id"])
    assert ["data-front" in sections[name] for name in ("w-milk", "w-load")] == [True, False]
    assert [each["aria-label"] for each in outline.all("div") if each.get("role") == "tablist"] == ["Two of them"]
    assert "Cow&#39;s &lt;milk&gt;" in client.get("/").text


def test_who_is_in_danger_is_in_front_with_its_sign_and_theme(client: Client, parts: Parts) -> None:
    push(parts, 9)
    for address in ("/", "/?still"):
        outline = Outline(client.get(address).text)
        milk, load = [each for each in outline.all("a") if each.get("role") == "tab"]
        assert (load["aria-selected"], load["data-alert"]) == ("true", "danger")
        assert (milk["aria-selected"], "data-alert" in milk) == ("false", False)
        (tabs,) = [each for each in outline.all("div") if each.get("role") == "tablist"]
        assert tabs["data-theme"] == "paper"


def test_the_place_in_the_layout_is_that_of_the_group(client: Client) -> None:
    sheet = client.get("/pages/main/layout.css").text
    assert "#w-two-of-them { grid-area: 1 / 2 / span 1 / span 1; }" in sheet
    assert "#w-milk" not in sheet


def test_only_pages_with_groups_load_how_they_turn(client: Client) -> None:
    assert "groups.js" in client.get("/").text
    assert "groups." not in client.get("/pages/plain").text
    assert "groups.js" not in client.get("/?still").text


@pytest.mark.parametrize("sound", ["true", "false"])
def test_only_a_wall_that_is_to_sound_loads_how(tmp_path: Path, sound: str) -> None:
    app = app_of(tmp_path, f"[wall]\nsound = {sound}\n{CONFIG}")
    with TestClient(app, base_url="http://127.0.0.1") as client:
        assert ("sound.js" in client.get("/").text) is (sound == "true")
