"""The next public holidays of a country, from Nager.Date, which needs no key."""

import asyncio
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Annotated, ClassVar, Self

from pydantic import StringConstraints, model_validator

from dashboard import widget
from dashboard.widget import Clock, Field, Http, Request, Rhythm, SourceError, Struct

EVERY = "1h"

KEEP = timedelta(days=1)
"""Holidays seldom change; what is asked each hour is which day it is."""

Country = Annotated[str, StringConstraints(pattern="^[A-Za-z]{2}$", to_upper=True)]
Region = Annotated[str, StringConstraints(pattern="^[A-Za-z]{2}-[A-Za-z0-9]{1,3}$", to_upper=True)]


class Options(widget.Options):
    """Whose holidays, and how many."""

    country: Country | None = Field(
        None, description="ISO code of the country: PT. Default: that of the wall's `locale`.", examples=["PT"]
    )
    region: Region | None = Field(
        None, description="ISO code of a part of it, DE-BY: its own holidays too. Default: those of the whole country."
    )
    limit: int = Field(8, ge=1, le=30, description="How many holidays at most.")
    base_url: str = Field(
        "https://date.nager.at", pattern="^https?://", description="Another server with the same API."
    )

    @model_validator(mode="after")
    def some_country(self) -> Self:
        """Refuse a table without a country on a wall whose locale names none."""
        if not self.whose:
            raise ValueError("no country is known: set `country`, or a `locale` such as en_GB in [wall]")
        if self.region and not self.region.startswith(f"{self.whose}-"):
            raise ValueError(f"`region` is no part of {self.whose}: it begins with {self.whose}-")
        return self

    @property
    def whose(self) -> str:
        """The country that is meant; empty where none is."""
        if self.country:
            return self.country
        parts = self.wall.locale.split("_")[1:]
        return next((part for part in parts if len(part) == 2 and part.isupper()), "")


class Day(Struct):
    """What is read of one holiday: see date.nager.at/Api. Where it is not `global`, `counties` have it."""

    date: date
    localName: str | None = None
    name: str | None = None
    counties: tuple[str, ...] | None = None
    types: tuple[str, ...] | None = None


class Holiday(Struct):
    """One holiday, by its name there and in English, and the regions that alone have it."""

    on: date
    name: str
    english: str
    regions: tuple[str, ...]


class Holidays(Struct):
    """The holidays from `today` on."""

    today: date
    days: tuple[Holiday, ...]


@dataclass(frozen=True)
class Nager:
    """The holidays of this year and of the next. `zone` says which day it is."""

    rhythm: ClassVar[Rhythm] = Rhythm.EVERY
    base: str
    country: str
    zone: tzinfo

    async def fetch(self, http: Http) -> Holidays:
        """Those from today on; SourceError where they can't be had."""
        return await self.since(await Clock(60).fetch(http), http)

    async def since(self, now: datetime, http: Http) -> Holidays:
        """The same at another time than now."""
        today = now.astimezone(self.zone).date()
        years = await asyncio.gather(*(self.ask(http, year) for year in (today.year, today.year + 1)))
        days = sorted({day for year in years for day in year if day.on >= today}, key=lambda day: (day.on, day.name))
        return Holidays(today, tuple(days[:100]))

    async def ask(self, http: Http, year: int) -> list[Holiday]:
        """The holidays of one year."""
        address = f"{self.base}/api/v3/PublicHolidays/{year}/{self.country}"
        answer = await http.send(Request.to(address).accepting("application/json"), keep=KEEP)
        if answer.status == 404:
            raise SourceError(f"{answer.host} knows no country {self.country}", fault="status", status=404)
        days = widget.decode_json(answer.expect_ok().utf8, tuple[Day, ...], answer.host)
        return [holiday(day) for day in days if day.types is None or "Public" in day.types]


def holiday(day: Day) -> Holiday:
    """A holiday as it is kept."""
    english = line(day.name)
    return Holiday(day.date, line(day.localName) or english or "Holiday", english, tuple(map(line, day.counties or ())))


def line(text: str | None) -> str:
    """A name in one line, at most 100 characters."""
    return " ".join((text or "").split())[:100]


class View(Struct):
    """What the template gets. `away` is how many days the first one is away."""

    today: date
    days: tuple[Holiday, ...]
    away: int


def source(options: Options) -> Nager:
    """The holidays of a country."""
    return Nager(options.base_url.rstrip("/"), options.whose, options.wall.timezone)


def view(answer: Holidays, options: Options) -> View:
    """Those of the whole country, and of the region if there is one."""
    days = [day for day in answer.days if not day.regions or options.region in day.regions]
    return View(answer.today, tuple(days[: options.limit]), (days[0].on - answer.today).days if days else 0)


def measure(answer: Holidays, options: Options) -> dict[str, float]:
    """How many `days` the next one is away."""
    shown = view(answer, options)
    return {"days": float(shown.away)} if shown.days else {}
