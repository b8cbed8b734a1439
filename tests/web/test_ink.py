"""The page for e-ink: whole, still, black on white, and drawn anew by itself."""

import re
from datetime import UTC, datetime

import pytest

from dashboard.app import Parts
from dashboard.web.still import until_next
from tests.web.conftest import Client
from tests.web.test_pages import Outline


@pytest.mark.parametrize("address", ["/?ink", "/pages/main?ink", "/pages/main?ink=600", "/pages/main?still"])
def test_a_still_page_is_whole_and_has_no_script(client: Client, parts: Parts, address: str) -> None:
    answer = client.get(address)
    outline = Outline(answer.text)
    assert outline.open == []
    assert outline.all("script") == []
    assert not [name for _, attributes in outline.elements for name in attributes if name.startswith(("hx-", "sse-"))]
    assert outline.all("section") == [{"id": f"w-{name}"} for name in ("note", "clock", "count")]
    assert all(parts.hub.newest[name].text in answer.text for name in ("note", "clock", "count"))
    assert answer.headers["cache-control"] == "no-store"


def refresh(client: Client, address: str) -> list[int]:
    """After how many seconds a page is drawn anew."""
    outline = Outline(client.get(address).text)
    return [int(each["content"] or "") for each in outline.all("meta") if each.get("http-equiv") == "refresh"]


def test_ink_is_drawn_anew_each_minute_or_as_often_as_it_is_asked_to(client: Client) -> None:
    (usual,) = refresh(client, "/pages/main?ink")
    assert 2 <= usual <= 61
    (rare,) = refresh(client, "/pages/main?ink=86400")
    assert 61 < rare <= 86401
    assert refresh(client, "/pages/main?ink=never") == refresh(client, "/pages/main?still") == []


@pytest.mark.parametrize(("second", "wait"), [(0, 61), (1, 60), (59, 2)])
def test_the_next_page_comes_just_after_the_minute_has_turned(second: int, wait: int) -> None:
    assert until_next(60, datetime(2026, 11, 21, 10, 0, second, tzinfo=UTC)) == wait


@pytest.mark.parametrize("wanted", ["9", "86401", "-1", "1e3", "soon", "٦٠", "9" * 5000])
def test_a_refresh_that_makes_no_sense_is_400_with_a_sentence(client: Client, wanted: str) -> None:
    answer = client.get("/pages/main", params={"ink": wanted})
    assert answer.status_code == 400
    assert answer.text == "ink is how many seconds the page stands: 10 to 86400, or never.\n"


def test_ink_has_a_style_sheet_of_its_own_which_walls_do_not_load(client: Client) -> None:
    def sheets(address: str) -> list[str]:
        links = Outline(client.get(address).text).all("link")
        return [(each["href"] or "").rpartition("/")[2] for each in links if each.get("rel") == "stylesheet"]

    assert sheets("/pages/main?ink")[-1] == "ink.css"
    assert "ink.css" not in sheets("/pages/main") + sheets("/pages/main?still")


def test_ink_has_no_colour_and_no_motion(client: Client) -> None:
    address = re.search(r'href="([^"]+/ink\.css)"', client.get("/?ink").text)
    assert address is not None
    css = client.get(address[1]).text
    colours = re.findall(r"#([0-9a-f]{3,8})\b", css)
    assert colours
    assert [colour for colour in colours if len(set(colour)) > 1] == []
    assert "oklch" not in css
    assert "* { animation: none; transition: none; }" in css.replace("*, ::before, ::after", "*")


def test_a_still_page_says_when_it_was_drawn(client: Client) -> None:
    text = client.get("/?ink").text
    assert re.search(r'As of <time datetime="[^"]+">\w+day, \d+ \w+, \d\d:\d\d</time>', text)


def test_a_still_page_can_have_any_theme(client: Client) -> None:
    def theme(address: str) -> str | None:
        (root,) = Outline(client.get(address).text).all("html")
        return root["data-theme"]

    assert theme("/?still") == "paper"
    assert theme("/?still&theme=terminal") == "terminal"
    answer = client.get("/?still&theme=nope")
    assert answer.status_code == 400
    assert answer.text.startswith("There is no theme 'nope'; there are auto, day,")


def test_an_unknown_page_is_404_in_ink_too(client: Client) -> None:
    assert client.get("/pages/nope?ink").text == "There is no page called 'nope' on this wall.\n"
