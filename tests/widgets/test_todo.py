"""The kind `todo`: lists in Markdown, with boxes as GitHub writes them ("Task list items" in its Markdown spec)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dashboard.widget import SourceError
from tests.widgets.answers import HOSTILE, Answers, harmless, sample

LIST = "- [ ] one\n- [x] two\n- [ ] three\n"


@pytest.fixture
def fetch(bench: Callable[..., Any]) -> Callable[..., Any]:
    """The kind with the tasks that it read."""

    async def run(**options: Any) -> Any:
        kind = bench("todo", **options)
        return kind, await kind.source().fetch(Answers({}))

    return run


async def test_a_file(fetch: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "tasks.md").write_bytes(sample("todo", "tasks.md"))
    kind, answer = await fetch(file="tasks.md", done="keep")
    assert [(task.text, task.done, task.group) for task in kind.view(answer).tasks] == [
        ("Label the pieces", False, "Workshop"),
        ("Sweep the kiln", True, "Workshop"),
        ("Order clay", False, "Workshop"),
        ("Ask for samples", True, "Workshop"),
        ("Water the plants", False, "Home"),
        ("[ ]", False, "Home"),
    ]
    assert kind.kind.measure(answer, kind.options) == {"open": 4.0, "done": 2.0}


@pytest.mark.parametrize(
    ("done", "texts"),
    [("last", ["one", "three", "two"]), ("keep", ["one", "two", "three"]), ("hide", ["one", "three"])],
)
async def test_where_tasks_stand_that_are_done(fetch: Callable[..., Any], done: str, texts: list[str]) -> None:
    kind, answer = await fetch(text=LIST, done=done)
    assert [task.text for task in kind.view(answer).tasks] == texts


async def test_the_tile(fetch: Callable[..., Any]) -> None:
    kind, answer = await fetch(text=LIST)
    html = kind.html(answer)
    assert 'aria-label="open"><use href="#s-idle"/></svg><span class="name" dir="auto">one</span>' in html
    assert '<li class="done"><svg class="sign idle" viewBox="0 0 24 24" role="img" aria-label="done">' in html


@pytest.mark.parametrize(
    ("text", "words"), [("Only words.\n\n# And a heading", "Nothing to do"), ("- [x] one", "All is done")]
)
async def test_nothing_to_do(fetch: Callable[..., Any], text: str, words: str) -> None:
    kind, answer = await fetch(text=text, done="hide")
    assert words in kind.html(answer)


async def test_many_tasks_are_counted(fetch: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "many.md").write_text("".join(f"- task {index}\n" for index in range(10_000)), "utf-8")
    kind, answer = await fetch(file="many.md", limit=8)
    html = kind.html(answer)
    assert html.count("<li") == 9
    assert 'data-all="1,000"' in html


async def test_a_file_that_can_not_be_read(fetch: Callable[..., Any], tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"gone\.md can't be read"):
        await fetch(file="gone.md")
    (tmp_path / "large.md").write_bytes(b"-" * 200_001)
    with pytest.raises(SourceError, match="larger than 200,000 bytes"):
        await fetch(file="large.md")


@pytest.mark.parametrize("text", [*HOSTILE, "<b onclick=alert(1)>x</b>", "[x](javascript:alert(1))", "![x](y)"])
async def test_hostile_text_is_text(fetch: Callable[..., Any], text: str) -> None:
    kind, answer = await fetch(text=f"# {text}\n\n- [ ] {text}\n- {text}\n")
    html = kind.html(answer)
    assert harmless(html)
    assert "<b " not in html


@pytest.mark.parametrize("options", [{}, {"file": "a", "text": "b"}, {"text": ""}, {"text": "a", "done": "never"}])
def test_wrong_options_are_refused(bench: Callable[..., Any], options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"file|text|done"):
        bench("todo", **options)
