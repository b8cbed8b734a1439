"""Courses that come with an answer: on one scale, over one time, with their gaps."""

from datetime import UTC, datetime, timedelta

from dashboard.live.lines import Course, Lines, line, lines

START = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def course(*values: float | None, since: int = 0) -> Course:
    """These values a minute apart, the first so many minutes after ten."""
    return [(START + timedelta(minutes=since + index), value) for index, value in enumerate(values)]


def drawn(*named: tuple[str, Course]) -> Lines | None:
    return lines(named, number=lambda value: f"{value:g}", time=lambda at: f"{at:%H:%M}")


def test_without_a_value_there_are_no_lines() -> None:
    assert drawn() is None
    assert drawn(("a", ()), ("b", course(None, None))) is None


def test_all_stand_on_the_scale_of_the_lowest_and_the_highest() -> None:
    found = drawn(("a", course(0, 10)), ("b", course(5, 5)))
    assert found is not None
    low, flat = found.paths
    assert low.startswith("M0 74C")
    assert low.endswith(" 240 6")
    assert flat.startswith("M0 40")
    assert (found.top, found.bottom, found.first, found.last) == ("10", "0", "10:00", "10:01")
    assert found.label == "a: lowest 0, highest 10, last 10; b: lowest 5, highest 5, last 5"


def test_all_stand_over_the_same_time() -> None:
    found = drawn(("a", course(1, 2, 3, 4, 5)), ("b", course(1, 2, since=3)))
    assert found is not None
    assert found.paths[1].startswith("M180 ")


def test_a_gap_is_a_gap_and_one_without_values_keeps_its_place() -> None:
    found = drawn(("a", course(1, 2, None, 4, 5)), ("b", course(None)), ("c", course(1, 5)))
    assert found is not None
    assert [path.count("M") for path in found.paths] == [2, 0, 1]
    assert "b" not in found.label


def test_level_ones_have_no_scale() -> None:
    found = drawn(("a", course(3, 3)))
    assert found is not None
    assert (found.top, found.bottom) == ("", "")


def test_one_alone_is_a_chart() -> None:
    found = line(course(1, 2, 3, 4, 5), number=str, time=str)
    assert found is not None
    assert found.area
    assert line((), number=str, time=str) is None
