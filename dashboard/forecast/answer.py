"""The one shape of a forecast: that of Open-Meteo, whose codes are those of the WMO. Not who fills it."""

from datetime import datetime, timezone
from typing import Annotated

from msgspec import Meta

from dashboard.widget import Struct

Time = Annotated[int, Meta(ge=0, lt=2**33)] | str | None
Code = int | None
Number = float | None


class Current(Struct):
    """What it is like now: from `time` on, for `interval` seconds."""

    time: Time = None
    interval: Annotated[int, Meta(ge=0, le=86400)] | None = None
    temperature_2m: Number = None
    apparent_temperature: Number = None
    wind_speed_10m: Number = None
    weather_code: Code = None
    is_day: int | None = None


class Table(Struct):
    """Hours or days in columns of equal length; days begin at midnight in their own place."""

    time: tuple[Time, ...] | None = None
    weather_code: tuple[Code, ...] | None = None
    is_day: tuple[int | None, ...] | None = None
    temperature_2m: tuple[Number, ...] | None = None
    temperature_2m_min: tuple[Number, ...] | None = None
    temperature_2m_max: tuple[Number, ...] | None = None
    precipitation_probability: tuple[Number, ...] | None = None
    sunrise: tuple[Time, ...] | None = None
    sunset: tuple[Time, ...] | None = None


class Forecast(Struct):
    """What is known; `place` is the name of where it is, if that was looked up."""

    utc_offset_seconds: Annotated[int, Meta(gt=-86400, lt=86400)] | None = None
    current: Current | None = None
    hourly: Table | None = None
    daily: Table | None = None
    place: str | None = None


class Place(Struct):
    """Somewhere, in degrees, and its name if it was found by that."""

    latitude: float
    longitude: float
    name: str | None = None


def instant(time: Time, zone: timezone) -> datetime | None:
    """A point in time in the place's zone, from Unix seconds, or from the local ISO time that some servers give."""
    if isinstance(time, int):
        return datetime.fromtimestamp(time, zone)
    try:
        return datetime.fromisoformat(time).replace(tzinfo=zone) if time else None
    except ValueError:
        return None
