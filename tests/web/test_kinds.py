"""The gallery: every kind in every state, with the table to paste, and never taken for real."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from html import unescape
from pathlib import Path

import httpx
import pytest
from litestar.testing import TestClient

from dashboard.app import create_app, read_board
from dashboard.config.describe import example
from dashboard.config.recipes import read_recipes
from dashboard.folders import find_folders
from dashboard.web.kinds import SIZES, STATES
from tests.live.decoder import by_the_rules
from tests.walls import serving
from tests.web.conftest import Client
from tests.web.test_pages import Outline

KINDS = ("clock", "json", "number", "text")
CONFIG = '[wall]\ntheme = "paper"\n[widgets.clock]\nkind = "clock"\n'


@contextmanager
def knowing(folder: Path, *kinds: str) -> Iterator[Client]:
    """A client of a wall that knows these kinds alone."""
    config = folder / "config.toml"
    config.write_text(CONFIG, "utf-8")
    board = read_board(config)
    app = create_app(replace(board, kinds={name: board.kinds[name] for name in kinds}))
    with TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A client of a wall that knows four kinds."""
    with knowing(tmp_path_factory.mktemp("gallery"), *KINDS) as client:
        yield client


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[str]:
    """The address of a demo that knows the same."""
    config = tmp_path / "config.toml"
    config.write_text(CONFIG, "utf-8")
    board = read_board(config)
    app = create_app(replace(board, kinds={name: board.kinds[name] for name in KINDS}), demo=True)
    async with serving(app) as url:
        yield url


def specimens(html: str) -> list[tuple[str, str, str]]:
    """Kind, state and size of each tile that is shown, as its label says them."""
    found = [re.fullmatch(r"([\w-]+), (\w+), (\w+)", each["aria-label"] or "") for each in sections(html)]
    return [(each[1], each[2], each[3]) for each in found if each]


def sections(html: str) -> list[dict[str, str | None]]:
    """The attributes of every specimen."""
    return [each for each in Outline(html).all("section") if each.get("class") == "specimen"]


@pytest.mark.parametrize("path", ["/gallery", "/gallery/recipes", *(f"/gallery/{name}" for name in (*KINDS, "nhl"))])
def test_a_page_is_whole_and_has_one_heading_and_one_main_part(gallery: Client, path: str) -> None:
    outline = Outline(gallery.get(path).text)
    assert outline.open == []
    assert len(outline.all("h1")) == len(outline.all("main")) == 1
    names = [each["aria-label"] for each in outline.all("nav")]
    assert all(names)
    assert len(set(names)) == len(names)
    ids = [attributes["id"] for _, attributes in outline.elements if attributes.get("id")]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("path", ["/gallery", "/gallery/json"])
def test_it_has_no_style_and_no_script_but_files(gallery: Client, path: str) -> None:
    outline = Outline(gallery.get(path).text)
    assert outline.all("style") == []
    assert [(each["src"] or "").rpartition("/")[2] for each in outline.all("script")] == ["copy.js"]
    for _, attributes in outline.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]


def tables(html: str) -> list[str]:
    """What is there to be copied."""
    return [unescape(text) for text in re.findall(r"<pre[^>]*><code>(.*?)</code>", html, re.DOTALL)]


def test_the_index_shows_every_kind_with_the_table_to_paste(gallery: Client) -> None:
    html = gallery.get("/gallery").text
    assert specimens(html) == [(name, "fresh", "2x1") for name in KINDS]
    known = gallery.app.state.parts.publisher.board.kinds
    assert tables(html) == [example(known[name]) for name in KINDS]


def test_it_leads_to_the_recipes_which_are_shown_in_the_same_way(gallery: Client) -> None:
    assert '<a href="/gallery/recipes?theme=day">' in gallery.get("/gallery?theme=day").text
    html = gallery.get("/gallery/recipes?size=2x2").text
    recipes = [each for each in read_recipes(find_folders().recipes).values() if each.table["kind"] in KINDS]
    assert specimens(html) == [(each.name, "fresh", "2x2") for each in recipes]
    assert tables(html) == [each.text for each in recipes]
    assert len(recipes) > 40
    assert len(specimens(gallery.get("/gallery/recipes?case=failed").text)) == len(recipes)


def test_the_page_of_a_recipe_shows_each_state_at_each_size_and_leads_to_its_kind(gallery: Client) -> None:
    html = gallery.get("/gallery/sonarr?theme=day").text
    assert specimens(html) == [("sonarr", state, size) for state in STATES for size in SIZES]
    assert '<a href="/gallery/json?theme=day">json</a>' in html
    assert "<code>wallboard add sonarr</code>" in html
    assert "${SONARR_KEY}" in html
    assert "Options" not in html
    assert '<a href="/gallery/recipes?theme=day">All recipes</a>' in html


@pytest.mark.parametrize("size", SIZES)
def test_the_index_is_shown_in_any_size(gallery: Client, size: str) -> None:
    html = gallery.get("/gallery", params={"size": size}).text
    assert specimens(html) == [(name, "fresh", size) for name in KINDS]


def test_the_index_is_shown_in_any_state_that_a_kind_can_have(gallery: Client) -> None:
    for state in STATES:
        html = gallery.get("/gallery", params={"case": state}).text
        rings = [name for name in KINDS if state not in ("warn", "danger") or name in ("json", "number")]
        assert specimens(html) == [(name, state, "2x1") for name in rings]
        assert html.count("It is never in this state") == len(KINDS) - len(rings)


def test_the_page_of_a_kind_shows_each_state_at_each_size(gallery: Client) -> None:
    html = gallery.get("/gallery/number").text
    assert specimens(html) == [("number", state, size) for state in STATES for size in SIZES]
    marks = [
        (each["data-state"], each.get("data-alert")) for each in Outline(html).all("article") if "data-kind" in each
    ]
    wanted = [("fresh", None), ("stale", None), ("failed", None), ("fresh", "warn"), ("fresh", "danger")]
    assert marks == [mark for mark in wanted for _ in SIZES]


def test_it_tells_each_option_and_what_is_pushed(gallery: Client) -> None:
    html = gallery.get("/gallery/number").text
    for name in gallery.app.state.parts.publisher.board.kinds["number"].options.model_fields:
        assert f"<h3><code>{name}</code></h3>" in html
    assert "<code>PUT /api/widgets/my-number</code>" in html
    assert "&#34;value&#34;: 18.4" in html
    assert "PUT" not in gallery.get("/gallery/text").text


def test_it_leads_to_the_kinds_before_and_after_in_the_same_theme(gallery: Client) -> None:
    html = gallery.get("/gallery/clock", params={"theme": "day"}).text
    assert '<a href="/gallery/text?theme=day" rel="prev">' in html
    assert '<a href="/gallery/json?theme=day" rel="next">' in html
    assert 'data-theme="day"' in html
    assert 'data-theme="paper"' in gallery.get("/gallery/clock").text


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/gallery/nope", "There is no kind and no recipe called 'nope' in the gallery."),
        ("/gallery?theme=nope", "There is no theme called 'nope': day, dusk,"),
        ("/gallery/clock?theme=nope", "There is no theme called 'nope': day, dusk,"),
        ("/gallery/recipes?size=9x9", "Sizes are 1x1, 2x1, 2x2, 4x2, 300x150; cases are fresh,"),
        ("/gallery?size=9x9", "Sizes are 1x1, 2x1, 2x2, 4x2, 300x150; cases are fresh,"),
        ("/gallery?case=odd", "Sizes are 1x1, 2x1, 2x2, 4x2, 300x150; cases are fresh,"),
    ],
)
def test_what_there_is_none_of_is_404_with_a_sentence(gallery: Client, path: str, says: str) -> None:
    answer = gallery.get(path)
    assert answer.status_code == 404
    assert answer.text.startswith(says)


def test_on_a_wall_that_is_real_its_data_are_called_samples_and_are_nowhere_else(gallery: Client) -> None:
    assert "Sample data, played on this machine: nothing here is real" in gallery.get("/gallery").text
    assert "sse-swap" not in gallery.get("/gallery/number").text
    assert [each["id"] for each in gallery.get("/api/widgets").json()] == ["clock"]
    assert gallery.get("/gallery/events?widgets=number").status_code == 404


async def test_on_a_demo_the_fresh_tiles_follow_by_themselves(demo: str) -> None:
    async with httpx.AsyncClient(base_url=demo, timeout=20, trust_env=False) as client:
        html = (await client.get("/gallery/number")).text
        assert "Demo data: nothing here is real." in html
        (stream,) = {each.get("sse-connect") for each in Outline(html).all("main")}
        assert stream == "/gallery/events?widgets=number"
        assert [each.get("sse-swap") for each in sections(html)] == ["number"] * len(SIZES) + [None] * 4 * len(SIZES)
        received = b""
        async with client.stream("GET", stream) as answer:
            async for piece in answer.aiter_raw():
                received += piece
                events = [event.data for event in by_the_rules(received) if event.name == "number"]
                if len(set(events)) > 1:
                    break
        assert 'data-kind="number" data-state="fresh"' in events[-1]


async def test_head_of_the_gallery_s_stream_is_refused_and_does_not_hang(demo: str) -> None:
    async with httpx.AsyncClient(base_url=demo, timeout=5, trust_env=False) as client:
        assert (await client.head("/gallery/events?widgets=clock")).status_code == 405


def test_a_page_of_somebody_else_is_not_asked_for(tmp_path: Path) -> None:
    with knowing(tmp_path, "iframe") as client:
        html = client.get("/gallery/iframe").text
    assert "<iframe" not in html
    assert html.count("The page of somebody else stands here") == 2 * len(SIZES)


def test_a_form_is_there_to_be_seen_and_can_not_be_sent(tmp_path: Path) -> None:
    with knowing(tmp_path, "messages") as client:
        forms = Outline(client.get("/gallery/messages").text).all("form")
    assert forms
    assert all("inert" in form for form in forms)
