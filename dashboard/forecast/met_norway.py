"""Forecasts of MET Norway for the whole world, which needs no key, but asks who asks. Not those of others.

The answer: https://docs.api.met.no/doc/locationforecast/datamodel  Its symbols:
https://api.met.no/weatherapi/weathericon/2.0/documentation  Its terms, by which a position has at most four decimals:
https://api.met.no/doc/TermsOfService
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import groupby
from typing import Annotated, ClassVar

from astral import Observer
from astral.sun import sunrise, sunset
from msgspec import Meta

from dashboard import widget
from dashboard.forecast.answer import Code, Current, Forecast, Number, Place, Table
from dashboard.forecast.place import Search, found
from dashboard.widget import Http, Request, Rhythm, SourceError, Struct

HOUR = 3600
MOST = 200
"""Steps that are looked at: hours at first, then six hours each, for nine days."""

DRY = {"clearsky": 0, "fair": 1, "partlycloudy": 2, "cloudy": 3, "fog": 45}
WET = {
    "rain": (61, 63, 65),
    "rainshowers": (80, 81, 82),
    "sleet": (68, 69, 69),
    "sleetshowers": (83, 84, 84),
    "snow": (71, 73, 75),
    "snowshowers": (85, 85, 86),
}
"""Codes of the WMO by what falls, where it is light, neither, or heavy."""


class Details(Struct):
    """Numbers of an instant or of the hours after it: °C, m/s and per cent."""

    air_temperature: Number = None
    air_temperature_min: Number = None
    air_temperature_max: Number = None
    wind_speed: Number = None
    probability_of_precipitation: Number = None


class Summary(Struct):
    """What some hours look like."""

    symbol_code: str = ""


class Hours(Struct):
    """An instant, or some hours after it."""

    details: Details = Details()
    summary: Summary = Summary()


class Data(Struct):
    """What is known at one step."""

    instant: Hours = Hours()
    next_1_hours: Hours | None = None
    next_6_hours: Hours | None = None
    next_12_hours: Hours | None = None


class Step(Struct):
    """One point in time."""

    time: Annotated[datetime, Meta(tz=True)]
    data: Data


class Properties(Struct):
    """What is read of `properties`."""

    timeseries: tuple[Step, ...]


class Answer(Struct):
    """What is read of /weatherapi/locationforecast/2.0/complete."""

    properties: Properties


@dataclass(frozen=True)
class MetNorway:
    """The forecast for a place. Days are those of `zone`, for the answer names no zone; `agent` says who asks."""

    rhythm: ClassVar[Rhythm] = Rhythm.EVERY
    base: str
    place: Place | Search
    imperial: bool
    zone: tzinfo
    agent: tuple[tuple[str, str], ...]

    async def fetch(self, http: Http) -> Forecast:
        """The forecast; SourceError where there is none, or no such place."""
        place = await found(self.place, http)
        position = {"lat": round(place.latitude, 4), "lon": round(place.longitude, 4)}
        url = f"{self.base}/weatherapi/locationforecast/2.0/complete"
        answer = (await http.send(Request.to(url, params=position, headers=dict(self.agent)))).expect_ok()
        steps = widget.decode_json(answer.body, Answer, answer.host).properties.timeseries[:MOST]
        if not steps:
            raise SourceError(f"{answer.host} answers no forecast", fault="schema")
        steps = tuple(sorted(steps, key=lambda step: step.time))
        offset = self.zone.utcoffset(steps[0].time.astimezone(self.zone).replace(tzinfo=None)) or timedelta()
        return Forecast(
            int(offset.total_seconds()), self.now(steps[0]), self.hourly(steps), self.daily(steps, place), place.name
        )

    def now(self, step: Step) -> Current:
        """The hour that has begun."""
        symbol, details = symbol_of(step.data), step.data.instant.details
        wind = None if details.wind_speed is None else details.wind_speed * (2.236936 if self.imperial else 3.6)
        return Current(
            time=int(step.time.timestamp()),
            interval=HOUR,
            temperature_2m=self.degrees(details.air_temperature),
            wind_speed_10m=wind,
            weather_code=code(symbol),
            is_day=is_day(symbol),
        )

    def hourly(self, steps: Sequence[Step]) -> Table:
        """The steps of an hour."""
        hours = [(step, step.data.next_1_hours) for step in steps if step.data.next_1_hours]
        symbols = [hour.summary.symbol_code for _, hour in hours]
        return Table(
            time=tuple(int(step.time.timestamp()) for step, _ in hours),
            weather_code=tuple(map(code, symbols)),
            is_day=tuple(map(is_day, symbols)),
            temperature_2m=tuple(self.degrees(step.data.instant.details.air_temperature) for step, _ in hours),
            precipitation_probability=tuple(hour.details.probability_of_precipitation for _, hour in hours),
        )

    def daily(self, steps: Sequence[Step], place: Place) -> Table:
        """The days of the steps: their extremes, their weather about noon, and their sun, which we reckon ourselves."""
        rows = []
        for on, each in groupby(steps, key=lambda step: step.time.astimezone(self.zone).date()):
            day = list(each)
            noon = datetime.combine(on, time(12), self.zone)
            middle = min(day, key=lambda step: abs(step.time - noon))
            known = [degrees for step in day for degrees in temperatures(step.data)]
            low, high = (min(known), max(known)) if known else (None, None)
            begins = int(datetime.combine(on, time(), self.zone).timestamp())
            symbol = symbol_of(middle.data)
            rows.append((begins, code(symbol), self.degrees(low), self.degrees(high), *sun(place, on, self.zone)))
        times, codes, lows, highs, rises, sets = zip(*rows, strict=True)
        return Table(
            time=times,
            weather_code=codes,
            temperature_2m_min=lows,
            temperature_2m_max=highs,
            sunrise=rises,
            sunset=sets,
        )

    def degrees(self, celsius: Number) -> Number:
        """A temperature in the units that are asked for."""
        return celsius * 1.8 + 32 if self.imperial and celsius is not None else celsius


def temperatures(data: Data) -> list[float]:
    """All temperatures that a step tells."""
    later = data.next_6_hours.details if data.next_6_hours and not data.next_1_hours else Details()
    known = (data.instant.details.air_temperature, later.air_temperature_min, later.air_temperature_max)
    return [degrees for degrees in known if degrees is not None]


def symbol_of(data: Data) -> str:
    """The symbol of the nearest hours that have one."""
    hours = (data.next_1_hours, data.next_6_hours, data.next_12_hours)
    return next((each.summary.symbol_code for each in hours if each and each.summary.symbol_code), "")


def code(symbol: str) -> Code:
    """A symbol such as `lightrainshowers_day` as a code of the WMO; None for one that nobody knows."""
    words = symbol.partition("_")[0]
    if "thunder" in words:
        return 95
    if words in DRY:
        return DRY[words]
    heavy, light = words.startswith("heavy"), words.startswith("light")
    codes = WET.get(words.removeprefix("heavy").removeprefix("light"))
    return codes[2 if heavy else 0 if light else 1] if codes else None


def is_day(symbol: str) -> int | None:
    """1 by day, 0 by night; None for what looks the same at any hour."""
    return {"day": 1, "polartwilight": 1, "night": 0}.get(symbol.partition("_")[2])


def sun(place: Place, on: date, zone: tzinfo) -> tuple[int | None, int | None]:
    """When the sun rises and sets on that day; nothing where it does not."""
    observer = Observer(place.latitude, place.longitude)
    try:
        rise, gone = (reckon(observer, on, tzinfo=zone) for reckon in (sunrise, sunset))
    except ValueError:
        return None, None
    return int(rise.timestamp()), int(gone.timestamp())
