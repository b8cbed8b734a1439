"""What is next in your calendars: iCalendar files, several at once if you like, as an agenda or as a month."""

import asyncio
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import islice
from typing import Annotated, Any, ClassVar, Literal

import icalendar
import recurring_ical_events
from babel import Locale
from babel.dates import format_skeleton
from pydantic import StringConstraints

from dashboard import widget
from dashboard.widget import Answer, Clock, Field, Http, Request, Rhythm, SourceError, Struct

EVERY = "5m"

DAY = timedelta(days=1)
WEEKS = 6
"""In so many weeks any month has room."""

MOST = 500
"""Events that are kept of all calendars together."""

MOST_READ = 10_000
"""Events that one file may hold. A thousand take about half a second to read."""

PATIENCE = 8.0
"""Seconds after which reading a file is given up."""

OFTEN = {"SECONDLY", "MINUTELY", "HOURLY"}
TIMES = ("BYHOUR", "BYMINUTE", "BYSECOND")
"""What makes a rule name more than a day's worth of events a day. A handful of bytes could name millions."""

FAILS_WITH = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
"""What icalendar and recurring-ical-events let through, found by feeding them damaged calendars."""

Address = Annotated[str, StringConstraints(pattern=r"^(https?|webcal)://[^\s/]\S*$", max_length=2000)]


class Options(widget.Options):
    """Which calendars, and how they are shown."""

    urls: tuple[Address, ...] = Field(
        min_length=1,
        max_length=12,
        description="Addresses of calendars in iCalendar format (.ics); webcal:// is read as https://.",
        examples=[
            ["https://calendar.google.com/calendar/ical/en.uk%23holiday%40group.v.calendar.google.com/public/basic.ics"]
        ],
    )
    show: Literal["agenda", "month"] = Field("agenda", description="The next events one by one, or this month's days.")
    days: int = Field(14, ge=1, le=366, description="How many days ahead the agenda looks, with today.")
    limit: int = Field(20, ge=1, le=100, description="How many events of the agenda at most.")


class Event(Struct):
    """One event, once. One of `whole` days goes from midnight to midnight on this wall; `calendar` counts from 1."""

    title: str
    starts: datetime
    ends: datetime
    whole: bool
    place: str
    link: str
    calendar: int


class Agenda(Struct):
    """What happens around `now`, in order; the calendars' names, and the hosts of those that could not be had."""

    now: datetime
    events: tuple[Event, ...]
    names: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class Found(Struct):
    """What one calendar has."""

    name: str
    events: tuple[Event, ...]


@dataclass(frozen=True)
class Calendars:
    """All calendars, asked at once. `zone` is the wall's: days are its days, and times without a zone are its times."""

    rhythm: ClassVar[Rhythm] = Rhythm.EVERY
    requests: tuple[Request, ...]
    show: str
    days: int
    zone: tzinfo
    locale: str

    async def fetch(self, http: Http) -> Agenda:
        """What those calendars that answer have; SourceError where none does."""
        return await self.around(await Clock(60).fetch(http), http)

    async def around(self, now: datetime, http: Http) -> Agenda:
        """The same at another time than now."""
        asked = enumerate(self.requests, 1)
        found = await asyncio.gather(*(self.attempt(http, request, index, now) for index, request in asked))
        failures = [one for one in found if isinstance(one, SourceError)]
        if len(failures) == len(found):
            raise failures[0]
        known = [one for one in found if not isinstance(one, SourceError)]
        missing = (request.host for request, one in zip(self.requests, found, strict=True) if one in failures)
        return Agenda(
            now,
            tuple(in_order(event for one in known for event in one.events)),
            tuple(one.name for one in known if one.name),
            tuple(dict.fromkeys(missing)),
        )

    async def attempt(self, http: Http, request: Request, index: int, now: datetime) -> Found | SourceError:
        """What one calendar has, or why there is nothing."""
        try:
            answer = (await http.send(request)).expect_ok()
            return await asyncio.to_thread(self.read, answer, index, now)
        except SourceError as error:
            return error

    def read(self, answer: Answer, index: int, now: datetime) -> Found:
        """The events in an answer; SourceError where it is no calendar."""
        if answer.body.count(b"BEGIN:VEVENT") > MOST_READ:
            raise SourceError(f"{answer.host} answers more than {MOST_READ:,} events", fault="too_large")
        try:
            calendar = icalendar.Calendar.from_ical(answer.utf8)
            if not isinstance(calendar, icalendar.Calendar):
                raise ValueError("another component")
        except FAILS_WITH as error:
            raise SourceError(f"{answer.host} answers something that is not a calendar") from error
        begun = time.monotonic()
        events: list[Event] = []
        for series in grouped(calendar):
            events += self.occurring(series, index, now)
            if time.monotonic() - begun > PATIENCE:
                raise SourceError(f"{answer.host} answers events that take too long to work out")
        return Found(line(calendar.get("X-WR-CALNAME")), tuple(in_order(events)))

    def occurring(self, series: icalendar.Calendar, index: int, now: datetime) -> list[Event]:
        """The times that one event happens; none for one that can't be read."""
        first, last = span(self.show, self.days, now.astimezone(self.zone).date(), self.locale)
        try:
            if any(too_often(component) for component in series.subcomponents):
                return []
            found = recurring_ical_events.of(series).between(midnight(first, self.zone), midnight(last, self.zone))
            return [event for one in found if (event := self.event(one, index))]
        except FAILS_WITH:
            return []

    def event(self, found: Any, index: int) -> Event | None:
        """One event as it is kept; None for one that was called off."""
        if line(found.get("STATUS")).upper() == "CANCELLED":
            return None
        starts, ends, link = found.start, found.end, found.get("URL")
        return Event(
            title=line(found.get("SUMMARY")) or "Untitled",
            starts=self.instant(starts),
            ends=self.instant(ends),
            whole=not isinstance(starts, datetime),
            place=line(found.get("LOCATION")),
            link=str(link) if link is not None and len(link) <= 2000 else "",
            calendar=index,
        )

    def instant(self, at: date) -> datetime:
        """A time, or the beginning of a day, in UTC."""
        if not isinstance(at, datetime):
            return midnight(at, self.zone).astimezone(UTC)
        return (at if at.tzinfo else at.replace(tzinfo=self.zone)).astimezone(UTC)


def grouped(calendar: icalendar.Calendar) -> Iterator[icalendar.Calendar]:
    """Each event with its exceptions as a calendar of its own, so that one that can't be read harms no other."""
    series: dict[str, list[Any]] = {}
    for number, component in enumerate(calendar.walk("VEVENT")):
        series.setdefault(str(component.get("UID") or number), []).append(component)
    for components in series.values():
        part = icalendar.Calendar(calendar)
        part.subcomponents = components
        yield part


def too_often(component: Any) -> bool:
    """Whether an event happens more than once an hour by its rule, or without any time between."""
    rules = component.get("RRULE", ())
    for rule in rules if isinstance(rules, list) else [rules] if rules else ():
        times = [len(rule.get(name, ())) or 1 for name in TIMES]
        if OFTEN.intersection(map(str, rule.get("FREQ", ()))) or times[0] * times[1] * times[2] > 24:
            return True
        if any(steps < 1 for steps in rule.get("INTERVAL", ())):
            return True
    return False


def line(text: Any) -> str:
    """A property as one line of text, at most 200 characters; the first where there are several of it."""
    if isinstance(text, list):
        text = text[0] if text else None
    return "" if text is None else " ".join(str(text).split())[:200]


def midnight(day: date, zone: tzinfo) -> datetime:
    """When a day begins somewhere."""
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def in_order(events: Iterable[Event]) -> list[Event]:
    """By their beginning, those of whole days first, each once."""
    return sorted(set(events), key=lambda event: (event.starts, not event.whole, event.title, event.calendar))[:MOST]


def span(show: str, days: int, today: date, locale: str) -> tuple[date, date]:
    """The first day that is shown, and the first that is not any more."""
    if show == "agenda":
        return today, today + days * DAY
    first = today.replace(day=1)
    first -= (first.weekday() - int(Locale.parse(locale).first_week_day)) % 7 * DAY
    return first, first + 7 * WEEKS * DAY


class Row(Struct):
    """One event of the agenda: on which day it is listed, and whether it is under way."""

    event: Event
    on: date
    running: bool


class Cell(Struct):
    """One day of the month, or `outside` in a week that it shares with another; `near` in the week of today."""

    on: date
    events: tuple[Event, ...]
    outside: bool
    near: bool


class View(Struct):
    """What the template gets: rows of an agenda, the next one first by itself, or the days of a month."""

    title: str
    today: date
    next: Row | None
    rows: tuple[Row, ...]
    cells: tuple[Cell, ...]
    missing: tuple[str, ...]
    several: bool


def source(options: Options) -> Calendars:
    """The calendars, each once."""
    urls = (url.replace("webcal://", "https://", 1) for url in options.urls)
    requests = (Request.to(url, headers={"Accept": "text/calendar, */*;q=0.5"}) for url in dict.fromkeys(urls))
    return Calendars(tuple(requests), options.show, options.days, options.wall.timezone, options.wall.locale)


def view(answer: Agenda, options: Options) -> View:
    """What is not over yet, or the month."""
    zone = options.wall.timezone
    today = answer.now.astimezone(zone).date()
    month = options.show == "month"
    rows = () if month else tuple(islice(agenda(answer, zone, today), options.limit))
    # What begins at an hour comes before what fills the day, for somebody may have to be there.
    following = next((row for row in rows if not row.event.whole and row.on <= today + DAY), rows[0] if rows else None)
    return View(
        title=str(format_skeleton("yMMMM", today, locale=options.wall.locale)) if month else title(answer, options),
        today=today,
        next=following,
        rows=tuple(row for row in rows if row is not following),
        cells=tuple(cells(answer, options, today)) if month else (),
        missing=answer.missing,
        several=len(set(options.urls)) > 1,
    )


def title(answer: Agenda, options: Options) -> str:
    """The name of the calendar, where there is only one."""
    return answer.names[0] if len(set(options.urls)) == len(answer.names) == 1 else ""


def agenda(answer: Agenda, zone: tzinfo, today: date) -> Iterator[Row]:
    """What is not over yet. What has begun before today is listed today."""
    for event in answer.events:
        if event.ends > answer.now or event.starts >= answer.now:
            on = max(event.starts.astimezone(zone).date(), today)
            yield Row(event, on, running=not event.whole and event.starts <= answer.now)


def cells(answer: Agenda, options: Options, today: date) -> Iterator[Cell]:
    """The days of the weeks in which the month lies, each with what happens on it."""
    zone = options.wall.timezone
    first, last = span("month", 0, today, options.wall.locale)
    for week in range(0, (last - first).days, 7):
        days = [first + (week + number) * DAY for number in range(7)]
        if all(day.month != today.month for day in days):
            break
        for day in days:
            begins, ends = midnight(day, zone), midnight(day + DAY, zone)
            events = (one for one in answer.events if one.starts < ends and (one.ends > begins or one.starts >= begins))
            yield Cell(day, tuple(events), outside=day.month != today.month, near=today in days)


def measure(answer: Agenda, options: Options) -> dict[str, float]:
    """How many events are left `today`."""
    zone = options.wall.timezone
    today = answer.now.astimezone(zone).date()
    return {"today": float(sum(row.on == today for row in agenda(answer, zone, today)))}
