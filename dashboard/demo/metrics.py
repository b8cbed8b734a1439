"""Plays Prometheus on any host: a query has one series, or one for each job or host it is split by, instant or over a
range. Not a query language.
"""

import math
import re
from collections.abc import Callable
from datetime import datetime
from functools import partial

from dashboard.demo.call import Call, Reply, json

QUERY = re.compile(r"/api/v1/query(_range)?/?$")

WORDS = frozenset(
    ("by", "without", "on", "ignoring", "group_left", "group_right", "offset", "and", "or", "unless", "bool")
)
"""Names in a query that are no metric's."""

UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}

SPLIT = re.compile(r"\bby\s*\(\s*(\w+)\s*\)")
"""Where a query says by which label it is split."""

PARTS = ("shop", "checkout", "warehouse", "kiln")
"""What it is split into."""

MOST_POINTS = 11_000

BURST = 360.0
"""In each turn of so many seconds the load may burst once."""


def answer(call: Call) -> Reply | None:
    """An instant or a range query, wherever Prometheus is said to live."""
    found = QUERY.search(call.path)
    if found is None:
        return None
    query = call.query.get("query", "").strip()
    if not query:
        return refusal("a query is expected")
    return over_a_range(call, query) if found[1] else at_an_instant(call, query)


def at_an_instant(call: Call, query: str) -> Reply:
    """The value at `time`, which is now where it is not given."""
    at = moment(call.query.get("time", ""), call.at)
    if at is None:
        return refusal("a time in seconds or RFC 3339 is expected")
    if re.fullmatch(r"-?\d+(\.\d+)?", query):
        return data("scalar", sample(at, float(query)))
    return data("vector", [{"metric": each, "value": sample(at, read(at))} for each, read in series(call, query)])


def over_a_range(call: Call, query: str) -> Reply:
    """The values from `start` to `end`, one every `step`."""
    start, end = (moment(call.query.get(name, ""), None) for name in ("start", "end"))
    step = duration(call.query.get("step", ""))
    if start is None or end is None or end < start or step <= 0:
        return refusal("a start, a later end and a step are expected")
    points = math.floor((end - start) / step) + 1
    if points > MOST_POINTS:
        return refusal(f"more than {MOST_POINTS:,} points were asked for")
    times = [start + index * step for index in range(points)]
    return data(
        "matrix",
        [{"metric": each, "values": [sample(at, read(at)) for at in times]} for each, read in series(call, query)],
    )


def data(kind: str, result: object) -> Reply:
    """What Prometheus says when all is well."""
    return json({"status": "success", "data": {"resultType": kind, "result": result}})


def refusal(reason: str) -> Reply:
    """What Prometheus says to a query that it can't use."""
    return json({"status": "error", "errorType": "bad_data", "error": reason}, status=400)


def sample(at: float, number: float) -> tuple[float, str]:
    """Time and value as Prometheus writes them: the value is a text."""
    return round(at, 3), f"{number:.4g}"


def metric_name(query: str) -> str:
    """The first name in the query that is neither a function's nor a label's."""
    bare = re.sub(r"\{[^}]*\}|\[[^\]]*\]|\"[^\"]*\"|\b(by|without|on|ignoring)\s*\([^)]*\)", " ", query)
    names = re.findall(r"[a-zA-Z_:][\w:]*(?![\w:]|\s*\()", bare)
    return next((name for name in names if name not in WORDS), "")


def series(call: Call, query: str) -> list[tuple[dict[str, str], Callable[[float], float]]]:
    """The series of a query: the labels of each, and what it yields at a time."""
    found = SPLIT.search(query)
    if found is None:
        return [(labels(query), partial(value, call, query))]
    return [({found[1]: name}, partial(part, call, query, name)) for name in PARTS]


def labels(query: str) -> dict[str, str]:
    """The labels of the one series: only a metric as it is keeps its name and place, as with Prometheus."""
    if re.fullmatch(r"[a-zA-Z_:][\w:]*\s*(\{[^}]*\})?", query) is None:
        return {}
    return {"__name__": metric_name(query), "instance": "workshop:9100", "job": "node"}


def value(call: Call, query: str, at: float) -> float:
    """What the query yields at a time: a load, whether something is up, or a number from 0 to 100."""
    name = metric_name(query)
    if name == "up":
        return 1.0
    if "load" in name:
        return load(call, query, at)
    return 100 * call.noise.drift(at, 120, call.host, query)


def part(call: Call, query: str, name: str, at: float) -> float:
    """What one part of a split query yields: each has a height of its own, and wanders about it for an hour."""
    usual = call.noise.between(20, 80, call.host, query, name)
    return usual * (0.6 + 0.8 * call.noise.drift(at, 3000, call.host, query, name))


def load(call: Call, query: str, at: float) -> float:
    """A load that idles between 0.3 and 3, and now and then rises over 8 for about a minute."""
    idle = 0.3 + 2.7 * call.noise.drift(at, 150, call.host, query)
    turn = math.floor(at / BURST)
    if call.noise.chance(call.host, "burst", turn) < 0.6:
        return idle
    middle = (turn + call.noise.between(0.3, 0.7, call.host, "burst at", turn)) * BURST
    reach = call.noise.between(60, 105, call.host, "burst lasts", turn)
    distance = min(1.0, abs(at - middle) / reach)
    height = call.noise.between(8.5, 10.5, call.host, "burst height", turn)
    return idle + (height - 0.3) * math.cos(distance * math.pi / 2) ** 2


def moment(text: str, default: float | None) -> float | None:
    """A time in seconds or in RFC 3339; `default` where there is none, None where it can't be read."""
    if not text:
        return default
    try:
        seconds = float(text)
    except ValueError:
        try:
            seconds = datetime.fromisoformat(text).timestamp()
        except (ValueError, OverflowError, OSError):
            return None
    return seconds if abs(seconds) < 1e11 else None


def duration(text: str) -> float:
    """A step in seconds or such as `1m30s`; 0 where it can't be read."""
    if re.fullmatch(r"\d{1,9}(\.\d+)?", text):
        return float(text)
    if re.fullmatch(r"(\d{1,9}(ms|[smhd]))+", text):
        return sum(int(number) * UNITS[unit] for number, unit in re.findall(r"(\d+)(ms|[smhd])", text))
    return 0.0
