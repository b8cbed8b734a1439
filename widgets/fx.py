"""Exchange rates of the European Central Bank, from Frankfurter, which needs no key."""

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, ClassVar, Self, TypeGuard

import msgspec
from pydantic import StringConstraints, model_validator

from dashboard import widget
from dashboard.widget import Field, Http, Json, Request, Rhythm, SourceError, Struct

EVERY = "6h"
HISTORY = "7d"

MOST = 400
"""Days that are drawn at most."""

Currency = Annotated[str, StringConstraints(pattern="^[A-Za-z]{3}$", to_upper=True)]


class Options(widget.Options):
    """Which currencies, against which."""

    base: Currency = Field("EUR", description="ISO code of the currency that one unit is given of.")
    symbols: tuple[Currency, ...] = Field(
        ("USD", "GBP", "CHF", "JPY"), min_length=1, max_length=30, description="ISO codes of the others, in this order."
    )
    days: int = Field(90, ge=0, le=366, description="How many days the course of one currency alone goes back.")
    base_url: str = Field(
        "https://api.frankfurter.dev", pattern="^https?://", description="Another server with the same API."
    )

    @model_validator(mode="after")
    def something_to_compare(self) -> Self:
        """Refuse a table that asks for the base alone."""
        if not self.wanted:
            raise ValueError(f"`symbols` names only the base, {self.base}: name another currency")
        return self

    @property
    def wanted(self) -> tuple[str, ...]:
        """The symbols, each once, without the base, which is always 1."""
        return tuple(code for code in dict.fromkeys(self.symbols) if code != self.base)


class Rates(Struct):
    """What is read of /v1/latest: see frankfurter.dev. `course` is what the rate of one currency was before."""

    rates: dict[str, float | None]
    on: date | None = msgspec.field(default=None, name="date")
    course: tuple[tuple[date, float], ...] = ()


class Days(Struct):
    """What is read of /v1/{from}..: the rates by their day."""

    rates: dict[date, dict[str, float | None]]


@dataclass(frozen=True)
class Pair:
    """One currency in another, and its course until the newest rate, which says what day it is."""

    rhythm: ClassVar[Rhythm] = Rhythm.EVERY
    base: str
    params: tuple[tuple[str, str], ...]
    days: int

    @property
    def request(self) -> Request:
        """What it asks first: by its host people know it."""
        return Request.to(f"{self.base}/v1/latest", params=dict(self.params))

    async def fetch(self, http: Http) -> Rates:
        """The newest rate; SourceError where there is none. Its course can be done without."""
        latest = await Json(self.request, into=Rates).fetch(http)
        if latest.on is None or latest.on.toordinal() <= self.days:
            return latest
        begin = latest.on - timedelta(days=self.days)
        past = Json(Request.to(f"{self.base}/v1/{begin.isoformat()}..", params=dict(self.params)), into=Days)
        try:
            found = (await past.fetch(http)).rates
        except SourceError:
            return latest
        symbol = dict(self.params)["symbols"]
        rates = ((day, found[day].get(symbol)) for day in sorted(found)[-MOST:])
        course = tuple((day, rate) for day, rate in rates if usable(rate))
        return msgspec.structs.replace(latest, course=course)


class Rate(Struct):
    """How much of a currency one unit of the base is worth, and the decimals that say so."""

    code: str
    rate: float | None
    digits: int


class View(Struct):
    """What the template gets; of one currency alone its course, if it has one."""

    title: str
    rates: tuple[Rate, ...]
    course: tuple[tuple[datetime, float], ...]


def source(options: Options) -> Json[Rates] | Pair:
    """The newest rates, which change once a working day."""
    base = options.base_url.rstrip("/")
    params = {"base": options.base, "symbols": ",".join(options.wanted)}
    if len(options.wanted) == 1 and options.days:
        return Pair(base, tuple(params.items()), options.days)
    return Json(Request.to(f"{base}/v1/latest", params=params), into=Rates)


def view(answer: Rates, options: Options) -> View:
    """A row for each currency asked for, also for one that is not answered."""
    known = measure(answer, options)
    rows = (Rate(code, known.get(code), digits(known.get(code, 1.0))) for code in options.wanted)
    course = tuple((datetime.combine(day, time(12), UTC), rate) for day, rate in answer.course)
    return View(f"1 {options.base}", tuple(rows), course)


def measure(answer: Rates, options: Options) -> dict[str, float]:
    """The rates by code."""
    found = {code: answer.rates.get(code) for code in options.wanted}
    return {code: rate for code, rate in found.items() if usable(rate)}


def usable(rate: float | None) -> TypeGuard[float]:
    """Whether it is a rate at all."""
    return rate is not None and 0 < rate < math.inf


def digits(rate: float) -> int:
    """Decimals that make four or five telling figures: 1.1624, 0.0873, 178.42, 18912."""
    magnitude = math.floor(math.log10(rate))
    return min(max(4 - magnitude if magnitude >= 0 else 3 - magnitude, 0), 10)
