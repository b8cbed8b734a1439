"""Hours of the day as config.toml writes them."""

import pytest
from pydantic import TypeAdapter, ValidationError

from dashboard.config.board import Hours
from dashboard.config.hours import Schedule

from .conftest import Home

EVERY_DAY = frozenset(range(7))
NOTE = '[widgets.one]\nkind = "note"\n'


def read(written: object) -> tuple[Hours, ...]:
    """The hours that are written so."""
    return TypeAdapter[tuple[Hours, ...]](Schedule).validate_python(written)


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("22:00-07:00", Hours(22 * 60, 7 * 60, EVERY_DAY)),
        ("00:30-06:05", Hours(30, 6 * 60 + 5, EVERY_DAY)),
        ("00:00-24:00", Hours(0, 0, EVERY_DAY)),
        ("Mon-Fri 20:00-07:00", Hours(20 * 60, 7 * 60, frozenset(range(5)))),
        ("Sat,Sun 09:00-10:00", Hours(9 * 60, 10 * 60, frozenset({5, 6}))),
        ("Sat-Mon,Wed 09:00-10:00", Hours(9 * 60, 10 * 60, frozenset({5, 6, 0, 2}))),
    ],
)
def test_hours_are_read_with_their_days(written: str, hours: Hours) -> None:
    assert read(written) == (hours,)


def test_a_list_holds_several() -> None:
    assert read(["22:00-23:00", "Sun 01:00-02:00"]) == (*read("22:00-23:00"), *read("Sun 01:00-02:00"))


@pytest.mark.parametrize(
    "written",
    ["", "22-7", "22:00", "7:00-9:00", "24:00-07:00", "23:60-07:00", "Mo 01:00-02:00", "Mon-01:00-02:00", 22, [22]],
)
def test_nothing_else_is_hours(written: object) -> None:
    with pytest.raises(ValidationError, match='hours such as "22:00-07:00"'):
        read(written)


def test_hours_that_end_as_they_begin_are_refused() -> None:
    with pytest.raises(ValidationError, match="end at another time than they begin"):
        read("07:00-07:00")


def test_a_wall_rests_as_its_file_says(home: Home) -> None:
    board = home.board('[wall]\ndim = "22:00-07:00"\nblank = ["00:30-06:00"]\nshift = false\nsound = true\n' + NOTE)
    assert (board.rest.dim, board.rest.blank) == (read("22:00-07:00"), read("00:30-06:00"))
    assert (board.rest.shift, board.sound) == (False, True)


def test_a_wall_is_never_dim_and_makes_no_sound_unless_it_is_told_to(home: Home) -> None:
    board = home.board(NOTE)
    assert (board.rest.dim, board.rest.blank, board.rest.shift, board.sound) == ((), (), True, False)


def test_wrong_hours_are_told_with_their_place(home: Home) -> None:
    assert home.problems('[wall]\ndim = ["22:00-07:00", "night"]\n' + NOTE) == [
        'config.toml:2:7: `dim` in [wall]: hours such as "22:00-07:00", or with days "Mon-Fri 20:00-07:00", are '
        'expected; found ["22:00-07:00", "night"]'
    ]
