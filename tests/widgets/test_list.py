"""Pushed lists."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.widgets.answers import HOSTILE, harmless
from tests.widgets.pushes import full, pushed

Make = Callable[..., Any]


def test_full_push(bench: Make) -> None:
    made = bench("list", unit="pcs")
    html = made.html(full(made, "list"))
    assert "<h2>Bakers</h2>" in html
    assert '<span class="name">Anna</span><span class="figure">4,200 pcs</span>' in html
    assert '<span class="name">Bela</span><span class="figure">38</span>' in html
    assert '<span class="name">Carla</span><span class="figure">away</span>' in html
    assert '<span></span><span class="name">Elio</span><span class="figure"></span>' in html
    assert [html.count(f'aria-label="{state}"') for state in ("up", "warn", "down")] == [1, 1, 1]
    assert made.kind.measure(full(made, "list"), made.options) == {"rows": 5, "down": 1}


def test_without_states_there_is_no_column_of_signs(bench: Make) -> None:
    made = bench("list")
    assert 'class="rows"' in made.html(pushed(made, {"rows": ["Milk", "Bread"]}))


def test_a_ranking_has_numbers(bench: Make) -> None:
    made = bench("list", ordered=True)
    html = made.html(pushed(made, {"rows": [{"label": "Anna", "value": 2}, {"label": "Bela", "value": 1}]}))
    assert '<ol class="rows"><li><span class="name">1. Anna</span>' in html


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"format": "percent"}, '<span class="figure">38%</span>'),
        ({"format": "money", "unit": "EUR"}, '<span class="figure">€0.38</span>'),
        ({"format": "duration", "unit": ""}, '<span class="figure">380 ms</span>'),
    ],
)
def test_formats(bench: Make, options: dict[str, Any], expected: str) -> None:
    made = bench("list", **options)
    assert expected in made.html(pushed(made, {"rows": [{"label": "Share", "value": 0.38}]}))


def test_no_row_is_said(bench: Make) -> None:
    made = bench("list", empty="Nobody is here")
    assert '<p class="message">Nobody is here</p>' in made.html(pushed(made, {"rows": []}))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({}, "rows is missing"),
        ([], "Expected `object`"),
        ({"rows": None}, "rows: Expected `array`, got `null`"),
        ({"rows": [None]}, r"rows\[0\]: Expected"),
        ({"rows": [{"value": 1}]}, r"rows\[0\].label is missing"),
        ({"rows": ["a", {"label": "b", "state": "dead"}]}, r"rows\[1\].state: Invalid enum value"),
        ({"rows": [{"label": "b", "colour": "red"}]}, r"rows\[0\].colour is not known"),
        ({"rows": [{"label": "x" * 201}]}, r"rows\[0\].label: Expected `str` of length <= 200"),
        ({"rows": [{"label": "a", "value": []}]}, r"rows\[0\].value: Expected"),
        (b'{"rows": [{"label": "a", "value": NaN}]}', "malformed"),
    ],
)
def test_refused_bodies(bench: Make, body: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        pushed(bench("list"), body)


def test_hostile_words_are_text(bench: Make) -> None:
    made = bench("list")
    rows = [{"label": word[:200], "value": word[:200]} for word in HOSTILE]
    html = made.html(pushed(made, {"title": HOSTILE[0], "rows": rows}))
    assert harmless(html)
    assert html.count("&lt;script&gt;") == 3


def test_of_ten_thousand_rows_the_first_are_sent_and_all_are_counted(bench: Make) -> None:
    made = bench("list")
    html = made.html(pushed(made, {"rows": ["x"] * 10_000}))
    assert html.count("<li>") == 50
    assert 'data-all="10,000"' in html
