"""Whether a wall rests: by its own clock, across midnight, weekends and changes of the clocks."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from dashboard.config.board import Hours, Rest, Widget
from dashboard.live.rest import Resting, resting

from .conftest import Wall

NIGHT = Hours(22 * 60, 7 * 60)
DEEP = Hours(30, 6 * 60)
LISBON = ZoneInfo("Europe/Lisbon")
AUCKLAND = ZoneInfo("Pacific/Auckland")
WEEKDAYS = frozenset(range(5))


def at(text: str) -> datetime:
    """A time in UTC; without a month it is in November 2026, whose 21st is a Saturday."""
    return datetime.fromisoformat(text if "T" in text else f"2026-11-{text.replace(' ', 'T')}").replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "how", "until"),
    [
        ("21 21:59", None, None),
        ("21 22:00", "dim", "22 00:30"),
        ("22 00:29", "dim", "22 00:30"),
        ("22 00:30", "blank", "22 06:00"),
        ("22 05:59", "blank", "22 06:00"),
        ("22 06:00", "dim", "22 07:00"),
        ("22 07:00", None, None),
    ],
)
def test_a_night_is_dim_and_its_middle_blank(now: str, how: str | None, until: str | None) -> None:
    found = resting(Rest(dim=(NIGHT,), blank=(DEEP,)), UTC, at(now))
    assert found == (Resting(how, at(until)) if how and until else None)  # type: ignore[arg-type]


def test_a_wall_without_a_schedule_never_rests() -> None:
    assert resting(Rest(), UTC, at("21 03:00")) is None


@pytest.mark.parametrize(
    ("now", "dim"),
    [("20 20:00", True), ("21 06:59", True), ("21 20:00", False), ("22 20:00", False), ("23 06:00", False)],
)
def test_a_day_is_that_on_which_the_hours_begin(now: str, dim: bool) -> None:
    assert (resting(Rest(dim=(Hours(20 * 60, 7 * 60, WEEKDAYS),)), UTC, at(now)) is not None) is dim


def test_hours_that_touch_are_one_rest() -> None:
    rest = Rest(dim=(Hours(22 * 60, 0), Hours(0, 7 * 60)))
    assert resting(rest, UTC, at("21 23:00")) == Resting("dim", at("22 07:00"))


def test_a_rest_without_an_end_has_none() -> None:
    assert resting(Rest(dim=(Hours(0, 0),)), UTC, at("21 12:00")) == Resting("dim", None)


def test_hours_are_those_of_the_walls_own_zone() -> None:
    assert resting(Rest(dim=(NIGHT,)), AUCKLAND, at("21 09:30")) == Resting("dim", at("21 18:00"))
    assert resting(Rest(dim=(NIGHT,)), AUCKLAND, at("21 22:30")) is None


@pytest.mark.parametrize(
    ("now", "until"),
    [("2026-03-29T00:30", "2026-03-29T06:00"), ("2026-10-25T00:30", "2026-10-25T07:00")],
    ids=["forward", "back"],
)
def test_a_night_in_which_clocks_change_ends_by_the_clock_on_the_wall(now: str, until: str) -> None:
    assert resting(Rest(dim=(NIGHT,)), LISBON, at(now)) == Resting("dim", at(until))


def test_an_end_that_clocks_leave_out_comes_when_they_have_passed_it() -> None:
    rest = Rest(blank=(Hours(0, 90),))
    assert resting(rest, LISBON, at("2026-03-29T00:15")) == Resting("blank", at("2026-03-29T01:30"))
    assert resting(rest, LISBON, at("2026-03-29T01:30")) is None


async def test_a_heartbeat_says_how_the_wall_rests_and_until_when(
    wall: Callable[..., Wall], shown: Callable[..., Widget]
) -> None:
    place = wall(shown(), rest=Rest(dim=(NIGHT,), blank=(Hours(23 * 60, 24 * 60 - 1),)))

    def heard() -> list[str | None]:
        content = json.loads(place.publisher.heartbeat(["a"]).text)
        return [content.get("rest"), content.get("until")]

    assert heard() == [None, None]
    await place.after(hours=10)
    assert heard() == ["dim", "2026-11-21T23:00:00Z"]
    await place.after(hours=1)
    assert heard() == ["blank", "2026-11-21T23:59:00Z"]
