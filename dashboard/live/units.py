"""Units and digits as one language writes them: 3 min, 12 km/h. Not which unit; see formats."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from babel import Locale
from babel.numbers import get_minus_sign_symbol
from babel.units import format_unit

ZEROS = {
    "adlm": "\U0001e950",
    "arab": "\u0660",
    "arabext": "\u06f0",
    "beng": "\u09e6",
    "cakm": "\U00011136",
    "deva": "\u0966",
    "hmnp": "\U0001e140",
    "mtei": "\uabf0",
    "mymr": "\u1040",
    "nkoo": "\u07c0",
    "olck": "\u1c50",
    "tibt": "\u0f20",
}
"""The zeros of digits that are some language's own; the other nine follow. Babel writes all of them as 0 to 9."""

UNITS = {
    "ms": "duration-millisecond",
    "s": "duration-second",
    "min": "duration-minute",
    "h": "duration-hour",
    "d": "duration-day",
    "km/h": "speed-kilometer-per-hour",
    "mph": "speed-mile-per-hour",
}
"""The units that we write, by their signs, which are what English gets; and their names in CLDR."""

ENOUGH = range(120)
"""Numbers among which each of a language's plurals is met."""

ISOLATE, ENDS = "\u2068", "\u2069"
"""What keeps a number and its unit in order wherever they stand, in a language that is written from right to left."""

Patterns = Mapping[str, str]
"""How a number, `{0}`, and its unit stand together, by plural: `other` is for those that are not named."""


@dataclass(frozen=True)
class Units:
    """The units, digits and minus sign of one locale."""

    locale: str

    @cached_property
    def babel(self) -> Locale:
        """The locale as Babel knows it, which would look it up for each number that it writes."""
        return Locale.parse(self.locale)

    @cached_property
    def digits(self) -> dict[int, str]:
        """What to put for each digit."""
        locale = self.babel
        zero = ZEROS.get(locale.default_numbering_system)  # type: ignore[attr-defined]  # the stubs are behind
        return {ord("0") + value: chr(ord(zero) + value) for value in range(10)} if zero else {}

    @cached_property
    def minus(self) -> str:
        """A true minus sign, with what keeps it at its number among words from right to left."""
        symbol = get_minus_sign_symbol(self.babel, numbering_system="default")  # type: ignore[call-arg]  # the same
        return symbol.replace("-", "−")

    @cached_property
    def patterns(self) -> dict[str, Patterns]:
        """All units that we write."""
        english = self.babel.language == "en"
        return {sign: {"other": f"{{0}} {sign}"} if english else self.plurals(name) for sign, name in UNITS.items()}

    def plurals(self, name: str) -> Patterns:
        """One unit of CLDR in each plural of the language, those left out that are like `other`."""
        found = {plural: self.plural(count, name) for plural, count in self.samples.items()}
        other = found.get("other") or found.get("many") or next(iter(found.values()))
        return {"other": other} | {plural: pattern for plural, pattern in found.items() if pattern != other}

    @cached_property
    def samples(self) -> dict[str, int]:
        """A number for each of the language's plurals."""
        locale = self.babel
        return {str(locale.plural_form(count)): count for count in ENOUGH}

    def plural(self, count: int, name: str) -> str:
        """The pattern of one unit where the number is `count`."""
        written = format_unit(count, name, "short", format="0", locale=self.babel).replace(str(count), "{0}")
        pattern = written.replace("\u00a0", " ").replace("\u202f", " ")
        return f"{ISOLATE}{pattern}{ENDS}" if self.babel.text_direction == "rtl" else pattern

    def write(self, count: int, number: str, sign: str) -> str:
        """`count`, written as `number`, with the unit of this sign."""
        return self.pattern(count, sign).replace("{0}", number)

    def pattern(self, count: int, sign: str) -> str:
        """How a number and this unit stand together where the number is `count`."""
        plurals = self.patterns[sign]
        if len(plurals) == 1:
            return plurals["other"]
        return plurals.get(str(self.babel.plural_form(count)), plurals["other"])

    def name(self, count: int, sign: str) -> str:
        """The unit of this sign alone, beside a number that stands large."""
        return self.pattern(count, sign).replace("{0}", "").strip(f" {ISOLATE}{ENDS}")
