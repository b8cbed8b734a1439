"""Exchange rates of the European Central Bank, from Frankfurter, which needs no key."""

import math
from typing import Annotated, Self

from pydantic import StringConstraints, model_validator

from dashboard import widget
from dashboard.widget import Field, Json, Request, Struct

EVERY = "6h"
HISTORY = "7d"

Currency = Annotated[str, StringConstraints(pattern="^[A-Za-z]{3}$", to_upper=True)]


class Options(widget.Options):
    """Which currencies, against which."""

    base: Currency = Field("EUR", description="ISO code of the currency that one unit is given of.")
    symbols: tuple[Currency, ...] = Field(
        ("USD", "GBP", "CHF", "JPY"), min_length=1, max_length=30, description="ISO codes of the others, in this order."
    )
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
    """What is read of /v1/latest."""

    rates: dict[str, float | None]


class Rate(Struct):
    """How much of a currency one unit of the base is worth, and the decimals that say so."""

    code: str
    rate: float | None
    digits: int


class View(Struct):
    """What the template gets."""

    title: str
    rates: tuple[Rate, ...]


def source(options: Options) -> Json[Rates]:
    """The newest rates, which change once a working day."""
    params = {"base": options.base, "symbols": ",".join(options.wanted)}
    return Json(Request.to(f"{options.base_url.rstrip('/')}/v1/latest", params=params), into=Rates)


def view(answer: Rates, options: Options) -> View:
    """A row for each currency asked for, also for one that is not answered."""
    known = measure(answer, options)
    rows = (Rate(code, known.get(code), digits(known.get(code, 1.0))) for code in options.wanted)
    return View(f"1 {options.base}", tuple(rows))


def measure(answer: Rates, options: Options) -> dict[str, float]:
    """The rates by code."""
    found = {code: answer.rates.get(code) for code in options.wanted}
    return {code: rate for code, rate in found.items() if rate is not None and 0 < rate < math.inf}


def digits(rate: float) -> int:
    """Decimals that make four or five telling figures: 1.1624, 0.0873, 178.42, 18912."""
    magnitude = math.floor(math.log10(rate))
    return min(max(4 - magnitude if magnitude >= 0 else 3 - magnitude, 0), 10)
