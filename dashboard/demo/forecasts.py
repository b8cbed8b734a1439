"""Plays the forecasts of MET Norway and of the National Weather Service. Not the weather itself; see sky."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dashboard.demo.call import Call, Reply, json
from dashboard.demo.places import nearest_timezone
from dashboard.demo.sky import HOUR, Sky, sky

NORWAY = "/weatherapi/locationforecast/2.0/"
POINT = re.compile(r"/points/(-?[\d.]{1,9}),(-?[\d.]{1,9})")
GRID = re.compile(r"/gridpoints/DEMO/(\d{1,6}),(\d{1,6})/forecast(/hourly)?")

LOOKS = {
    0: ("clearsky", "skc"),
    1: ("fair", "few"),
    2: ("partlycloudy", "sct"),
    3: ("cloudy", "ovc"),
    45: ("fog", "fog"),
    51: ("lightrain", "rain"),
    53: ("lightrain", "rain"),
    61: ("lightrain", "rain"),
    63: ("rain", "rain"),
    65: ("heavyrain", "rain"),
    71: ("lightsnow", "snow"),
    73: ("snow", "snow"),
    75: ("heavysnow", "snow"),
    95: ("rainandthunder", "tsra"),
}
"""What both call the weather that the WMO gives these codes."""


def answer(call: Call) -> Reply | None:
    """A forecast for one place, wherever one of the two is said to live."""
    if call.path.startswith(NORWAY):
        return norway(call)
    if found := POINT.fullmatch(call.path):
        return point(call, found[1], found[2])
    if found := GRID.fullmatch(call.path):
        latitude, longitude = int(found[1]) / 100 - 90, int(found[2]) / 100 - 180
        return periods(call, latitude, longitude, hours=found[3] is not None)
    return None


def norway(call: Call) -> Reply:
    """MET Norway's forecast: two days of hours, then steps of six."""
    try:
        latitude, longitude = float(call.query.get("lat", "")), float(call.query.get("lon", ""))
    except ValueError:
        return Reply(b"lat and lon are expected", "text/plain", 400)
    begin = call.at - call.at % HOUR
    offsets = [*range(48), *range(48, 216, 6)]
    steps = [step(call, latitude, longitude, begin + offset * HOUR, offset < 48) for offset in offsets]
    meta = {"updated_at": written(begin), "units": {"air_temperature": "celsius", "wind_speed": "m/s"}}
    place = {"type": "Point", "coordinates": [longitude, latitude, 40]}
    return json({"type": "Feature", "geometry": place, "properties": {"meta": meta, "timeseries": steps}})


def step(call: Call, latitude: float, longitude: float, at: float, hourly: bool) -> dict[str, object]:
    """One point in time, and what comes in the hour or the six hours after it."""
    now = sky(call.noise, latitude, longitude, at)
    look, _ = LOOKS[now.code]
    symbol = f"{look}_{'day' if now.is_day else 'night'}" if now.code < 3 else look
    details: dict[str, float] = {"probability_of_precipitation": round(now.probability, 1)}
    if not hourly:
        degrees = [sky(call.noise, latitude, longitude, at + hour * HOUR).temperature for hour in range(6)]
        details |= {"air_temperature_min": round(min(degrees), 1), "air_temperature_max": round(max(degrees), 1)}
    instant = {"air_temperature": round(now.temperature, 1), "wind_speed": round(now.wind / 3.6, 1)}
    after = {"summary": {"symbol_code": symbol}, "details": details}
    data = {"instant": {"details": instant}, "next_1_hours" if hourly else "next_6_hours": after}
    return {"time": written(at), "data": data}


def point(call: Call, latitude: str, longitude: str) -> Reply:
    """Where the National Weather Service's forecasts for a point are: on a grid that we play as the point itself."""
    try:
        north, east = float(latitude), float(longitude)
    except ValueError:
        return json({"title": "Invalid Parameter", "status": 400}, status=400)
    grid = f"{call.site}/gridpoints/DEMO/{round((north + 90) * 100)},{round((east + 180) * 100)}/forecast"
    near = {"properties": {"city": "Hoboken", "state": "NJ"}}
    return json({"properties": {"forecast": grid, "forecastHourly": f"{grid}/hourly", "relativeLocation": near}})


def periods(call: Call, latitude: float, longitude: float, *, hours: bool) -> Reply:
    """The National Weather Service's hours, or its days and nights."""
    zone = ZoneInfo(nearest_timezone(latitude, longitude))
    length, count = (1, 156) if hours else (12, 14)
    begin = datetime.fromtimestamp(call.at - call.at % HOUR, UTC).astimezone(zone)
    if not hours:
        begin = begin.replace(hour=6)
    found = []
    for number in range(count):
        start = begin + timedelta(hours=number * length)
        skies = [sky(call.noise, latitude, longitude, start.timestamp() + hour * HOUR) for hour in range(length)]
        found.append(period(call, number, start, skies))
    return json({"properties": {"units": call.query.get("units", "us"), "periods": found}})


def period(call: Call, number: int, start: datetime, skies: list[Sky]) -> dict[str, object]:
    """One period: the warmest of a day, the coldest of a night."""
    metric, by_day = call.query.get("units") == "si", skies[0].is_day if len(skies) == 1 else start.hour == 6
    degrees = (max if by_day else min)(each.temperature for each in skies)
    wind = skies[0].wind
    chance = round(max(each.probability for each in skies))
    name = LOOKS[max(each.code for each in skies)][1]
    return {
        "number": number + 1,
        "startTime": start.isoformat(),
        "isDaytime": by_day,
        "temperature": round(degrees if metric else degrees * 1.8 + 32),
        "temperatureUnit": "C" if metric else "F",
        "probabilityOfPrecipitation": {"unitCode": "wmoUnit:percent", "value": chance},
        "windSpeed": f"{wind:.0f} km/h" if metric else f"{wind / 1.609344:.0f} mph",
        "icon": f"{call.site}/icons/land/{'day' if by_day else 'night'}/{name},{chance}?size=small",
    }


def written(at: float) -> str:
    """A time as MET Norway writes it."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%SZ}"
