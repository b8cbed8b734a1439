"""Measured numbers over time, in bounded memory."""

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.store.history import RINGS, History, Point, Series

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)

offsets = st.lists(st.floats(-7200, 7200), max_size=200) | st.lists(st.integers(0, 500), max_size=200).map(sorted)


def at(seconds: float) -> datetime:
    """So many seconds after noon."""
    return NOON + timedelta(seconds=seconds)


def kept(history: History, name: str = "load") -> list[tuple[float, float | None]]:
    """The points of one measure: seconds after noon, and the value."""
    return [((point.at - NOON).total_seconds(), point.value) for point in history.series()[name].points]


def test_what_is_added_comes_back_oldest_first_and_by_measure() -> None:
    history = History(HOUR)
    history.add(at(0), {"load": 1.0, "heat": 40.0})
    history.add(at(60), {"load": 2.0, "heat": 41.0})
    assert history.series() == {
        "load": Series((Point(at(0), 1.0), Point(at(60), 2.0)), HOUR),
        "heat": Series((Point(at(0), 40.0), Point(at(60), 41.0)), HOUR),
    }


def test_nothing_added_is_no_series() -> None:
    assert History(HOUR).series() == {}


def test_points_older_than_the_span_go() -> None:
    history = History(HOUR)
    for minute in (0, 30, 60, 61):
        history.add(at(minute * 60), {"load": float(minute)})
    assert [value for _, value in kept(history)] == [30.0, 60.0, 61.0]


def test_points_of_one_slot_replace_each_other_so_that_the_newest_is_always_there() -> None:
    history = History(HOUR, slots=60)
    for second in range(0, 181, 10):
        history.add(at(second), {"load": float(second)})
    assert kept(history) == [(50, 50), (110, 110), (170, 170), (180, 180)]


@pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf, None])
def test_a_measure_that_is_missing_or_not_finite_is_a_gap(odd: float | None) -> None:
    history = History(HOUR)
    history.add(at(0), {"load": 1.0})
    history.add(at(60), {} if odd is None else {"load": odd})
    history.add(at(120), {"load": 3.0})
    assert kept(history) == [(0, 1.0), (60, None), (120, 3.0)]
    assert history.series()["load"].values == (1.0, 3.0)


def test_a_measure_that_was_never_there_has_no_gap() -> None:
    history = History(HOUR)
    history.add(at(0), {})
    assert history.series() == {}


def test_after_the_clock_was_set_back_history_goes_on_from_there() -> None:
    history = History(HOUR)
    for second in (0, 60, 120):
        history.add(at(second), {"load": 1.0})
    history.add(at(100), {"load": 2.0})
    history.add(at(130), {"load": 3.0})
    assert kept(history) == [(0, 1), (60, 1), (100, 2), (130, 3)]


@given(offsets=offsets, span=st.floats(1, 86_400), slots=st.integers(1, 20))
def test_memory_is_bounded_whatever_is_added_and_when(offsets: list[float], span: float, slots: int) -> None:
    history = History(timedelta(seconds=span), slots)
    for seconds in offsets:
        history.add(at(seconds), {"load": seconds})
        points = history.series()["load"].points
        assert len(points) <= slots + 1
        assert points[-1] == Point(at(seconds), seconds)
        assert points[-1].at - points[0].at <= history.span
        assert [point.at for point in points] == sorted(point.at for point in points)


def test_measures_with_ever_new_names_push_out_those_that_are_gone() -> None:
    history = History(HOUR)
    for number in range(RINGS * 100):
        history.add(at(number * 120), {f"pod-{number}": 1.0})
    assert len(history.series()) <= RINGS
    assert f"pod-{number}" in history.series()


def test_of_more_measures_than_fit_the_first_stay() -> None:
    history = History(HOUR)
    history.add(at(0), {"first": 1.0})
    history.add(at(60), {"first": 2.0} | {f"n{number}": 1.0 for number in range(1000)})
    assert len(history.series()) == RINGS
    assert kept(history, "first") == [(0, 1.0), (60, 2.0)]


def test_measures_keep_the_order_in_which_they_first_came() -> None:
    history = History(HOUR)
    history.add(at(0), {"load": 1.0, "heat": 2.0})
    history.add(at(60), {"noise": 1.0, "heat": 2.0, "load": 1.0})
    assert list(history.series()) == ["load", "heat", "noise"]


@given(offsets=offsets, span=st.floats(1, 86_400), slots=st.integers(1, 20))
def test_a_history_that_goes_on_from_the_points_of_another_is_like_it(
    offsets: list[float], span: float, slots: int
) -> None:
    before, after = (History(timedelta(seconds=span), slots) for _ in range(2))
    for number, seconds in enumerate(offsets):
        before.add(at(seconds), {"load": seconds} if number % 3 else {"load": seconds, "heat": 1.0})
    after.resume({name: series.points for name, series in before.series().items()})
    assert after.series() == before.series()


def test_a_history_that_goes_on_with_a_shorter_span_keeps_what_fits() -> None:
    before, after = History(HOUR), History(HOUR / 2)
    for minute in range(0, 61, 10):
        before.add(at(minute * 60), {"load": float(minute)} | {f"n{number}": 1.0 for number in range(RINGS * 2)})
    after.resume({name: [*series.points] for name, series in before.series().items()} | {"beyond": [Point(at(0), 1.0)]})
    assert [value for _, value in kept(after)] == [30, 40, 50, 60]
    assert len(after.series()) == RINGS
