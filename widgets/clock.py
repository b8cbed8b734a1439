"""The time of day on this wall, its date, and what time it is elsewhere."""

from datetime import datetime, tzinfo

from dashboard import widget
from dashboard.widget import Clock, Field, Struct, Timezone

EVERY = "1m"


class Options(widget.Options):
    """What stands around the time. The wall's own zone is `timezone` in `[wall]`."""

    zones: tuple[Timezone, ...] = Field(
        (),
        max_length=6,
        description="Other places, by their IANA names.",
        examples=[["America/New_York", "Asia/Tokyo"]],
    )
    seconds: bool = Field(False, description="Count the seconds too.")
    date: bool = Field(True, description="Show the day of the week and the date.")
    week: bool = Field(False, description="Show the number of the week, as ISO 8601 counts.")


class Place(Struct):
    """What time it is elsewhere. `days` says how many days its date is ahead of the wall's."""

    name: str
    at: datetime
    days: int


class View(Struct):
    """The same instant here and elsewhere."""

    title: str
    at: datetime
    week: int
    places: tuple[Place, ...]


def source(options: Options) -> Clock:
    """The system's clock, by the second or by the minute."""
    return Clock(1 if options.seconds else 60)


def view(answer: datetime, options: Options) -> View:
    """The instant in the wall's zone and in the others."""
    here = answer.astimezone(options.wall.timezone)
    places = []
    for zone in options.zones:
        there = answer.astimezone(zone)
        places.append(Place(city(zone), there, (there.date() - here.date()).days))
    return View(city(options.wall.timezone), here, here.isocalendar().week, tuple(places))


def city(zone: tzinfo) -> str:
    """The place that names a zone: America/New_York -> New York."""
    return str(zone).rpartition("/")[2].replace("_", " ")
