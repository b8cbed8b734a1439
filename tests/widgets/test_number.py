"""Pushed numbers. The accepted bodies follow the contract in design/product.md."""

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dashboard.store.history import Point, Series
from dashboard.widget import Push, Wall

SAMPLES = Path(__file__).parent / "number"
NOW = datetime(2026, 11, 24, 10, 42, tzinfo=UTC)


def pushed(number: Any, body: str | bytes) -> Any:
    return msgspec.json.decode(body, type=number.source().into, strict=False)


def kept(*values: float | None) -> dict[str, Series]:
    points = tuple(Point(NOW - timedelta(hours=len(values) - 1 - index), value) for index, value in enumerate(values))
    return {"value": Series(points, timedelta(hours=24))}


@pytest.mark.parametrize(
    ("body", "value"),
    [('{"value": 42}', 42), ('{"value": "42.5"}', 42.5), ('{"value": -1e3}', -1000), ('{"value": 1, "ttl": "15m"}', 1)],
)
def test_accepted_bodies(bench: Callable[..., Any], body: str, value: float) -> None:
    number = bench("number")
    assert number.kind.measure(pushed(number, body), number.options) == {"value": value}


@pytest.mark.parametrize(
    "body", ["{}", "[]", "42", '{"value": null}', '{"value": true}', '{"value": "many"}', '{"value": 1, "vaule": 2}']
)
def test_refused_bodies(bench: Callable[..., Any], body: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        pushed(bench("number"), body)


def test_refusal_names_the_unknown_field(bench: Callable[..., Any]) -> None:
    with pytest.raises(msgspec.ValidationError, match="vaule"):
        pushed(bench("number"), '{"value": 1, "vaule": 2}')


def test_partial_push_takes_words_from_the_configuration(bench: Callable[..., Any]) -> None:
    number = bench("number", label="orders", unit="pcs")
    html = number.html(pushed(number, '{"value": 42}'))
    assert '<p class="value" data-len="4">42<small>pcs</small></p>' in html
    assert '<p class="caption">orders' in html
    assert "split" not in html


def test_full_push(bench: Callable[..., Any]) -> None:
    number = bench("number", label="orders", unit="pcs")
    html = number.html(pushed(number, (SAMPLES / "full.json").read_bytes()), kept(4000, 4100, None, 4300, 4200, 4318))
    assert ">4,318<small>orders</small>" in html
    assert 'Since midnight <span class="change up">↑ 8%</span> in 5 h</p>' in html
    assert '<div class="split"><div>' in html
    assert '<svg class="chart"' in html


@pytest.mark.parametrize(
    ("values", "options", "expected"),
    [
        ((100, 90), {}, '<span class="change down">↓ 10%</span>'),
        ((100, 90), {"better": "down"}, '<span class="change up">↓ 10%</span>'),
        ((100, 90), {"better": ""}, '<span class="change">↓ 10%</span>'),
        ((90, 90), {}, '<span class="change">no change</span>'),
        ((-100, -90), {}, "↑ 10%"),
        ((1e-9, 90), {}, "↑ 90"),
        ((1e-9, 1e308), {}, "↑ 1e+308"),
    ],
)
def test_change(bench: Callable[..., Any], values: tuple[Any, ...], options: dict[str, Any], expected: str) -> None:
    number = bench("number", **options)
    assert expected in number.html(pushed(number, f'{{"value": {values[-1]}}}'), kept(*values))


@pytest.mark.parametrize("values", [(), (5,), (0, 5), (None, None)])
def test_no_change_where_none_can_be_told(bench: Callable[..., Any], values: tuple[Any, ...]) -> None:
    number = bench("number")
    assert "change" not in number.html(pushed(number, '{"value": 5}'), kept(*values))


@pytest.mark.parametrize(
    ("options", "value", "expected"),
    [
        ({"format": "money", "unit": "EUR", "digits": 0}, 4318, '<p class="value" data-len="5.5">€4,318</p>'),
        ({"format": "percent"}, 0.38, ">38%<"),
        ({"format": "bytes"}, 1_250_000, ">1.2<small>MB</small>"),
        ({"format": "duration"}, 200, ">3<small>min</small>"),
        ({"format": "integer"}, 3.7, ">4<"),
        ({"digits": 3}, 3.7, ">3.700<"),
        ({}, 123_456_789.5, ">123.5M<"),
        ({}, 1e308, ">1e+308<"),
    ],
)
def test_formats(bench: Callable[..., Any], options: dict[str, Any], value: float, expected: str) -> None:
    number = bench("number", **options)
    assert expected in number.html(pushed(number, f'{{"value": {value}}}'))


def test_locale(bench: Callable[..., Any]) -> None:
    number = bench("number", wall=Wall(locale="de_DE"), format="money", unit="EUR", digits=2)
    assert "4.318,00\xa0€" in number.html(pushed(number, '{"value": 4318}'))


def test_what_is_no_number_is_a_dash(bench: Callable[..., Any]) -> None:
    number = bench("number")
    for word in ("nan", "inf", "-inf"):
        answer = pushed(number, f'{{"value": "{word}"}}')
        assert not math.isfinite(answer.value)
        assert ">—</p>" in number.html(answer, kept(1, 2))


def test_hostile_words_are_text(bench: Callable[..., Any]) -> None:
    number = bench("number")
    html = number.html(pushed(number, (SAMPLES / "hostile.json").read_bytes()), kept(1, 2))
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html


def test_source_is_the_widget_itself(bench: Callable[..., Any]) -> None:
    source = bench("number").source()
    assert isinstance(source, Push)
    assert source.id == "sample"
