"""The weather now, in the next hours and on the next days, from services that need no key."""

import math
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from itertools import islice, zip_longest
from typing import Any, Literal, Self

from pydantic import model_validator

from dashboard import __version__, widget
from dashboard.forecast import Current, Forecast, MetNorway, OpenMeteo, Place, Search, Table, WeatherGov, instant
from dashboard.widget import Field, Request, Struct

EVERY = "15m"
SERVERS = {
    "open-meteo": "https://api.open-meteo.com",
    "met.no": "https://api.met.no",
    "weather.gov": "https://api.weather.gov",
}
GEOCODING = "https://geocoding-api.open-meteo.com"

SKIES = {
    "i-sun": {0: "sunny", 1: "mostly sunny"},
    "i-partly": {2: "partly cloudy"},
    "i-cloud": {3: "cloudy"},
    "i-fog": {45: "fog", 48: "freezing fog"},
    "i-drizzle": {51: "light drizzle", 53: "drizzle", 55: "heavy drizzle"},
    "i-rain": {56: "freezing drizzle", 57: "freezing drizzle", 66: "freezing rain", 67: "freezing rain"}
    | {61: "light rain", 63: "rain", 65: "heavy rain", 80: "light showers", 81: "showers", 82: "heavy showers"},
    "i-snow": {71: "light snow", 73: "snow", 75: "heavy snow", 77: "snow grains"}
    | {85: "snow showers", 86: "heavy snow showers", 68: "light sleet", 69: "sleet"}
    | {83: "light sleet showers", 84: "sleet showers"},
    "i-thunder": {95: "thunderstorm", 96: "thunderstorm with hail", 99: "thunderstorm with hail"},
}
"""The WMO's codes in words, by their icon."""

BY_CODE = {code: (icon, words) for icon, found in SKIES.items() for code, words in found.items()}

INTERVAL = 900
"""Seconds for which what is current holds, where the answer does not say."""

AHEAD = 12
"""Hours within which a change is worth a word."""

NOTABLE = 45
"""From this code on something falls, or hides the view: worth a word about when it begins and ends."""

WET = 10
"""From this chance of rain on, in per cent over all hours that are shown, it stands below each."""

AT_NIGHT = {"i-sun": "i-moon", "i-partly": "i-partly-night"}


class Options(widget.Options):
    """Where, in which units, and how far ahead. By default it is the wall's `location`."""

    place: str | None = Field(
        None, min_length=1, max_length=100, description="Name of a town, looked up once a day.", examples=["Lisbon"]
    )
    latitude: float | None = Field(None, ge=-90, le=90, allow_inf_nan=False, description="Degrees north.")
    longitude: float | None = Field(None, ge=-180, le=180, allow_inf_nan=False, description="Degrees east.")
    units: Literal["metric", "imperial"] | None = Field(
        None, description="°C and km/h, or °F and mph. Default: the wall's."
    )
    hours: int = Field(6, ge=0, le=12, description="How many of the next hours.")
    days: int = Field(4, ge=0, le=7, description="How many of the next days.")
    provider: Literal["open-meteo", "met.no", "weather.gov"] = Field(
        "open-meteo",
        description="Who forecasts; weather.gov for the United States alone. Open-Meteo and MET Norway (met.no) ask to "
        "be named where others see their data (CC BY 4.0).",
    )
    contact: str = Field(
        "",
        max_length=200,
        pattern="^[!-~ ]*$",
        description="Your website or e-mail address, which met.no and weather.gov want to be told.",
    )
    base_url: str | None = Field(
        None, pattern="^https?://", description="Another server with the same API. Default: the provider's own."
    )
    geocoding_url: str | None = Field(
        None,
        pattern="^https?://",
        description="Another server that knows places. Default: `base_url`, where it is set.",
    )

    @model_validator(mode="after")
    def somewhere(self) -> Self:
        """Refuse a table without a place on a wall without one."""
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("`latitude` and `longitude` belong together: set both")
        if self.place is None and self.position is None:
            raise ValueError("no place is known: set `place`, `latitude` and `longitude`, or `location` in [wall]")
        return self

    @property
    def position(self) -> tuple[float, float] | None:
        """Latitude and longitude, where they are known without asking."""
        if self.latitude is None or self.longitude is None:
            return self.wall.location
        return self.latitude, self.longitude

    @property
    def imperial(self) -> bool:
        """Whether it is °F and mph."""
        return self.wall.imperial if self.units is None else self.units == "imperial"


def source(options: Options) -> OpenMeteo | MetNorway | WeatherGov:
    """The forecast, by way of the place's name if it has one."""
    own = SERVERS[options.provider]
    base = (options.base_url or own).rstrip("/")
    latitude, longitude = options.position or (0.0, 0.0)
    place: Place | Search = Place(latitude, longitude)
    if options.place is not None:
        names = (options.geocoding_url or (GEOCODING if base == own else base)).rstrip("/")
        search = {"name": options.place, "count": 1, "language": options.wall.locale[:2], "format": "json"}
        place = Search(Request.to(f"{names}/v1/search", params=search))
    agent = (("User-Agent", f"Wallboard/{__version__} {options.contact}"),) if options.contact else ()
    if options.provider == "met.no":
        return MetNorway(base, place, options.imperial, options.wall.timezone, agent)
    if options.provider == "weather.gov":
        return WeatherGov(base, place, options.imperial, agent)
    return OpenMeteo(base, place, options.imperial, max(options.days + 1, 2))


class Sky(Struct):
    """What it looks like, in words and as an icon."""

    words: str
    icon: str


class Turn(Struct):
    """When things change: `words` begins `at`; without words, what there is ends."""

    at: datetime
    words: str = ""


class Hour(Struct):
    """One of the next hours; `chance` is that of rain, in per cent."""

    at: datetime
    code: int | None
    sky: Sky | None
    degrees: int | None
    chance: int | None


class Day(Struct):
    """One of the next days; `start` and `end` are per cent of the range of all of them."""

    on: date
    sky: Sky | None
    low: int | None
    high: int | None
    start: float
    end: float


class View(Struct):
    """What the template gets: `sun` is when it rises and when it sets today, `wet` whether chances of rain are told."""

    title: str
    degrees: int | None
    feels: int | None
    wind: int | None
    unit: str
    sky: Sky | None
    turn: Turn | None
    sun: tuple[datetime, datetime] | None
    hours: tuple[Hour, ...]
    wet: bool
    days: tuple[Day, ...]


def view(answer: Forecast, options: Options) -> View:
    """The forecast from the time of `current` on, in the place's own time."""
    zone = timezone(timedelta(seconds=answer.utc_offset_seconds or 0))
    current = answer.current or Current()
    now = instant(current.time, zone)
    hours = list(islice(hourly(answer.hourly or Table(), now, zone), max(AHEAD, options.hours)))
    return View(
        title=answer.place or "Weather",
        degrees=whole(current.temperature_2m),
        feels=whole(current.apparent_temperature),
        wind=whole(current.wind_speed_10m),
        unit="mph" if options.imperial else "km/h",
        sky=sky(current.weather_code, current.is_day),
        turn=turn(current.weather_code, hours[:AHEAD]) if now else None,
        sun=sun(answer.daily or Table(), now, zone),
        hours=tuple(hours[: options.hours]),
        wet=sum(hour.chance or 0 for hour in hours[: options.hours]) >= WET,
        days=tuple(daily(answer.daily or Table(), now, zone, options.days)),
    )


def measure(answer: Forecast, options: Options) -> dict[str, float]:
    """`temperature`, `feels_like` and `wind`, in the units of the options."""
    now = answer.current or Current()
    found = {"temperature": now.temperature_2m, "feels_like": now.apparent_temperature, "wind": now.wind_speed_10m}
    return {name: value for name, value in found.items() if value is not None and math.isfinite(value)}


def observed(answer: Forecast, options: Options) -> datetime | None:
    """The end of the quarter of an hour that is called current."""
    current = answer.current or Current()
    begins = instant(current.time, timezone(timedelta(seconds=answer.utc_offset_seconds or 0)))
    return begins + timedelta(seconds=INTERVAL if current.interval is None else current.interval) if begins else None


def rows(*columns: tuple[Any, ...] | None) -> Iterator[tuple[Any, ...]]:
    """A table that comes in columns by its rows; a column that is short or missing leaves None."""
    return islice(zip_longest(*(column or () for column in columns)), 400)


def hourly(table: Table, now: datetime | None, zone: timezone) -> Iterator[Hour]:
    """The hours after `now` that have a time."""
    columns = table.time, table.weather_code, table.is_day, table.temperature_2m, table.precipitation_probability
    for time, code, is_day, degrees, chance in rows(*columns):
        if (at := instant(time, zone)) and (now is None or at > now):
            yield Hour(at, code, sky(code, is_day), whole(degrees), whole(chance))


def sun(table: Table, now: datetime | None, zone: timezone) -> tuple[datetime, datetime] | None:
    """When it rises and when it sets on the day of `now`; None where it does not, or nobody says."""
    for rise, gone in rows(table.sunrise, table.sunset):
        rises, sets = instant(rise, zone), instant(gone, zone)
        if now and rises and sets and rises.date() == now.date() and rises < sets:
            return rises, sets
    return None


def daily(table: Table, now: datetime | None, zone: timezone, most: int) -> Iterator[Day]:
    """The days after today, each with its place in the range of all of them."""
    known: list[tuple[date, int | None, int | None, int | None]] = []
    for time, code, *ends in rows(table.time, table.weather_code, table.temperature_2m_min, table.temperature_2m_max):
        if len(known) == most:
            break
        at, low, high = instant(time, zone), whole(ends[0]), whole(ends[1])
        # Noon, for when clocks are set back before that day, its midnight is at eleven of the day before.
        noon = at + timedelta(hours=12) if at else None
        if noon and (now is None or noon.date() > now.date()) and (code, low, high) != (None, None, None):
            known.append((noon.date(), code, low, high))
    degrees = [end for row in known for end in row[2:] if end is not None] or [0]
    least, span = min(degrees), max(degrees) - min(degrees) or 1
    for on, code, low, high in known:
        start, end = (0, 0) if low is None or high is None else (low - least, high - least)
        yield Day(on, sky(code, 1), low, high, start / span * 100, end / span * 100)


def turn(code: int | None, hours: list[Hour]) -> Turn | None:
    """The first change worth a word: something notable begins, or what there is now ends."""
    now = sky(code, 1)
    for hour in hours:
        if code is None or hour.code is None or now is None or hour.sky is None:
            return None
        if hour.code >= NOTABLE and hour.sky.words != now.words:
            return Turn(hour.at, hour.sky.words)
        if hour.code < NOTABLE <= code:
            return Turn(hour.at)
    return None


def sky(code: int | None, is_day: int | None) -> Sky | None:
    """The code in words and as an icon; None for a code that nobody knows."""
    if code is None or code not in BY_CODE:
        return None
    icon, words = BY_CODE[code]
    return Sky(words, icon) if is_day != 0 else Sky(words.replace("sunny", "clear"), AT_NIGHT.get(icon, icon))


def whole(value: float | None) -> int | None:
    """A whole number; None for what is no number."""
    return round(value) if value is not None and math.isfinite(value) else None
