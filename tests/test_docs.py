"""The documents are true: what they show works, and what there is they name."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from dashboard import widget
from dashboard.app import built_in_kinds, known_kinds, read_board
from dashboard.config import models
from dashboard.config.kinds import discover
from dashboard.config.recipes import read_recipes
from dashboard.folders import find_folders
from dashboard.live.render import Renderer
from dashboard.store.reading import Reading
from dashboard.web.assets import themes
from docs import recipes
from docs.kinds import page
from tests.widgets.conftest import NOW

ROOT = Path(__file__).parents[1]


def block(document: str, language: str) -> str:
    """The first code block of this language, without its indentation."""
    found = re.search(
        rf"^( *)```{language}\n(.*?)^\1```", (ROOT / document).read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    assert found is not None
    return re.sub(rf"^{found[1]}", "", found[2], flags=re.MULTILINE)


def test_the_wall_in_the_readme_is_valid(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(block("README.md", "toml"), "utf-8")
    assert list(read_board(config).widgets) == ["clock", "load", "news"]


def test_the_first_widget_of_contributing_works_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "fact.py").write_text(block("CONTRIBUTING.md", "python"), "utf-8")
    (tmp_path / "mine" / "fact.html").write_text(block("CONTRIBUTING.md", "html"), "utf-8")
    config = tmp_path / "config.toml"
    config.write_text(block("CONTRIBUTING.md", "toml"), "utf-8")
    fact = read_board(config).widgets["fact"]
    assert fact.problem is None
    answer = fact.source.into(text="Bananas are berries")  # type: ignore[attr-defined]  # it is a Json source
    renderer = Renderer(ROOT / "templates", [fact.kind], fact.options.wall)
    tile = renderer.attempt(fact, Reading().succeeded(answer, NOW), {}, NOW)
    assert '<p class="note">Bananas are berries</p>' in tile.inner


@pytest.mark.parametrize("table", [models.Wall, models.Server, models.Page, models.Common, models.Alert])
def test_every_key_is_documented(table: type[BaseModel]) -> None:
    text = (ROOT / "docs" / "config.md").read_text("utf-8")
    keys = [field.alias or key for key, field in table.model_fields.items()]
    assert [key for key in keys if not re.search(rf"`{key}`", text)] == []


def test_every_theme_is_documented() -> None:
    text = (ROOT / "docs" / "config.md").read_text("utf-8")
    assert [theme for theme in themes(ROOT / "static") if f"`{theme}`" not in text] == []


def test_the_changelog_names_every_kind_that_comes_with_wallboard() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert [kind for kind in known_kinds() if kind not in text] == []


def test_the_page_of_the_kinds_is_fresh() -> None:
    written = (ROOT / "docs" / "kinds.md").read_text("utf-8")
    assert written == page(discover(built_in_kinds()).values()), "`make docs` writes it anew"


def test_the_page_of_the_recipes_is_fresh() -> None:
    written = (ROOT / "docs" / "recipes.md").read_text("utf-8")
    assert written == recipes.page(read_recipes(find_folders().recipes)), "`make docs` writes it anew"


def test_the_page_about_writing_a_kind_shows_the_files_of_its_example() -> None:
    text = (ROOT / "docs" / "writing-a-kind.md").read_text("utf-8")
    example = ROOT / "examples" / "widgets-folder"
    blocks = re.findall(r"^```(\w+)\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    for name in ("kinds/moon.py", "kinds/moon.html", "kinds/tests/test_moon.py", "config.toml"):
        assert (example / name).read_text("utf-8") in [block for _, block in blocks], name
    package = (ROOT / "examples" / "third-party-kind" / "pyproject.toml").read_text("utf-8")
    assert all(block in package or "widgets_dir" in block for language, block in blocks if language == "toml")


def test_the_page_about_writing_a_kind_names_all_that_a_kind_may_hold() -> None:
    text = (ROOT / "docs" / "writing-a-kind.md").read_text("utf-8")
    held = set(re.findall(r"^\* `?(\w+)|`(\w+)(?:\(|`)", (widget.__doc__ or "").partition("Everything but")[0]))
    names = {name for found in held for name in found if name} - {"SourceError", "widget"}
    assert {name for name in names if f"`{name}" not in text} == set()


@pytest.mark.parametrize("path", sorted((ROOT / "docs").glob("*.md")), ids=lambda path: path.name)
def test_what_a_page_leads_to_is_there(path: Path) -> None:
    leads = re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text("utf-8"))
    assert [lead for lead in leads if not (path.parent / lead).exists()] == []
