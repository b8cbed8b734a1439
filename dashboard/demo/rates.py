"""Plays Frankfurter: daily exchange rates, the newest and those of past days. Not money's real price."""

import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

from dashboard.demo.call import Call, Reply, json

FIRST = date(1999, 1, 4)
"""The first day that has rates."""

DAY = timedelta(days=1)

MOST_DAYS = 366
"""A longer span is answered in steps of whole weeks, so that it has no more days than this."""

# fmt: off
ONE_EURO: Mapping[str, float] = MappingProxyType({
    "AUD": 1.77, "BRL": 6.214, "CAD": 1.632, "CHF": 0.9388, "CNY": 8.25, "CZK": 24.3, "DKK": 7.466, "EUR": 1.0,
    "GBP": 0.8731, "HKD": 9.05, "HUF": 385.0, "IDR": 19300.0, "ILS": 3.8, "INR": 102.8, "ISK": 146.0, "JPY": 178.42,
    "KRW": 1690.0, "MXN": 21.4, "MYR": 4.85, "NOK": 11.75, "NZD": 2.04, "PHP": 68.0, "PLN": 4.25, "RON": 5.09,
    "SEK": 11.0, "SGD": 1.51, "THB": 37.7, "TRY": 49.0, "USD": 1.1624, "ZAR": 20.0,
})
# fmt: on
"""What one euro costs about, by currency."""

PATH = re.compile(r"(?:/v1)?/(?:(latest)|(\d{4}-\d\d-\d\d)(?:(\.\.)(\d{4}-\d\d-\d\d)?)?)")


def answer(call: Call) -> Reply | None:
    """The newest rates, those of a day, or those of a span of days."""
    found = PATH.fullmatch(call.path)
    ours = "frankfurter" in call.host or "base" in call.query or "symbols" in call.query
    if found is None or not ours:
        return None
    latest, first, dots, last = found.groups()
    base = (call.query.get("base") or call.query.get("from") or "EUR").upper()
    asked = [name.upper() for name in call.names("symbols") or call.names("to")] or sorted(ONE_EURO)
    symbols = [name for name in asked if name in ONE_EURO and name != base]
    today = newest(call.now)
    try:
        start = today if latest else newest_of(date.fromisoformat(first), today)
        end = today if not last else newest_of(date.fromisoformat(last), today)
    except ValueError:
        return json({"message": "not found"}, status=404)
    if base not in ONE_EURO or not symbols or end < start:
        return json({"message": "not found"}, status=404)
    amount = float(call.whole("amount", 1, least=1, most=10**9))
    head = {"amount": amount, "base": base}
    if not dots:
        at = call.at if latest else noon(start)
        return json({**head, "date": start.isoformat(), "rates": rates(call, base, symbols, at, amount)})
    days = workdays(start, end)
    table = {day.isoformat(): rates(call, base, symbols, noon(day), amount) for day in days}
    return json({**head, "start_date": min(table), "end_date": max(table), "rates": table})


def rates(call: Call, base: str, symbols: list[str], at: float, amount: float) -> dict[str, float]:
    """What `amount` of `base` costs in each of `symbols`, with five figures."""
    unit = amount / one_euro(call, base, at)
    return {name: float(f"{unit * one_euro(call, name, at):.5g}") for name in symbols}


def one_euro(call: Call, currency: str, at: float) -> float:
    """What one euro costs at a time: it wanders over months and days, and trembles within a minute."""
    if currency == "EUR":
        return 1.0
    noise = call.noise
    months = noise.wave(at, 90 * 86400, currency) - 0.5
    days = noise.drift(at, 4 * 86400, currency) - 0.5
    seconds = noise.wave(at, 45, currency, "tick") - 0.5
    return ONE_EURO[currency] * (1 + 0.05 * months + 0.02 * days + 0.0006 * seconds)


def newest(now: datetime) -> date:
    """The newest day that has rates: they come on workdays in the afternoon."""
    moment = now.astimezone(UTC)
    return workday(moment.date() if moment.hour >= 15 else moment.date() - DAY)


def newest_of(day: date, today: date) -> date:
    """The newest day with rates up to `day`."""
    return workday(max(FIRST, min(day, today)))


def workday(day: date) -> date:
    """`day`, or the Friday before it."""
    return day - max(0, day.weekday() - 4) * DAY


def workdays(start: date, end: date) -> list[date]:
    """The days with rates from `start` to `end`; of a long span, some of them."""
    span = (end - start).days
    step = 1 if span <= MOST_DAYS else 7 * math.ceil(span / 7 / MOST_DAYS)
    days = [start + index * DAY for index in range(0, span + 1, step)]
    return [day for day in days if day.weekday() < 5]


def noon(day: date) -> float:
    """When the rates of a day are made, in seconds since 1970."""
    return datetime(day.year, day.month, day.day, 15, tzinfo=UTC).timestamp()
