"""Pushed states."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.widgets.answers import HOSTILE, harmless
from tests.widgets.pushes import full, pushed

Make = Callable[..., Any]


def test_full_push_with_the_worst_on_top(bench: Make) -> None:
    made = bench("status")
    html = made.html(full(made, "status"))
    assert "<h2>Services</h2>" in html
    rows = re.findall(r'aria-label="([^"]*)".*?"name">(.*?)</span><span class="figure[^"]*">(.*?)</span>', html)
    assert rows == [
        ("Down", "Warehouse", "since 9:40"),
        ("Down", "Library", "Down"),
        ("Warning", "Checkout", "slow"),
        ("Up", "Shop", "Up"),
        ("Up", "Journal", "210 readers"),
    ]
    assert made.kind.measure(full(made, "status"), made.options) == {"down": 2, "warn": 1}


def test_states_have_the_names_that_were_chosen(bench: Make) -> None:
    made = bench("status", up="läuft")
    html = made.html(pushed(made, {"rows": [{"label": "Shop", "state": "up"}]}))
    assert 'aria-label="läuft"' in html
    assert '<span class="figure">läuft</span>' in html


def test_no_row_is_said(bench: Make) -> None:
    made = bench("status")
    assert '<p class="message">Nothing to watch</p>' in made.html(pushed(made, {"rows": []}))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({}, "rows is missing"),
        ({"rows": ["Shop"]}, r"rows\[0\]: Expected `object`, got `str`"),
        ({"rows": [{"label": "Shop"}]}, r"rows\[0\].state is missing"),
        ({"rows": [{"label": None, "state": None}]}, r"rows\[0\].label: .*; rows\[0\].state: "),
        ({"rows": [{"label": "Shop", "state": True}]}, r"rows\[0\].state: "),
        ({"rows": [{"label": "Shop", "state": "up", "text": 5}]}, r"rows\[0\].text: "),
    ],
)
def test_refused_bodies(bench: Make, body: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        pushed(bench("status"), body)


def test_hostile_words_are_text(bench: Make) -> None:
    made = bench("status")
    rows = [{"label": word[:200], "state": "down", "text": word[:200]} for word in HOSTILE]
    html = made.html(pushed(made, {"title": HOSTILE[0], "rows": rows}))
    assert harmless(html)
    assert html.count("&lt;script&gt;") == 3


def test_of_ten_thousand_rows_the_worst_are_sent_and_all_are_counted(bench: Make) -> None:
    made = bench("status")
    rows = [{"label": "x", "state": "up"}] * 9_999 + [{"label": "last", "state": "down"}]
    html = made.html(pushed(made, {"rows": rows}))
    assert html.count("<li>") == 50
    assert "last" in html
    assert 'data-all="10,000"' in html
