"""Numbers as paths: where the line breaks, what is marked, and what a person would read off it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.live.charts import BEATS, BOTTOM, FEWEST, HEIGHT, TOP, WIDTH, Chart, chart, strip
from dashboard.store.history import History, Point, Series

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def series(*values: float | None, minutes: list[float] | None = None) -> Series:
    """These values, one a minute or at these minutes."""
    times = minutes or [float(index) for index in range(len(values))]
    points = zip(times, values, strict=True)
    return Series(tuple(Point(NOON + timedelta(minutes=at), value) for at, value in points), timedelta(hours=1))


def drawn(data: Series, limit: float | None = None) -> Chart:
    """The chart of a series that has one."""
    made = chart(data, number=lambda value: f"{value:g}", time=lambda at: f"{at:%H:%M}", limit=limit)
    assert made is not None
    return made


def numbers(path: str) -> list[float]:
    """All numbers in a path."""
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", path)]


def test_nothing_and_too_few_values_are_no_chart() -> None:
    few = series(*range(FEWEST - 1), None)
    for data in (None, Series(), few):
        assert chart(data, number=str, time=str) is None


def test_time_goes_from_rim_to_rim_and_the_highest_value_to_the_top() -> None:
    made = drawn(series(0, 10, 5, 5, 0))
    assert made.line.startswith(f"M0 {BOTTOM:g}C")
    assert made.line.endswith(f" {WIDTH:g} {BOTTOM:g}")
    assert f" 60 {TOP:g}C" in made.line
    assert made.area == f"{made.line}V{HEIGHT:g}H0Z"


def test_the_extremes_and_the_newest_are_marked() -> None:
    made = drawn(series(3, 10, 5, 0, 6))
    assert made.peaks == f"M60 {TOP:g}h0M180 {BOTTOM:g}h0"
    assert made.mark.startswith("M240 ")


def test_a_flat_series_stands_in_the_middle() -> None:
    made = drawn(series(*[7.0] * 8))
    assert set(numbers(made.line)[1::2]) == {(TOP + BOTTOM) / 2}


def test_a_failed_poll_is_a_gap_in_the_line() -> None:
    assert drawn(series(1, 2, 3, None, 4, 5, 6)).line.count("M") == 2


def test_a_long_silence_is_a_gap_in_the_line_and_a_short_one_is_not() -> None:
    assert drawn(series(1, 2, 3, 4, 5, 6, minutes=[0, 1, 2, 3, 9, 10])).line.count("M") == 2
    assert drawn(series(1, 2, 3, 4, 5, 6, minutes=[0, 1, 2, 3, 8, 9])).line.count("M") == 1


def test_a_value_between_two_gaps_is_a_dot() -> None:
    made = drawn(series(1, 2, 3, None, 4, None, 5, 6))
    assert re.search(r"M[\d.]+ [\d.]+h0M", made.line)
    assert made.area.count("Z") == 2


def test_a_gap_at_the_rim_leaves_its_place_empty() -> None:
    made = drawn(series(1, 2, 3, 4, 5, None))
    assert max(numbers(made.line)[0::2]) == pytest.approx(192)


@pytest.mark.parametrize(
    ("limit", "line"),
    [(None, ""), (5.0, "M0 40H240"), (10.0, "M0 6H240"), (14.0, "M0 6H240"), (16.0, ""), (-1.0, "")],
)
def test_a_limit_is_drawn_where_it_lies_in_or_near_the_picture(limit: float | None, line: str) -> None:
    assert drawn(series(0, 10, 5, 5, 0), limit).limit == line


def test_the_label_says_what_a_person_would_read_off_it() -> None:
    assert drawn(series(3, 10, 5, 0, 6)).label == "Since 12:00: lowest 0, highest 10, now 6"


def test_the_label_says_where_nothing_is_known() -> None:
    assert drawn(series(3, 10, None, 5, 0, 6)).label.endswith(", now 6; no data at 12:02")
    assert drawn(series(3, 10, 5, 0, 6, None)).label.endswith(", no value now; no data at 12:05")


def test_beside_the_picture_stand_the_values_at_its_ends_and_the_times_at_its_rims() -> None:
    made = drawn(series(3, 10, None, 5, 0, 6))
    assert (made.top, made.bottom, made.first, made.last) == ("10", "0", "12:00", "12:05")


def test_the_upper_end_is_the_limit_where_that_lies_above_the_curve() -> None:
    assert drawn(series(0, 10, 5, 5, 0), 14.0).top == "14"


def test_a_flat_series_has_no_ends() -> None:
    made = drawn(series(*[7.0] * 8))
    assert (made.top, made.bottom) == ("", "")


@given(
    st.lists(st.none() | st.floats(-1e12, 1e12), min_size=FEWEST, max_size=60).filter(
        lambda values: sum(value is not None for value in values) >= FEWEST
    ),
    st.none() | st.floats(-1e12, 1e12),
)
def test_whatever_is_drawn_stays_in_the_picture(values: list[float | None], limit: float | None) -> None:
    made = drawn(series(*values), limit)
    for path in (made.line, made.peaks.replace("h0", ""), made.mark.replace("h0", "")):
        assert re.fullmatch(r"[MCh\d. -]*", path)
        pairs = numbers(path.replace("h0", ""))
        assert all(0 <= x <= WIDTH for x in pairs[0::2])
        assert all(TOP - 0.01 <= y <= BOTTOM + 0.01 for y in pairs[1::2])


# The strip of checks


def checks(*values: float | None, slow: float | None = None) -> dict[str, list[float]]:
    """Where the bars of each state stand, by their left rims, counted in bars from the left."""
    made = strip(series(*values), time=str, slow=slow)
    paths = {"up": made.up, "slow": made.slow, "down": made.down, "now": made.now}
    return {
        state: [round((float(left) - 0.7) / 4) for left in re.findall(r"M([\d.]+) ", path)]
        for state, path in paths.items()
        if path
    }


def test_no_checks_are_an_empty_strip_that_says_so() -> None:
    made = strip(None, time=str)
    assert (made.up + made.slow + made.down + made.now, made.label) == ("", "no checks yet")


def test_checks_fill_the_strip_from_the_right_and_the_newest_stands_out() -> None:
    assert checks(0.1, 0.1, 0.1) == {"up": [37, 38], "now": [39]}


def test_a_check_without_an_answer_is_down_and_one_above_the_bound_is_slow() -> None:
    assert checks(0.1, None, 0.9, 0.5, slow=0.5) == {"up": [36], "down": [37], "slow": [38], "now": [39]}
    assert checks(0.1, None) == {"up": [38], "down": [39]}


def test_only_the_last_checks_are_shown() -> None:
    assert checks(*[None] * 10, *[0.1] * BEATS) == {"up": list(range(39)), "now": [39]}


def test_the_strip_counts_what_it_shows() -> None:
    made = strip(series(0.1, None, 0.2), time=lambda at: f"{at:%H:%M}")
    assert made.label == "3 checks since 12:00, 1 without an answer"


def test_a_picture_stays_the_same_until_the_next_step_of_its_history() -> None:
    history = History(timedelta(hours=1))
    for index in range(60):
        history.add(NOON + timedelta(minutes=index), {"x": float(index % 7)})
    drawn = []
    for second in range(0, 30, 3):
        history.add(NOON + timedelta(minutes=60, seconds=second), {"x": 4.0})
        drawn.append(chart(history.series()["x"], number=str, time=lambda at: f"{at:%H}"))
    assert len(set(drawn)) <= 3  # a step of an hour's history is 15 s, and the oldest point leaves once
