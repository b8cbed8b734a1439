"""Prometheus' shape, and a load that bursts."""

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any
from urllib.parse import quote

import pytest

from dashboard.demo import metrics
from dashboard.demo.call import Call

MakeCall = Callable[..., Call]

API = "http://127.0.0.1:9090/api/v1"
NOON = 1_795_262_400


def ask(call: MakeCall, path: str, **more: Any) -> Any:
    reply = metrics.answer(call(f"{API}/{path}", **more))
    assert reply is not None
    return json.loads(reply.body)


def value(call: MakeCall, query: str, **more: Any) -> float:
    return float(ask(call, f"query?query={quote(query)}", **more)["data"]["result"][0]["value"][1])


def test_one_sample(call: MakeCall) -> None:
    answer = ask(call, "query?query=node_load1")
    number = answer["data"]["result"][0]["value"][1]
    metric = {"__name__": "node_load1", "instance": "workshop:9100", "job": "node"}
    vector = [{"metric": metric, "value": [NOON, number]}]
    assert answer == {"status": "success", "data": {"resultType": "vector", "result": vector}}
    assert isinstance(number, str)


def test_the_load_idles_and_bursts_now_and_then(call: MakeCall) -> None:
    loads = [value(call, "node_load1", after=10 * step) for step in range(4320)]
    high = sum(load > 8 for load in loads) / len(loads)
    assert min(loads) >= 0.3
    assert max(loads) < 15
    assert 0.01 < high < 0.15
    assert sum(load <= 3 for load in loads) / len(loads) > 0.7
    assert all(before != after for before, after in pairwise(loads[:50]))


@pytest.mark.parametrize("query", ["temperature", 'rate(requests_total{code="500"}[5m])', "sum(cpu)"])
def test_other_metrics_go_from_0_to_100(call: MakeCall, query: str) -> None:
    values = [value(call, query, after=20 * step) for step in range(300)]
    assert 0 <= min(values) < 40 < 60 < max(values) <= 100
    assert len(set(values)) > 250


def test_a_query_that_is_split_has_a_series_for_each_part(call: MakeCall) -> None:
    now = ask(call, f"query?query={quote('sum by (job) (rate(x[5m]))')}")["data"]["result"]
    assert [series["metric"] for series in now] == [{"job": name} for name in metrics.PARTS]
    span = f"start={NOON - 600}&end={NOON}&step=1m"
    past = ask(call, f"query_range?query={quote('sum by (job) (rate(x[5m]))')}&{span}")["data"]["result"]
    assert [series["values"][-1][1] for series in past] == [series["value"][1] for series in now]
    assert len({series["value"][1] for series in now}) == len(metrics.PARTS)


def test_what_is_up(call: MakeCall) -> None:
    assert value(call, 'up{job="node"}') == 1


def test_a_range_runs_through_the_instants(call: MakeCall) -> None:
    span = f"start={NOON - 600}&end={NOON}&step=1m"
    answer = ask(call, f"query_range?query=node_load1&{span}")["data"]
    assert answer["resultType"] == "matrix"
    values = answer["result"][0]["values"]
    assert [at for at, _ in values] == [NOON - 600 + 60 * step for step in range(11)]
    assert float(values[-1][1]) == value(call, "node_load1")


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("node_load1", "node_load1"),
        ('avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[5m]))', "node_cpu_seconds_total"),
        ("100 - job:free:ratio * 100", "job:free:ratio"),
        ('max without(load) (temperature{place="load"})', "temperature"),
        ("1", ""),
    ],
)
def test_the_name_in_a_query(query: str, name: str) -> None:
    assert metrics.metric_name(query) == name


def test_an_expression_has_no_name(call: MakeCall) -> None:
    assert ask(call, "query?query=sum(up)")["data"]["result"][0]["metric"] == {}


def test_a_number_is_itself(call: MakeCall) -> None:
    assert ask(call, "query?query=42")["data"] == {"resultType": "scalar", "result": [NOON, "42"]}


@pytest.mark.parametrize(
    "path",
    [
        "query",
        "query?query=up&time=never",
        "query_range?query=up",
        "query_range?query=up&start=2&end=1&step=1",
        "query_range?query=up&start=1&end=2&step=0",
        "query_range?query=up&start=0&end=20000&step=1",
        "query_range?query=up&start=nan&end=2&step=1",
    ],
)
def test_what_can_not_be_answered_is_refused(call: MakeCall, path: str) -> None:
    reply = metrics.answer(call(f"{API}/{path}"))
    assert reply is not None
    assert reply.status == 400
    assert json.loads(reply.body)["errorType"] == "bad_data"


@pytest.mark.parametrize(
    ("text", "seconds"), [("15", 15), ("0.5", 0.5), ("1m30s", 90), ("250ms", 0.25), ("2d", 172_800), ("soon", 0)]
)
def test_steps(text: str, seconds: float) -> None:
    assert metrics.duration(text) == seconds


def test_a_time_in_words(call: MakeCall) -> None:
    answer = ask(call, "query?query=up&time=2026-11-21T12:00:00Z")
    assert answer["data"]["result"][0]["value"][0] == NOON
