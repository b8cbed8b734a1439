"""When to poll next: tables."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.poll.policy import aligned_delay, excuse, first_delay, next_delay, rest
from dashboard.widget import Answer, SourceError

durations = st.timedeltas(min_value=timedelta(milliseconds=100), max_value=timedelta(days=7))


NOON = "Sat, 21 Nov 2026 12:00:00 GMT"
EPOCH = 1795262400


def error_of(status: int, **headers: str) -> SourceError:
    """The error that an answer with this status is."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    with pytest.raises(SourceError) as caught:
        Answer("api.test", status, named, b"").expect_ok()
    return caught.value


def seconds(every: float, failures: int, error: SourceError | None, chance: float = 0.0) -> float:
    """The next delay, in seconds."""
    return next_delay(timedelta(seconds=every), failures, error, chance).total_seconds()


def failed(fault: str) -> SourceError:
    """A failure of this class."""
    return SourceError("no", fault=fault)


SLOWED = [10, 10, 10, 20, 40, 80, 80]
AGAIN_SOON = [10, 10, 10, 10, 10, 10, 10]


@pytest.mark.parametrize(
    ("error", "delays"),
    [
        (error_of(404), SLOWED),
        (error_of(500), SLOWED),
        (error_of(502), SLOWED),
        (error_of(503), SLOWED),
        (error_of(304), SLOWED),
        (error_of(429), [20, 40, 80, 80, 80, 80, 80]),
        (error_of(401), [10] + [3600] * 6),
        (error_of(403), [10] + [3600] * 6),
        (error_of(410), [86_400] * 7),
        (failed("timeout"), SLOWED),
        (failed("tls"), SLOWED),
        (failed("cut"), SLOWED),
        (failed("parse"), SLOWED),
        (failed("schema"), SLOWED),
        (failed("decode"), SLOWED),
        (failed("too_large"), SLOWED),
        (failed("redirect"), SLOWED),
        (failed("lost"), SLOWED),
        (failed("dns"), AGAIN_SOON),
        (failed("connect"), AGAIN_SOON),
    ],
    ids=lambda value: str(getattr(value, "status", None) or getattr(value, "fault", "")),
)
def test_what_went_wrong_says_when_a_source_of_ten_seconds_is_asked_again(
    error: SourceError, delays: list[float]
) -> None:
    assert [seconds(10, failures, error) for failures in range(1, 8)] == delays


def test_after_a_good_answer_comes_the_interval() -> None:
    assert seconds(10, 0, None) == 10


@pytest.mark.parametrize(
    ("every", "failures", "expected"),
    [(300, 3, 300), (300, 4, 600), (300, 5, 900), (300, 6, 900), (3600, 6, 3600), (10, 1000, 80)],
)
def test_the_pace_slows_down_to_a_quarter_of_an_hour_at_the_most(every: int, failures: int, expected: int) -> None:
    assert seconds(every, failures, failed("timeout")) == expected


@pytest.mark.parametrize(
    ("every", "failures", "chance", "expected"),
    [(10, 3, 0.9, 10), (10, 4, 0.5, 15), (10, 4, 1, 10), (10, 6, 0.5, 60), (10, 6, 1, 40), (800, 6, 1, 800)],
)
def test_a_pace_that_is_slowed_down_comes_up_to_half_of_it_early_by_chance(
    every: int, failures: int, chance: float, expected: float
) -> None:
    assert seconds(every, failures, failed("timeout"), chance) == expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"retry_after": "60"}, 60),
        ({"retry_after": "5"}, 10),
        ({"retry_after": "0"}, 10),
        ({"retry_after": "86400"}, 86_400),
        ({"retry_after": "86401"}, 86_400),
        ({"retry_after": "999999999"}, 86_400),
        ({"retry_after": "Sat, 21 Nov 2026 12:02:00 GMT", "date": NOON}, 120),
        ({"retry_after": "Sat, 21 Nov 2026 11:00:00 GMT", "date": NOON}, 40),
        ({"retry_after": "Sat, 21 Nov 2026 12:02:00 GMT"}, 40),
        ({"retry_after": "-5", "date": NOON}, 40),
        ({"retry_after": "soon"}, 40),
        ({}, 40),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_a_retry_after_is_obeyed_between_the_interval_and_a_day_and_garbage_is_none(
    status: int, headers: dict[str, str], expected: int
) -> None:
    assert seconds(10, 5, error_of(status, **headers)) == (80 if status == 429 and expected == 40 else expected)


@pytest.mark.parametrize("status", [403, 429])
@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"x_ratelimit_reset": str(EPOCH + 1800), "date": NOON}, 1800),
        ({"x_ratelimit_reset": str(EPOCH - 5), "date": NOON}, 10),
        ({"x_ratelimit_reset": str(EPOCH + 999_999), "date": NOON}, 86_400),
        ({"x_ratelimit_reset": str(EPOCH + 1800)}, 60),
        ({"x_ratelimit_reset": "90"}, 90),
        ({"x_ratelimit_reset": "soon", "date": NOON}, 60),
        ({"x_ratelimit_reset": "9" * 30, "date": NOON}, 60),
        ({"x_ratelimit_reset": str(EPOCH + 1800), "date": NOON, "retry_after": "30"}, 30),
        ({}, 60),
    ],
)
def test_a_rate_limit_that_is_used_up_is_waited_for_by_the_other_clock_and_is_no_bad_key(
    status: int, headers: dict[str, str], expected: int
) -> None:
    error = error_of(status, x_ratelimit_remaining="0", **headers)
    assert seconds(10, 9, error) == expected
    assert error.message == f"api.test answers {status}: its rate limit is used up"


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (401, "api.test answers 401: check its key"),
        (403, "api.test answers 403: check its key, and what it may read"),
        (410, "api.test answers 410: it is gone for good"),
        (404, "api.test answers 404"),
        (503, "api.test answers 503"),
    ],
)
def test_where_somebody_must_act_the_sentence_says_so(status: int, sentence: str) -> None:
    error = error_of(status)
    assert (error.message, error.status, error.fault) == (sentence, status, "status")


def test_who_refuses_and_says_for_how_long_does_not_wait_for_a_key() -> None:
    error = error_of(403, retry_after="30")
    assert (error.message, seconds(10, 5, error)) == ("api.test answers 403", 30)


@pytest.mark.parametrize(
    ("every", "failures", "expected"),
    [(900, 1, 10), (900, 2, 20), (900, 4, 80), (900, 8, 900), (21_600, 1000, 21_600), (5, 1, 5), (5, 1000, 5)],
)
@pytest.mark.parametrize("fault", ["dns", "connect"])
def test_a_host_that_was_not_reached_is_tried_again_soon_and_then_at_the_usual_pace(
    fault: str, every: int, failures: int, expected: int
) -> None:
    assert seconds(every, failures, failed(fault)) == expected


errors = st.builds(
    SourceError,
    st.just("no"),
    fault=st.sampled_from(["status", "timeout", "parse", "lost"]),
    retry_after=st.none() | st.floats(0, allow_nan=False),
    status=st.none() | st.integers(100, 599),
)


@given(every=durations, failures=st.integers(0, 10_000), error=st.none() | errors, chance=st.floats(0, 1))
def test_no_source_is_ever_asked_more_often_than_its_interval_says(
    every: timedelta, failures: int, error: SourceError | None, chance: float
) -> None:
    assert every <= next_delay(every, failures, error, chance) <= max(every, timedelta(days=1))


@pytest.mark.parametrize(
    ("every", "good_for", "expected"), [(60, 0, 0), (60, 30, 30), (60, 600, 600), (60, 10**8, 3660)]
)
def test_an_answer_is_taken_at_its_word_for_an_hour_beyond_the_interval(
    every: int, good_for: int, expected: int
) -> None:
    assert rest(timedelta(seconds=every), timedelta(seconds=good_for)).total_seconds() == expected


@pytest.mark.parametrize(
    ("every", "later", "expected"), [(10, 0, 0), (10, 1, 0), (10, 1.1, 2), (10, 60, 60), (10, 59.7, 60), (10, -3, 0)]
)
def test_what_comes_much_later_than_usual_is_excused_in_whole_seconds(every: int, later: float, expected: int) -> None:
    assert excuse(timedelta(seconds=every), timedelta(seconds=later)).total_seconds() == expected


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
