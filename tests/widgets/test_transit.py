"""The kind `transit`. The sample answers are composed from public documentation.

TfL: the Unified API's /Line/Mode/{modes}/Status, and /Line/Meta/Severity for the numbers.
transport.rest: public-transport/db-rest, docs/api.md; public-transport/hafas-client, docs/departures.md.
search.ch: schildbach/public-transport-enabler, CHSearchProvider.java; alakae/trackz, for what is late or cancelled.
"""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest

from dashboard.widget import SourceError, Wall
from tests.widgets.answers import HOSTILE, Answers, Given, harmless, sample

BERLIN = Wall(timezone=ZoneInfo("Europe/Berlin"))
PATHS = {
    "tfl": "/line/mode/tube/status",
    "transport_rest": "/stops/8010159/departures",
    "search_ch": "/timetable/api/stationboard.json",
}
STOPS = {"tfl": "", "transport_rest": "8010159", "search_ch": "Einsiedeln"}


@pytest.fixture
def fetch(bench: Callable[..., Any]) -> Callable[..., Any]:
    """The kind with what it fetched of this provider."""

    async def run(name: str, given: Given | None = None, **options: Any) -> Any:
        kind = bench("transit", BERLIN, **({"provider": name, "stop": STOPS[name]} | options))
        answers = {PATHS[name]: sample("transit", f"{name}.json") if given is None else given}
        return kind, await kind.source().fetch(Answers(answers))

    return run


async def test_departures_of_transport_rest(fetch: Callable[..., Any]) -> None:
    kind, answer = await fetch("transport_rest")
    view = kind.view(answer)
    assert view.title == "Halle (Saale) Hbf"
    assert [(each.line, each.to, each.late, each.cancelled, each.platform) for each in view.departures] == [
        ("S 3", "Leipzig", 0, False, ""),
        ("ICE 702", "Berlin Hbf (tief)", 6, False, "8"),
        ("RE 30", "Magdeburg", 0, True, ""),
    ]
    html = kind.html(answer)
    assert '<span class="down">+6</span> <time datetime="2026-11-24T10:52:00Z">11:52</time>' in html
    assert '<li class="off"><span class="line">RE 30</span>' in html


async def test_departures_of_search_ch_are_in_swiss_time(fetch: Callable[..., Any]) -> None:
    kind, answer = await fetch("search_ch")
    view = kind.view(answer)
    assert view.title == "Einsiedeln"
    assert [(each.line, each.to, f"{each.at:%H:%M}", each.late, each.cancelled) for each in view.departures] == [
        ("S40", "Rapperswil SG", "10:49", 3, False),
        ("S13", "Wädenswil", "10:59", 0, False),
        ("552", "Trachslau", "11:05", 0, True),
    ]
    assert [each.platform for each in view.departures] == ["2", "3", ""]
    assert kind.kind.measure(answer, kind.options) == {"late": 3.0}


async def test_the_lines_of_london_the_worst_first(fetch: Callable[..., Any]) -> None:
    kind, answer = await fetch("tfl")
    view = kind.view(answer)
    assert [(each.name, each.state, each.words) for each in view.lines] == [
        ("Central", "down", "Part Suspended"),
        ("Northern", "down", "Part Closed"),
        ("Victoria", "slow", "Minor Delays"),
        ("Waterloo & City", "idle", "Service Closed"),
        ("Bakerloo", "up", "Good Service"),
    ]
    html = kind.html(answer)
    assert 'title="CENTRAL LINE: No service between White City and Ealing Broadway.">Part Suspended</span>' in html
    assert kind.kind.measure(answer, kind.options) == {"trouble": 3.0}


@pytest.mark.parametrize(
    ("severity", "state"),
    [
        *((severity, "down") for severity in (1, 2, 3, 4, 5, 6, 11, 16)),
        *((severity, "slow") for severity in (0, 7, 8, 9, 12, 13, 14, 15, 17)),
        *((severity, "up") for severity in (10, 18, 19)),
        (20, "idle"),
    ],
)
async def test_what_the_numbers_of_tfl_mean(fetch: Callable[..., Any], severity: int, state: str) -> None:
    given = [{"name": "Tram", "lineStatuses": [{"statusSeverity": severity}, {"statusSeverity": 10}]}]
    _, answer = await fetch("tfl", json.dumps(given).encode())
    assert [line.state for line in answer.lines] == [state]


async def test_only_some_lines(fetch: Callable[..., Any]) -> None:
    kind, answer = await fetch("tfl", lines=["victoria"])
    assert [each.name for each in kind.view(answer).lines] == ["Victoria"]
    kind, answer = await fetch("search_ch", lines=["s13"], limit=1)
    assert [each.line for each in kind.view(answer).departures] == ["S13"]


async def test_what_is_asked(bench: Callable[..., Any]) -> None:
    http = Answers({"/stops/A%2F1/departures": b"{}", PATHS["search_ch"]: sample("transit", "search_ch.json")})
    await bench("transit", provider="transport_rest", stop="A/1", base_url="http://x.test/").source().fetch(http)
    await bench("transit", provider="search_ch", stop=" Bern, Bahnhof ").source().fetch(http)
    assert http.asked[0].host == "x.test"
    assert parse_qs(urlsplit(http.asked[0].url).query)["duration"] == ["120"]
    assert http.asked[1].url.startswith("https://search.ch/timetable/api/stationboard.json?")
    query = parse_qs(urlsplit(http.asked[1].url).query)
    assert (query["stop"], query["show_delays"], query["show_tracks"]) == (["Bern, Bahnhof"], ["1"], ["1"])


def test_widgets_of_one_stop_share_their_source(bench: Callable[..., Any]) -> None:
    kind = bench("transit", provider="search_ch", stop="Bern", lines=["S1"])
    other = kind.kind.options.model_validate({"provider": "search_ch", "stop": "Bern", "modes": ["dlr"], "limit": 3})
    assert kind.source() == kind.kind.source(other)


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        ("transport_rest", (404, b"{}"), "knows no stop 8010159"),
        ("search_ch", b'{"messages": ["Stop not found."]}', "knows no stop Einsiedeln"),
        ("tfl", (404, b"{}"), "answers 404"),
        ("tfl", b"null", "another shape"),
        ("tfl", b'[{"name": null}]', "another shape"),
        ("transport_rest", b'{"departures": [{"when": "soon"}]}', "another shape"),
        ("search_ch", b'{"connections": null}', "another shape"),
        ("search_ch", b"<html>", "not JSON"),
    ],
)
async def test_what_can_not_be_read_is_an_error(fetch: Callable[..., Any], name: str, given: Given, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        await fetch(name, given)


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        ("transport_rest", b'{"departures": []}', "No departures in two hours"),
        ("search_ch", b'{"stop": {"name": "A"}}', "No departures in two hours"),
        ("tfl", b"[]", "No lines"),
    ],
)
async def test_nothing_to_show(fetch: Callable[..., Any], name: str, given: bytes, words: str) -> None:
    kind, answer = await fetch(name, given)
    assert words in kind.html(answer)
    assert kind.kind.measure(answer, kind.options) == {}


@pytest.mark.parametrize("at", ["", "soon", "0001-01-01 00:00:00", "9999-12-31 23:59:59"])
async def test_a_departure_without_a_usable_time_is_left_out(fetch: Callable[..., Any], at: str) -> None:
    given = json.dumps({"stop": {"name": "A"}, "connections": [{"time": at, "dep_delay": "+²"}]}).encode()
    _, answer = await fetch("search_ch", given)
    assert answer.departures == ()


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_is_text(fetch: Callable[..., Any], text: str) -> None:
    connection = {
        "time": "2026-11-24 11:46:00",
        "line": text,
        "terminal": {"name": text},
        "track": text,
        "dep_delay": text,
    }
    spoiled: dict[str, Any] = {
        "search_ch": {"stop": {"name": text}, "connections": [connection] * 1000},
        "tfl": [
            {"name": text, "lineStatuses": [{"statusSeverity": 3, "statusSeverityDescription": text, "reason": text}]}
        ],
    }
    for name, document in spoiled.items():
        kind, answer = await fetch(name, json.dumps(document).encode())
        html = kind.html(answer)
        assert harmless(html)
        assert html.count("<li") <= 13


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "provider"),
        ({"provider": "sncf", "stop": "Paris"}, "provider"),
        ({"provider": "search_ch"}, "says where to start"),
        ({"provider": "transport_rest", "stop": " "}, "says where to start"),
        ({"provider": "tfl", "modes": ["tube/../x"]}, "modes"),
    ],
)
def test_wrong_options_are_refused(bench: Callable[..., Any], options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        bench("transit", **options)
