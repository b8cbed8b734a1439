"""How values are written for people of one locale and time zone. Not which values; kinds decide that."""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import cached_property, lru_cache
from typing import Any, Literal

from babel import Locale
from babel.dates import format_skeleton, get_day_names, get_month_names
from babel.numbers import format_compact_decimal, format_currency, format_decimal

from dashboard.live.hours import Hours
from dashboard.live.texts import digits, iso, markdown, safe_url
from dashboard.live.units import Units

NOTHING = "—"
"""What stands where there is no value."""

VAST = 1e15
"""From here on a number is written as 1.23e+15: no wall is wide enough, and Babel's arithmetic gives up soon after."""

REMEMBERED = 4096
"""Numbers, as they were written."""

NUMERALS: dict[str, Any] = {"numbering_system": "default"}
"""Lets Babel write points and groups as the locale's own digits want them. Its published types don't know of it yet."""

WIDTHS: dict[bool, Literal["wide", "abbreviated"]] = {False: "wide", True: "abbreviated"}
"""What Babel calls the names of days in full, and short."""


@dataclass(frozen=True)
class Formats:
    """The filters that templates use. Everything takes None for "no value" and answers "—".

    `clock` is `12h` or `24h`; None is as people count in this locale.
    """

    locale: str
    timezone: tzinfo
    clock: str | None = None

    @cached_property
    def babel(self) -> Locale:
        """The locale as Babel knows it, which would look it up for each number that it writes."""
        return Locale.parse(self.locale)

    @cached_property
    def hours(self) -> Hours:
        """How a time of day is written."""
        return Hours(self.locale, self.clock)

    @cached_property
    def units(self) -> Units:
        """The language's units and digits."""
        return Units(self.locale)

    @cached_property
    def decimal(self) -> Callable[[float, str], str]:
        """Writes a number by a pattern. The last ones are remembered: most of what is drawn anew has not changed."""

        @lru_cache(REMEMBERED)
        def written(number: float, pattern: str) -> str:
            return self.signed(format_decimal(number, format=pattern, locale=self.babel, **NUMERALS))

        return written

    @cached_property
    def compacted(self) -> Callable[[float], str]:
        """Writes a number as CLDR shortens it. The last ones are remembered."""

        @lru_cache(REMEMBERED)
        def written(number: float) -> str:
            short = format_compact_decimal(number, locale=self.babel, fraction_digits=1, **NUMERALS)
            return self.signed(short)

        return written

    @cached_property
    def percentage(self) -> tuple[str, str, str]:
        """The pattern of a percentage: what stands before its last digit, that digit, and what stands behind it."""
        return str(self.babel.percent_formats[None].pattern).rpartition("0")

    @cached_property
    def dated(self) -> Callable[[date, str], str]:
        """Writes a day by one of CLDR's skeletons. The last ones are remembered."""

        @lru_cache(REMEMBERED)
        def written(on: date, skeleton: str) -> str:
            return str(format_skeleton(skeleton, on, locale=self.babel))

        return written

    @cached_property
    def weekdays(self) -> dict[bool, list[str]]:
        """The names of the days from Monday on, in full and short."""
        found = {short: get_day_names(width, "stand-alone", locale=self.babel) for short, width in WIDTHS.items()}
        return {
            short: [str(names[day])[:1].upper() + str(names[day])[1:] for day in range(7)]
            for short, names in found.items()
        }

    def own(self, written: object) -> str:
        """What Babel has written, in the locale's own digits."""
        digits = self.units.digits
        return str(written).translate(digits) if digits else str(written)

    def signed(self, written: object) -> str:
        """A formatted number with a true minus sign, and with none where nothing but zeros is left of it."""
        text = str(written)
        nothing = not any(digit in text for digit in "123456789")
        return self.own(text.replace("-", "" if nothing else self.units.minus))

    def number(self, value: Any, digits: int | None = None) -> str:
        """A number with grouping: 4318 -> 4,318. Without `digits`, small numbers keep more decimals than large ones."""
        if (found := finite(value)) is None:
            return NOTHING
        if abs(found) >= VAST:
            return self.own(f"{found:.3g}".replace("-", "−"))
        if digits is None:
            digits = 0 if found == round(found) or abs(found) >= 1000 else 1 if abs(found) >= 10 else 2
            if 0 < abs(found) < 0.1:
                digits = min(1 - math.floor(math.log10(abs(found))), 8)
            pattern = "#,##0." + "#" * digits if digits else "#,##0"
        else:
            pattern = "#,##0." + "0" * digits if digits else "#,##0"
        return self.decimal(found, pattern)

    def compact(self, value: Any) -> str:
        """A number in few characters: 12,480 -> 12.5K."""
        if (found := finite(value)) is None:
            return NOTHING
        if abs(found) < 10_000 or abs(found) >= VAST:
            return self.number(found)
        rounded = float(f"{found:.4g}")  # 999,999 is a million, not a thousand thousands
        written = self.compacted(rounded)
        return written if any(character.isalpha() for character in written) else self.number(found)

    def percent(self, share: Any, digits: int = 0) -> str:
        """A share of 1 as a percentage: 0.38 -> 38%."""
        if (found := finite(share)) is None:
            return NOTHING
        if abs(found) >= VAST:
            return self.number(found) + " × 100%"
        before, zero, after = self.percentage
        pattern = before + zero + ("." + "0" * digits if digits else "") + after
        return self.decimal(found, pattern)

    def money(self, value: Any, currency: str, digits: int | None = None) -> str:
        """An amount in a currency (ISO code): 4318, EUR -> €4,318.00, or with no digits €4,318."""
        if (found := finite(value)) is None:
            return NOTHING
        if abs(found) >= VAST:
            return f"{self.number(found)} {currency}"
        pattern = None
        if digits is not None:
            usual = self.babel.currency_formats["standard"].pattern
            pattern = usual.replace(".00", "." + "0" * digits if digits else "")
        exact = format_currency(
            found, currency, pattern, locale=self.babel, currency_digits=pattern is None, **NUMERALS
        )
        return self.signed(exact)

    def size(self, value: Any) -> str:
        """A number of bytes in powers of 1000: 1,260,000 -> 1.3 MB."""
        if (found := finite(value)) is None:
            return NOTHING
        for unit in ("B", "kB", "MB", "GB", "TB"):
            if abs(found) < 999.5:
                return f"{self.number(found, 0 if unit == 'B' or abs(found) >= 100 else 1)} {unit}"
            found /= 1000
        return f"{self.number(found, 1)} PB"

    def span(self, value: Any) -> str:
        """A duration (timedelta, or seconds) in its largest unit: 40 s, 3 min, 2 h, 4 d."""
        seconds = value.total_seconds() if isinstance(value, timedelta) else finite(value)
        if seconds is None:
            return NOTHING
        if seconds < 0:
            return f"−{self.span(-seconds)}"
        if seconds < 1:
            return self.unit(min(round(seconds * 1000), 999), "ms")
        for limit, size, sign in ((60, 1, "s"), (3600, 60, "min"), (86400, 3600, "h")):
            if seconds < limit:
                return self.unit(seconds // size, sign)
        return self.unit(seconds // 86400, "d")

    def unit(self, value: Any, sign: str) -> str:
        """A whole number with its unit, which is one of those in units.py: 12 km/h."""
        if (found := finite(value)) is None:
            return NOTHING
        return self.units.write(round(found), self.number(found, 0), sign)

    def unit_name(self, count: int, sign: str) -> str:
        """The unit alone, beside a number that stands large."""
        return self.units.name(count, sign)

    def local(self, at: datetime) -> datetime:
        """The same instant in the wall's time zone."""
        return at.astimezone(self.timezone)

    def time(self, at: datetime | None, seconds: bool = False) -> str:
        """A time of day: 10:42, or 10:42 AM where people count to twelve. Aware instants go to the wall's zone,
        unless their zone was chosen on purpose: see `keep`.
        """
        return self.keep(self.local(at), seconds) if at else NOTHING

    def keep(self, at: datetime | None, seconds: bool = False) -> str:
        """A time of day in the zone that `at` already has."""
        return self.own(self.hours.write(at, seconds)) if at else NOTHING

    def hour(self, at: datetime | None) -> str:
        """A full hour in the zone that `at` already has: 15:00, or 3 PM where people count to twelve."""
        return self.own(self.hours.hour(at)) if at else NOTHING

    def hands(self, at: datetime, seconds: bool = False) -> tuple[str, str]:
        """A time of day apart from its half of the day, in the zone that `at` already has: 10:42 and AM, or 10:42 and
        nothing where people count to 24.
        """
        time, half = self.hours.hands(at, seconds)
        return self.own(time), half

    def day(self, at: date | None, zoned: bool = False) -> str:
        """A day without its year: 24 November. With `zoned`, in the zone that `at` already has."""
        if at is None:
            return NOTHING
        if isinstance(at, datetime) and not zoned:
            at = self.local(at)
        month = get_month_names("wide", locale=self.babel)[at.month]
        written = self.dated(date(at.year, at.month, at.day), "MMMMd")
        return self.own(written if month[:3] in written else f"{at.day} {month}")

    def weekday(self, at: date | None, short: bool = False, zoned: bool = False) -> str:
        """The name of the day: Tuesday, or Tue."""
        if at is None:
            return NOTHING
        if isinstance(at, datetime) and not zoned:
            at = self.local(at)
        return self.weekdays[short][at.weekday()]

    def moment(self, at: datetime | None, now: datetime) -> str:
        """A time that is clear by itself: 10:42 today, Fri 10:42 this week, 24 Nov otherwise."""
        if at is None:
            return NOTHING
        local, today = self.local(at), self.local(now)
        if local.date() == today.date():
            return self.keep(local)
        if abs(local - today) < timedelta(days=6):
            return f"{self.weekday(local, short=True, zoned=True)} {self.keep(local)}"
        return self.own(self.dated(local.date(), "MMMd" if local.year == today.year else "yMMMd"))

    @property
    def language(self) -> str:
        """The tag by which browsers know language, region, and a clock that is not the usual one there."""
        tag = self.locale.replace("_", "-")
        return tag if self.clock is None else f"{tag}-u-hc-{'h12' if self.hours.twelve else 'h23'}"

    @property
    def spans(self) -> str:
        """How durations are written, as JSON, for browsers that go on counting: by unit, and by plural if need be."""
        patterns = {sign: self.units.patterns[sign] for sign in ("s", "min", "h", "d")}
        short = {sign: each if len(each) > 1 else each["other"] for sign, each in patterns.items()}
        return json.dumps(short, ensure_ascii=False, separators=(",", ":"))

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`, for the page."""
        return str(self.babel.text_direction)

    def filters(self) -> dict[str, Callable[..., Any]]:
        """All of it under the names that templates use."""
        return {
            "number": self.number,
            "compact": self.compact,
            "percent": self.percent,
            "money": self.money,
            "size": self.size,
            "span": self.span,
            "unit": self.unit,
            "unit_name": self.unit_name,
            "time": self.time,
            "zoned": self.keep,
            "hour": self.hour,
            "hands": self.hands,
            "moment": self.moment,
            "day": self.day,
            "weekday": self.weekday,
            "safe_url": safe_url,
            "markdown": markdown,
            "digits": digits,
            "iso": iso,
        }


def finite(value: Any) -> float | None:
    """`value` as a float; None where it is no finite number."""
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None
