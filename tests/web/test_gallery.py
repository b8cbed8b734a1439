"""The design gallery: every part in every state, real tiles, and nothing forgotten."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dashboard import widget
from dashboard.live.render import Renderer
from dashboard.web import gallery
from dashboard.web.contrast import AIMS, palettes
from tests.web.conftest import Client
from tests.web.test_pages import Outline

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 24, 10, 42, tzinfo=UTC)
MACRO = re.compile(r"(\{%-?\s*macro\s+(\w+)\(.*?\)\s*-?%\})", re.DOTALL)


@pytest.fixture(scope="module")
def html(client: Client) -> str:
    """The page as it goes out."""
    answer = client.get("/gallery/design")
    assert answer.status_code == 200
    return answer.text


OWN = {
    "devices": "widgets/home_assistant.html",
    "quotes": "widgets/markets.html",
    "stories": "widgets/hacker_news.html",
}
"""Parts of some kinds alone, which are seen in the gallery of the kinds, and a template that has them."""


def macros() -> Iterator[tuple[str, str]]:
    """Every macro of templates/parts that is for any kind: the file, the name."""
    for path in sorted((ROOT / "templates" / "parts").glob("*.html")):
        if path.stem in OWN:
            assert f"parts/{path.name}" in (ROOT / "templates" / OWN[path.stem]).read_text("utf-8")
            continue
        yield from ((path.stem, name) for _, name in MACRO.findall(path.read_text("utf-8")))


def test_the_page_is_whole_and_well_formed(html: str) -> None:
    assert Outline(html).open == []


def test_it_has_no_script_no_style_of_its_own_and_nothing_from_elsewhere(html: str) -> None:
    outline = Outline(html)
    assert outline.all("script") == outline.all("style") == []
    for _, attributes in outline.elements:
        assert not [name for name in attributes if name.startswith(("on", "hx-")) or name == "style"]
    sheets = [each["href"] or "" for each in outline.all("link") if each.get("rel") == "stylesheet"]
    borrowed = [f"kind-{name}.css" for name in ("monitor", "prometheus", "system", "weather")]
    assert [sheet.rpartition("/")[2] for sheet in sheets] == ["wall.css", "themes.css", *borrowed, "gallery.css"]


def test_every_macro_of_the_parts_is_shown(tmp_path: Path) -> None:
    """Each macro leaves a mark of its own where it is written; a macro that nobody shows leaves none."""
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    for path in (tmp_path / "templates" / "parts").glob("*.html"):
        marked = MACRO.sub(rf"\1[{path.stem}.\2]", path.read_text("utf-8"))
        path.write_text(marked, "utf-8")
    renderer = Renderer(tmp_path / "templates", [], widget.Wall())
    around = {"lang": "en", "theme": "night", "chosen": "", "themes": ["night"], "assets": ""}
    page = gallery.page(renderer, NOW, **around, kinds=[], symbols=["i-sun", "s-ok"], measured=[])
    missing = [f"{file}.{name}" for file, name in macros() if f"[{file}.{name}]" not in page]
    assert missing == []


@pytest.mark.parametrize("part", gallery.PARTS, ids=lambda part: part.name)
def test_each_part_stands_at_each_size_and_in_each_state(html: str, part: gallery.Part) -> None:
    section = html.partition(f'id="{part.name}"')[2].partition('<article class="part"')[0]
    found = re.findall(r'<section class="specimen" data-size="(\w+)" data-case="(\w+)"', section)
    sizes = [(size, "fresh") for size in gallery.SIZES]
    assert found == sizes + [(part.size, case.name) for case in gallery.CASES]


def test_the_tiles_are_those_of_a_wall(html: str) -> None:
    assert html.count('<article class="tile" data-kind=') == len(gallery.PARTS) * (
        len(gallery.SIZES) + len(gallery.CASES)
    )
    for state in ("pending", "fresh", "stale", "expired", "failed"):
        assert f'data-state="{state}"' in html
    for level in ("warn", "danger"):
        assert f'data-alert="{level}"' in html
    assert html.count('dir="rtl"') == len(gallery.PARTS)


def test_every_sign_and_icon_is_shown_with_its_name(html: str) -> None:
    drawn = re.findall(r'<symbol id="([^"]+)"', (ROOT / "templates" / "parts" / "signs.svg").read_text("utf-8"))
    assert len(drawn) > 20
    for name in drawn:
        assert re.search(rf'<use href="#{name}"/></svg>{name}</li>', html)


def test_contrast_is_reckoned_for_every_theme(html: str) -> None:
    colours = palettes(ROOT / "static")
    table = html.partition("<table>")[2].partition("</table>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", table)
    assert len(rows) == 1 + len(AIMS)
    assert [rows[0].count(f">{name.capitalize()}<") for name in colours] == [1] * len(colours)
    assert re.findall(r'<td class="end">([\d.]+)</td>', rows[1])[0] == "7.0"
    assert len(re.findall(r'<td class="end">', rows[1])) == 1 + len(colours)
    assert "too little" not in table


def test_a_theme_is_chosen_by_a_link(client: Client, html: str) -> None:
    assert '<html lang="en-GB" dir="ltr" data-theme="paper"' in html
    for name in palettes(ROOT / "static"):
        assert f'<a href="?theme={name}"' in html
        page = client.get("/gallery/design", params={"theme": name}).text
        assert f'data-theme="{name}"' in page
        assert page.count('aria-current="true"') == 1
        assert f'<a href="?theme={name}" aria-current="true">' in page


@pytest.mark.parametrize("theme", ["nope", '"><script>', "AUTO"])
def test_an_unknown_theme_is_404_with_a_sentence(client: Client, theme: str) -> None:
    answer = client.get("/gallery/design", params={"theme": theme})
    assert answer.status_code == 404
    assert answer.text.startswith(f"There is no theme called {theme!r}: day, dusk,")


def test_walls_do_not_load_the_style_of_the_gallery(client: Client) -> None:
    assert "gallery.css" not in client.get("/").text
