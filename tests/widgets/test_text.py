"""Notes: large when plain, Markdown otherwise, and never markup of somebody else."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dashboard.widget import File, SourceError, Static

SAMPLES = Path(__file__).parent / "text"
HOSTILE = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "[x](javascript:alert(1))", "<b>*x*"]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Kiln day is Thursday. Label your pieces.", True),
        ("Room #3, 9–11, ask Ana & Rui", True),
        ("two\nlines", True),
        ("1 < 2", True),
        ("**bold**", False),
        ("# Title", False),
        ("- one\n- two", False),
        ("1. one", False),
        ("one\n\ntwo", False),
        ("a [link](https://x.example)", False),
        ("> quoted", False),
        ("| a | b |\n|---|---|", False),
        ("long " * 40, False),
    ],
)
def test_short_and_plain_is_written_large(bench: Callable[..., Any], text: str, plain: bool) -> None:
    note = bench("text", text=text)
    assert note.view(text).plain is plain
    assert ('<p class="note">' in note.html(text)) is plain
    assert ('<div class="prose">' in note.html(text)) is not plain


def test_markdown_becomes_markup(bench: Callable[..., Any]) -> None:
    html = bench("text", text="x").html((SAMPLES / "note.md").read_text("utf-8"))
    for part in ("<h1>Kiln week</h1>", "<strong>before</strong>", "<li>glaze</li>", "<td>Ana</td>", 'href="https://'):
        assert part in html


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(bench: Callable[..., Any], text: str) -> None:
    html = bench("text", text=text).html(text)
    assert not any(bad in html for bad in ("<script", "<img", "<b>", "href=", "onerror=alert(1)>x"))


@pytest.mark.parametrize("text", ["", " \n", "\ufeff"])
def test_nothing_is_said_to_be_nothing(bench: Callable[..., Any], text: str) -> None:
    assert "Nothing is written here yet" in bench("text", file="note.md").html(text)


async def test_file_lies_beside_the_configuration(bench: Callable[..., Any]) -> None:
    note = bench("text", file="note.md")
    assert note.source() == File(note.folder / "note.md")
    with pytest.raises(SourceError, match=r"note\.md can't be read"):
        await note.source().fetch(None)
    (note.folder / "note.md").write_text("Hello", "utf-8")
    assert await note.source().fetch(None) == "Hello"


def test_text_stands_in_the_configuration(bench: Callable[..., Any]) -> None:
    assert bench("text", text="Hello").source() == Static("Hello")


@pytest.mark.parametrize("options", [{}, {"text": "a", "file": "b"}, {"text": ""}])
def test_one_of_two(bench: Callable[..., Any], options: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        bench("text", **options)
