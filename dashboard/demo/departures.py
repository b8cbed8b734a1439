"""Plays departures of transport.rest and search.ch, and how TfL's lines run, for any stop. Not a timetable."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from dashboard.demo.call import Call, Reply, json
from dashboard.demo.world import TOWNS

STOP = re.compile(r"/stops/([^/]+)/departures")
MODES = re.compile(r"/line/mode/([a-z,-]+)/status")

SWISS = "Europe/Zurich"

LINES = (("S1", 600), ("S3", 900), ("IR 15", 1800), ("12", 480), ("20", 720))
"""What runs from every stop, and every so many seconds."""

LONDON = ("Bakerloo", "Central", "Circle", "District", "Jubilee", "Northern", "Piccadilly", "Victoria")

TURN = 1200.0


@dataclass(frozen=True)
class Departure:
    """One departure, in seconds since 1970; `late` in minutes."""

    line: str
    to: str
    planned: float
    late: int
    platform: str


def answer(call: Call) -> Reply | None:
    """Departures or lines, as the provider that is asked writes them."""
    if found := STOP.fullmatch(call.path):
        return transport_rest(call, found[1])
    if call.path == "/timetable/api/stationboard.json":
        return search_ch(call, call.query.get("stop", "Ponte Nova"))
    if found := MODES.fullmatch(call.path.lower()):
        return tfl(call)
    return None


def departures(call: Call, stop: str) -> list[Departure]:
    """The next ones, each line by its own beat."""
    return sorted(coming(call, stop), key=lambda departure: departure.planned)[: call.whole("limit", 20, most=40)]


def coming(call: Call, stop: str) -> Iterator[Departure]:
    """Those of two hours, line by line."""
    for line, gap in LINES:
        offset = 60 * call.noise.whole(0, gap // 60, stop, line)
        first = (call.at - offset) // gap * gap + offset + gap
        for index in range(int(7200 // gap)):
            planned = first + index * gap
            late = call.noise.whole(1, 7, stop, line, planned) if call.noise.chance(stop, line, planned) < 0.2 else 0
            to = call.noise.pick(TOWNS, stop, line, int(planned // gap) % 2)
            yield Departure(line, to, planned, late, str(call.noise.whole(1, 6, stop, line)))


def transport_rest(call: Call, stop: str) -> Reply:
    """Departures as HAFAS writes them."""
    name = "Porto Sereno" if stop.isdigit() else stop
    found = [
        {
            "when": written(each.planned + 60 * each.late),
            "plannedWhen": written(each.planned),
            "delay": 60 * each.late,
            "platform": each.platform,
            "direction": each.to,
            "line": {"name": each.line},
            "stop": {"name": name},
        }
        for each in departures(call, stop)
    ]
    return json({"departures": found})


def search_ch(call: Call, stop: str) -> Reply:
    """Departures as search.ch writes them."""
    found = [
        {
            "time": f"{datetime.fromtimestamp(each.planned, ZoneInfo(SWISS)):%Y-%m-%d %H:%M:%S}",
            "line": each.line,
            "terminal": {"name": each.to},
            "track": each.platform,
            "dep_delay": f"+{each.late}",
        }
        for each in departures(call, stop)
    ]
    return json({"stop": {"name": stop}, "connections": found})


def tfl(call: Call) -> Reply:
    """How the lines run: most of them well."""
    found = []
    for name in LONDON:
        troubled = call.noise.chance("tfl", name, int(call.at // TURN)) < 0.2
        severity, words = (9, "Minor Delays") if troubled else (10, "Good Service")
        found.append({"name": name, "lineStatuses": [{"statusSeverity": severity, "statusSeverityDescription": words}]})
    return json(found)


def written(at: float) -> str:
    """A time as ISO 8601 writes it."""
    return datetime.fromtimestamp(at, UTC).isoformat()
