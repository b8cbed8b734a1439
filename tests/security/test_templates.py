"""What templates are made of, line by line: nothing in them lets an answer be more than text."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "templates"
FILES = sorted(path for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".svg"})
PARTS = [path for path in FILES if path.parent.name == "parts"]
TILES = [path for path in FILES if path.parent.name == "widgets" or path.name == "tile.html"]

BANNED = {
    "a filter or a block that switches escaping off": r"\|\s*(safe|xmlattr)\b|autoescape|Markup",
    "a handler": r"<[^>]*\son[a-z]+\s*=|hx-on",
    "a style": r"<style|\sstyle\s*=",
    "a script without an address": r"<script(?![^>]*\ssrc=)",
    "an attribute without quotes": r"<[a-z][^>{]*\s[a-z-]+=\{\{",
}
"""What no template has, and how it is found."""


def name_of(path: Path) -> str:
    """A template as people call it."""
    return path.relative_to(TEMPLATES).as_posix()


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_d03_a_template_has_nothing_that_acts(path: Path) -> None:
    """An answer gets out of its attribute, into a handler, a style or a script.

    Against it: templates quote every attribute, never switch escaping off, and have no handlers, styles or scripts.
    """
    text = path.read_text("utf-8")
    assert {what: found[0] for what, pattern in BANNED.items() if (found := re.search(pattern, text))} == {}


SAYS = re.compile(r'hx-post="/widgets/\{\{ widget\.id \}\}/say" hx-swap="none"')
"""How a form sends what people write, to a place that no answer can change."""


@pytest.mark.parametrize("path", TILES, ids=name_of)
def test_d03_a_tile_orders_no_requests(path: Path) -> None:
    """An answer brings attributes by which htmx would send requests.

    Against it: no tile has such attributes, but for the forms in which people write; and what an answer says is never
    markup.
    """
    assert re.findall(r"\b(?:hx|sse)-[a-z-]+", SAYS.sub("", path.read_text("utf-8"))) == []


MADE_HERE = {("image.html", "view.src")}
"""The address of a picture that this server has, or its bytes."""


@pytest.mark.parametrize("path", [*TILES, *PARTS], ids=name_of)
def test_d02_a_link_in_a_tile_goes_through_the_filter(path: Path) -> None:
    """The author of a template forgets that an address may be a script.

    Against it: in every template of a kind, what stands in `href` or `src` has been through `safe_url`.
    """
    text = path.read_text("utf-8")
    for expression in re.findall(r"\b(?:href|src)=\"\{\{\s*(.*?)\s*\}\}", text):
        name = expression.partition(" ")[0]
        made = re.findall(rf"set ((?:\w+, )*{re.escape(name)}(?:, \w+)*) = ([^%]*)%", text)
        filtered = made and all(values.count("safe_url") == names.count(",") + 1 for names, values in made)
        assert "safe_url" in expression or filtered or (path.name, expression) in MADE_HERE, expression
