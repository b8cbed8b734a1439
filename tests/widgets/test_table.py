"""Pushed tables."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.widgets.answers import HOSTILE, harmless
from tests.widgets.pushes import full, pushed

Make = Callable[..., Any]


def cells(html: str) -> list[list[str]]:
    """The rows as they are read, heads among them."""
    return [re.findall(r"<span[^>]*>(.*?)</span>", row) for row in re.findall(r"<li>(.*?)</li>", html)]


def test_full_push(bench: Make) -> None:
    made = bench("table")
    html = made.html(full(made, "table"))
    assert "<h2>Workshop</h2>" in html
    assert 'data-columns="3"' in html
    assert cells(html) == [
        ["Machine", "Watts", "On"],
        ["Kiln", "1,840", "yes"],
        ["Lathe", "640", "no"],
        ["Press", "—", "soon"],
        ["Loom", "", ""],
    ]
    assert made.kind.measure(full(made, "table"), made.options) == {"rows": 4}


def test_a_table_may_have_no_heads_or_too_few(bench: Make) -> None:
    made = bench("table")
    assert cells(made.html(pushed(made, {"rows": [["a", 1]]}))) == [["a", "1"]]
    assert cells(made.html(pushed(made, {"columns": ["A"], "rows": [["a", 1]]}))) == [["A", ""], ["a", "1"]]


def test_no_row_is_said(bench: Make) -> None:
    made = bench("table", empty="All is done")
    assert '<p class="message">All is done</p>' in made.html(pushed(made, {"columns": ["A"], "rows": []}))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({}, "rows is missing"),
        ({"rows": ["a"]}, r"rows\[0\]: Expected `array`, got `str`"),
        ({"rows": [[]]}, r"rows\[0\]: Expected `array` of length >= 1"),
        ({"rows": [[1, 2, 3, 4, 5, 6]]}, r"rows\[0\]: Expected `array` of length <= 5"),
        ({"rows": [[1, {}], [[]]]}, r"rows\[0\]\[1\]: .*; rows\[1\]\[0\]: "),
        (b'{"rows": [[NaN]]}', "malformed"),
        ({"rows": [], "columns": [1]}, r"columns\[0\]: Expected `str`"),
        ({"rows": [], "columns": ["a"] * 6}, "columns: Expected `array` of length <= 5"),
    ],
)
def test_refused_bodies(bench: Make, body: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        pushed(bench("table"), body)


def test_hostile_words_are_text(bench: Make) -> None:
    made = bench("table")
    words = [word[:80] for word in HOSTILE]
    html = made.html(pushed(made, {"title": words[0], "columns": words[:5], "rows": [[word] for word in words]}))
    assert harmless(html)
    assert html.count("&lt;script&gt;") == 3


def test_of_ten_thousand_rows_the_first_are_sent_and_all_are_counted(bench: Make) -> None:
    made = bench("table")
    html = made.html(pushed(made, {"rows": [[1]] * 10_000}))
    assert html.count("<li>") == 50
    assert 'data-all="10,000"' in html
