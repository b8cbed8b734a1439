"""Plays Open-Meteo's air and Nager.Date's holidays: air that changes with the hours, and days that are fixed."""

import re
from datetime import date

from dashboard.demo.call import Call, Reply, json

HOLIDAYS = re.compile(r"/api/v3/PublicHolidays/(\d{4})/([A-Za-z]{2})")

DAYS = (
    (1, 1, "New Year's Day"),
    (2, 17, "Carnival"),
    (4, 25, "Day of the Coast"),
    (5, 1, "Labour Day"),
    (6, 24, "Midsummer"),
    (8, 15, "Harbour Feast"),
    (10, 5, "Day of the Towns"),
    (11, 1, "All Saints' Day"),
    (12, 8, "Lantern Day"),
    (12, 25, "Christmas Day"),
    (12, 26, "Boxing Day"),
)
"""Month, day and name, in any country of the world that is played."""

POLLUTANTS = {"pm2_5": (3.0, 32.0), "pm10": (6.0, 60.0), "ozone": (20.0, 110.0), "nitrogen_dioxide": (4.0, 70.0)}
"""From and to how many µg/m³."""


def answer(call: Call) -> Reply | None:
    """The air of a place, or the holidays of a country."""
    if call.path.endswith("/v1/air-quality"):
        return air(call)
    if found := HOLIDAYS.fullmatch(call.path):
        return holidays(int(found[1]), found[2].upper())
    return None


def air(call: Call) -> Reply:
    """The air of now: what is asked for, and known."""
    place = f"{call.query.get('latitude', '')} {call.query.get('longitude', '')}"
    amounts = {
        name: round(low + (high - low) * call.noise.drift(call.at, 6 * 3600, place, name) ** 1.5, 1)
        for name, (low, high) in POLLUTANTS.items()
    }
    worst = max(amounts["pm2_5"] / 75, amounts["pm10"] / 150, amounts["ozone"] / 240, amounts["nitrogen_dioxide"] / 340)
    known = {"european_aqi": round(20 + 80 * worst), "us_aqi": round(30 + 150 * worst), **amounts}
    current = {name: known[name] for name in call.names("current") if name in known}
    return json({"utc_offset_seconds": 0, "timezone": "GMT", "current": {"time": int(call.at), **current}})


def holidays(year: int, country: str) -> Reply:
    """The holidays of a year."""
    return json(
        [
            {
                "date": date(year, month, day).isoformat(),
                "localName": name,
                "name": name,
                "countryCode": country,
                "fixed": True,
                "global": True,
                "counties": None,
                "launchYear": None,
                "types": ["Public"],
            }
            for month, day, name in DAYS
        ]
    )
