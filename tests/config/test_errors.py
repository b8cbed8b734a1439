"""A problem says where it is; an error says all of them, from top to bottom."""

from pathlib import Path

from dashboard.config.errors import ConfigError, Place, Problem

FILE = Path("config.toml")


def test_a_problem_prints_as_editors_read_it() -> None:
    assert str(Problem(Place(FILE, 14, 9), "unknown key")) == "config.toml:14:9: unknown key"


def test_a_problem_with_a_whole_file_has_no_line() -> None:
    assert str(Problem(Place(FILE), "there is no such file")) == "config.toml: there is no such file"


def test_an_error_is_sorted_by_place_and_says_each_thing_once() -> None:
    late, early = Problem(Place(FILE, 10, 1), "late"), Problem(Place(FILE, 9, 20), "early")
    error = ConfigError([late, early, late])
    assert error.problems == (early, late)
    assert str(error) == "config.toml:9:20: early\nconfig.toml:10:1: late"
