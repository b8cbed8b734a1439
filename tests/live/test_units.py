"""Times of day by twelve hours or 24, units, and digits of a language's own. `<…>` is an isolate."""

import json
from datetime import UTC, datetime

import pytest

from dashboard.live.formats import Formats
from dashboard.live.texts import digits

MORNING = datetime(2026, 11, 24, 10, 42, 30, tzinfo=UTC)
EVENING = datetime(2026, 11, 24, 22, 5, tzinfo=UTC)
FULL = datetime(2026, 11, 24, 15, tzinfo=UTC)

MARKS = {"\u00a0": " ", "\u202f": " ", "\u2068": "<", "\u2069": ">", "\u200e": "LRM", "\u061c": "ALM"}


def seen(text: str) -> str:
    """A text with what nobody sees made visible."""
    return text.translate({ord(mark): shown for mark, shown in MARKS.items()})


@pytest.mark.parametrize(
    ("locale", "clock", "evening", "hour", "hands"),
    [
        ("en_GB", None, "22:05", "15:00", ("22:05", "")),
        ("en_GB", "12h", "10:05 pm", "3 pm", ("10:05", "pm")),
        ("en_US", None, "10:05 PM", "3 PM", ("10:05", "PM")),
        ("en_US", "24h", "22:05", "15:00", ("22:05", "")),
        ("de", "24h", "22:05", "15:00", ("22:05", "")),
        ("de", "12h", "10:05 PM", "3 PM", ("10:05", "PM")),
        ("ja", "12h", "午後10:05", "午後3", ("10:05", "午後")),
        ("ar_EG", None, "١٠:٠٥ م", "٣ م", ("١٠:٠٥", "م")),
        ("ar_EG", "24h", "٢٢:٠٥", "١٥:٠٠", ("٢٢:٠٥", "")),
        ("he_IL", None, "22:05", "15:00", ("22:05", "")),
        ("fa_IR", None, "۲۲:۰۵", "۱۵:۰۰", ("۲۲:۰۵", "")),
    ],
)
def test_a_clock_goes_to_twelve_or_to_24(
    locale: str, clock: str | None, evening: str, hour: str, hands: tuple[str, str]
) -> None:
    here = Formats(locale, UTC, clock)
    assert (seen(here.time(EVENING)), seen(here.hour(FULL)), here.hands(EVENING)) == (evening, hour, hands)


def test_seconds_are_counted_on_any_clock() -> None:
    assert seen(Formats("en_US", UTC, "24h").time(MORNING, seconds=True)) == "10:42:30"
    assert seen(Formats("en_GB", UTC, "12h").time(MORNING, seconds=True)) == "10:42:30 am"


@pytest.mark.parametrize(
    ("locale", "clock", "tag"),
    [("en_GB", None, "en-GB"), ("en_GB", "12h", "en-GB-u-hc-h12"), ("zh_Hans_CN", "24h", "zh-Hans-CN-u-hc-h23")],
)
def test_browsers_are_told_of_language_and_clock(locale: str, clock: str | None, tag: str) -> None:
    assert Formats(locale, UTC, clock).language == tag


@pytest.mark.parametrize(
    ("locale", "seconds", "written"),
    [
        ("en_GB", 40, "40 s"),
        ("en_GB", 86400, "1 d"),
        ("de", 40, "40 Sek."),
        ("fr", 180, "3 min"),
        ("fr", 86400 * 4, "4 j"),
        ("pl", 86400, "1 dzień"),
        ("pl", 86400 * 5, "5 dni"),
        ("ja", 7200, "2 時間"),
        ("he_IL", 180, "<3 דק׳>"),
        ("he_IL", 7200, "<שעתיים>"),
        ("ar_EG", 180, "<٣ د>"),
        ("ar_EG", 86400 * 5, "<٥ أيام>"),
        ("ar_EG", 0.04, "<٤٠ ملي ث>"),
    ],
)
def test_durations_in_a_language_s_own_words(locale: str, seconds: float, written: str) -> None:
    assert seen(Formats(locale, UTC).span(seconds)) == written


@pytest.mark.parametrize(
    ("locale", "sign", "written", "name"),
    [
        ("en_US", "mph", "12 mph", "mph"),
        ("en_GB", "km/h", "12 km/h", "km/h"),
        ("ru", "km/h", "12 км/ч", "км/ч"),
        ("ar_EG", "km/h", "<١٢ كم/س>", "كم/س"),
    ],
)
def test_a_number_with_its_unit_and_the_unit_alone(locale: str, sign: str, written: str, name: str) -> None:
    here = Formats(locale, UTC)
    assert (seen(here.unit(12.3, sign)), here.unit_name(12, sign)) == (written, name)


@pytest.mark.parametrize(
    ("locale", "written"),
    [
        ("en_GB", ["−1,234", "12.5", "38%", "€3.50", "24 November"]),
        ("ar_EG", ["ALM−١٬٢٣٤", "١٢٫٥", "٣٨%", "٣٫٥٠", "٢٤ نوفمبر"]),
        ("fa_IR", ["LRM−۱٬۲۳۴", "۱۲٫۵", "۳۸%", "۳٫۵۰", "۲۴ نوامبر"]),
        ("he_IL", ["LRM−1,234", "12.5", "38%", "3.50", "24 בנובמבר"]),
        ("mr", ["−१,२३४", "१२.५", "३८%", "३.५०", "२४ नोव्हेंबर"]),
    ],
)
def test_digits_are_the_locale_s_own(locale: str, written: list[str]) -> None:
    here = Formats(locale, UTC)
    found = [here.number(-1234), here.number(12.5), here.percent(0.38), here.money(3.5, "EUR"), here.day(EVENING)]
    assert all(wanted in seen(text) for wanted, text in zip(written, found, strict=True)), [*map(seen, found)]


def test_marks_of_direction_take_no_room() -> None:
    assert digits("\u2068٣ د\u2069") == digits("٣ د")


def test_browsers_get_one_pattern_or_one_for_each_plural() -> None:
    assert json.loads(Formats("en_GB", UTC).spans) == {"s": "{0} s", "min": "{0} min", "h": "{0} h", "d": "{0} d"}
    polish = json.loads(Formats("pl", UTC).spans)
    assert polish["d"] == {"other": "{0} dni", "one": "{0} dzień"}
    assert polish["min"] == "{0} min"
