"""When the sun rises and sets anywhere, to a minute or two. Not what the clouds do to it."""

import math
from dataclasses import dataclass

DAY = 86400.0

HORIZON = math.radians(-0.833)
"""How high the sun's centre stands when its rim appears."""


@dataclass(frozen=True)
class Daylight:
    """The sun of one day, in seconds since 1970. In a polar night both are noon, in a polar day midnights."""

    rise: float
    set: float


def daylight(latitude: float, longitude: float, midnight: float) -> Daylight:
    """The sun of the day that begins at `midnight` in UTC."""
    day_of_year = (midnight / DAY) % 365.2425
    turn = 2 * math.pi * (day_of_year - 80) / 364
    minutes = 9.87 * math.sin(2 * turn) - 7.53 * math.cos(turn) - 1.5 * math.sin(turn)
    noon = midnight + DAY / 2 - longitude * 240 - minutes * 60
    tilt = math.radians(-23.44) * math.cos(2 * math.pi * (day_of_year + 10) / 365.25)
    here = math.radians(max(-89.9, min(89.9, latitude)))
    cosine = (math.sin(HORIZON) - math.sin(here) * math.sin(tilt)) / (math.cos(here) * math.cos(tilt))
    half = math.acos(max(-1.0, min(1.0, cosine))) / (2 * math.pi) * DAY
    return Daylight(noon - half, noon + half)


def is_up(latitude: float, longitude: float, at: float) -> bool:
    """Whether it is day there at a time."""
    solar = at + longitude * 240
    light = daylight(latitude, longitude, solar - solar % DAY)
    half = (light.set - light.rise) / 2
    from_noon = (at - light.rise - half + DAY / 2) % DAY - DAY / 2
    return -half <= from_noon < half
