"""How clean the air is, from Open-Meteo, which needs no key: an index in one word, and what is in the air."""

import math
from typing import Literal, Self

from pydantic import model_validator

from dashboard import widget
from dashboard.widget import Field, Json, Request, SourceError, Struct

EVERY = "30m"
HISTORY = "1d"

Tone = Literal["ok", "warn", "bad"]

LEVELS: dict[str, tuple[tuple[float, str, Tone], ...]] = {
    "european": (
        (20, "good", "ok"),
        (40, "fair", "ok"),
        (60, "moderate", "warn"),
        (80, "poor", "warn"),
        (100, "very poor", "bad"),
        (math.inf, "extremely poor", "bad"),
    ),
    "us": (
        (50, "good", "ok"),
        (100, "moderate", "ok"),
        (150, "unhealthy for sensitive groups", "warn"),
        (200, "unhealthy", "warn"),
        (300, "very unhealthy", "bad"),
        (math.inf, "hazardous", "bad"),
    ),
}
"""By scale: up to which index, what that is called there, and how bad it is."""

POLLUTANTS = {
    "pm2_5": ("PM2.5", 75),
    "pm10": ("PM10", 150),
    "ozone": ("Ozone", 240),
    "nitrogen_dioxide": ("NO₂", 340),
}
"""By the name in the answer: what people call it, and how many µg/m³ are very poor on the European scale."""


class Options(widget.Options):
    """Where, and by which scale. By default it is the wall's `location`."""

    latitude: float | None = Field(
        None, ge=-90, le=90, allow_inf_nan=False, description="Degrees north.", examples=[38.72]
    )
    longitude: float | None = Field(
        None, ge=-180, le=180, allow_inf_nan=False, description="Degrees east.", examples=[-9.14]
    )
    scale: Literal["european", "us"] | None = Field(
        None, description="Whose index. Default: the American one where people count in °F, else the European one."
    )
    base_url: str = Field(
        "https://air-quality-api.open-meteo.com", pattern="^https?://", description="Another server with the same API."
    )

    @model_validator(mode="after")
    def somewhere(self) -> Self:
        """Refuse a table without a place on a wall without one."""
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("`latitude` and `longitude` belong together: set both")
        if self.latitude is None and self.wall.location is None:
            raise ValueError("no place is known: set `latitude` and `longitude`, or `location` in [wall]")
        return self

    @property
    def by(self) -> str:
        """The scale that is meant."""
        return self.scale or ("us" if self.wall.imperial else "european")


class Current(Struct):
    """What is read of the air of now; the pollutants are in µg/m³."""

    european_aqi: float | None = None
    us_aqi: float | None = None
    pm2_5: float | None = None
    pm10: float | None = None
    ozone: float | None = None
    nitrogen_dioxide: float | None = None


class Air(Struct):
    """What is read of /v1/air-quality: see openapi/air-quality.yml of open-meteo/open-meteo."""

    current: Current | None = None


class Pollutant(Struct):
    """One pollutant: how much of it, and how many per cent that is of what is very poor."""

    name: str
    amount: float
    percent: float


class View(Struct):
    """What the template gets."""

    index: int
    words: str
    tone: Tone
    pollutants: tuple[Pollutant, ...]


def source(options: Options) -> Json[Air]:
    """The air of now, at a place."""
    latitude, longitude = options.wall.location or (0.0, 0.0)
    if options.latitude is not None and options.longitude is not None:
        latitude, longitude = options.latitude, options.longitude
    asked = ",".join(("european_aqi", "us_aqi", *POLLUTANTS))
    query = {"latitude": latitude, "longitude": longitude, "current": asked}
    return Json(Request.to(f"{options.base_url.rstrip('/')}/v1/air-quality", params=query), into=Air)


def view(answer: Air, options: Options) -> View:
    """The index in words, and the pollutants that are known; SourceError where there is no index."""
    known = measure(answer, options)
    if "index" not in known:
        raise SourceError("The answer has no index of the air", fault="schema")
    words, tone = next((words, tone) for up_to, words, tone in LEVELS[options.by] if known["index"] <= up_to)
    found = ((name, known[key], most) for key, (name, most) in POLLUTANTS.items() if key in known)
    pollutants = (Pollutant(name, amount, min(100 * amount / most, 100.0)) for name, amount, most in found)
    return View(round(known["index"]), words, tone, tuple(pollutants))


def measure(answer: Air, options: Options) -> dict[str, float]:
    """`index`, and `pm2_5`, `pm10`, `ozone` and `nitrogen_dioxide` in µg/m³."""
    air = answer.current or Current()
    found = {"index": air.us_aqi if options.by == "us" else air.european_aqi}
    found |= {name: getattr(air, name) for name in POLLUTANTS}
    return {name: amount for name, amount in found.items() if amount is not None and 0 <= amount < 100_000}
