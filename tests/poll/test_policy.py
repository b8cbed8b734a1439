"""When to poll next: tables."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.poll.policy import aligned_delay, first_delay, next_delay

durations = st.timedeltas(min_value=timedelta(milliseconds=100), max_value=timedelta(days=7))


@pytest.mark.parametrize(
    ("every", "failures", "seconds"),
    [
        (10, 0, 10),
        (10, 1, 10),
        (10, 3, 10),
        (10, 4, 20),
        (10, 5, 40),
        (10, 6, 80),
        (10, 1000, 80),
        (300, 4, 600),
        (300, 5, 900),
        (300, 6, 900),
        (3600, 6, 3600),
    ],
)
def test_after_three_failures_the_pace_slows_down_to_an_eighth_or_a_quarter_of_an_hour(
    every: int, failures: int, seconds: int
) -> None:
    assert next_delay(timedelta(seconds=every), failures) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("every", "asked", "seconds"),
    [(10, 60, 60), (10, 5, 10), (10, 0, 10), (10, 86_400, 86_400), (10, 86_401, 86_400), (10, 1e300, 86_400)],
)
def test_a_retry_after_is_obeyed_between_the_interval_and_a_day(every: int, asked: float, seconds: int) -> None:
    assert next_delay(timedelta(seconds=every), 9, asked) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("every", "failures", "seconds"),
    [(900, 1, 10), (900, 2, 20), (900, 4, 80), (900, 8, 900), (21_600, 1000, 21_600), (5, 1, 5), (5, 1000, 5)],
)
def test_a_host_that_was_not_reached_is_tried_again_soon_and_then_at_the_usual_pace(
    every: int, failures: int, seconds: int
) -> None:
    assert next_delay(timedelta(seconds=every), failures, unreached=True) == timedelta(seconds=seconds)


@given(every=durations, failures=st.integers(0, 10_000), asked=st.none() | st.floats(0, allow_nan=False))
def test_no_source_is_ever_asked_more_often_than_its_interval_says(
    every: timedelta, failures: int, asked: float | None
) -> None:
    assert next_delay(every, failures, asked) >= every


@pytest.mark.parametrize(
    ("index", "sources", "every", "seconds"),
    [(0, 1, 60, 0), (1, 2, 60, 0.005), (9, 10, 60, 0.045), (999, 1000, 60, 0.999), (5, 10, 0.01, 0.005)],
)
def test_first_polls_stand_five_milliseconds_apart_and_have_begun_after_a_second(
    index: int, sources: int, every: float, seconds: float
) -> None:
    assert first_delay(index, sources, timedelta(seconds=every)) == timedelta(seconds=seconds)


@given(sources=st.integers(1, 5000), every=durations, data=st.data())
def test_a_first_poll_never_waits_longer_than_the_interval(sources: int, every: timedelta, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, sources - 1))
    assert timedelta() <= first_delay(index, sources, every) < min(every, timedelta(seconds=2))


@pytest.mark.parametrize(
    ("now", "step", "seconds"), [(0.0, 60, 60.005), (59.0, 60, 1.005), (59.999, 60, 0.006), (61.5, 1, 0.505)]
)
def test_an_aligned_poll_comes_a_hair_after_the_full_step(now: float, step: float, seconds: float) -> None:
    assert aligned_delay(now, step).total_seconds() == pytest.approx(seconds, abs=1e-6)
