"""A blocked event loop is noticed, told once, and forgotten after a minute."""

import asyncio
import time

import pytest

from dashboard.poll.lag import Lag
from tests.waiting import until


async def test_a_loop_that_was_blocked_is_told_with_its_seconds(caplog: pytest.LogCaptureFixture) -> None:
    lag = Lag(look_every=0.01, blocked=0.2)
    async with lag.measured():
        await asyncio.sleep(0.03)
        time.sleep(0.4)  # noqa: ASYNC251  this is what a kind must not do
        await until(lambda: caplog.messages)
        assert 0.3 < lag.newest() < 5
    assert caplog.messages[0].startswith("the event loop was blocked for 0.")
    assert caplog.records[0].levelname == "WARNING"


async def test_when_it_is_measured_no_more_no_task_is_left() -> None:
    before = asyncio.all_tasks()
    async with Lag().measured():
        assert len(asyncio.all_tasks()) == len(before) + 1
    assert asyncio.all_tasks() == before


def test_one_incident_is_told_once_and_again_only_when_it_gets_much_worse(caplog: pytest.LogCaptureFixture) -> None:
    lag = Lag()
    for now, late in [(10, 0.1), (20, 2.5), (30, 3.0), (40, 2.5), (50, 9.8), (55, 9.8), (200, 4.0)]:
        lag.note(now, late)
    assert [message.partition(":")[0] for message in caplog.messages] == [
        "the event loop was blocked for 2.5 s",
        "the event loop was blocked for 9.8 s",
        "the event loop was blocked for 4.0 s",
    ]


def test_the_longest_of_the_last_minute_is_known_in_bounded_memory() -> None:
    lag = Lag()
    assert lag.worst(0.0) == 0.0
    for step in range(10_000):
        lag.note(step / 4, 3.0 if step == 9_900 else 0.001 * (step % 7))
        assert len(lag.lags) <= 8
    assert lag.worst(2499.75) == 3.0
    assert lag.worst(2475 + 61) < 0.01
    assert lag.worst(9999.0) == 0.0
