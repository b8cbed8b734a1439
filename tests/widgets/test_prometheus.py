"""The kind `prometheus`. The sample answers are composed from Prometheus' documentation, "HTTP API"."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from dashboard.store.history import Point, Series
from dashboard.store.kept import decode, encode
from dashboard.widget import SourceError
from tests.widgets.answers import HOSTILE, Answers, Given, harmless, sample
from tests.widgets.conftest import NOW

URL = "http://prometheus.test:9090"
QUERY, RANGE = "/api/v1/query", "/api/v1/query_range"


def of(name: str) -> bytes:
    return sample("prometheus", f"{name}.json")


def vector(*series: tuple[dict[str, str], Any]) -> bytes:
    result = [{"metric": labels, "value": [1795516920.781, value]} for labels, value in series]
    return json.dumps({"status": "success", "data": {"resultType": "vector", "result": result}}).encode()


@pytest.fixture
def fetch(bench: Callable[..., Any]) -> Callable[..., Any]:
    """The kind with what it fetched from these answers."""

    async def run(answers: dict[str, Given], **options: Any) -> Any:
        kind = bench("prometheus", **({"url": URL, "query": "up"} | options))
        return kind, await kind.source().fetch(Answers(answers))

    return run


async def test_one_series_is_a_headline(fetch: Callable[..., Any]) -> None:
    kind, answer = await fetch({QUERY: of("one")}, unit="jobs")
    assert '<p class="value" data-len="5.5">9.42<small>jobs</small></p>' in kind.html(answer)
    assert kind.kind.measure(answer, kind.options) == {"value": 9.42}


async def test_so_is_a_scalar(fetch: Callable[..., Any]) -> None:
    kind, answer = await fetch({QUERY: of("scalar")})
    assert ">42</p>" in kind.html(answer)
    assert kind.kind.measure(answer, kind.options) == {"value": 42.0}


async def test_what_the_wall_remembers_is_drawn_without_a_range(fetch: Callable[..., Any]) -> None:
    kind, answer = await fetch({QUERY: of("one")})
    minute = timedelta(minutes=1)
    history = Series(tuple(Point(NOW - age * minute, 9.0 - age) for age in range(9, -1, -1)), 60 * minute)
    assert "<svg" not in kind.html(answer)
    assert 'aria-label="Since 10:33: lowest 0, highest 9, now 9"' in kind.html(answer, {"value": history})


async def test_several_series_are_rows_named_by_the_labels_in_which_they_differ(fetch: Callable[..., Any]) -> None:
    kind, answer = await fetch({QUERY: of("vector")})
    html = kind.html(answer)
    assert '<li><span class="name">prometheus localhost:9090</span><span class="figure">1</span></li>' in html
    assert "<svg" not in html
    assert kind.kind.measure(answer, kind.options) == {"prometheus localhost:9090": 1.0, "node localhost:9100": 0.0}


async def test_a_label_that_names_them_may_be_chosen(fetch: Callable[..., Any]) -> None:
    kind, answer = await fetch({QUERY: of("vector")}, label="job")
    assert list(kind.kind.measure(answer, kind.options)) == ["prometheus", "node"]


async def test_series_of_one_name_are_numbered(fetch: Callable[..., Any]) -> None:
    kind, answer = await fetch({QUERY: of("vector")}, label="__name__")
    assert list(kind.kind.measure(answer, kind.options)) == ["up", "up (2)"]


async def test_a_range_is_asked_for_by_prometheus_own_clock_on_full_steps(bench: Callable[..., Any]) -> None:
    http = Answers({"/under" + QUERY: of("one"), "/under" + RANGE: of("matrix")})
    kind = bench("prometheus", url=f"{URL}/under/", query="up{a='b'}", range="3h", headers={"X-Key": "CANARY"})
    await kind.source().fetch(http)
    first, second = http.asked
    assert parse_qs(urlsplit(first.url).query) == {"query": ["up{a='b'}"]}
    end = 1795516920 // 180 * 180
    expected = {"query": ["up{a='b'}"], "start": [f"{end - 10800}.000"], "end": [f"{end}.000"], "step": ["180"]}
    assert parse_qs(urlsplit(second.url).query) == expected
    assert dict(second.headers)["X-Key"] == "CANARY"
    assert "CANARY" not in repr(kind.source())


async def test_the_courses_of_several_series_stand_on_one_scale(fetch: Callable[..., Any]) -> None:
    kind, answer = await fetch({QUERY: of("vector"), RANGE: of("matrix")}, range="1h", label="job")
    html = kind.html(answer)
    assert html.count('<path class="line key k') == 2
    assert 'aria-label="prometheus: lowest 0.5, highest 1, last 1; node: lowest 0, highest 1, last 0"' in html
    assert '<circle cx="12" cy="12" r="9"/></svg><span class="name">prometheus</span>' in html
    assert "<span>10:33</span><span>10:42</span>" in html


async def test_the_course_of_one_series_is_a_curve(fetch: Callable[..., Any]) -> None:
    points = [[1795516380 + 60 * step, str(step)] for step in range(9)]
    series = {"metric": {"__name__": "node_load1", "job": "node", "instance": "localhost:9100"}, "values": points}
    matrix = json.dumps({"data": {"resultType": "matrix", "result": [series]}}).encode()
    kind, answer = await fetch({QUERY: of("one"), RANGE: matrix}, range="1h")
    assert 'aria-label="Since 10:33: lowest 0, highest 8, now 8"' in kind.html(answer)


async def test_no_series_is_an_answer(fetch: Callable[..., Any]) -> None:
    kind, answer = await fetch({QUERY: vector()}, range="1h")
    assert "No series match the query" in kind.html(answer)
    assert kind.kind.measure(answer, kind.options) == {}


@pytest.mark.parametrize("text", ["NaN", "+Inf", "-Inf", "1e999", "", "many"])
async def test_what_is_no_number_is_no_value(fetch: Callable[..., Any], text: str) -> None:
    kind, answer = await fetch({QUERY: vector(({}, text), ({"job": "b"}, "2"))})
    assert '<span class="figure">—</span>' in kind.html(answer)
    assert kind.kind.measure(answer, kind.options) == {"b": 2.0}


async def test_prometheus_says_itself_what_is_wrong_with_a_query(fetch: Callable[..., Any]) -> None:
    with pytest.raises(SourceError) as caught:
        await fetch({QUERY: (400, of("error"))})
    words = 'invalid parameter "query": 1:5: parse error: unexpected end of input'
    assert caught.value.message == f"prometheus.test:9090 can't answer the query: {words}"
    assert caught.value.status == 400


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((400, b"<html>"), "answers 400"),
        ((401, b""), "check its key"),
        (b"{}", "another shape"),
        (b"null", "another shape"),
        (b'{"data": null}', "another shape"),
        (b'{"data": {"resultType": "vector", "result": null}}', "another shape"),
        (b'{"data": {"resultType": "vector", "result": [{"metric": {"a": 1}, "value": [1]}]}}', "another shape"),
        (b'{"data": {"resultType": "scalar", "result": ["x", "1"]}}', "another shape"),
        (b'{"data": {"resultType": "string", "result": [1, "x"]}}', "with a text"),
        (b"{", "not JSON"),
    ],
)
async def test_what_can_not_be_read_is_an_error(fetch: Callable[..., Any], given: Given, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        await fetch({QUERY: given})


async def test_many_series_are_counted(fetch: Callable[..., Any]) -> None:
    many = vector(*(({"pod": f"pod-{index}"}, str(index)) for index in range(10_000)))
    kind, answer = await fetch({QUERY: many}, limit=8)
    assert kind.html(answer).count("<li") == 9
    assert '<li class="more" data-all="10,000"></li>' in kind.html(answer)
    assert len(msgspec.json.encode(answer)) < 5_000


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_is_text(fetch: Callable[..., Any], text: str) -> None:
    answers = {QUERY: vector(({text: text}, "1"), ({text: "b"}, text)), RANGE: of("matrix")}
    for options in ({}, {"range": "1h"}, {"unit": text[:20], "label": text[:80]}):
        kind, answer = await fetch(answers, **options)
        assert harmless(kind.html(answer))


async def test_times_of_another_world_do_no_harm(fetch: Callable[..., Any]) -> None:
    odd = [[at, "1"] for at in (-1e300, 0, 1e300)]
    matrix = json.dumps({"data": {"resultType": "matrix", "result": [{"metric": {}, "values": odd}]}}).encode()
    kind, answer = await fetch({QUERY: vector(({}, "1")), RANGE: matrix}, range="1h")
    assert kind.html(answer)


async def test_the_answer_outlives_the_program(fetch: Callable[..., Any]) -> None:
    from dashboard.config.board import Widget
    from dashboard.store.reading import Reading

    kind, answer = await fetch({QUERY: of("vector"), RANGE: of("matrix")}, range="1h")
    minute = timedelta(minutes=1)
    shown = Widget("sample", kind.kind, kind.options, kind.source(), minute, minute)
    at = datetime(2026, 11, 24, 10, 42, tzinfo=UTC)
    kept = encode(kind.source(), shown, Reading().succeeded(answer, at), {})
    assert decode(kind.source(), shown, kept, at)[0].data == answer


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"url": "prometheus:9090"}, "url"),
        ({"query": ""}, "query"),
        ({"range": "10s"}, "range"),
        ({"limit": 0}, "limit"),
        ({"format": "roman"}, "format"),
    ],
)
def test_wrong_options_are_refused(bench: Callable[..., Any], options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        bench("prometheus", **({"url": URL, "query": "up"} | options))
