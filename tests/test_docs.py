"""The documents are true: what they show works, and what there is they name."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from dashboard.app import known_kinds, read_board
from dashboard.config import models
from dashboard.live.render import Renderer
from dashboard.store.reading import Reading
from dashboard.web.assets import themes
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
