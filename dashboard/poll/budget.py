"""How many requests a host still lets us make, by the headers of its newest answer. Not whether we make them.

There is no one way to say it, and this reads what is in use: GitHub, GitLab and most others count in X-RateLimit-… or
RateLimit-…, where Reset is a time of day (epoch seconds or milliseconds, or a date) or a number of seconds; the IETF's
draft says it in one header, `RateLimit: "default";r=50;t=30`, and what is the whole in RateLimit-Policy, `…;q=60;w=60`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

FAMILIES = ("x-ratelimit-", "x-rate-limit-", "ratelimit-")

MOST = 100
"""Hosts whose budgets are known at the same time."""

SCARCE = 0.1
"""A budget of which no more than this share is left is nearly used up."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What a host lets us have: `remaining` requests of `limit`, until it counts anew at `reset`, in the time of day
    that the host itself goes by.
    """

    remaining: int
    limit: int | None = None
    reset: datetime | None = None

    @property
    def scarce(self) -> bool:
        """Whether it is nearly used up."""
        return self.remaining <= (self.limit or 0) * SCARCE


class Budgets:
    """Owns the newest budget of each host."""

    def __init__(self) -> None:
        self.by_host: dict[str, Budget] = {}

    def note(self, host: str, headers: Mapping[str, str]) -> None:
        """Take over what an answer tells of it, if it does."""
        if budget := read_budget(headers):
            self.by_host.pop(host, None)
            self.by_host[host] = budget
            if len(self.by_host) > MOST:
                del self.by_host[next(iter(self.by_host))]

    def at(self, now: datetime) -> list[tuple[str, Budget]]:
        """Each host whose budget has not been renewed since, in the order of their names."""
        return sorted(
            (host, budget) for host, budget in self.by_host.items() if budget.reset is None or budget.reset > now
        )


def read_budget(headers: Mapping[str, str]) -> Budget | None:
    """The budget that these headers tell, their names in lower case; None where they tell none that can be read."""
    date = moment(headers.get("date", ""))
    if structured := headers.get("ratelimit"):
        return read_structured(structured, headers.get("ratelimit-policy", ""), date)
    for family in FAMILIES:
        remaining = number(headers.get(f"{family}remaining", ""))
        if remaining is not None:
            limit = number(headers.get(f"{family}limit", ""))
            reset = read_reset(headers.get(f"{family}reset", ""), date)
            return Budget(int(remaining), None if limit is None else int(limit), reset)
    return None


def read_structured(text: str, policy: str, date: datetime | None) -> Budget | None:
    """The scarcest of the budgets in one header of the IETF's draft, today's form or `limit=60, remaining=50, reset=30`
    of older ones.
    """
    if (old := parameters(text.replace(",", ";"))) and "remaining" in old:
        return Budget(int(old["remaining"]), whole(old.get("limit")), after(date, old.get("reset")))
    quotas = {item.partition(";")[0].strip(): parameters(item).get("q") for item in policy.split(",")}
    found = []
    for item in text.split(","):
        if (known := parameters(item)) and "r" in known:
            quota = quotas.get(item.partition(";")[0].strip())
            found.append(Budget(int(known["r"]), whole(quota), after(date, known.get("t"))))
    return min(found, key=lambda budget: budget.remaining, default=None)


def parameters(item: str) -> dict[str, float]:
    """The numbers among `key=value; …`."""
    pairs = (part.partition("=") for part in item.split(";"))
    found = ((key.strip().lower(), number(value)) for key, _, value in pairs)
    return {key: value for key, value in found if value is not None}


def read_reset(text: str, date: datetime | None) -> datetime | None:
    """The time of day that a Reset means. What is no time of day is seconds from the answer's own date."""
    value = number(text)
    if value is None:
        return moment(text)
    if value > 1e11:
        value /= 1000
    if value > 1e9:
        return datetime.fromtimestamp(value, UTC) if value < 1e11 else None
    return after(date, value)


def after(date: datetime | None, seconds: float | None) -> datetime | None:
    """So many seconds after the answer; None where either is unknown or the sum can't be."""
    if date is None or seconds is None or seconds > 1e9:
        return None
    return date + timedelta(seconds=seconds)


def moment(text: str) -> datetime | None:
    """A date as HTTP or ISO 8601 writes it, in UTC."""
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            found = read(text)
            return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
        except (TypeError, ValueError, OverflowError):
            continue
    return None


def number(text: str) -> float | None:
    """The number at the beginning of a text such as `60` or `60, 60;w=3600`; None where there is none."""
    found = re.match(r"\s*(\d{1,15}(?:\.\d{1,9})?)\s*(?:$|[,;])", text, re.ASCII)
    return float(found[1]) if found else None


def whole(value: float | None) -> int | None:
    """The same without what stands behind the point."""
    return None if value is None else int(value)
