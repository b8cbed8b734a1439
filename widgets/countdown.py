"""How long until a day or an hour that matters, or since."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Annotated, Literal

from pydantic import PlainValidator

from dashboard import widget
from dashboard.widget import Clock, Field, Struct

EVERY = "1m"

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def parse_moment(value: object) -> date:
    """A day, or a time on a day, as TOML writes it or as a text; ValueError for anything else."""
    try:
        if isinstance(value, str):
            text = value.strip()
            value = date.fromisoformat(text) if len(text) == len("2026-12-24") else datetime.fromisoformat(text)
    except ValueError:
        value = None
    if not isinstance(value, date):
        raise ValueError('a date such as 2026-12-24, or a time such as "2026-12-24 18:00", is expected')
    return value


Moment = Annotated[date, PlainValidator(parse_moment, json_schema_input_type=str)]


class Options(widget.Options):
    """Until when, and what happens then."""

    to: Moment = Field(
        description='A day, 2026-12-24, or a time to the minute, "2026-12-24 18:00": local time on the wall, if it '
        "does not say its offset from UTC.",
        examples=["2027-01-01"],
    )
    label: str | None = Field(
        None, min_length=1, max_length=80, description="What it is. Default: the date.", examples=["New Year"]
    )
    past: Literal["since", "done"] = Field(
        "since", description='What is shown afterwards: "since" counts on, "done" shows the text in `done`.'
    )
    done: str = Field("Done", min_length=1, max_length=200, description="The text that is shown afterwards.")


class View(Struct):
    """The distance in whole days, or where there is none in hours and minutes.

    `at` is the instant, or the day where the whole day counts. `reached` from then on; `gone` once it is behind us.
    """

    at: date
    days: int
    hours: int
    minutes: int
    reached: bool
    gone: bool


def source(options: Options) -> Clock:
    """The clock, by the minute."""
    return Clock(60)


def view(answer: datetime, options: Options) -> View:
    """Days are those of the calendar, so that a change of the clocks makes none longer; hours are those of a watch."""
    zone = options.wall.timezone
    if not isinstance(options.to, datetime):
        days = (options.to - answer.astimezone(zone).date()).days
        return View(options.to, abs(days), 0, 0, reached=days <= 0, gone=days < 0)
    at = instant(options.to, zone).astimezone(zone)
    first, last = sorted((answer, at))
    days = (naive(last, zone) - naive(first, zone)) // DAY
    minutes = 0 if days else (last.astimezone(UTC) - first.astimezone(UTC)) // MINUTE
    reached = answer >= at
    return View(at, days, minutes // 60, minutes % 60, reached=reached, gone=reached and bool(days or minutes))


def measure(answer: datetime, options: Options) -> dict[str, float]:
    """The days that are left, with their fraction; negative afterwards."""
    return {"days": (instant(options.to, options.wall.timezone) - answer) / DAY}


def instant(moment: date, zone: tzinfo) -> datetime:
    """The start of a day, or the minute of a time, as an instant in UTC."""
    at = moment if isinstance(moment, datetime) else datetime.combine(moment, time())
    return at.replace(second=0, microsecond=0, tzinfo=at.tzinfo or zone).astimezone(UTC)


def naive(at: datetime, zone: tzinfo) -> datetime:
    """What a clock on the wall shows at that instant."""
    return at.astimezone(zone).replace(tzinfo=None)
