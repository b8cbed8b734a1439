"""The time of a simulation: it jumps, and things happen in their order."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest

from dashboard.poll.schedule import Schedule
from tests.simulation.clock import Timers, VirtualLoop, WallClock

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_a_day_passes_in_no_time_and_in_order() -> None:
    happened: list[str] = []
    loop, began = VirtualLoop(), time.monotonic()
    loop.call_later(3600, happened.append, "an hour")
    loop.call_later(60, happened.append, "a minute")
    loop.pass_time(86_400)
    assert happened == ["a minute", "an hour"]
    assert loop.time() == pytest.approx(86_400)
    assert time.monotonic() - began < 1
    loop.end()


def test_waiting_for_what_can_never_happen_is_an_error() -> None:
    loop = VirtualLoop()
    with pytest.raises(RuntimeError, match="everybody waits for somebody else"):
        loop.run_until_complete(asyncio.Event().wait())
    loop.end()


def jobs_within(seconds: float, turned: timedelta) -> list[float]:
    """When a job of each 10 s runs under the real schedule, if the clock is turned after 15 s."""
    loop, ran = VirtualLoop(), []
    clock = WallClock(loop, NOON)
    schedule = Schedule(scheduler=Timers(clock), apart=clock.apart, monotonic=loop.time, now=clock.now)

    async def job() -> None:
        ran.append(round(loop.time(), 1))

    async def run() -> None:
        await schedule.start()
        schedule.every(timedelta(seconds=10), job)
        await asyncio.sleep(15)
        clock.turn(turned)
        await asyncio.sleep(seconds - 15)
        await schedule.stop()

    loop.run_until_complete(run())
    loop.end()
    return ran


@pytest.mark.parametrize("turned", [timedelta(), timedelta(hours=-1), timedelta(days=1), timedelta(days=20_000)])
def test_the_real_schedule_keeps_its_pace_whatever_becomes_of_the_wall_clock(turned: timedelta) -> None:
    assert jobs_within(45, turned) == [10, 20, 30, 40]


def test_the_stand_in_has_the_weakness_that_the_schedule_guards_against() -> None:
    loop, ran = VirtualLoop(), list[str]()
    clock = WallClock(loop, NOON)
    timers = Timers(clock)

    async def job(name: str) -> None:
        ran.append(name)

    timers.start()
    timers.add_job(job, "date", id="a", run_date=clock.now() + timedelta(seconds=10), args=["a"])
    clock.turn(timedelta(hours=-1))
    loop.pass_time(20)
    assert ran == []
    loop.pass_time(3600)
    assert ran == ["a"]
    loop.end()
