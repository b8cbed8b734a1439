"""`dashboard.testing`, for authors of kinds: a tile from an answer, and errors that say what is wrong."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from dashboard.config.kinds import load_file
from dashboard.testing import render
from dashboard.widget import SourceError, Wall

WIDGETS = Path(__file__).parents[1] / "widgets"

MODULE = """
from dashboard import widget
class Options(widget.Options): pass
class View(widget.Struct):
    text: str
def source(options): return widget.Static("x")
def view(answer, options): return View(answer)
"""


def test_what_is_fetched_is_shown() -> None:
    assert ">1.5<" in render(WIDGETS / "json.py", b'{"a": [1.5]}', url="https://api.example/", value="a[0]")


def test_what_is_pushed_is_shown() -> None:
    assert ">7<small>kW</small>" in render(WIDGETS / "number.py", b'{"value": 7, "unit": "kW"}')


def test_an_answer_may_be_given_as_the_source_would_make_it() -> None:
    at = datetime(2026, 11, 24, 9, 5, tzinfo=UTC)
    assert "9:05" in render(WIDGETS / "clock.py", at, now=at, wall=Wall(locale="en_GB"))


def test_a_module_brings_the_template_that_lies_beside_it(tmp_path: Path) -> None:
    (tmp_path / "tide.py").write_text(MODULE, "utf-8")
    (tmp_path / "tide.html").write_text("<b>{{ view.text }}</b>", "utf-8")
    module = load_file(tmp_path / "tide.py")
    module.__name__ = "package.tide"
    assert "<b>&lt;x&gt;</b>" in render(module, "<x>")


def test_files_of_options_are_looked_for_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("Kiln day", "utf-8")
    assert "Kiln day" in render(WIDGETS / "text.py", "Kiln day", folder=tmp_path, file="note.md")


def test_what_is_wrong_is_raised(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="not JSON"):
        render(WIDGETS / "json.py", b"<html>", url="https://api.example/", value="a")
    with pytest.raises(ValidationError):
        render(WIDGETS / "json.py", b"{}")
    (tmp_path / "odd.py").write_text("x = 1\n", "utf-8")
    with pytest.raises(ValueError, match="the kind `odd` can't be used: it has no `Options`"):
        render(tmp_path / "odd.py", b"{}")
