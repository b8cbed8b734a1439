"""Plays Open-Meteo's forecast: writes the weather down as that API does, just what is asked. Not the weather itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from types import MappingProxyType
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from dashboard.demo.call import Call, Reply, json
from dashboard.demo.places import nearest_timezone
from dashboard.demo.sky import HOUR, Sky, sky
from dashboard.demo.sun import DAY, Daylight, daylight

INTERVAL = 900
"""Seconds for which what is current holds."""

Subject = TypeVar("Subject")


@dataclass(frozen=True)
class Variable(Generic[Subject]):
    """One thing that can be asked for: its unit, how many decimals it has, and how it is read off the weather."""

    unit: str
    decimals: int
    read: Callable[[Subject], float]


Hourly = Variable[Sky]

HOURLY: Mapping[str, Hourly] = MappingProxyType(
    {
        "temperature_2m": Hourly("°C", 1, lambda sky: sky.temperature),
        "relative_humidity_2m": Hourly("%", 0, lambda sky: sky.humidity),
        "dew_point_2m": Hourly("°C", 1, lambda sky: sky.dew_point),
        "apparent_temperature": Hourly("°C", 1, lambda sky: sky.feels_like),
        "is_day": Hourly("", 0, lambda sky: sky.is_day),
        "precipitation_probability": Hourly("%", 0, lambda sky: sky.probability),
        "precipitation": Hourly("mm", 2, lambda sky: sky.wet),
        "rain": Hourly("mm", 2, lambda sky: sky.rain),
        "showers": Hourly("mm", 2, lambda sky: 0.0),
        "snowfall": Hourly("cm", 2, lambda sky: 0.7 * sky.snow),
        "snow_depth": Hourly("m", 2, lambda sky: 0.0),
        "weather_code": Hourly("wmo code", 0, lambda sky: sky.code),
        "cloud_cover": Hourly("%", 0, lambda sky: sky.cloud),
        "pressure_msl": Hourly("hPa", 1, lambda sky: sky.pressure),
        "surface_pressure": Hourly("hPa", 1, lambda sky: sky.pressure - 2),
        "visibility": Hourly("m", 0, lambda sky: 400 if sky.code == 45 else 24000 - 180 * sky.cloud),
        "wind_speed_10m": Hourly("km/h", 1, lambda sky: sky.wind),
        "wind_direction_10m": Hourly("°", 0, lambda sky: sky.direction),
        "wind_gusts_10m": Hourly("km/h", 1, lambda sky: sky.gusts),
        "uv_index": Hourly("", 2, lambda sky: sky.is_day * (6.5 - 0.05 * sky.cloud)),
    }
)


@dataclass(frozen=True)
class Day:
    """The hours of one local day, and its sun."""

    hours: Sequence[Sky]
    light: Daylight

    def of(self, read: Callable[[Sky], float]) -> list[float]:
        """What is read off each hour."""
        return [read(hour) for hour in self.hours]


Daily = Variable[Day]

DAILY: Mapping[str, Daily] = MappingProxyType(
    {
        "weather_code": Daily("wmo code", 0, lambda day: max(day.of(lambda hour: hour.code))),
        "temperature_2m_max": Daily("°C", 1, lambda day: max(day.of(lambda hour: hour.temperature))),
        "temperature_2m_min": Daily("°C", 1, lambda day: min(day.of(lambda hour: hour.temperature))),
        "temperature_2m_mean": Daily("°C", 1, lambda day: sum(day.of(lambda hour: hour.temperature)) / 24),
        "apparent_temperature_max": Daily("°C", 1, lambda day: max(day.of(lambda hour: hour.feels_like))),
        "apparent_temperature_min": Daily("°C", 1, lambda day: min(day.of(lambda hour: hour.feels_like))),
        "sunrise": Daily("time", 0, lambda day: day.light.rise),
        "sunset": Daily("time", 0, lambda day: day.light.set),
        "daylight_duration": Daily("s", 2, lambda day: day.light.set - day.light.rise),
        "sunshine_duration": Daily(
            "s", 2, lambda day: HOUR * sum(day.of(lambda hour: hour.is_day * (1 - hour.cloud / 100)))
        ),
        "uv_index_max": Daily("", 2, lambda day: max(day.of(HOURLY["uv_index"].read))),
        "precipitation_sum": Daily("mm", 2, lambda day: sum(day.of(lambda hour: hour.wet))),
        "rain_sum": Daily("mm", 2, lambda day: sum(day.of(lambda hour: hour.rain))),
        "showers_sum": Daily("mm", 2, lambda day: 0.0),
        "snowfall_sum": Daily("cm", 2, lambda day: sum(day.of(HOURLY["snowfall"].read))),
        "precipitation_hours": Daily("h", 1, lambda day: sum(day.of(lambda hour: hour.wet > 0))),
        "precipitation_probability_max": Daily("%", 0, lambda day: max(day.of(lambda hour: hour.probability))),
        "wind_speed_10m_max": Daily("km/h", 1, lambda day: max(day.of(lambda hour: hour.wind))),
        "wind_gusts_10m_max": Daily("km/h", 1, lambda day: max(day.of(lambda hour: hour.gusts))),
        "wind_direction_10m_dominant": Daily("°", 0, lambda day: day.hours[12].direction),
    }
)

CURRENT: Mapping[str, Hourly] = MappingProxyType(
    {
        **HOURLY,
        "precipitation": Hourly("mm", 2, lambda sky: sky.wet * INTERVAL / HOUR),
        "rain": Hourly("mm", 2, lambda sky: sky.rain * INTERVAL / HOUR),
        "snowfall": Hourly("cm", 2, lambda sky: 0.7 * sky.snow * INTERVAL / HOUR),
    }
)
"""The same, with sums over the interval instead of an hour."""

CONVERSIONS: Mapping[tuple[str, str], tuple[str, float, float]] = MappingProxyType(
    {
        ("temperature_unit", "fahrenheit"): ("°C °F", 1.8, 32.0),
        ("wind_speed_unit", "ms"): ("km/h m/s", 1 / 3.6, 0.0),
        ("wind_speed_unit", "mph"): ("km/h mp/h", 1 / 1.609344, 0.0),
        ("wind_speed_unit", "kn"): ("km/h kn", 1 / 1.852, 0.0),
        ("precipitation_unit", "inch"): ("mm inch", 1 / 25.4, 0.0),
    }
)
"""By parameter and value: the unit without it and with it, the factor between them and what is added."""


@dataclass(frozen=True)
class Writing:
    """How the asker wants times and units written."""

    offset: timedelta
    unixtime: bool
    query: Mapping[str, str]

    def time(self, at: float, pattern: str = "%Y-%m-%dT%H:%M") -> int | str:
        """A time, as seconds since 1970 or in local time without an offset."""
        return int(at) if self.unixtime else datetime.fromtimestamp(int(at), timezone(self.offset)).strftime(pattern)

    @property
    def time_unit(self) -> str:
        """What the units say of a time."""
        return "unixtime" if self.unixtime else "iso8601"

    def conversion(self, unit: str) -> tuple[str, float, float]:
        """The unit that is asked for instead of `unit`, the factor to it and what is added."""
        for (name, value), (units, factor, added) in CONVERSIONS.items():
            before, after = units.split()
            if before == unit and self.query.get(name) == value:
                return after, factor, added
        return unit, 1.0, 0.0

    def unit(self, variable: Variable[Subject]) -> str:
        """The unit in which `variable` is written."""
        return self.time_unit if variable.unit == "time" else self.conversion(variable.unit)[0]

    def value(self, variable: Variable[Subject], subject: Subject) -> float | int | str:
        """The value of `variable` in that unit."""
        number = variable.read(subject)
        if variable.unit == "time":
            return self.time(number)
        unit, factor, added = self.conversion(variable.unit)
        number = round(number * factor + added, 3 if unit == "inch" else variable.decimals)
        return number if variable.decimals else int(number)


def answer(call: Call) -> Reply | None:
    """The forecast for one place, wherever Open-Meteo is said to live."""
    if not call.path.endswith("/v1/forecast"):
        return None
    try:
        latitude, longitude = float(call.query.get("latitude", "")), float(call.query.get("longitude", ""))
    except ValueError:
        return refusal("Numbers are expected for latitude and longitude.")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return refusal("Latitude must be in range of -90 to 90°, longitude of -180 to 180°.")
    name = call.query.get("timezone", "GMT")
    zone = find_timezone(nearest_timezone(latitude, longitude) if name == "auto" else name)
    if zone is None:
        return refusal("Invalid timezone")
    for block, known in (("current", CURRENT), ("hourly", HOURLY), ("daily", DAILY)):
        unknown = [name for name in call.names(block) if name not in known]
        if unknown:
            return refusal(f"There is no {block} variable {unknown[0]}.")
    return json(forecast(call, latitude, longitude, zone))


def refusal(reason: str) -> Reply:
    """What Open-Meteo says to a request that it can't use."""
    return json({"reason": reason, "error": True}, status=400)


def find_timezone(name: str) -> tzinfo | None:
    """The time zone with this IANA name; None where there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def forecast(call: Call, latitude: float, longitude: float, zone: tzinfo) -> dict[str, object]:
    """The whole answer: where and when, then each block that is asked for, with its units."""
    local = call.now.astimezone(zone)
    offset = local.utcoffset() or timedelta()
    writing = Writing(offset, call.query.get("timeformat") == "unixtime", call.query)
    document: dict[str, object] = {
        "latitude": latitude,
        "longitude": longitude,
        "generationtime_ms": round(call.noise.between(0.05, 0.4, "generation", latitude, longitude), 6),
        "utc_offset_seconds": int(offset.total_seconds()),
        "timezone": str(zone),
        "timezone_abbreviation": local.strftime("%Z"),
        "elevation": float(call.noise.whole(2, 120, "elevation", latitude, longitude)),
    }

    def at(time: float) -> Sky:
        return sky(call.noise, latitude, longitude, time)

    if current := call.names("current"):
        now = at(call.at)
        head = {"time": writing.time_unit, "interval": "seconds"}
        document["current_units"] = {**head, **units(writing, current, CURRENT)}
        values = {name: writing.value(CURRENT[name], now) for name in current}
        document["current"] = {"time": writing.time(call.at - call.at % INTERVAL), "interval": INTERVAL, **values}

    days = call.whole("forecast_days", 7, least=1, most=16)
    past = call.whole("past_days", 0, most=92)
    shift = offset.total_seconds()
    midnight = (call.at + shift) // DAY * DAY - shift - past * DAY
    hours = [midnight + hour * HOUR for hour in range((past + days) * 24)]
    skies = [at(hour) for hour in hours] if call.names("hourly") or call.names("daily") else []

    if hourly := call.names("hourly"):
        shown = list(zip(hours, skies, strict=True))
        if "forecast_hours" in call.query:
            first = next(index for index, hour in enumerate(hours) if hour + HOUR > call.at)
            shown = shown[first : first + call.whole("forecast_hours", 24, least=1, most=384)]
        columns = {name: [writing.value(HOURLY[name], each) for _, each in shown] for name in hourly}
        document["hourly_units"] = {"time": writing.time_unit, **units(writing, hourly, HOURLY)}
        document["hourly"] = {"time": [writing.time(hour) for hour, _ in shown], **columns}

    if daily := call.names("daily"):
        starts = hours[::24]
        table = [
            Day(skies[24 * index : 24 * index + 24], daylight(latitude, longitude, start + shift))
            for index, start in enumerate(starts)
        ]
        rows = {name: [writing.value(DAILY[name], day) for day in table] for name in daily}
        document["daily_units"] = {"time": writing.time_unit, **units(writing, daily, DAILY)}
        document["daily"] = {"time": [writing.time(start, "%Y-%m-%d") for start in starts], **rows}
    return document


def units(writing: Writing, names: list[str], known: Mapping[str, Variable[Subject]]) -> dict[str, str]:
    """The unit of each of `names`."""
    return {name: writing.unit(known[name]) for name in names}
