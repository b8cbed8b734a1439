"""What the newest polls brought: how far it can be trusted, and when it was first had."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dashboard.store.reading import Reading, State

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
GOOD = Reading().succeeded("data", NOON)
BAD = Reading().failed("api.test answers 503", "status")
EXCUSED = Reading().succeeded("data", NOON, excused=MINUTE * 5)
OLD = replace(GOOD, observed=NOON - MINUTE * 5)
PUSHED = Reading().succeeded("data", NOON, lifetime=MINUTE * 10)


@pytest.mark.parametrize(
    ("reading", "age", "stale_after", "expire_after", "state"),
    [
        (Reading(), 0, 3, 60, State.PENDING),
        (Reading(), 9999, 3, 60, State.PENDING),
        (BAD, 0, 3, 60, State.FAILED),
        (BAD, 9999, 3, 60, State.FAILED),
        (GOOD, 0, 3, 60, State.FRESH),
        (GOOD, 2.99, 3, 60, State.FRESH),
        (GOOD, 3, 3, 60, State.STALE),
        (GOOD, 59.9, 3, 60, State.STALE),
        (GOOD, 60, 3, 60, State.EXPIRED),
        (GOOD, 9999, None, None, State.FRESH),
        (GOOD, 9999, 3, None, State.STALE),
        (GOOD, 9999, None, 60, State.EXPIRED),
        (GOOD, 5, 60, 3, State.EXPIRED),
        (GOOD, -30, 3, 60, State.FRESH),
        (GOOD.failed("no", "dns"), 1, 3, 60, State.FRESH),
        (GOOD.failed("no", "dns"), 4, 3, 60, State.STALE),
        (BAD.succeeded("data", NOON), 1, 3, 60, State.FRESH),
        (PUSHED, 9.9, None, None, State.FRESH),
        (PUSHED, 10, None, None, State.EXPIRED),
        (PUSHED, 10, None, 60, State.EXPIRED),
        (PUSHED, 5, None, 5, State.EXPIRED),
        (EXCUSED, 7.9, 3, 60, State.FRESH),
        (EXCUSED, 8, 3, 60, State.STALE),
        (EXCUSED, 64.9, 3, 60, State.STALE),
        (EXCUSED, 65, 3, 60, State.EXPIRED),
        (EXCUSED.failed("no", "dns"), 7, 3, 60, State.FRESH),
        (EXCUSED.succeeded("data", NOON), 4, 3, 60, State.STALE),
        (OLD, 0, 3, 60, State.STALE),
        (OLD, 0, 6, 60, State.FRESH),
        (OLD, 55, 6, 60, State.EXPIRED),
        (replace(GOOD, observed=NOON + MINUTE), 3, 3, 60, State.STALE),
        (replace(Reading(), observed=NOON), 0, 3, 60, State.PENDING),
    ],
)
def test_the_state_follows_from_age_limits_and_lifetime(
    reading: Reading, age: float, stale_after: float | None, expire_after: float | None, state: State
) -> None:
    def limit(minutes: float | None) -> timedelta | None:
        return None if minutes is None else MINUTE * minutes

    assert reading.state(NOON + MINUTE * age, limit(stale_after), limit(expire_after)) is state


def test_an_equal_answer_keeps_its_first_time_and_counts_as_polled() -> None:
    again = GOOD.succeeded("data", NOON + MINUTE)
    assert (again.at, again.polled) == (NOON, NOON + MINUTE)


def test_another_answer_has_its_own_time() -> None:
    other = GOOD.succeeded("other", NOON + MINUTE)
    assert (other.data, other.at, other.polled) == ("other", NOON + MINUTE, NOON + MINUTE)


def test_of_equal_answers_the_newest_is_kept() -> None:
    assert Reading().succeeded(1, NOON).succeeded(True, NOON).data is True


def test_a_first_answer_of_nothing_is_an_answer() -> None:
    assert Reading().succeeded(None, NOON).at == NOON


def test_a_failure_keeps_the_last_good_answer_and_counts() -> None:
    failed = GOOD.failed("no", "dns").failed("still no", "timeout")
    assert (failed.data, failed.at, failed.polled) == ("data", NOON, NOON)
    assert (failed.error, failed.fault, failed.failures) == ("still no", "timeout", 2)


def test_a_success_forgets_the_failures() -> None:
    again = BAD.failed("no", "dns").succeeded("data", NOON)
    assert (again.error, again.fault, again.failures) == (None, None, 0)


def test_a_push_without_a_lifetime_ends_the_one_before() -> None:
    assert PUSHED.succeeded("data", NOON).lifetime is None
