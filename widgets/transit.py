"""Public transport: the next departures of a stop, or how the lines of London run."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Literal, Self
from urllib.parse import quote
from zoneinfo import ZoneInfo

from pydantic import StringConstraints, model_validator

from dashboard import widget
from dashboard.widget import Field, Http, Request, Rhythm, SourceError, Struct

EVERY = "1m"

MOST = 60
"""Departures or lines that are kept of an answer."""

AHEAD = 120
"""Minutes of which departures are asked for."""

SWISS = "Europe/Zurich"

HOMES = {
    "tfl": "https://api.tfl.gov.uk",
    "transport_rest": "https://v6.db.transport.rest",
    "search_ch": "https://search.ch",
}

Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]
State = Literal["down", "slow", "idle", "up"]

WORST_FIRST = ("down", "slow", "idle", "up")

FINE = frozenset({10, 18, 19})
"""TfL's numbers for good service, no issues, information."""

GONE = frozenset({1, 2, 3, 4, 5, 6, 11, 16})
"""Its numbers for a line or a part of it that is closed, suspended, not running or severely delayed."""

NIGHT = 20
"""Its number for service that is closed."""


class Options(widget.Options):
    """Whose timetable, and which stop or which lines. None of them needs a key."""

    provider: Literal["transport_rest", "search_ch", "tfl"] = Field(
        description="Who is asked: transport_rest knows stops in Germany and around, search_ch those in Switzerland, "
        "tfl how the lines of London run.",
        examples=["search_ch"],
    )
    stop: str = Field(
        "",
        max_length=120,
        description="Where to start: a number of transport_rest such as 8011160, or a name for search_ch.",
        examples=["Bern, Bahnhof"],
    )
    lines: tuple[Name, ...] = Field((), max_length=40, description="Only these lines. Default: all.")
    modes: tuple[Annotated[str, StringConstraints(pattern="^[a-z-]{2,40}$")], ...] = Field(
        ("tube",),
        min_length=1,
        max_length=8,
        description="What runs in London: tube, dlr, overground, tram.",
    )
    limit: int = Field(12, ge=1, le=20, description="How many departures or lines at most.")
    base_url: str | None = Field(None, pattern="^https?://", description="Another server with the same API.")

    @model_validator(mode="after")
    def complete(self) -> Self:
        """Refuse departures from nowhere."""
        if self.provider != "tfl" and not self.stop.strip():
            raise ValueError("`stop` says where to start")
        return self


class Departure(Struct):
    """One departure: when it is expected, how many minutes that is late, and whether it is cancelled."""

    line: str
    to: str
    at: datetime
    late: int = 0
    cancelled: bool = False
    platform: str = ""


class Line(Struct):
    """How a line runs: its state, that in words, and why."""

    name: str
    state: State
    words: str
    why: str = ""


class Board(Struct):
    """What there is to know, of a stop or of lines."""

    title: str
    departures: tuple[Departure, ...] = ()
    lines: tuple[Line, ...] = ()


class View(Struct):
    """What the template gets: departures, or lines with the worst first. `platforms` is whether any is known."""

    title: str
    departures: tuple[Departure, ...]
    lines: tuple[Line, ...]
    platforms: bool
    verdict: str


@dataclass(frozen=True)
class Timetable:
    """One stop, or the lines of some modes, as the provider tells it."""

    rhythm: ClassVar[Rhythm] = Rhythm.EVERY
    provider: str
    base: str = field(repr=False)
    stop: str
    modes: tuple[str, ...]

    async def fetch(self, http: Http) -> Board:
        """What it tells; SourceError where it can't be had."""
        readers = {"tfl": self.tfl, "transport_rest": self.transport_rest, "search_ch": self.search_ch}
        return await readers[self.provider](http)

    async def ask(self, http: Http, path: str, into: type[Any], params: dict[str, Any] | None = None) -> Any:
        """One answer; SourceError where there is none."""
        request = Request.to(self.base + path, params=params).accepting("application/json")
        answer = await http.send(request)
        if answer.status == 404 and self.provider != "tfl":
            raise SourceError(f"{answer.host} knows no stop {self.stop[:60]}", fault="status", status=404)
        return widget.decode_json(answer.expect_ok().utf8, into, answer.host)

    async def tfl(self, http: Http) -> Board:
        """How the lines of London run."""
        found: tuple[LondonLine, ...] = await self.ask(
            http, f"/line/mode/{','.join(self.modes)}/status", tuple[LondonLine, ...]
        )
        lines = sorted(map(line, found), key=lambda line: (WORST_FIRST.index(line.state), line.name))
        title = ", ".join(mode.replace("-", " ") for mode in self.modes).capitalize()
        return Board(title, lines=tuple(lines[:MOST]))

    async def transport_rest(self, http: Http) -> Board:
        """Departures as HAFAS knows them."""
        params = {"duration": AHEAD, "results": MOST, "remarks": "false"}
        path = f"/stops/{quote(self.stop.strip(), safe='')}/departures"
        found: Hafas = await self.ask(http, path, Hafas, params)
        stop = next((each.stop.name for each in found.departures if each.stop), "")
        return Board(text(stop), in_order(map(from_hafas, found.departures)))

    async def search_ch(self, http: Http) -> Board:
        """Departures in Switzerland."""
        params = {"stop": self.stop.strip(), "limit": MOST, "show_tracks": 1, "show_delays": 1}
        found: Swiss = await self.ask(http, "/timetable/api/stationboard.json", Swiss, params)
        if found.stop is None:
            raise SourceError(f"search.ch knows no stop {self.stop[:60]}", fault="schema")
        return Board(text(found.stop.name), in_order(map(from_swiss, found.connections)))


class LineStatus(Struct):
    """How a line runs, by a number of TfL's /Line/Meta/Severity. They are not in order of what they mean."""

    statusSeverity: int
    statusSeverityDescription: str = ""
    reason: str | None = None


class LondonLine(Struct):
    """What is read of an item of /Line/Mode/{modes}/Status of TfL's Unified API."""

    name: str
    lineStatuses: tuple[LineStatus, ...] = ()


class Stop(Struct):
    """What a stop is called."""

    name: str = ""


class HafasLine(Struct):
    """What a line is called."""

    name: str | None = None


class HafasDeparture(Struct):
    """One departure. `when` is None for one that is cancelled; `delay` is in seconds.

    See docs/departures.md of public-transport/hafas-client.
    """

    when: datetime | None = None
    plannedWhen: datetime | None = None
    delay: float | None = None
    platform: str | None = None
    direction: str | None = None
    line: HafasLine | None = None
    cancelled: bool = False
    stop: Stop | None = None


class Hafas(Struct):
    """What is read of /stops/{id}/departures: see docs/api.md of public-transport/db-rest."""

    departures: tuple[HafasDeparture, ...] = ()


class Terminal(Struct):
    """Where a line ends."""

    name: str = ""


class Connection(Struct):
    """One departure. `time` is in Switzerland's own; `dep_delay` is in minutes, such as +3, and ends in X where it is
    cancelled; before a `track` that has changed there is an exclamation mark.
    """

    time: str
    line: str = ""
    terminal: Terminal = Terminal()
    track: str | None = None
    dep_delay: str | None = None


class Swiss(Struct):
    """What is read of search.ch's /timetable/api/stationboard.json, as others read it: CHSearchProvider.java of
    schildbach/public-transport-enabler, and alakae/trackz.
    """

    stop: Stop | None = None
    connections: tuple[Connection, ...] = ()


def line(found: LondonLine) -> Line:
    """How a line runs: the worst that is said of it."""
    worst = min(found.lineStatuses, key=lambda status: WORST_FIRST.index(judge(status)), default=LineStatus(18))
    why = text(worst.reason or "", 400)
    return Line(text(found.name), judge(worst), text(worst.statusSeverityDescription) or "—", why)


def judge(found: LineStatus) -> State:
    """What TfL's number means: what is neither fine nor gone nor closed for the night is a service that is not good."""
    severity = found.statusSeverity
    if severity in FINE:
        return "up"
    return "down" if severity in GONE else "idle" if severity == NIGHT else "slow"


def from_hafas(found: HafasDeparture) -> Departure | None:
    """A departure; None for one without a time."""
    at = found.when or found.plannedWhen
    if at is None or not usable(at):
        return None
    name = found.line.name if found.line else None
    late = round((found.delay or 0.0) / 60) if -86400 < (found.delay or 0.0) < 86400 else 0
    cancelled = found.cancelled or found.when is None
    return Departure(
        text(name or ""),
        text(found.direction or ""),
        at.astimezone(UTC),
        late,
        cancelled,
        text(found.platform or "", 12),
    )


def from_swiss(found: Connection) -> Departure | None:
    """A departure; None for one without a time."""
    try:
        planned = datetime.fromisoformat(found.time)
    except ValueError:
        return None
    if planned.tzinfo is None:
        planned = planned.replace(tzinfo=ZoneInfo(SWISS))
    if not usable(planned):
        return None
    told = (found.dep_delay or "").strip()
    late = int(told) if told.removeprefix("+").isdecimal() and len(told) < 5 else 0
    at = datetime.fromtimestamp(planned.timestamp() + 60 * late, UTC)
    cancelled = told.upper().endswith("X")
    track = text((found.track or "").removeprefix("!"), 12)
    return Departure(text(found.line), text(found.terminal.name), at, late, cancelled, track)


def usable(at: datetime) -> bool:
    """Whether it is a time of our age, in a known zone."""
    return at.tzinfo is not None and 1970 < at.year < 2200


def in_order(found: Any) -> tuple[Departure, ...]:
    """The departures that have a time, the next first."""
    return tuple(sorted(filter(None, found), key=lambda departure: departure.at)[:MOST])


def text(found: str, most: int = 80) -> str:
    """A text in one line."""
    return " ".join(found.split())[:most]


def source(options: Options) -> Timetable:
    """The timetable, asked once for all widgets that show the same stop or modes."""
    base = (options.base_url or HOMES[options.provider]).rstrip("/")
    is_london = options.provider == "tfl"
    return Timetable(options.provider, base, "" if is_london else options.stop, options.modes if is_london else ())


def view(answer: Board, options: Options) -> View:
    """The lines that were asked for."""
    wanted = {name.casefold() for name in options.lines}
    departures = [each for each in answer.departures if not wanted or each.line.casefold() in wanted]
    lines = [each for each in answer.lines if not wanted or each.name.casefold() in wanted]
    troubled = sum(each.state in ("down", "slow") for each in lines)
    verdict = f"Trouble on {troubled} of {len(lines)} lines" if troubled else "Good service"
    return View(
        title=answer.title,
        departures=tuple(departures[: options.limit]),
        lines=tuple(lines[: options.limit]),
        platforms=any(each.platform for each in departures),
        verdict=verdict if lines else "",
    )


def measure(answer: Board, options: Options) -> dict[str, float]:
    """How many lines are in `trouble`; of a stop the minutes by which the next departure is `late`."""
    shown = view(answer, options)
    if answer.lines:
        return {"trouble": float(sum(each.state in ("down", "slow") for each in shown.lines))}
    return {"late": float(shown.departures[0].late)} if shown.departures else {}
