"""Messages that people write."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.widgets.answers import HOSTILE, harmless
from tests.widgets.pushes import full, pushed

Make = Callable[..., Any]

AT = datetime(2026, 11, 24, 10, 41, tzinfo=UTC)


def written(made: Any, answer: Any, **form: str) -> Any:
    """What is kept once this form was sent."""
    return made.kind.take(answer, form, AT, made.options)


def test_full_push(bench: Make) -> None:
    made = bench("messages")
    html = made.html(full(made, "messages"))
    assert '<span class="name" dir="auto">Post is here</span>' in html
    assert '<time datetime="2026-11-24T09:12:00Z" data-ago>' in html
    assert html.index("The kiln") < html.index("Post is here") < html.index("Milk")
    assert made.kind.measure(full(made, "messages"), made.options) == {"messages": 3}


def test_a_wall_on_which_nobody_has_written_knows_that(bench: Make) -> None:
    made = bench("messages", empty="Nobody speaks")
    assert "Nobody speaks" in made.html(made.source().first)


def test_what_is_written_comes_on_top_with_its_time(bench: Make) -> None:
    made = bench("messages")
    first = written(made, made.source().first, text="One")
    second = written(made, first, text="  Two \n words ")
    assert [(each.text, each.at) for each in second.messages] == [("Two words", AT), ("One", AT)]


def test_the_oldest_go(bench: Make) -> None:
    made = bench("messages", most=2)
    answer = made.source().first
    for word in ("One", "Two", "Three"):
        answer = written(made, answer, text=word)
    assert [each.text for each in answer.messages] == ["Three", "Two"]
    assert made.html(full(made, "messages")).count("<li>") == 2
    assert made.kind.measure(full(made, "messages"), made.options) == {"messages": 2}


def test_a_message_that_is_done_goes_and_the_others_stay(bench: Make) -> None:
    made = bench("messages")
    answer = full(made, "messages")
    keys = [each.key for each in made.view(answer).messages]
    assert len(set(keys)) == 3
    assert f'name="done" value="{keys[1]}"' in made.html(answer)
    after = written(made, answer, done=keys[1])
    assert [each.text for each in after.messages] == ["The kiln is free from noon", "Milk is out again"]
    assert written(made, after, done=keys[1]) == after


def test_clearing_takes_all_away(bench: Make) -> None:
    made = bench("messages")
    assert written(made, full(made, "messages"), do="clear", text="left over").messages == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "nothing in this message"), (" \n\t", "nothing"), ("x" * 11, "10 characters, and this")],
)
def test_what_can_not_be_written_is_told(bench: Make, text: str, reason: str) -> None:
    made = bench("messages", longest=10)
    with pytest.raises(ValueError, match=reason):
        written(made, made.source().first, text=text)


@pytest.mark.parametrize(("write", "forms"), [("anyone", 1), ("token", 0), ("nobody", 0)])
def test_a_form_stands_where_anyone_may_write(bench: Make, write: str, forms: int) -> None:
    made = bench("messages", write=write)
    assert made.html(made.source().first).count("<form") == forms
    assert made.html(full(made, "messages")).count("<form") == 2 * forms
    assert made.html(full(made, "messages")).count('name="done"') == 3 * forms


def test_the_form_works_with_and_without_a_script(bench: Make) -> None:
    made = bench("messages", longest=80)
    html = made.html(made.source().first)
    assert 'method="post" action="/widgets/sample/say" hx-post="/widgets/sample/say"' in html
    assert 'name="text"' in html
    assert 'maxlength="80"' in html


def test_hostile_words_are_text(bench: Make) -> None:
    made = bench("messages")
    answer = made.source().first
    for word in HOSTILE:
        if " ".join(word.split()):
            answer = written(made, answer, text=word[:200])
    assert harmless(made.html(answer).partition('<form class="say"')[0].replace('<form class="noted"', ""))
    assert "<script" not in made.html(answer)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"messages": [{"text": 1}]}, r"messages\[0\].text: Expected"),
        ({"messages": [{"text": "x" * 501}]}, "length <= 500"),
        ({"messages": [{"text": "x", "at": "soon"}]}, r"messages\[0\].at: Invalid"),
        ({"text": "x"}, "text is not known"),
    ],
)
def test_refused_bodies(bench: Make, body: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        pushed(bench("messages"), body)
