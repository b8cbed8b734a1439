"""States, shares, several answers, alignment and templates of the kind json; the rest is in test_json."""

import base64
import json
import ssl
from collections.abc import Callable
from typing import Any

import pytest

from dashboard.poll.http import HttpClient
from dashboard.widget import SourceError
from tests.poll.site import Site, answer

URL = "https://api.example.com/v1"
SERVICES = [
    {"name": "Shop", "state": "ok", "load": 30},
    {"name": "Mail", "state": "slow"},
    {"name": "Kiln", "state": 9},
]
STATES = {"OK": "up", "slow": "warn", "*": "down"}


def test_rows_have_a_sign_and_its_word(bench: Callable[..., Any]) -> None:
    widget = bench("json", url=URL, rows="@", columns=[{"path": "name"}], status="state", states=STATES)
    html = widget.html(SERVICES)
    assert '<ul class="rows signed" data-columns="1">' in html
    for word, name in (("Up", "Shop"), ("Warning", "Mail"), ("Down", "Kiln")):
        assert f'aria-label="{word}"><use href="#s-' in html
        assert f'</svg><span class="name">{name}</span>' in html
    assert widget.kind.measure(SERVICES, widget.options) == {"rows": 3, "down": 1, "warn": 1}


def test_heads_of_rows_with_a_sign_stand_above_their_columns(bench: Callable[..., Any]) -> None:
    columns = [{"path": "name", "label": "Service"}, {"path": "load", "label": "Load"}]
    html = bench("json", url=URL, rows="@", columns=columns, status="state", states=STATES).html(SERVICES)
    assert '<li><span></span><span class="quiet">Service</span><span class="quiet end">Load</span></li>' in html


@pytest.mark.parametrize(
    ("found", "states", "word"),
    [
        (True, {}, "Up"),
        (False, {}, "Down"),
        ("warn", {}, "Warning"),
        ("running", {}, "Unknown"),
        (None, {}, "Unknown"),
        (None, {"*": "down"}, "Unknown"),
        (1, {"1": "up"}, "Up"),
        (1.0, {"1": "up"}, "Up"),
        (True, {"true": "down"}, "Down"),
        ([], {"*": "warn"}, "Warning"),
    ],
)
def test_a_state_below_a_value(bench: Callable[..., Any], found: Any, states: dict[str, str], word: str) -> None:
    html = bench("json", url=URL, value="x", status="s", states=states).html({"x": 42, "s": found})
    assert ">42</p>" in html
    assert f"<span>{word}</span></p>" in html


def test_a_state_by_an_expression_and_alone(bench: Callable[..., Any]) -> None:
    widget = bench("json", url=URL, status="load < `50`")
    assert "<span>Up</span>" in widget.html({"load": 30})
    assert "<span>Down</span>" in widget.html({"load": 70})
    assert widget.kind.measure({"load": 70}, widget.options) == {"value": 0, "down": 1, "warn": 0}


def test_an_answer_without_a_state_alone_is_refused(bench: Callable[..., Any]) -> None:
    with pytest.raises(SourceError, match="no value at s"):
        bench("json", url=URL, status="s").view({})


@pytest.mark.parametrize(
    ("answered", "most", "shown"),
    [
        ({"used": 25, "total": 50}, "total", 'x2="50.0%"'),
        ({"used": 25}, 100, 'x2="25.0%"'),
        ({"used": 80, "total": 50}, "total", 'x2="100%"'),
        ({"used": "25", "total": "50"}, "total", 'x2="50.0%"'),
    ],
)
def test_a_value_of_its_maximum_has_a_bar(bench: Callable[..., Any], answered: Any, most: Any, shown: str) -> None:
    html = bench("json", url=URL, value="used", max=most, unit="GB").html(answered)
    assert shown in html
    assert '<p class="caption">of ' in html


@pytest.mark.parametrize(
    "answered", [{"used": 5, "total": 0}, {"used": 5}, {"used": "x", "total": 5}, {"used": True, "total": 5}]
)
def test_without_a_maximum_there_is_no_bar(bench: Callable[..., Any], answered: Any) -> None:
    assert "<line" not in bench("json", url=URL, value="used", max="total").html(answered)


def test_fields_and_rows_have_bars_where_they_have_a_maximum(bench: Callable[..., Any]) -> None:
    fields = [{"path": "cpu", "max": 100, "label": "CPU", "unit": "%"}, {"path": "host"}]
    html = bench("json", url=URL, fields=fields).html({"cpu": 40, "host": "pve"})
    assert '<ul class="rows meters">' in html
    assert 'x2="40%"' in html.replace('x2="40.0%"', 'x2="40%"')
    assert '<span class="name">host</span><span></span><span class="figure">pve</span>' in html
    columns = [{"path": "name"}, {"path": "load", "max": 60}]
    rows = bench("json", url=URL, rows="@", columns=columns).html(SERVICES)
    assert '<ul class="rows meters" data-columns="2">' in rows
    assert rows.count("<line") == 2


def test_numbers_are_scaled_before_anything_else(bench: Callable[..., Any]) -> None:
    widget = bench("json", url=URL, value="x", scale=0.001, max="y", unit="kW")
    html = widget.html({"x": 1500, "y": 3000})
    assert ">1.5<small>kW</small>" in html
    assert 'x2="50.0%"' in html
    assert widget.kind.measure({"x": 1500}, widget.options) == {"value": 1.5}


def test_cells_stand_on_the_side_that_is_asked_for(bench: Callable[..., Any]) -> None:
    columns = [{"path": "name"}, {"path": "state", "align": "start"}]
    for more in ({}, {"status": "state"}):
        html = bench("json", url=URL, rows="@", columns=columns, **more).html(SERVICES)
        assert '<span class="figure start">ok</span>' in html


def test_a_template_writes_the_tile(bench: Callable[..., Any]) -> None:
    text = "{% for s in data %}<p><b>{{ s.name }}</b></p>{% endfor %}"
    widget = bench("json", url=URL, template=text)
    assert '<div class="filled"><p><b>Shop</b></p>' in widget.html(SERVICES)
    assert widget.kind.measure(SERVICES, widget.options) == {}
    assert '<p class="value"' in bench("json", url=URL, template="{{ data | length }}").html(SERVICES)


@pytest.mark.parametrize(
    "answered", [None, [], "<script>alert(1)</script>", [{"name": "<script>alert(1)</script>"}], 5]
)
def test_a_template_that_can_do_nothing_says_so(bench: Callable[..., Any], answered: Any) -> None:
    html = bench("json", url=URL, template="{{ data[0].name }}").html(answered)
    assert "<script" not in html
    assert '<p class="message">The template ' in html or "&lt;script&gt;" in html


def test_a_login_is_sent_as_basic(bench: Callable[..., Any]) -> None:
    headers = dict(bench("json", url=URL, value="@", login="ann:s:cret").source().request.headers)
    assert headers == {"Authorization": "Basic " + base64.b64encode(b"ann:s:cret").decode()}


async def test_several_answers_stand_side_by_side(bench: Callable[..., Any]) -> None:
    replies = {"/one": answer(b'{"x": 1}'), "/two": answer(b'{"y": 2}'), "/bad": answer(status="503 No")}
    site = Site(dict(replies))
    await site.open()
    http = HttpClient(trust=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    try:
        urls = {"a": f"{site.url}/one", "b": f"{site.url}/two"}
        widget = bench("json", urls=urls, fields=[{"path": "a.x"}, {"path": "b.y"}], headers={"X-Key": "k"})
        found = await widget.source().fetch(http)
        assert found == {"a": {"x": 1}, "b": {"y": 2}}
        assert [asked.headers["x-key"] for asked in site.asked] == ["k", "k"]
        assert hash(widget.source()) == hash(bench("json", urls=urls, value="a", headers={"X-Key": "k"}).source())
        broken = bench("json", urls={**urls, "c": f"{site.url}/bad"}, value="a.x")
        with pytest.raises(SourceError, match="answers 503"):
            await broken.source().fetch(http)
    finally:
        await http.close()
        await site.close()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"url": URL, "urls": {"a": URL}, "value": "a"}, "either `url` or `urls`"),
        ({"value": "a"}, "either `url` or `urls`"),
        ({"urls": {"A b": URL}, "value": "a"}, "urls"),
        ({"urls": {"a": "ftp://x"}, "value": "a"}, "urls"),
        ({"url": URL, "value": "a", "template": "x"}, "exactly one of"),
        ({"url": URL, "fields": [{"path": "a"}], "status": "b"}, "`status` belongs to"),
        ({"url": URL, "value": "a", "states": {"x": "up"}}, "`states` belongs to"),
        ({"url": URL, "status": "a", "states": {"x": "fine"}}, "states"),
        ({"url": URL, "status": "a["}, "not JMESPath"),
        ({"url": URL, "value": "a", "max": "b["}, "not JMESPath"),
        ({"url": URL, "value": "a", "scale": "x"}, "scale"),
        ({"url": URL, "value": "a", "login": "nobody"}, "login"),
    ],
)
def test_wrong_options_are_refused(bench: Callable[..., Any], options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        bench("json", **options)


def test_hostile_text_is_text_in_every_form(bench: Callable[..., Any]) -> None:
    text = "<img src=x onerror=alert(1)>"
    rows = [{"a": text, "b": 1}]
    forms: list[dict[str, Any]] = [
        {"value": "[0].a", "status": "[0].a", "states": {text: "down"}},
        {"rows": "@", "status": "a"},
        {"rows": "@", "columns": [{"path": "a", "label": text}, {"path": "b", "max": 2, "unit": text[:9]}]},
        {"template": "<p>{{ data[0].a }}</p>"},
    ]
    for form in forms:
        assert "<img" not in bench("json", url=URL, **form).html(json.loads(json.dumps(rows)))
