"""A widget's headline as a picture."""

import re
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from dashboard.web.badge import COLOURS, GREY, KEPT, Words
from tests.walls import app_of
from tests.web.conftest import Client

CONFIG = """
[wall]
locale = "de"
timezone = "UTC"

[server]
push_token = "push"

[defaults]
embed = true

[widgets.load]
kind = "number"
title = "Load <b> & \\"more\\""
unit = "ms"
label = "since noon"
alert = [{ above = 4, level = "warn" }, { above = 8, level = "danger" }]

[widgets.nothing]
kind = "number"

[widgets.note]
kind = "text"
text = "All is well, and it will be so for a long time yet, they say"

[widgets.list]
kind = "monitor"
targets = [{ name = "Down", url = "tcp://127.0.0.1:9" }]

[widgets.talk]
kind = "messages"

[widgets.map]
kind = "iframe"
title = "Map"
src = "https://maps.example/"

[widgets.closed]
kind = "text"
text = "For us"
embed = false
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A client of a wall with several widgets."""
    app: Litestar = app_of(tmp_path_factory.mktemp("wall"), CONFIG)
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        deadline = time.monotonic() + 5
        while client.get("/readyz").status_code != 200:
            assert time.monotonic() < deadline
            time.sleep(0.005)
        yield client


def push(client: Client, value: float) -> None:
    """Let the load be so much."""
    headers = {"Authorization": "Bearer push"}
    assert client.put("/api/widgets/load", json={"value": value}, headers=headers).status_code == 200


def texts(client: Client, name: str) -> list[str]:
    """What a badge says: its label and its value."""
    return [unescape(text) for text in re.findall("<text [^>]*>([^<]*)</text>", client.get(f"/badge/{name}.svg").text)]


def test_it_says_what_the_tile_says_and_writes_it_in_the_same_way(client: Client) -> None:
    push(client, 1234.5)
    tile = client.get("/widgets/load").text
    label, value = texts(client, "load")
    assert label == 'Load <b> & "more"'
    assert value == "1.234\N{NARROW NO-BREAK SPACE}ms" or value == "1.234,5\N{NARROW NO-BREAK SPACE}ms"
    assert value.partition("\N{NARROW NO-BREAK SPACE}")[0] in tile


@pytest.mark.parametrize(("value", "colour"), [(1, COLOURS["fresh"]), (5, COLOURS["warn"]), (9, COLOURS["danger"])])
def test_its_colour_is_that_of_the_state(client: Client, value: float, colour: str) -> None:
    push(client, value)
    assert f'fill="{colour}"' in client.get("/badge/load.svg").text


def test_a_widget_without_data_is_grey_and_says_so(client: Client) -> None:
    assert texts(client, "nothing") == ["Nothing", "waiting"]
    assert f'fill="{GREY}"' in client.get("/badge/nothing.svg").text


def test_a_long_text_is_cut(client: Client) -> None:
    assert texts(client, "note") == ["Note", "All is well, and it will be so for a lo…"]


def test_a_list_gives_its_first_row_which_is_the_worst_with_its_colour(client: Client) -> None:
    label, value = texts(client, "list")
    assert (label, value.split()[0]) == ("List", "Down")
    assert len(value.split()) > 1
    assert f'fill="{COLOURS["danger"]}"' in client.get("/badge/list.svg").text


def test_what_has_neither_headline_nor_list_gives_its_first_number_or_its_state(client: Client) -> None:
    assert texts(client, "talk") == ["Talk", "0"]
    assert texts(client, "map") == ["Map", "ok"]


def test_it_is_told_in_words_too(client: Client) -> None:
    push(client, 1)
    answer = client.get("/badge/load.svg")
    assert 'aria-label="Load &lt;b&gt; &amp; &#34;more&#34;: 1' in answer.text
    assert not re.search(r"style=|<script|<b>", answer.text)


def test_it_is_kept_for_a_while_and_asked_for_by_its_tag(client: Client) -> None:
    push(client, 2)
    answer = client.get("/badge/load.svg")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.headers["cache-control"] == f"max-age={KEPT}"
    again = client.get("/badge/load.svg", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.text) == (304, "")
    push(client, 3)
    assert client.get("/badge/load.svg", headers={"If-None-Match": answer.headers["etag"]}).status_code == 200


def test_a_widget_that_may_not_be_embedded_has_none(client: Client) -> None:
    answer = client.get("/badge/closed.svg")
    assert answer.status_code == 403
    assert "set embed = true in [widgets.closed]" in answer.text
    assert client.get("/badge/nope.svg").status_code == 404


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<h2>A</h2><p class='value'>1<small>ms</small></p>", {"h2": "A", "value": "1\N{NARROW NO-BREAK SPACE}ms"}),
        ("<p class='value'>2 <svg><use href='#x'/></svg></p><p>after</p>", {"value": "2 "}),
        ("<p class='value'>1</p><p class='value'>2</p>", {"value": "1"}),
        ("<p class='note'>1 &lt; 2<span class='change'>+1</span></p>", {"note": "1 < 2"}),
        ("<p class='caption'>nothing</p>", {}),
    ],
)
def test_a_headline_is_read_from_a_tile(html: str, found: dict[str, str]) -> None:
    assert Words(html).texts == found


def test_white_can_be_read_on_each_colour() -> None:
    for colour in [*COLOURS.values(), GREY, "#3b4048"]:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        assert 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 4.5, colour


def test_the_folder_is_not_asked(tmp_path: Path, client: Client) -> None:
    assert client.get("/badge/..%2fconfig.svg").status_code == 404
