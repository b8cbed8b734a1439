"""The time of day on this wall, its date, what time it is elsewhere, and what sun and moon do."""

import math
from datetime import date, datetime, tzinfo
from typing import Literal, Self

from astral import Observer, moon
from astral.sun import sunrise, sunset
from pydantic import model_validator

from dashboard import widget
from dashboard.widget import Clock, Field, Struct, Timezone

EVERY = "1m"

MONTH = 28
"""Parts into which a lunation is counted: new moon is 0, full moon 14."""

PHASES = (
    "New moon",
    "Waxing crescent",
    "First quarter",
    "Waxing gibbous",
    "Full moon",
    "Waning gibbous",
    "Last quarter",
    "Waning crescent",
)


class Options(widget.Options):
    """What stands around the time. The wall's own zone is `timezone` in `[wall]`."""

    zones: tuple[Timezone, ...] = Field(
        (),
        max_length=6,
        description="Other places, by their IANA names.",
        examples=[["America/New_York", "Asia/Tokyo"]],
    )
    face: Literal["digital", "analog"] = Field("digital", description="Digits, or a dial with hands.")
    seconds: bool = Field(False, description="Count the seconds too.")
    date: bool = Field(True, description="Show the day of the week and the date.")
    week: bool = Field(False, description="Show the number of the week, as ISO 8601 counts.")
    sun: bool = Field(False, description="Show when the sun rises and sets, at the wall's `location` or this one's.")
    moon: bool = Field(False, description="Show the phase of the moon.")
    latitude: float | None = Field(None, ge=-90, le=90, allow_inf_nan=False, description="Degrees north.")
    longitude: float | None = Field(None, ge=-180, le=180, allow_inf_nan=False, description="Degrees east.")

    @model_validator(mode="after")
    def somewhere(self) -> Self:
        """Refuse to tell of the sun where no place is known."""
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("`latitude` and `longitude` belong together: set both")
        if self.sun and self.position is None:
            raise ValueError("no place is known: set `latitude` and `longitude`, or `location` in [wall]")
        return self

    @property
    def position(self) -> tuple[float, float] | None:
        """Latitude and longitude, where they are known."""
        if self.latitude is None or self.longitude is None:
            return self.wall.location
        return self.latitude, self.longitude


class Place(Struct):
    """What time it is elsewhere. `days` says how many days its date is ahead of the wall's."""

    name: str
    at: datetime
    days: int


class Hands(Struct):
    """How far the hands of a dial have turned, in degrees; no second hand where seconds are not counted."""

    hour: float
    minute: float
    second: float | None


class Moon(Struct):
    """The moon as it is seen here. Its right or left half is lit, and beside it, or of it but not, a half ellipse.

    `bulge` is the width of that ellipse, from 0 to 1 of the moon's radius.
    """

    name: str
    right: bool
    full: bool
    bulge: float


class View(Struct):
    """The same instant here and elsewhere; `sun` is when it rises and when it sets today, None where it does not."""

    title: str
    at: datetime
    week: int
    places: tuple[Place, ...]
    hands: Hands | None
    sun: tuple[datetime, datetime] | None
    moon: Moon | None


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
    return View(
        title=city(options.wall.timezone),
        at=here,
        week=here.isocalendar().week,
        places=tuple(places),
        hands=hands(here, seconds=options.seconds) if options.face == "analog" else None,
        sun=sun(options.position, here.date(), options.wall.timezone) if options.sun and options.position else None,
        moon=phase(here.date(), south=(options.position or (0, 0))[0] < 0) if options.moon else None,
    )


def hands(at: datetime, *, seconds: bool) -> Hands:
    """Where the hands of a dial stand."""
    return Hands(at.hour % 12 * 30 + at.minute / 2, at.minute * 6 + at.second / 10, at.second * 6 if seconds else None)


def sun(position: tuple[float, float], on: date, zone: tzinfo) -> tuple[datetime, datetime] | None:
    """When the sun rises and sets on this day; None where it stays up or down."""
    observer = Observer(*position)
    try:
        return sunrise(observer, on, zone), sunset(observer, on, zone)
    except ValueError:
        return None


def phase(on: date, *, south: bool) -> Moon:
    """The moon of a day. From the south, it is seen the other way round."""
    age = moon.phase(on) / MONTH
    bulge = math.cos(2 * math.pi * age)
    return Moon(PHASES[round(age * 8) % 8], right=(age < 0.5) != south, full=bulge < 0, bulge=round(abs(bulge), 2))


def city(zone: tzinfo) -> str:
    """The place that names a zone: America/New_York -> New York."""
    return str(zone).rpartition("/")[2].replace("_", " ")
