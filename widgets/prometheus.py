"""Whatever Prometheus knows: the value of a query, or of each of its series, and if you like their course."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import ClassVar, Literal

import msgspec

from dashboard import widget
from dashboard.widget import Answer, Duration, Field, Http, Request, Rhythm, SourceError, Struct

EVERY = "15s"
HISTORY = "1h"

STEPS = 60
"""Points of a course: Prometheus is asked for one every sixtieth of the range."""

MOST = 50
"""Series that are kept of an answer."""

DRAWN = 6
"""Series that are drawn: as many as there are colours for them."""

Format = Literal["number", "integer", "percent", "bytes", "duration"]
Sample = tuple[float, str]


class Options(widget.Options):
    """Where Prometheus is, and what to ask it. Servers with the same API will do: Thanos, Mimir, VictoriaMetrics."""

    url: str = Field(
        pattern="^https?://[^/]",
        max_length=2000,
        description="The address of Prometheus, without /api.",
        examples=["http://prometheus.example:9090"],
    )
    query: str = Field(
        min_length=1, max_length=4000, description="What to ask, in PromQL.", examples=["sum by (job) (node_load1)"]
    )
    range: Duration | None = Field(
        None,
        ge=timedelta(minutes=1),
        le=timedelta(days=365),
        description="How much of the past is drawn, as Prometheus remembers it. Default: what this wall remembers.",
        examples=["3h"],
    )
    label: str = Field(
        "", max_length=80, description="The label that names a series. Default: those in which the series differ."
    )
    unit: str = Field("", max_length=20, description="Stands behind the values.")
    format: Format = Field(
        "number", description='How values are written. "percent" takes 1 for 100 %, "duration" seconds.'
    )
    limit: int = Field(20, ge=1, le=MOST, description="How many series at most; the rest is counted.")
    headers: dict[str, str] = Field({}, description='Sent along, such as { Authorization = "Bearer ${TOKEN}" }.')


class Data(Struct):
    """The result, whose shape depends on its type: vector, matrix, scalar or string."""

    resultType: str
    result: msgspec.Raw


class Envelope(Struct):
    """What is read of /api/v1/query and /api/v1/query_range: see "HTTP API" in the documentation of Prometheus."""

    data: Data


class Found(Struct):
    """One series of a vector, which has a value, or of a matrix, which has several."""

    metric: dict[str, str]
    value: Sample | None = None
    values: tuple[Sample, ...] = ()


class Refusal(Struct):
    """What Prometheus says to a query that it can't answer."""

    error: str


class Series(Struct):
    """One series: its labels, its value, and its course in seconds since 1970. None is no number."""

    labels: dict[str, str]
    value: float | None
    course: tuple[tuple[float, float | None], ...] = ()


class Result(Struct):
    """All series that were kept, and how many there are."""

    series: tuple[Series, ...]
    total: int


class Row(Struct):
    """One series, with what it is called among the others. `colour` counts from 1; 0 is for one that is not drawn."""

    name: str
    value: float | None
    colour: int = 0


class View(Struct):
    """The series, the courses of the first few of them by name, and how many series there are."""

    rows: tuple[Row, ...]
    courses: tuple[tuple[str, tuple[tuple[datetime, float | None], ...]], ...]
    total: int


@dataclass(frozen=True)
class Prometheus:
    """One query: its value now, and its course if a `range` is given."""

    rhythm: ClassVar[Rhythm] = Rhythm.EVERY
    url: str = field(repr=False)
    query: str = field(repr=False)
    range: timedelta | None
    headers: tuple[tuple[str, str], ...] = field(repr=False)

    async def fetch(self, http: Http) -> Result:
        """The series; SourceError where Prometheus can't answer, or answers no numbers."""
        data, host = await self.ask(http, "query", {"query": self.query})
        found = read(data, host)
        kept = found[:MOST]
        courses = await self.courses(http, kept) if self.range and any(each.value for each in kept) else {}
        series = (Series(each.metric, newest(each), courses.get(identity(each), course(each))) for each in kept)
        return Result(tuple(series), len(found))

    async def courses(self, http: Http, found: Iterable[Found]) -> dict[frozenset[tuple[str, str]], "Course"]:
        """The course of each series until the time at which Prometheus gave its value: its own clock counts.

        It ends on a full step, so that it stays the same until the next one.
        """
        span = self.range.total_seconds() if self.range else 0.0
        step = max(span / STEPS, 1.0)
        end = math.floor(max(each.value[0] for each in found if each.value) / step) * step
        params = {"query": self.query, "start": f"{end - span:.3f}", "end": f"{end:.3f}", "step": f"{step:g}"}
        data, host = await self.ask(http, "query_range", params)
        return {identity(each): course(each) for each in read(data, host)}

    async def ask(self, http: Http, name: str, params: Mapping[str, str]) -> tuple[Data, str]:
        """One answer, and the host that gave it; SourceError with Prometheus' own words where it refuses."""
        request = Request.to(f"{self.url}/api/v1/{name}", params=params, headers=dict(self.headers))
        answer = await http.send(request.accepting("application/json"))
        if answer.status in (400, 422, 503) and (words := reason(answer)):
            raise SourceError(f"{answer.host} can't answer the query: {words}", fault="status", status=answer.status)
        return widget.decode_json(answer.expect_ok().utf8, Envelope, answer.host).data, answer.host


Course = tuple[tuple[float, float | None], ...]


def reason(answer: Answer) -> str:
    """Why a query is refused, in one line; empty where nothing readable says it."""
    try:
        return " ".join(msgspec.json.decode(answer.body, type=Refusal).error.split())[:160]
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return ""


def read(data: Data, host: str) -> tuple[Found, ...]:
    """The series of a result; a scalar is one without labels. SourceError where it is no number."""
    if data.resultType == "scalar":
        return (Found({}, widget.decode_json(bytes(data.result), tuple[float, str], host)),)
    if data.resultType not in ("vector", "matrix"):
        raise SourceError(f"{host} answers the query with a text", fault="schema")
    return widget.decode_json(bytes(data.result), tuple[Found, ...], host)


def identity(found: Found) -> frozenset[tuple[str, str]]:
    """What tells a series from all others."""
    return frozenset(found.metric.items())


def newest(found: Found) -> float | None:
    """The value of a series now."""
    if found.value is None and not found.values:
        return None
    return number((found.value or found.values[-1])[1])


def course(found: Found) -> Course:
    """The points of a series, where it has several; of very many only as many as can be told apart, with the newest."""
    apart = max(1, math.ceil(len(found.values) / (STEPS + 1)))
    first = (len(found.values) - 1) % apart
    return tuple((at, number(text)) for at, text in found.values[first::apart])


def number(text: str) -> float | None:
    """A value as Prometheus writes it; None for NaN, the infinities, and what is no number."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def source(options: Options) -> Prometheus:
    """The query, so that widgets that ask the same share one poll."""
    return Prometheus(options.url.rstrip("/"), options.query, options.range, tuple(options.headers.items()))


def view(answer: Result, options: Options) -> View:
    """Every series with its name, as many as asked for."""
    shown = named(answer, options)[: options.limit]
    courses = [(name, each.course) for name, each in shown if each.course][:DRAWN]
    colours = {name: index for index, (name, _) in enumerate(courses, 1)}
    return View(
        rows=tuple(Row(name, each.value, colours.get(name, 0)) for name, each in shown),
        courses=tuple((name, tuple((instant(at), value) for at, value in course)) for name, course in courses),
        total=answer.total,
    )


def instant(at: float) -> datetime:
    """A time in seconds since 1970; the beginning of 1970 for what is no time of this world."""
    try:
        return datetime.fromtimestamp(at, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def named(answer: Result, options: Options) -> list[tuple[str, Series]]:
    """The series by name, each name once."""
    labels = [options.label] if options.label else differing(answer.series)
    names: dict[str, int] = {}
    rows = []
    for each in answer.series:
        name = " ".join(filter(None, (each.labels.get(label) for label in labels)))[:80] or "value"
        names[name] = names.get(name, 0) + 1
        rows.append((name if names[name] == 1 else f"{name} ({names[name]})", each))
    return rows


def differing(series: tuple[Series, ...]) -> list[str]:
    """The labels in which the series differ, in the order of the first one that has them."""
    every = dict.fromkeys(label for each in series for label in each.labels)
    return [label for label in every if len({each.labels.get(label) for each in series}) > 1]


def measure(answer: Result, options: Options) -> dict[str, float]:
    """`value`, or where there are several series, each by its name."""
    return {name: each.value for name, each in named(answer, options) if each.value is not None}
