"""Every recipe: what it tells of itself, that it checks, and what becomes of a sample answer, and of a hostile one.

The sample answers beside this file in recipes/ are composed from what each recipe names as the source of its shape.
"""

import json
import os
import ssl
from collections.abc import Callable
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from dashboard.app import known_kinds, make_renderer, read_board
from dashboard.config.board import Board, Widget
from dashboard.config.recipes import read, read_recipes
from dashboard.folders import find_folders
from dashboard.live.render import Renderer
from dashboard.poll.http import HttpClient
from dashboard.store.reading import Reading
from dashboard.widget import SourceError
from tests.poll.site import Site, answer
from tests.widgets.conftest import NOW

SAMPLES = Path(__file__).parent / "recipes"
RECIPES = read_recipes(find_folders().recipes)
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Board:
    """A wall with all recipes on it, whose keys are in the environment."""
    config = tmp_path_factory.mktemp("recipes") / "config.toml"
    config.write_text("\n".join(recipe.text for recipe in RECIPES.values()), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        for recipe in RECIPES.values():
            for key in recipe.keys:
                patch.setitem(os.environ, key, f"name:{key.lower()}")
        return read_board(config)


@pytest.fixture(scope="module")
def renderer(board: Board) -> Renderer:
    """What renders that wall."""
    return make_renderer(board)


def sample(name: str) -> Path:
    """The file with the sample answer."""
    (found,) = (path for path in SAMPLES.glob(f"{name}.*") if path.suffix != ".txt")
    return found


def split(name: str) -> dict[str, bytes]:
    """What is answered to each path; the whole to every path where the recipe asks one address."""
    urls, content = RECIPES[name].table.get("urls"), sample(name).read_bytes()
    if not isinstance(urls, dict):
        return {"": content}
    parts = json.loads(content)
    return {urlsplit(url).path: json.dumps(parts[part]).encode() for part, url in urls.items()}


async def fetched(widget: Widget, replies: dict[str, bytes]) -> Any:
    """What the widget's source makes of these answers, over real HTTP."""
    site = Site({path: answer(body, content_type="application/json") for path, body in replies.items()})
    await site.open()
    nobody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    http = HttpClient(reroute=lambda url: f"{site.url}{urlsplit(url).path}", trust=nobody)
    try:
        return await widget.source.fetch(http)
    finally:
        await http.close()
        await site.close()


class Text(HTMLParser):
    """The text of a tile: a line for each row, its cells between bars, and what a sign says in brackets."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.pieces.append(
            "\n" if tag in {"li", "p", "h2", "div"} else "|" if tag == "span" else " " * (tag == "small")
        )
        if spoken := dict(attrs).get("aria-label"):
            self.pieces.append(f"[{spoken}]")

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    @classmethod
    def of(cls, html: str) -> str:
        parser = cls()
        parser.feed(html)
        lines = "".join(parser.pieces).replace("]|", "] ").split("\n")
        return "\n".join(filter(None, (" ".join(line.split()).strip("| ").replace("|", " | ") for line in lines)))


def test_there_are_enough_of_them() -> None:
    assert len(RECIPES) >= 40


def test_each_has_a_sample_and_what_it_looks_like() -> None:
    assert {path.stem for path in SAMPLES.glob("*.txt")} == RECIPES.keys()
    assert {sample(name).stem for name in RECIPES} == RECIPES.keys()


def test_none_is_called_like_a_kind() -> None:
    assert RECIPES.keys().isdisjoint(known_kinds())


@pytest.mark.parametrize(
    "text",
    [
        '[widgets.a]\nkind = "json"\n',
        '# It shows a.\n# Key: none\n[widgets.a]\nkind = "json"\n',
        '# It shows a.\n# Key: none\n# Shape: https://a.example\n[widgets.a]\nkind = "json"\nurl = "${URL}"\n',
        '# It shows a.\n# Key: URL (a)\n# Shape: https://a.example\n[widgets.a]\nkind = "json"\n',
        '# It shows a.\n# Key: none\n# Shape: https://a.example\n[widgets.b]\nkind = "json"\n',
    ],
)
def test_what_does_not_tell_of_itself_is_no_recipe(text: str) -> None:
    with pytest.raises(ValueError, match=r"^a "):
        read("a", text)


@pytest.mark.parametrize("name", RECIPES)
def test_another_id_changes_nothing_else(name: str) -> None:
    recipe = RECIPES[name]
    again = read(f"{name}-2", recipe.called(f"{name}-2"))
    assert (again.about, again.keys, again.table) == (recipe.about, recipe.keys, recipe.table)


@pytest.mark.parametrize("name", RECIPES)
async def test_a_sample_answer_is_shown_as_it_should_be(board: Board, renderer: Renderer, name: str) -> None:
    widget = board.widgets[name]
    assert widget.problem is None
    reading = Reading().succeeded(await fetched(widget, split(name)), NOW)
    tile = renderer.attempt(widget, reading, {}, NOW)
    assert Text.of(tile.inner) == (SAMPLES / f"{name}.txt").read_text("utf-8").strip()


def spoiled(value: Any) -> Any:
    """The same shape with every value of another type."""
    if isinstance(value, dict):
        return {key: spoiled(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [spoiled(inner) for inner in value]
    return [{}] if isinstance(value, str) else SCRIPT


def emptied(value: Any) -> Any:
    """The same shape with nothing in it."""
    if isinstance(value, dict):
        return {key: emptied(inner) for key, inner in value.items()}
    return [emptied(inner) for inner in value] if isinstance(value, list) else None


ODD: list[Any] = [None, [], {}, [None, SCRIPT, 5], SCRIPT]
HOSTILE: list[Callable[[Any], Any]] = [spoiled, emptied]
HOSTILE += [partial(lambda answer, _: answer, each) for each in ODD]


@pytest.mark.parametrize("name", [name for name in RECIPES if sample(name).suffix == ".json"])
def test_a_hostile_answer_is_refused_or_says_what_is_wrong(board: Board, renderer: Renderer, name: str) -> None:
    widget, whole = board.widgets[name], json.loads(sample(name).read_text("utf-8"))
    for change in HOSTILE:
        if (refused := renderer.refusal(widget, change(whole))) is not None:
            assert refused.message.startswith("The answer has no value at ")
            continue
        inner = renderer.attempt(widget, Reading().succeeded(change(whole), NOW), {}, NOW).inner
        assert "<script" not in inner
        assert len(Text.of(inner).splitlines()) > 1


async def test_an_answer_that_is_no_json_is_an_error(board: Board) -> None:
    with pytest.raises(SourceError, match="not JSON"):
        await fetched(board.widgets["xkcd"], {"": b"<html>"})
