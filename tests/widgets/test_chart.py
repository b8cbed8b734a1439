"""Pushed charts: one number at a time, several, a whole course, bars."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dashboard.store.history import Point, Series
from dashboard.widget import SourceError
from tests.widgets.answers import HOSTILE, harmless
from tests.widgets.pushes import full, pushed

Make = Callable[..., Any]
NOW = datetime(2026, 11, 24, 10, 42, tzinfo=UTC)


def kept(*values: float) -> Series:
    """A history of one number each hour."""
    points = tuple(Point(NOW - timedelta(hours=len(values) - 1 - index), value) for index, value in enumerate(values))
    return Series(points, timedelta(hours=24))


def test_numbers_that_come_one_by_one_make_a_curve(bench: Make) -> None:
    made = bench("chart", unit="°C")
    answer = pushed(made, {"value": "21.5"})
    assert made.kind.measure(answer, made.options) == {"value": 21.5}
    html = made.html(answer, {"value": kept(19, 20, 22, 21, 20, 21.5)})
    assert ">21.5<small>°C</small>" in html
    assert "lowest 19, highest 22, now 21.5" in html
    assert "<svg" not in made.html(answer)


def test_several_numbers_make_a_curve_each(bench: Make) -> None:
    made = bench("chart")
    answer = pushed(made, {"values": {"in": 5, "out": 3, "lost": None}})
    assert made.kind.measure(answer, made.options) == {"in": 5, "out": 3}
    html = made.html(answer, {"in": kept(1, 2, 3, 4, 5), "out": kept(5, 4, 3, 3, 3)})
    assert html.count("<svg") == 2
    assert '<span class="name">lost</span><span class="course"></span><span class="figure">—</span>' in html


def test_points_with_times_make_a_curve_whatever_their_order(bench: Make) -> None:
    made = bench("chart")
    answer = full(made, "chart")
    html = made.html(answer)
    assert "<h2>Cellar</h2>" in html
    assert ">12.5<" in html
    assert "Since 08:00: lowest 8, highest 12.5, now 12.5; no data at 10:20" in html
    assert made.kind.measure(answer, made.options) == {"value": 12.5}


def test_points_without_times_are_bars(bench: Make) -> None:
    made = bench("chart")
    named = made.html(pushed(made, {"points": [{"label": "Mon", "value": 3}, {"label": "Tue", "value": None}]}))
    assert 'aria-label="Mon 3, Tue no value"' in named
    assert "<span>Mon</span><span>Tue</span>" in named
    answer = pushed(made, {"points": [3, 4, None, 6]})
    assert 'class="chart bars"' in made.html(answer)
    assert made.kind.measure(answer, made.options) == {"value": 6}


def test_several_courses_make_a_curve_each(bench: Make) -> None:
    made = bench("chart")
    course = [{"at": f"2026-11-24T0{hour}:00:00Z", "value": hour} for hour in range(1, 8)]
    answer = pushed(made, {"series": {"in": course, "out": course[:3]}})
    html = made.html(answer)
    assert '<span class="figure">7</span>' in html
    assert '<span class="name">out</span><span class="course"></span><span class="figure">3</span>' in html
    assert made.kind.measure(answer, made.options) == {"in": 7, "out": 3}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({}, "exactly one of value, values, points and series is expected"),
        ({"value": None}, "exactly one of"),
        ({"value": 1, "points": [1]}, "exactly one of"),
        ({"value": "many"}, "value: Expected"),
        ({"values": [1]}, "values: Expected `object"),
        ({"values": {"a": "b"}}, "values.a: Expected"),
        ({"values": {str(number): 1 for number in range(21)}}, "values: Expected `object` of length <= 20"),
        ({"points": ["a", {"at": "today", "value": 1}]}, r"points\[0\]: .*; points\[1\].at: "),
        (
            {"points": [{"at": "2026-11-24T08:00:00", "value": 1}]},
            r"points\[0\].at: Expected `datetime` with a timezone",
        ),
        ({"points": [1] * 2001}, "points: Expected `array` of length <= 2000"),
        ({"series": {"a": [{"value": 1}]}}, r"series.a\[0\].at is missing"),
    ],
)
def test_refused_bodies(bench: Make, body: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        pushed(bench("chart"), body)


@pytest.mark.parametrize(
    "body", [{"value": "nan"}, {"values": {}}, {"points": []}, {"points": [None]}, {"series": {"a": []}}]
)
def test_what_holds_no_number_is_refused(bench: Make, body: Any) -> None:
    made = bench("chart")
    with pytest.raises(SourceError, match="no number"):
        made.view(pushed(made, body))


def test_numbers_without_end_are_drawn_all_the_same(bench: Make) -> None:
    made = bench("chart")
    html = made.html(pushed(made, {"points": [1e308, -1e308, 0, "inf", 5e-324]}))
    assert "nan" not in html
    assert "inf" not in html


def test_hostile_words_are_text(bench: Make) -> None:
    made = bench("chart")
    words = [word[:80] for word in HOSTILE]
    named = dict.fromkeys(words, 1.0)
    points = [{"label": word, "value": 1} for word in words]
    for body in ({"title": words[0], "values": named}, {"title": words[0], "points": points}):
        html = made.html(pushed(made, body), {word: kept(1, 2, 3, 4, 5) for word in words})
        assert harmless(html)
        assert "&lt;script&gt;" in html
