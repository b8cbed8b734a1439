"""Forecasts of the National Weather Service for the United States, which needs no key. Not those of others.

The API: https://www.weather.gov/documentation/services-web-api  Its icons: https://api.weather.gov/icons
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, ClassVar
from urllib.parse import urlsplit

from msgspec import Meta

from dashboard import widget
from dashboard.forecast.answer import Code, Current, Forecast, Number, Place, Table
from dashboard.forecast.place import Search, found
from dashboard.widget import Http, Request, Rhythm, SourceError, Struct

HOUR = 3600
MOST = 200

CODES = {
    0: ("skc",),
    1: ("few",),
    2: ("sct",),
    3: ("bkn", "ovc"),
    45: ("fog",),
    63: ("rain",),
    67: ("fzra", "rain_fzra", "snow_fzra"),
    69: ("sleet", "rain_sleet", "snow_sleet", "rain_snow"),
    73: ("snow",),
    75: ("blizzard",),
    80: ("rain_showers_hi",),
    81: ("rain_showers",),
    95: ("tsra", "tsra_sct", "tsra_hi"),
}
"""The conditions that its icons are named after, by the code of the WMO. There are others, for which there is none."""


class Near(Struct):
    """What is read of `relativeLocation.properties`."""

    city: str | None = None


class Location(Struct):
    """What is read of `relativeLocation`."""

    properties: Near = Near()


class Point(Struct, rename="camel"):
    """Where the forecasts of a point are."""

    forecast: str
    forecast_hourly: str
    relative_location: Location = Location()


class PointAnswer(Struct):
    """What is read of /points/{latitude},{longitude}."""

    properties: Point


class Chance(Struct):
    """A number with a unit, which is per cent."""

    value: Number = None


class Period(Struct, rename="camel"):
    """An hour, a day or a night."""

    start_time: Annotated[datetime, Meta(tz=True)]
    temperature: Number = None
    is_daytime: bool | None = None
    probability_of_precipitation: Chance | None = None
    wind_speed: str | None = None
    icon: str | None = None


class Periods(Struct):
    """What is read of `properties`."""

    periods: tuple[Period, ...]


class PeriodsAnswer(Struct):
    """What is read of a forecast, of hours or of days and nights."""

    properties: Periods


@dataclass(frozen=True)
class WeatherGov:
    """The forecast for a place; `agent` says who asks."""

    rhythm: ClassVar[Rhythm] = Rhythm.EVERY
    base: str
    place: Place | Search
    imperial: bool
    agent: tuple[tuple[str, str], ...]

    async def fetch(self, http: Http) -> Forecast:
        """The forecast; SourceError where there is none, no such place, or it lies in another country."""
        place = await found(self.place, http)
        point = await self.point(http, place)
        hours, days = await asyncio.gather(
            *(self.periods(http, url) for url in (point.forecast_hourly, point.forecast))
        )
        if not hours:
            raise SourceError(f"{Request.to(self.base).host} answers no forecast", fault="schema")
        offset = hours[0].start_time.utcoffset() or timedelta()
        name = place.name or point.relative_location.properties.city
        return Forecast(int(offset.total_seconds()), now(hours[0]), hourly(hours), daily(days), name)

    async def point(self, http: Http, place: Place) -> Point:
        """Where the forecasts for a place are; the same all day. It is only known of the United States."""
        url = f"{self.base}/points/{round(place.latitude, 4):g},{round(place.longitude, 4):g}"
        answer = await http.send(Request.to(url, headers=dict(self.agent)), keep=timedelta(days=1))
        if answer.status == 404:
            raise SourceError(f"{answer.host} forecasts for the United States alone", fault="status", status=404)
        return widget.decode_json(answer.expect_ok().body, PointAnswer, answer.host).properties

    async def periods(self, http: Http, url: str) -> Sequence[Period]:
        """The periods at an address that the server named, of which only the path is believed."""
        units = {"units": "us" if self.imperial else "si"}
        try:
            path = urlsplit(url).path.removeprefix("/")
        except ValueError:
            raise SourceError(f"{Request.to(self.base).host} names no forecast", fault="schema") from None
        request = Request.to(f"{self.base}/{path}", params=units, headers=dict(self.agent))
        answer = (await http.send(request)).expect_ok()
        return widget.decode_json(answer.body, PeriodsAnswer, answer.host).properties.periods[:MOST]


def now(hour: Period) -> Current:
    """The hour that has begun."""
    wind = [float(number) for number in re.findall(r"\d{1,3}", hour.wind_speed or "")]
    return Current(
        time=int(hour.start_time.timestamp()),
        interval=HOUR,
        temperature_2m=hour.temperature,
        wind_speed_10m=max(wind, default=None),
        weather_code=code(hour.icon),
        is_day=hour.is_daytime,
    )


def hourly(hours: Sequence[Period]) -> Table:
    """The hours in columns."""
    chances = (hour.probability_of_precipitation for hour in hours)
    return Table(
        time=tuple(int(hour.start_time.timestamp()) for hour in hours),
        weather_code=tuple(code(hour.icon) for hour in hours),
        is_day=tuple(hour.is_daytime for hour in hours),
        temperature_2m=tuple(hour.temperature for hour in hours),
        precipitation_probability=tuple(chance.value if chance else None for chance in chances),
    )


def daily(periods: Sequence[Period]) -> Table:
    """Each day with the night after it: the day has the highest temperature, the night the lowest."""
    days = [period for period in periods if period.is_daytime]
    nights = {period.start_time.date(): period.temperature for period in periods if not period.is_daytime}
    return Table(
        time=tuple(int(day.start_time.replace(hour=0, minute=0, second=0).timestamp()) for day in days),
        weather_code=tuple(code(day.icon) for day in days),
        temperature_2m_min=tuple(nights.get(day.start_time.date()) for day in days),
        temperature_2m_max=tuple(day.temperature for day in days),
    )


def code(icon: str | None) -> Code:
    """The first condition in the address of an icon, `…/land/day/rain_showers,40/sct?size=small`, as the WMO's code."""
    found = re.search(r"/(?:day|night)/([a-z_]+)", icon or "")
    name = found[1].removeprefix("wind_") if found else ""
    return next((number for number, names in CODES.items() if name in names), None)
