"""How a time of day is written in one language, by twelve hours or by 24. Not in which time zone; see formats."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property, lru_cache

from babel import Locale
from babel.dates import format_time

HALF = re.compile(r"'[^']*'|[\s\u00a0\u202f]*([abB]+)[\s\u00a0\u202f]*")
"""In a pattern of CLDR: the half of the day, with the space around it. Quoted words are stepped over."""

MINUTES = re.compile(r"[.:]mm")
"""In a pattern of CLDR: the minutes."""

REMEMBERED = 4096
"""Times of day, as they were written."""


@dataclass(frozen=True)
class Hours:
    """Times of day of one locale. `clock` is `12h` or `24h`; None is as people there count."""

    locale: str
    clock: str | None = None

    @cached_property
    def babel(self) -> Locale:
        """The locale as Babel knows it, which would look it up for each number that it writes."""
        return Locale.parse(self.locale)

    @cached_property
    def twelve(self) -> bool:
        """Whether the hours go to twelve."""
        return self.clock == "12h" if self.clock else self.usual

    @cached_property
    def usual(self) -> bool:
        """Whether they do so where nobody has said anything."""
        return bool(halves(str(self.babel.time_formats["short"].pattern)))

    @cached_property
    def patterns(self) -> dict[bool, str]:
        """The patterns of CLDR, with hours and minutes: without seconds, and with them."""
        return {seconds: self.pattern(seconds) for seconds in (False, True)}

    def pattern(self, seconds: bool) -> str:
        """The pattern of CLDR, with hours and minutes, and seconds if asked for."""
        locale = self.babel
        if self.twelve is self.usual:
            return str(locale.time_formats["medium" if seconds else "short"].pattern)
        return str(locale.datetime_skeletons[("hm" if self.twelve else "Hm") + "s" * seconds].pattern)

    @cached_property
    def timed(self) -> Callable[[time, str], str]:
        """Writes a time of day by a pattern of CLDR. The last ones are remembered."""

        @lru_cache(REMEMBERED)
        def written(at: time, pattern: str) -> str:
            return str(format_time(at, pattern, locale=self.babel))

        return written

    def write(self, at: datetime, seconds: bool = False) -> str:
        """The time of day in the zone that `at` has: 10:42, or 10:42 AM."""
        return self.timed(time(at.hour, at.minute, at.second if seconds else 0), self.patterns[seconds])

    def hour(self, at: datetime) -> str:
        """The same for a full hour: 15:00, or 3 PM."""
        if at.minute or not self.twelve:
            return self.write(at)
        usual = str(self.babel.datetime_skeletons["h"].pattern)
        plain = MINUTES.sub("", self.patterns[False])
        pattern = usual if self.usual else plain  # CLDR's own there is half 24: 3 Uhr PM
        return self.timed(time(at.hour), pattern)

    def hands(self, at: datetime, seconds: bool = False) -> tuple[str, str]:
        """The same apart from its half of the day: 10:42 and AM, or 10:42 and nothing."""
        pattern = self.patterns[seconds]
        half = "".join(halves(pattern))
        numbers = HALF.sub(lambda found: found[0] if found[0].startswith("'") else "", pattern)
        when = time(at.hour, at.minute, at.second if seconds else 0)
        return self.timed(when, numbers), self.timed(when, half) if half else ""


def halves(pattern: str) -> list[str]:
    """The letters that stand for a half of the day."""
    return [found for found in HALF.findall(pattern) if found]
