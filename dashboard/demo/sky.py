"""The weather itself: what it is like at a place and a time, all of one piece. Not how anybody writes it down."""

import math
from dataclasses import dataclass

from dashboard.demo.noise import Noise
from dashboard.demo.sun import DAY, is_up

HOUR = 3600.0

OVERCAST = 0.74
"""The cloud cover from which on it may rain."""


@dataclass(frozen=True)
class Sky:
    """Degrees Celsius, km/h, mm an hour, hPa; humidity, cloud and probability in percent; direction in degrees."""

    temperature: float
    feels_like: float
    dew_point: float
    humidity: float
    cloud: float
    rain: float
    snow: float
    probability: float
    wind: float
    gusts: float
    direction: float
    pressure: float
    code: int
    is_day: bool

    @property
    def wet(self) -> float:
        """Rain and snow together, as water."""
        return self.rain + self.snow


def sky(noise: Noise, latitude: float, longitude: float, at: float) -> Sky:
    """The weather at a place and a time. It changes smoothly, and what belongs together goes together."""
    place = f"{latitude:.1f} {longitude:.1f}"
    cloud = lively(0.75 * noise.wave(at, 13 * HOUR, place, "cloud") + 0.25 * noise.wave(at, 3 * HOUR, place, "cloud"))
    showers = noise.wave(at, 2 * HOUR, place, "showers")
    wet = 7 * max(0.0, cloud - OVERCAST) / (1 - OVERCAST) * max(0.0, showers - 0.4)
    wet = round(wet, 1) if wet >= 0.1 else 0.0
    is_day = is_up(latitude, longitude, at)
    temperature = warmth(noise, latitude, longitude, at, place, cloud) - min(2.0, wet)
    humidity = max(25.0, min(100.0, 48 + 30 * cloud + 14 * noise.wave(at, 7 * HOUR, place, "damp") + 3 * wet))
    humidity = min(100.0, humidity + (0 if is_day else 8))
    wind = 3 + 26 * noise.wave(at, 10 * HOUR, place, "wind") * (0.5 + cloud / 2)
    wind += 3 * noise.drift(at, 90, place, "breath")
    snows = temperature < 0.8
    return Sky(
        temperature=temperature,
        feels_like=temperature - 0.11 * wind + 0.06 * (humidity - 60) * (1 if temperature > 18 else -0.3),
        dew_point=temperature - (100 - humidity) / 5,
        humidity=humidity,
        cloud=100 * cloud,
        rain=0.0 if snows else wet,
        snow=wet if snows else 0.0,
        probability=max(0.0, min(100.0, 100 * (cloud - 0.55) / 0.45 * (0.4 + 0.6 * showers) + 6 * wet)),
        wind=wind,
        gusts=wind * (1.35 + 0.5 * noise.wave(at, HOUR, place, "gusts")),
        direction=(360 * noise.wave(at, 30 * HOUR, place, "direction") + 240) % 360,
        pressure=1023 - 24 * cloud * noise.wave(at, 20 * HOUR, place, "pressure"),
        code=code(cloud, wet, temperature, humidity, wind),
        is_day=is_day,
    )


def lively(cover: float) -> float:
    """A cloud cover that is clear or overcast more often than its noise, which likes the middle."""
    return max(0.0, min(1.0, 0.5 + (cover - 0.5) * 1.7))


def warmth(noise: Noise, latitude: float, longitude: float, at: float, place: str, cloud: float) -> float:
    """The temperature that place, season, time of day and passing fronts make."""
    year = (at / DAY) % 365.2425
    season = math.cos(2 * math.pi * (year - 205) / 365.2425) * (1 if latitude >= 0 else -1)
    time_of_day = math.cos(2 * math.pi * ((at / HOUR + longitude / 15) - 15) / 24)
    fronts = 8 * (noise.wave(at, 60 * HOUR, place, "front") - 0.5)
    tremble = 0.6 * (noise.drift(at, 200, place, "warmth") - 0.5)
    mean = 27 - 0.0062 * latitude * latitude
    return mean + 0.17 * abs(latitude) * season + 4.5 * (1 - 0.6 * cloud) * time_of_day + fronts + tremble


def code(cloud: float, wet: float, temperature: float, humidity: float, wind: float) -> int:
    """The weather as a number of the WMO's table 4677."""
    if wet > 0:
        if temperature < 0.8:
            return step(wet, (0.8, 71), (2.5, 73), 75)
        if wet > 3.2 and temperature > 17:
            return 95
        return step(wet, (0.2, 51), (0.4, 53), (1.2, 61), (2.8, 63), 65)
    if humidity > 90 and wind < 9:
        return 45
    return step(cloud, (0.12, 0), (0.35, 1), (0.65, 2), 3)


def step(amount: float, *steps: tuple[float, int] | int) -> int:
    """The number of the first step that `amount` does not exceed, else the last one."""
    for each in steps:
        if isinstance(each, int):
            return each
        if amount <= each[0]:
            return each[1]
    raise ValueError("the last step is a number alone")
