"""Everything else: pages that are sometimes down, documents that move, hosts near and far."""

import json
from collections.abc import Callable
from itertools import groupby

import pytest

from dashboard.demo import sites
from dashboard.demo.accept import preferred
from dashboard.demo.call import Call

MakeCall = Callable[..., Call]


def test_a_page(call: MakeCall) -> None:
    reply = sites.answer(call("https://shop.example/"))
    assert (reply.status, reply.media_type) == (200, "text/html; charset=utf-8")
    assert b"shop.example" in reply.body


@pytest.mark.parametrize(
    ("path", "accept", "method", "is_data"),
    [
        ("/stats.json", "", "GET", True),
        ("/api/stats", "", "GET", True),
        ("/api", "", "GET", True),
        ("/stats", "application/json", "GET", True),
        ("/stats", "text/html, application/json;q=0.5", "GET", False),
        ("/stats", "*/*", "GET", False),
        ("/stats", "*/*", "POST", True),
        ("/stats", "*/*", "HEAD", False),
        ("/apiary", "*/*", "GET", False),
    ],
)
def test_what_is_data(call: MakeCall, path: str, accept: str, method: str, is_data: bool) -> None:
    reply = sites.answer(call(f"https://shop.example{path}", headers={"accept": accept}, method=method))
    assert (reply.media_type == "application/json") == is_data


def test_a_document(call: MakeCall) -> None:
    document = json.loads(sites.answer(call("https://shop.example/api/stats")).body)
    assert list(document) == ["value", "status", "count", "items", "updated"]
    assert document["status"] == "ok"
    assert 0 <= document["value"] <= 100
    assert [list(item) for item in document["items"]] == [["name", "value"]] * 5
    assert document["updated"] == "2026-11-21T12:00:00+00:00"


def test_a_document_moves(call: MakeCall) -> None:
    documents = [
        json.loads(sites.answer(call("https://shop.example/api/stats", after=5 * step)).body) for step in range(60)
    ]
    assert len({document["value"] for document in documents}) > 40
    counts = [document["count"] for document in documents]
    assert counts == sorted(counts)
    assert counts[-1] > counts[0]


def test_about_one_host_of_four_is_down_for_some_minutes_now_and_then(call: MakeCall) -> None:
    hosts = [f"https://host-{number}.example/" for number in range(80)]
    frail = 0
    for host in hosts:
        states = [sites.is_down(call(host, after=30 * step)) for step in range(360)]
        outages = [30 * len(list(run)) for down, run in groupby(states) if down]
        frail += bool(outages)
        assert sum(states) / len(states) < 0.35
        assert all(length <= 330 for length in outages[1:-1])
    assert 10 <= frail <= 32


def test_a_host_that_is_down_says_so(call: MakeCall) -> None:
    calls = (call(f"https://host-{number}.example/") for number in range(200))
    down = next(each for each in calls if sites.is_down(each))
    assert sites.answer(down).status == 503


def test_latency_is_small_varies_and_belongs_to_the_host(call: MakeCall) -> None:
    usual = []
    for number in range(40):
        times = [sites.latency(call(f"https://host-{number}.example/", after=20 * step)) for step in range(50)]
        assert 0.004 <= min(times) < max(times) <= 0.12
        usual.append(sum(times) / len(times))
    assert max(usual) > 4 * min(usual)


@pytest.mark.parametrize(
    ("accept", "best"),
    [
        ("", ""),
        ("*/*", "*/*"),
        ("text/html;q=0.5, application/JSON", "application/json"),
        ("text/html, text/plain", "text/html"),
        ("a/b;q=oops, c/d;q=0.1", "c/d"),
    ],
)
def test_what_is_preferred(accept: str, best: str) -> None:
    assert preferred({"accept": accept}) == best
