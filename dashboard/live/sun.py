"""Which theme the hour asks for, by the sun at a place. Not what a theme looks like."""

from datetime import datetime
from typing import Literal

from astral import LocationInfo
from astral.sun import elevation


def by_sun(location: tuple[float, float], now: datetime) -> Literal["day", "night"]:
    """`day` while the sun stands above the horizon (by 0.833° of refraction and radius, as sunrise is defined)."""
    latitude, longitude = location
    place = LocationInfo(latitude=latitude, longitude=longitude).observer
    return "day" if elevation(place, now) > -0.833 else "night"
