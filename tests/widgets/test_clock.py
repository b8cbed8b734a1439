"""The clock: zones, days that differ, changes of the clocks, and locales that count to twelve."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dashboard.widget import Clock, Wall

LISBON = Wall(timezone=ZoneInfo("Europe/Lisbon"))
AT = datetime(2026, 11, 24, 10, 42, tzinfo=UTC)


@pytest.mark.parametrize(
    ("here", "there", "at", "time", "days"),
    [
        ("Europe/Lisbon", "Asia/Kathmandu", "2026-11-24T10:42Z", "16:27", 0),
        ("Europe/Lisbon", "Pacific/Apia", "2026-11-24T10:42Z", "23:42", 0),
        ("Europe/Lisbon", "Pacific/Apia", "2026-11-24T11:00Z", "00:00", 1),
        ("Asia/Tokyo", "America/New_York", "2026-11-24T20:00Z", "15:00", -1),
        ("Pacific/Kiritimati", "Pacific/Pago_Pago", "2026-11-24T10:30Z", "23:30", -2),
        ("UTC", "Europe/Lisbon", "2026-03-29T00:59Z", "00:59", 0),
        ("UTC", "Europe/Lisbon", "2026-03-29T01:00Z", "02:00", 0),
        ("UTC", "Europe/Lisbon", "2026-10-25T00:59Z", "01:59", 0),
        ("UTC", "Europe/Lisbon", "2026-10-25T01:00Z", "01:00", 0),
        ("UTC", "Australia/Lord_Howe", "2026-10-03T15:30Z", "02:30", 1),
    ],
)
def test_time_elsewhere(bench: Callable[..., Any], here: str, there: str, at: str, time: str, days: int) -> None:
    clock = bench("clock", wall=Wall(timezone=ZoneInfo(here)), zones=[there])
    answer = datetime.fromisoformat(at)
    place = clock.view(answer).places[0]
    assert (f"{place.at:%H:%M}", place.days) == (time, days)
    mark = f"<small>{'+' if days > 0 else '−'}{abs(days)}<"
    assert (mark in clock.html(answer)) == bool(days)


@pytest.mark.parametrize(
    ("zone", "title"),
    [
        ("Europe/Lisbon", "Lisbon"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("UTC", "UTC"),
    ],
)
def test_title_is_the_city(bench: Callable[..., Any], zone: str, title: str) -> None:
    assert bench("clock", wall=Wall(timezone=ZoneInfo(zone))).view(AT).title == title


def test_text_and_datetime_of_every_time_belong_together(bench: Callable[..., Any]) -> None:
    html = bench("clock", wall=LISBON, zones=["America/New_York", "Asia/Kathmandu"], seconds=True).html(AT)
    assert '<time datetime="2026-11-24T10:42:00+00:00">10:42:00</time>' in html
    assert '<time datetime="2026-11-24T05:42-05:00">05:42</time>' in html
    assert '<time datetime="2026-11-24T16:27+05:45">16:27</time>' in html


def test_headline_in_the_markup_of_the_design(bench: Callable[..., Any]) -> None:
    html = bench("clock", wall=LISBON).html(AT)
    assert '<p class="value" data-len="4.5"><time datetime="2026-11-24T10:42+00:00">10:42</time></p>' in html
    assert '<p class="date"><span>Tuesday</span> 24 November</p>' in html
    assert "zones" not in html
    assert "Week" not in html


def test_half_of_the_day_stands_small(bench: Callable[..., Any]) -> None:
    wall = Wall(timezone=ZoneInfo("America/New_York"), locale="en_US")
    html = bench("clock", wall=wall, zones=["Asia/Tokyo"]).html(AT)
    assert ">5:42<small>AM</small></time>" in html
    assert ">7:42\u202fPM</time>" in html


def test_week_is_the_one_of_iso_8601(bench: Callable[..., Any]) -> None:
    newyear = datetime(2027, 1, 3, 12, tzinfo=UTC)
    assert "<small>Week 53</small>" in bench("clock", wall=LISBON, week=True).html(newyear)
    assert '<p class="date">Week 53</p>' in bench("clock", wall=LISBON, week=True, date=False).html(newyear)


def test_only_the_time(bench: Callable[..., Any]) -> None:
    assert "under" not in bench("clock", wall=LISBON, date=False).html(AT)


def test_source_steps_by_second_or_minute(bench: Callable[..., Any]) -> None:
    assert bench("clock").source() == Clock(60)
    assert bench("clock", seconds=True).source() == Clock(1)


@pytest.mark.parametrize(
    "options",
    [
        {"zones": ["Mars/Olympus"]},
        {"zones": ["../etc/passwd"]},
        {"zones": "Asia/Tokyo"},
        {"zone": []},
        {"face": "sundial"},
        {"sun": True},
        {"sun": True, "latitude": 38.7},
        {"latitude": 91, "longitude": 0},
    ],
)
def test_wrong_options_are_refused(bench: Callable[..., Any], options: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        bench("clock", **options)


@pytest.mark.parametrize(
    ("at", "turned"),
    [
        ("10:42:00", (321, 252, 0)),
        ("00:00:00", (0, 0, 0)),
        ("15:30:15", (105, 181.5, 90)),
        ("23:59:59", (359.5, 359.9, 354)),
    ],
)
def test_hands_stand_where_they_do_on_a_clock(bench: Callable[..., Any], at: str, turned: tuple[float, ...]) -> None:
    instant = datetime.fromisoformat(f"2026-11-24T{at}+00:00")
    hands = bench("clock", wall=LISBON, face="analog", seconds=True).view(instant).hands
    assert (hands.hour, hands.minute, hands.second) == turned
    assert bench("clock", wall=LISBON, face="analog").view(instant).hands.second is None


def test_a_dial_says_the_time_too(bench: Callable[..., Any]) -> None:
    html = bench("clock", wall=LISBON, face="analog").html(AT)
    assert html.count("<line") == 2
    assert 'transform="rotate(321.0 50 50)"' in html
    assert '<time class="sr" datetime="2026-11-24T10:42+00:00">10:42 </time>' in html
    assert "style=" not in html
    assert '<p class="value"' not in html


@pytest.mark.parametrize(
    ("place", "zone", "on", "written"),
    [
        ((38.72, -9.14), "Europe/Lisbon", "2026-11-24", "Sun 07:28 – 17:17"),
        ((-33.87, 151.21), "Australia/Sydney", "2026-06-21", "Sun 07:00 – 16:53"),
        ((-13.83, -171.77), "Pacific/Apia", "2026-06-24", "Sun 06:50 – 18:08"),
        ((69.65, 18.96), "Europe/Oslo", "2026-12-21", None),
        ((90, 0), "UTC", "2026-06-21", None),
        ((-90, 0), "UTC", "2026-06-21", None),
    ],
)
def test_sun(bench: Callable[..., Any], place: tuple[float, float], zone: str, on: str, written: str | None) -> None:
    wall = Wall(timezone=ZoneInfo(zone))
    html = bench("clock", wall=wall, sun=True, latitude=place[0], longitude=place[1]).html(
        datetime.fromisoformat(f"{on}T12:00").replace(tzinfo=ZoneInfo(zone))
    )
    assert re.findall("<span>(Sun .*?)</span>", html) == ([written] if written else [])


@pytest.mark.parametrize(
    ("on", "name", "right", "full"),
    [
        ("2026-11-09", "New moon", None, None),
        ("2026-11-17", "First quarter", True, None),
        ("2026-11-20", "Waxing gibbous", True, True),
        ("2026-11-24", "Full moon", None, True),
        ("2026-11-28", "Waning gibbous", False, True),
        ("2026-12-01", "Last quarter", False, None),
        ("2026-12-05", "Waning crescent", False, False),
        ("2026-11-13", "Waxing crescent", True, False),
    ],
)
def test_the_moon(bench: Callable[..., Any], on: str, name: str, right: bool | None, full: bool | None) -> None:
    noon = datetime.fromisoformat(f"{on}T12:00+00:00")
    north, south = (
        bench("clock", wall=Wall(location=(latitude, 0)), moon=True).view(noon).moon for latitude in (50, -50)
    )
    assert north.name == south.name == name
    assert north.right is not south.right
    assert right is None or north.right is right
    assert full is None or north.full is full
