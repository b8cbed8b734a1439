"""The clock: zones, days that differ, changes of the clocks, and locales that count to twelve."""

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
    "options", [{"zones": ["Mars/Olympus"]}, {"zones": ["../etc/passwd"]}, {"zones": "Asia/Tokyo"}, {"zone": []}]
)
def test_wrong_options_are_refused(bench: Callable[..., Any], options: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        bench("clock", **options)
