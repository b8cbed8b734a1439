"""How values are written: tables over locales. `_` stands for a no-break space, of either width."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.live.formats import Formats

NOW = datetime(2026, 11, 24, 10, 42, 30, tzinfo=UTC)


def formats(locale: str = "en_GB", timezone: str = "Europe/Lisbon") -> Formats:
    """The formats of one wall."""
    return Formats(locale, ZoneInfo(timezone))


def spaced(text: str) -> str:
    """A text with its no-break spaces made visible."""
    return text.replace("\u00a0", "_").replace("\u202f", "_")


@pytest.mark.parametrize(
    ("locale", "value", "written"),
    [
        ("en_GB", 0, "0"),
        ("en_GB", 4318, "4,318"),
        ("en_GB", 1234567.8, "1,234,568"),
        ("en_GB", 12.34, "12.3"),
        ("en_GB", 9.876, "9.88"),
        ("en_GB", 9.999, "10"),
        ("en_GB", 0.05, "0.05"),
        ("en_GB", -5, "−5"),
        ("en_GB", -1e-12, "0"),
        ("en_GB", 1e15, "1e+15"),
        ("en_GB", "42", "42"),
        ("de", 4318.5, "4.318"),
        ("de", -12.34, "−12,3"),
        ("fr", 4318, "4_318"),
        ("sv", -4318, "−4_318"),
    ],
)
def test_numbers(locale: str, value: Any, written: str) -> None:
    assert spaced(formats(locale).number(value)) == written


@pytest.mark.parametrize(("digits", "written"), [(0, "13"), (1, "12.5"), (3, "12.500")])
def test_numbers_with_as_many_digits_as_are_asked_for(digits: int, written: str) -> None:
    assert formats().number(12.5001, digits) == written


@pytest.mark.parametrize(
    ("locale", "value", "written"),
    [
        ("en_GB", 9999, "9,999"),
        ("en_GB", 12_480, "12.5K"),
        ("en_GB", 999_999, "1M"),
        ("en_GB", -1_250_000, "−1.2M"),
        ("de", 12_480, "12.480"),
        ("de", 1_250_000, "1,2_Mio."),
        ("ja", 12_480, "1.2万"),
        ("pt_PT", 12_480, "12,5_mil"),
    ],
)
def test_numbers_in_few_characters(locale: str, value: float, written: str) -> None:
    assert spaced(formats(locale).compact(value)) == written


@pytest.mark.parametrize(
    ("locale", "share", "digits", "written"),
    [
        ("en_GB", 0.38, 0, "38%"),
        ("en_GB", 0.3849, 1, "38.5%"),
        ("en_GB", -0.2, 0, "−20%"),
        ("en_GB", -0.001, 0, "0%"),
        ("de", 0.38, 0, "38_%"),
        ("fr", 0.3849, 1, "38,5_%"),
        ("tr", 0.38, 0, "%38"),
    ],
)
def test_percentages(locale: str, share: float, digits: int, written: str) -> None:
    assert spaced(formats(locale).percent(share, digits)) == written


@pytest.mark.parametrize(
    ("locale", "value", "currency", "digits", "written"),
    [
        ("en_GB", 4318, "EUR", None, "€4,318.00"),
        ("en_GB", 4318, "EUR", 0, "€4,318"),
        ("en_US", -3.5, "USD", 3, "−$3.500"),
        ("en_US", 4318, "JPY", None, "¥4,318"),
        ("de", 4318, "EUR", None, "4.318,00_€"),
        ("de", 4318, "EUR", 0, "4.318_€"),
        ("en_GB", 3, "XXQ", None, "XXQ3.00"),
    ],
)
def test_money(locale: str, value: float, currency: str, digits: int | None, written: str) -> None:
    assert spaced(formats(locale).money(value, currency, digits)) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (999.6, "1.0 kB"),
        (1500, "1.5 kB"),
        (1_250_000, "1.2 MB"),
        (999_960, "1.0 MB"),
        (123_456_789, "123 MB"),
        (1e15, "1.0 PB"),
        (-1500, "−1.5 kB"),
    ],
)
def test_bytes(value: float, written: str) -> None:
    assert formats().size(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0 ms"),
        (0.04, "40 ms"),
        (0.9996, "999 ms"),
        (1, "1 s"),
        (59.9, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (86_399, "23 h"),
        (86_400, "1 d"),
        (timedelta(days=1200), "1,200 d"),
        (-5, "−5 s"),
    ],
)
def test_durations(value: Any, written: str) -> None:
    assert formats().span(value) == written


@pytest.mark.parametrize("nothing", [None, "", "x", float("nan"), float("inf"), [], {}])
def test_what_is_no_number_is_a_dash(nothing: Any) -> None:
    here = formats()
    written = {here.number(nothing), here.compact(nothing), here.percent(nothing), here.size(nothing)}
    assert written | {here.money(nothing, "EUR"), here.span(nothing)} == {"—"}


def test_no_instant_is_a_dash() -> None:
    here = formats()
    written = {here.time(None), here.keep(None), here.hour(None), here.day(None), here.weekday(None)}
    assert written | {here.moment(None, NOW)} == {"—"}


@pytest.mark.parametrize(
    ("locale", "timezone", "time", "seconds", "hour"),
    [
        ("en_GB", "Europe/Lisbon", "10:42", "10:42:30", "10:00"),
        ("en_US", "America/New_York", "5:42_AM", "5:42:30_AM", "5_AM"),
        ("de", "Europe/Berlin", "11:42", "11:42:30", "11:00"),
        ("ja", "Asia/Tokyo", "19:42", "19:42:30", "19:00"),
    ],
)
def test_times_of_day(locale: str, timezone: str, time: str, seconds: str, hour: str) -> None:
    here = formats(locale, timezone)
    full = here.local(NOW.replace(minute=0))
    assert (spaced(here.time(NOW)), spaced(here.time(NOW, seconds=True))) == (time, seconds)
    assert spaced(here.hour(full)).replace(" ", "_") == hour


def test_what_was_written_before_is_not_taken_for_something_like_it() -> None:
    here = formats()
    assert [here.time(NOW, seconds=True), here.time(NOW), here.time(NOW, seconds=True)] == [
        "10:42:30",
        "10:42",
        "10:42:30",
    ]
    assert here.keep(NOW.astimezone(ZoneInfo("Asia/Tokyo"))) != here.keep(NOW)
    assert [here.number(12345.0), here.compact(12345.0), here.percent(12345.0), here.number(12345, 1)] == [
        "12,345",
        "12.3K",
        "1,234,500%",
        "12,345.0",
    ]
    assert [here.number(value, 0) for value in (0.0, -0.0, True, 1)] == ["0", "0", "1", "1"]


def test_an_hour_that_comes_twice_is_written_the_same_twice() -> None:
    here, hour = formats(timezone="Europe/Lisbon"), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert [here.time(hour), here.time(hour + timedelta(hours=1))] == ["01:30", "01:30"]


def test_a_zone_that_was_chosen_on_purpose_is_kept() -> None:
    assert formats().keep(NOW.astimezone(ZoneInfo("Asia/Tokyo"))) == "19:42"


@pytest.mark.parametrize(
    ("locale", "hands"), [("en_GB", ("10:42", "")), ("en_US", ("10:42", "AM")), ("ar", ("10:42", "ص"))]
)
def test_the_hands_of_a_clock_stand_apart_from_the_half_of_the_day(locale: str, hands: tuple[str, str]) -> None:
    assert formats(locale).hands(NOW) == hands


@pytest.mark.parametrize(
    ("locale", "day", "weekday", "short"),
    [
        ("en_GB", "24 November", "Tuesday", "Tue"),
        ("en_US", "November 24", "Tuesday", "Tue"),
        ("de", "24. November", "Dienstag", "Di"),
        ("pt_PT", "24 de novembro", "Terça-feira", "Terça"),
        ("ja", "11月24日", "火曜日", "火"),
    ],
)
def test_days(locale: str, day: str, weekday: str, short: str) -> None:
    here = formats(locale)
    assert (here.day(NOW), here.weekday(NOW), here.weekday(NOW, short=True)) == (day, weekday, short)
    assert here.day(date(2026, 11, 24)) == day


def test_the_day_is_that_of_the_wall() -> None:
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    assert (formats().day(late), formats(timezone="Asia/Tokyo").day(late)) == ("24 November", "25 November")
    assert formats(timezone="Asia/Tokyo").weekday(late) == "Wednesday"
    assert formats(timezone="Asia/Tokyo").day(late, zoned=True) == "24 November"


@pytest.mark.parametrize(
    ("locale", "days", "written"),
    [
        ("en_GB", 0, "10:42"),
        ("en_GB", -2, "Sun 10:42"),
        ("en_GB", 1, "Wed 10:42"),
        ("en_GB", -30, "25 Oct"),
        ("en_GB", -400, "20 Oct 2025"),
        ("en_US", -30, "Oct 25"),
        ("de", -30, "25. Okt."),
        ("ja", -400, "2025年10月20日"),
    ],
)
def test_a_moment_is_as_exact_as_it_is_near(locale: str, days: int, written: str) -> None:
    assert formats(locale).moment(NOW + timedelta(days=days), NOW) == written


def test_the_direction_of_a_script() -> None:
    assert [formats(locale).direction for locale in ("en_GB", "ar", "he")] == ["ltr", "rtl", "rtl"]


@given(st.floats() | st.integers() | st.text() | st.none())
def test_any_value_can_be_written(value: Any) -> None:
    here = formats("de")
    for write in (here.number, here.compact, here.percent, here.size, here.span):
        assert write(value)
    assert here.money(value, "EUR")
