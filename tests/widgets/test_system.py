"""This machine: for real, and what is made of its counters in tables.

Counters follow psutil's documentation of cpu_times (Linux): guest time is part of user time. What another machine tells
is composed from the documentation of Glances: https://github.com/nicolargo/glances/blob/develop/docs/api.rst
"""

import base64
import json
import math
import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from dashboard.store.history import Point, Series
from dashboard.widget import SourceError
from tests.widgets.answers import HOSTILE, Answers, Given, harmless, sample
from tests.widgets.conftest import NOW
from widgets import system

EVERYTHING = ["cpu", "memory", "disk", "load", "swap", "network", "temperature"]
THREE = (("cpu", "CPU", 38.2, "%"), ("memory", "Memory", 71.0, "%"), ("disk", "Disk", 64.0, "%"))
MORE = (("load", "Load", 1.234, ""), ("down", "Down", 1.25e6, "B/s"), ("temperature", "Temperature", 61.4, "°C"))


def told(*figures: tuple[Any, ...]) -> Any:
    keys = ("name", "label", "value", "unit")
    return SimpleNamespace(
        host="workshop", figures=[SimpleNamespace(**dict(zip(keys, f, strict=True))) for f in figures]
    )


async def test_the_machine_that_runs_this_test(bench: Callable[..., Any]) -> None:
    machine = bench("system", show=EVERYTHING, disks=["/", "/not/there"])
    answer = await machine.source().fetch(None)
    measured = machine.kind.measure(answer, machine.options)
    assert {"cpu", "memory", "disk", "load", "down", "up"} <= measured.keys()
    assert "disk /not/there" not in measured
    assert all(math.isfinite(number) and number >= 0 for number in measured.values())
    assert all(0 <= measured[name] <= 100 for name in ("cpu", "memory", "disk"))
    assert machine.html(answer).count('<li class="gauge">') >= 4
    assert machine.view(answer).title


async def test_the_default(bench: Callable[..., Any]) -> None:
    machine = bench("system")
    answer = await machine.source().fetch(None)
    assert [figure.name for figure in answer.figures] == ["cpu", "memory", "disk"]


@pytest.mark.parametrize(
    ("before", "now", "percent"),
    [
        ({"user": 10.0, "idle": 90.0}, {"user": 11.0, "idle": 91.0}, 50.0),
        ({"user": 10.0, "idle": 90.0, "iowait": 0.0}, {"user": 10.0, "idle": 90.5, "iowait": 0.5}, 0.0),
        ({"user": 0.0, "idle": 0.0, "guest": 0.0}, {"user": 1.0, "idle": 1.0, "guest": 1.0}, 50.0),
        ({"user": 5.0, "idle": 5.0}, {"user": 5.0, "idle": 5.0}, None),
        ({"user": 5.0, "idle": 5.0}, {"user": 6.0, "idle": 4.9}, 100.0),
    ],
)
def test_busy(before: Any, now: Any, percent: float | None) -> None:
    assert system.busy(before, now) == percent


@pytest.mark.parametrize(
    ("before", "now", "rates"),
    [
        ((0.0, 1000, 100), (0.5, 2000, 100), [2000, 0]),
        ((0.0, 1000, 100), (0.5, 10, 200), [0, 200]),
        ((0.0, 0, 0), (0.0, 0, 0), [0, 0]),
    ],
)
def test_rates(before: Any, now: Any, rates: list[float]) -> None:
    first, second = (system.Counters(at, {}, received, sent) for at, received, sent in (before, now))
    assert [figure.value for figure in system.rates(first, second)] == rates


async def test_what_the_machine_can_not_tell_is_left_out(
    bench: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(psutil, "sensors_temperatures", raising=False)
    monkeypatch.setattr(psutil, "swap_memory", lambda: SimpleNamespace(total=0, percent=0.0))
    answer = await bench("system", show=["memory", "swap", "temperature"]).source().fetch(None)
    assert [figure.name for figure in answer.figures] == ["memory"]
    with pytest.raises(SourceError, match="this machine does not tell its temperature"):
        await bench("system", show=["temperature"]).source().fetch(None)


def test_hottest_sensor_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    warm, broken, cool = (SimpleNamespace(current=degrees) for degrees in (61.0, -128.0, 40.0))
    chips = {"chip": [warm, broken], "disk": [cool]}
    monkeypatch.setattr(psutil, "sensors_temperatures", lambda: chips, raising=False)
    assert [figure.value for figure in system.temperature()] == [61.0]


def test_gauges_in_the_markup_of_the_design(bench: Callable[..., Any]) -> None:
    html = bench("system").html(told(*THREE))
    assert '<p class="number">38<span class="sr"> %</span></p>' in html
    assert '<p class="caption">Memory</p>' in html
    assert "figures" not in html
    assert "chart" not in html


def test_figures_stand_below(bench: Callable[..., Any]) -> None:
    html = bench("system").html(told(*THREE, *MORE))
    assert '<ul class="figures"><li>Load <b>1.23</b></li><li>Down <b>1.2 MB/s</b></li>' in html
    assert "<li>Temperature <b>61 °C</b></li>" in html


def test_figures_alone_are_rows(bench: Callable[..., Any]) -> None:
    html = bench("system").html(told(*MORE))
    assert '<ul class="rows"><li><span class="name">Load</span><span class="figure">1.23</span></li>' in html


def test_more_rings_than_can_be_read_are_bars(bench: Callable[..., Any]) -> None:
    disks = [(f"disk {number}", f"disk{number}", 25.0 * number, "%") for number in range(3)]
    html = bench("system").html(told(*THREE, *disks[:1], *MORE))
    assert html.count('<li class="gauge">') == 4
    html = bench("system").html(told(*THREE, *disks, *MORE))
    assert "gauge" not in html
    assert re.search(r'disk1</span><svg class="range".*?<line x2="25.0%" .*?<span class="figure">25%</span></li>', html)
    assert re.search(r'Load</span><span></span><span class="figure">1.23</span></li>', html)


def test_history_of_the_first_gauge_is_drawn(bench: Callable[..., Any]) -> None:
    series = Series(tuple(Point(NOW.replace(minute=minute), 20.0 + minute % 3) for minute in range(43)))
    html = bench("system").html(told(*THREE), {"cpu": series})
    assert '<p class="caption over">CPU</p><svg class="chart bleed"' in html


def test_missing_disk_is_shown_as_missing(bench: Callable[..., Any]) -> None:
    html = bench("system").html(told(("disk /data", "data", None, "%")))
    assert '<p class="number">—<' in html


def test_no_name_and_hostile_names(bench: Callable[..., Any]) -> None:
    machine = bench("system")
    nameless = told(*THREE)
    nameless.host = ""
    assert machine.view(nameless).title == "This machine"
    hostile = told(("disk x", '<script>"><img>', 1.0, "%"), ("x", "<img onerror=x>", 1.0, ""))
    hostile.host = "<script>"
    html = machine.html(hostile)
    assert "<script" not in html
    assert "<img" not in html


@pytest.mark.parametrize(
    "options",
    [
        {"show": []},
        {"show": ["gpu"]},
        {"disks": []},
        {"disk": "/"},
        {"url": "attic.lan"},
        {"url": "http://attic.lan", "username": "wall"},
        {"url": "http://attic.lan", "password": "secret"},
    ],
)
def test_wrong_options_are_refused(bench: Callable[..., Any], options: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        bench("system", **options)


TOLD = json.loads(sample("system", "glances.json"))


def glances(**changes: Given) -> Answers:
    known: dict[str, Given] = {f"/api/4/{plugin}": json.dumps(answer).encode() for plugin, answer in TOLD.items()}
    return Answers(known | {f"/api/4/{plugin}": given for plugin, given in changes.items()})


async def test_another_machine(bench: Callable[..., Any]) -> None:
    kind = bench("system", url="http://attic.lan:61208/", show=EVERYTHING, disks=["/", "/pool", "/gone"])
    answer = await kind.source().fetch(glances())
    assert kind.view(answer).title == "attic"
    assert kind.kind.measure(answer, kind.options) == {
        "cpu": 6.1,
        "memory": 74.0,
        "disk": 11.4,
        "disk /pool": 0.3,
        "load": 0.91357421875,
        "swap": 39.2,
        "down": 2000.0,
        "up": 310.5,
        "temperature": 61.0,
    }
    assert "gone" in kind.html(answer)


async def test_only_what_is_shown_is_asked_for(bench: Callable[..., Any]) -> None:
    http = glances()
    await bench("system", url="http://attic.lan:61208", show=["memory", "memory"]).source().fetch(http)
    assert [request.url for request in http.asked] == [
        "http://attic.lan:61208/api/4/system",
        "http://attic.lan:61208/api/4/mem",
    ]


async def test_a_password_goes_along_and_nowhere_else(bench: Callable[..., Any]) -> None:
    kind, http = bench("system", url="http://attic.lan", username="wall", password="CANARY"), glances()
    await kind.source().fetch(http)
    sent = {dict(request.headers)["Authorization"] for request in http.asked}
    assert sent == {"Basic " + base64.b64encode(b"wall:CANARY").decode()}
    assert "CANARY" not in repr(kind.source()) + repr(kind.options) + repr(http.asked)
    assert kind.source() == kind.source()
    assert len({kind.source(), kind.source()}) == 1


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        ({"sensors": (404, b"")}, ["memory", "swap"]),
        ({"sensors": b"[]"}, ["memory", "swap"]),
        ({"sensors": b'[{"type": "temperature_core", "value": "hot"}]'}, ["memory", "swap"]),
        ({"memswap": b'{"percent": 0.0, "total": 0}'}, ["memory", "temperature"]),
        ({"mem": b"<html>"}, ["swap", "temperature"]),
        ({"mem": b'{"percent": null}'}, ["swap", "temperature"]),
        ({"mem": b'{"percent": 1e400}'}, ["swap", "temperature"]),
        ({"mem": b'["percent"]'}, ["swap", "temperature"]),
    ],
)
async def test_what_another_machine_can_not_tell_is_left_out(
    bench: Callable[..., Any], changes: dict[str, Given], left: list[str]
) -> None:
    kind = bench("system", url="http://attic.lan", show=["memory", "swap", "temperature"])
    answer = await kind.source().fetch(glances(**changes))
    assert [figure.name for figure in answer.figures] == left
    assert "None" not in kind.html(answer)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"cpu": (401, b"")}, r"^attic\.lan answers 401: check its key$"),
        ({"cpu": b"{}"}, r"^attic\.lan does not tell its cpu$"),
        ({"cpu": b"<html>"}, "not JSON"),
    ],
)
async def test_another_machine_that_tells_nothing(
    bench: Callable[..., Any], changes: dict[str, Given], message: str
) -> None:
    with pytest.raises(SourceError, match=message):
        await bench("system", url="http://attic.lan", show=["cpu"]).source().fetch(glances(**changes))


@pytest.mark.parametrize("name", [(500, b""), b"[]", b'{"hostname": null}', b'{"hostname": 7}'])
async def test_a_machine_without_a_name_has_that_of_its_address(bench: Callable[..., Any], name: Given) -> None:
    kind = bench("system", url="http://attic.lan:61208")
    assert kind.view(await kind.source().fetch(glances(system=name))).title == "attic.lan:61208"


@pytest.mark.parametrize("text", HOSTILE)
async def test_the_name_of_another_machine_is_text(bench: Callable[..., Any], text: str) -> None:
    kind = bench("system", url="http://attic.lan")
    answer = await kind.source().fetch(glances(system=json.dumps({"hostname": text}).encode()))
    assert harmless(kind.html(answer))
