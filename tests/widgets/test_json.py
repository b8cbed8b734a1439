"""Values, fields and rows out of JSON.

The sample answers are composed from public documentation: Prometheus, "HTTP API", instant queries; Statuspage, "Status
API", summary; Frankfurter, latest rates; Glances, "RESTful API", fs.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.config.board import Widget
from dashboard.live.alerts import Ringing
from dashboard.live.render import Renderer
from dashboard.store.history import Point, Series
from dashboard.store.reading import Reading
from dashboard.widget import SourceError, Wall
from tests.widgets.conftest import NOW, ROOT

SAMPLES = Path(__file__).parent / "json"
URL = "https://api.example.com/v1"
HOSTILE = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)"]
LOAD = "data.result[0].value[1]"
DEEP: object = "x"
for _ in range(500):
    DEEP = [DEEP]


def sample(name: str) -> Any:
    return json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("answer", "options", "expected"),
    [
        ("prometheus", {"value": LOAD}, '<p class="value" data-len="3.5">9.42</p>'),
        ("prometheus", {"value": LOAD, "unit": "req/s"}, ">9.42<small>req/s</small></p>"),
        ("prometheus", {"value": LOAD, "format": "text"}, ">9.42</p>"),
        ("prometheus", {"value": "data.result[0].value[0]", "format": "time"}, ">10:42</p>"),
        ("prometheus", {"value": "data.result"}, ">1 entry</p>"),
        ("statuspage", {"value": "status.description"}, '<p class="note">Partial System Outage</p>'),
        ("statuspage", {"value": "components[0].group"}, ">no</p>"),
        ("statuspage", {"value": "page.updated_at", "format": "time"}, ">10:29</p>"),
        ("frankfurter", {"value": "rates.USD"}, ">1.16</p>"),
        ("frankfurter", {"value": "date", "format": "date"}, ">23 November</p>"),
        ("glances_fs", {"value": "[0].free", "format": "bytes"}, ">77.5<small>GB</small></p>"),
        ("glances_fs", {"value": "[0].percent", "format": "integer", "unit": "%"}, ">67<small>%</small></p>"),
        ("glances_fs", {"value": "sum([].free)", "format": "bytes"}, ">3.7<small>TB</small></p>"),
    ],
)
def test_value(bench: Callable[..., Any], answer: Any, options: dict[str, Any], expected: str) -> None:
    assert expected in bench("json", url=URL, **options).html(sample(answer))


@pytest.mark.parametrize(
    ("found", "form", "expected"),
    [
        (True, None, ">yes</p>"),
        (0.4321, "percent", ">43%</p>"),
        ("0.4321", "percent", ">43%</p>"),
        (93_600, "duration", ">1<small>d</small>"),
        (1_795_516_920_781, "time", ">10:42</p>"),
        ("2026-11-24", "time", ">24 November</p>"),
        ("soon", "time", ">soon</p>"),
        (1e300, "date", ">1e+300</p>"),
        ("007", None, ">007</p>"),
        ("1_000", None, ">1_000</p>"),
        (" 42 ", None, ">42</p>"),
        ("NaN", None, ">—</p>"),
        ("+Inf", None, ">—</p>"),
        (float("nan"), None, ">—</p>"),
        (float("inf"), None, ">—</p>"),
        (1e308, None, ">1e+308</p>"),
        (1e308, "bytes", ">1e+293<small>PB</small>"),
        (-1e308, "percent", '<p class="note">−1e+308'),
        (10**400, None, '<p class="note">1000'),
        (123_456_789.5, None, ">123.5M</p>"),
        (0.0042, None, ">0.0042</p>"),
        ("", None, ">—</p>"),
        ({}, None, ">0 entries</p>"),
        (DEEP, None, ">1 entry</p>"),
        ("word " * 40, None, '<p class="note">word word'),
    ],
)
def test_odd_values(bench: Callable[..., Any], found: Any, form: str | None, expected: str) -> None:
    assert expected in bench("json", url=URL, value="x", format=form).html({"x": found})


@pytest.mark.parametrize("path", ["a.b", "[5]", "max(@)", "items[?size > `3`].name | [0]", "length(a)", "sum(items)"])
def test_an_answer_without_the_value_is_refused(bench: Callable[..., Any], path: str) -> None:
    widget = bench("json", url=URL, value=path)
    with pytest.raises(SourceError) as caught:
        widget.view({"items": "none"})
    assert (caught.value.message, caught.value.fault) == (f"The answer has no value at {path}", "schema")
    assert widget.kind.measure({"items": "none"}, widget.options) == {}


def test_an_answer_without_any_of_the_fields_is_refused_and_one_with_some_is_shown(bench: Callable[..., Any]) -> None:
    widget = bench("json", url=URL, fields=[{"path": "a"}, {"path": "b"}])
    with pytest.raises(SourceError, match="no value at a"):
        widget.view({"c": 1})
    html = widget.html({"b": 2})
    assert ">—</span>" in html
    assert "No value at a" in html


def test_fields(bench: Callable[..., Any]) -> None:
    fields = [
        {"path": "[0].percent", "label": "Disk", "unit": "%"},
        {"path": "[1].used", "label": "Archive", "format": "bytes"},
        {"path": "[2].used", "label": "Backup"},
        {"path": "[0].fs_type"},
    ]
    widget = bench("json", url=URL, fields=fields)
    html = widget.html(sample("glances_fs"))
    assert '<li><span class="name">Disk</span><span class="figure">67.4 %</span></li>' in html
    assert '<span class="name">Archive</span><span class="figure">400 GB</span>' in html
    assert '<span class="name">Backup</span><span class="figure">—</span>' in html
    assert '<span class="name">[0].fs_type</span><span class="figure">ext4</span>' in html
    assert '<p class="caption">No value at [2].used</p>' in html
    assert widget.kind.measure(sample("glances_fs"), widget.options) == {"Disk": 67.4, "Archive": 400_078_703_001}


def test_rows_by_columns(bench: Callable[..., Any]) -> None:
    columns = [
        {"path": "mnt_point", "label": "Disk"},
        {"path": "free", "format": "bytes"},
        {"path": "percent", "unit": "%"},
    ]
    html = bench("json", url=URL, rows="@", columns=columns).html(sample("glances_fs"))
    assert '<ul class="rows" data-columns="3"><li><span class="quiet">Disk</span>' in html
    assert '<span class="name">/data</span><span class="figure">3.6 TB</span><span class="figure">10 %</span>' in html


@pytest.mark.parametrize(
    ("rows", "first"),
    [
        (["one", "two"], '<span class="name">one</span></li>'),
        (
            [["a", 1, True]],
            '<span class="name">a</span><span class="figure">1</span><span class="figure">yes</span></li>',
        ),
        ([{"name": "a", "n": 1}], '<span class="name">a</span><span class="figure">1</span></li>'),
        ({"USD": 1.1624}, '<span class="name">USD</span><span class="figure">1.16</span></li>'),
        ("alone", '<span class="name">alone</span></li>'),
        ([None, {}], '<span class="name">—</span></li>'),
        ([list(range(9))], '<span class="figure">4</span></li>'),
    ],
)
def test_rows_of_any_shape(bench: Callable[..., Any], rows: Any, first: str) -> None:
    assert first in bench("json", url=URL, rows="x").html({"x": rows})


def test_many_rows_are_counted(bench: Callable[..., Any]) -> None:
    widget = bench("json", url=URL, rows="@", limit=8)
    answer = [{"name": f"node-{index}"} for index in range(10_000)]
    html = widget.html(answer)
    assert html.count("<li") == 9
    assert '<li class="more" data-all="10,000"></li>' in html
    assert widget.kind.measure(answer, widget.options) == {"rows": 10_000}
    assert '<li class="more"></li>' in widget.html(answer[:8])


@pytest.mark.parametrize("answer", [{"x": []}, {"x": {}}])
def test_no_rows(bench: Callable[..., Any], answer: Any) -> None:
    assert "Nothing to list" in bench("json", url=URL, rows="x").html(answer)


def test_an_answer_without_the_list_is_refused(bench: Callable[..., Any]) -> None:
    with pytest.raises(SourceError, match="no value at x"):
        bench("json", url=URL, rows="x").view({})


def test_history_is_drawn_and_the_alert_says_its_bound(bench: Callable[..., Any]) -> None:
    tried = bench("json", url=URL, value=LOAD)
    minute = timedelta(minutes=1)
    shown = Widget("load", tried.kind, tried.options, tried.source(), minute, minute)
    series = Series(tuple(Point(NOW - age * minute, 9.42 - age) for age in range(9, -1, -1)), 60 * minute)
    reading = Reading().succeeded(sample("prometheus"), NOW)
    renderer = Renderer(ROOT / "templates", [tried.kind], tried.options.wall)
    tile = renderer.attempt(shown, reading, {"value": series}, NOW, Ringing("danger", above=8, lasting=6 * minute))
    assert tile.alert == "danger"
    assert '<p class="caption">Above 8 for 6 min</p><svg class="chart bleed"' in tile.inner
    assert "<svg" not in tried.html(sample("prometheus"))


@pytest.mark.parametrize(("found", "measured"), [(True, 1.0), ("9.42", 9.42), (0, 0.0), (-1.5e3, -1500.0)])
def test_measure_of_a_value(bench: Callable[..., Any], found: Any, measured: float) -> None:
    widget = bench("json", url=URL, value="x")
    assert widget.kind.measure({"x": found}, widget.options) == {"value": measured}


@pytest.mark.parametrize("found", ["NaN", "yes", None, [], {}, 10**400, "1e999"])
def test_what_is_no_number_is_not_measured(bench: Callable[..., Any], found: Any) -> None:
    widget = bench("json", url=URL, value="x")
    assert widget.kind.measure({"x": found}, widget.options) == {}


def test_request(bench: Callable[..., Any]) -> None:
    request = (
        bench(
            "json",
            url=f"{URL}?a=1",
            params={"page": 2, "tag": ["x", "y"], "all": True},
            headers={"X-Key": "secret"},
            body={"query": "{ me }"},
            value="@",
        )
        .source()
        .request
    )
    assert request.url == f"{URL}?a=1&page=2&tag=x&tag=y&all=true"
    assert request.method == "POST"
    assert json.loads(request.body) == {"query": "{ me }"}
    assert dict(request.headers) == {"X-Key": "secret", "Content-Type": "application/json"}
    assert "secret" not in repr(request)


def test_text_body_is_sent_as_it_is(bench: Callable[..., Any]) -> None:
    request = bench("json", url=URL, body="a=1", method="PUT", value="@").source().request
    assert (request.method, request.body, request.headers) == ("PUT", b"a=1", ())


def test_widgets_on_one_request_share_their_source(bench: Callable[..., Any]) -> None:
    first, second = bench("json", url=URL, value="a").source(), bench("json", url=URL, rows="b").source()
    assert first == second
    assert hash(first) == hash(second)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "exactly one of"),
        ({"value": "a", "rows": "b"}, "exactly one of"),
        ({"value": "a", "columns": [{"path": "b"}]}, "belongs to"),
        ({"value": "a["}, "not JMESPath at character 3"),
        ({"value": "a.b c"}, "not JMESPath at character 5"),
        ({"value": ""}, "not JMESPath: it is empty"),
        ({"value": "("}, "not JMESPath at character 2"),
        ({"value": "(" * 400}, "not JMESPath|nested too deeply"),
        ({"rows": "lenght(@)"}, "Unknown function"),
        ({"value": "length()"}, "not JMESPath"),
        ({"rows": "a", "columns": [{"path": "]"}]}, "not JMESPath at character 1"),
        ({"fields": [{"path": "a"}, {"path": "b", "label": "a"}]}, "called 'a'"),
        ({"value": "a", "url": "ftp://x"}, "url"),
        ({"value": "a", "format": "roman"}, "format"),
    ],
)
def test_wrong_options_are_refused(bench: Callable[..., Any], options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        bench("json", **{"url": URL, **options})


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(bench: Callable[..., Any], text: str) -> None:
    answer = {"x": text, "rows": [[text, text]]}
    fields = [{"path": "x", "label": text, "unit": text[:20]}, {"path": "gone"}]
    for options in ({"value": "x", "unit": text[:20]}, {"fields": fields}, {"rows": "rows"}, {"rows": "rows[0]"}):
        html = bench("json", url=URL, **options).html(answer)
        assert "<script" not in html
        assert "<img" not in html
        assert "href" not in html


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["a", "b"]), inner),
    max_leaves=25,
)
PATHS = st.sampled_from(["@", "a", "a.b", "[0]", "[].a", "*", "length(@)", "max_by(@, &a)", "sort(@)", "keys(@) | [0]"])
FORMATS = st.sampled_from([None, "number", "integer", "percent", "bytes", "duration", "time", "date", "text"])


def test_any_document_is_shown_or_refused(bench: Callable[..., Any]) -> None:
    kind = bench("json", url=URL, value="@").kind
    renderer = Renderer(ROOT / "templates", [kind], Wall())
    minute = timedelta(minutes=1)

    @settings(deadline=None)
    @given(document=ANY_JSON, path=PATHS, form=FORMATS)
    def shows(document: Any, path: str, form: str | None) -> None:
        for shown in (
            {"value": path},
            {"fields": [{"path": path, "label": "x"}, {"path": "@"}]},
            {"rows": path},
            {"rows": path, "columns": [{"path": "a"}, {"path": "@"}]},
        ):
            options = kind.options.model_validate({"url": URL, "format": form, "unit": "u", **shown})
            tried = Widget("x", kind, options, kind.source(options), minute, minute)
            if not renderer.refusal(tried, document):
                assert renderer.attempt(tried, Reading().succeeded(document, NOW), {}, NOW).inner
            assert all(isinstance(number, float) for number in kind.measure(document, options).values())

    shows()


@pytest.mark.parametrize(
    ("found", "at"),
    [
        ("2026-11-24T10:30:00Z", "2026-11-24T10:30:00+00:00"),
        ("2026-11-24T10:30:00+02:00", "2026-11-24T08:30:00+00:00"),
        ("2026-11-24T10:30", "2026-11-24T09:30:00+00:00"),
        (1795516200, "2026-11-24T10:30:00+00:00"),
        ("1795516200", "2026-11-24T10:30:00+00:00"),
        (1795516200000, "2026-11-24T10:30:00+00:00"),
        ("2026-11-24", "2026-11-24T23:00:00+00:00"),
        ("yesterday", None),
        (None, None),
        (10**400, None),
    ],
)
def test_when_it_was_true_is_found_by_a_path(bench: Callable[..., Any], found: Any, at: str | None) -> None:
    wall = Wall(timezone=ZoneInfo("Europe/Paris"))
    kind = bench("json", wall, url=URL, value="x", observed="meta.at")
    observed = kind.kind.observed({"x": 1, "meta": {"at": found}}, kind.options)
    assert (observed and observed.isoformat()) == at


def test_without_a_path_nobody_knows(bench: Callable[..., Any]) -> None:
    kind = bench("json", url=URL, value="x")
    assert kind.kind.observed({"x": 1, "at": "2026-11-24T10:30:00Z"}, kind.options) is None
