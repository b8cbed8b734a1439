"""Until and since: days of the calendar, hours of a watch, on days that have 23 or 25 of them."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dashboard.widget import Clock, Wall

LISBON = Wall(timezone=ZoneInfo("Europe/Lisbon"))
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("to", "now", "distance", "reached", "gone"),
    [
        ("2026-12-24", "2026-11-24T12:00Z", (30, 0, 0), False, False),
        (date(2026, 11, 25), "2026-11-24T23:59Z", (1, 0, 0), False, False),
        ("2026-11-25", "2026-11-25T00:00Z", (0, 0, 0), True, False),
        ("2026-11-25", "2026-11-26T00:00Z", (1, 0, 0), True, True),
        ("2026-11-24 18:05:30", "2026-11-24T12:00Z", (0, 6, 5), False, False),
        (datetime(2026, 11, 24, 18), "2026-11-24T18:00Z", (0, 0, 0), True, False),  # noqa: DTZ001  a local time of TOML
        ("2026-11-24 18:00", "2026-11-24T18:01Z", (0, 0, 1), True, True),
        ("2026-11-24T18:00+02:00", "2026-11-24T12:00Z", (0, 4, 0), False, False),
        ("2026-11-26 12:00", "2026-11-24T12:00Z", (2, 0, 0), False, False),
        ("2026-11-26 11:59", "2026-11-24T12:00Z", (1, 0, 0), False, False),
        ("2026-03-29 12:00", "2026-03-28T12:00Z", (1, 0, 0), False, False),
        ("2026-03-29 11:59", "2026-03-28T12:00Z", (0, 22, 59), False, False),
        ("2026-10-25 11:59", "2026-10-24T11:00Z", (0, 24, 59), False, False),
        ("2026-03-29 03:00", "2026-03-29T00:30Z", (0, 1, 30), False, False),
        ("0001-01-01", "2026-03-29T00:30Z", (739703, 0, 0), True, True),
        ("9999-12-31", "2026-03-29T00:30Z", (2912355, 0, 0), False, False),
    ],
)
def test_distance(
    bench: Callable[..., Any], to: Any, now: str, distance: tuple[int, int, int], reached: bool, gone: bool
) -> None:
    countdown = bench("countdown", wall=LISBON, to=to)
    view = countdown.view(datetime.fromisoformat(now))
    assert (view.days, view.hours, view.minutes) == distance
    assert (view.reached, view.gone) == (reached, gone)
    assert countdown.html(datetime.fromisoformat(now))


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (
            {"to": "2026-12-24", "label": "Christmas"},
            [">30<small>days<", ">until Christmas<", ">Thursday, 24 December<"],
        ),
        ({"to": "2026-11-25"}, [">1<small>day<", ">until Wednesday, 25 November<"]),
        ({"to": "2027-06-24 18:00"}, [">212<small>days<", ">until 24 June 2027 at 18:00<"]),
        ({"to": "2026-11-24 19:18"}, ['data-len="6">7<small>h</small> 18<small>min<', ">until 19:18<"]),
        ({"to": "2026-11-24 14:00"}, [">2<small>h<"]),
        ({"to": "2026-11-24 12:18"}, [">18<small>min<"]),
        ({"to": "2026-11-24 12:00"}, [">Now<", ">12:00<"]),
        ({"to": "2026-11-24", "label": "Market"}, [">Today<", ">Market<"]),
        ({"to": "2020-01-01", "label": "the fire"}, [">2,519<small>days<", ">since the fire<"]),
        ({"to": "2020-01-01", "past": "done", "done": "We are open!"}, ['<p class="note">We are open!</p>']),
    ],
)
def test_words(bench: Callable[..., Any], options: dict[str, Any], expected: list[str]) -> None:
    html = bench("countdown", wall=LISBON, **options).html(NOON)
    for part in expected:
        assert part in html


def test_days_can_set_off_an_alert(bench: Callable[..., Any]) -> None:
    countdown = bench("countdown", wall=LISBON, to="2026-11-26")
    assert countdown.kind.measure(NOON, countdown.options) == {"days": 1.5}


def test_hostile_label_is_text(bench: Callable[..., Any]) -> None:
    hostile = '<script>"><img onerror=x>'
    html = bench("countdown", to="2020-01-01", past="done", label=hostile, done=hostile).html(NOON)
    assert "<script" not in html
    assert "<img" not in html


@pytest.mark.parametrize("to", ["soon", "", "2026-13-01", "24.12.2026", 20261224, True, None, 1.5])
def test_no_date_is_refused(bench: Callable[..., Any], to: Any) -> None:
    with pytest.raises(ValueError, match="2026-12-24"):
        bench("countdown", to=to)


def test_source_is_the_clock(bench: Callable[..., Any]) -> None:
    assert bench("countdown", to="2026-12-24").source() == Clock(60)
