"""Jobs run when their time has come, and not otherwise."""

import asyncio
import logging
import math
from dataclasses import dataclass
from datetime import timedelta

import pytest

from dashboard.poll.schedule import Schedule
from tests.waiting import until

SOON = timedelta(milliseconds=20)
LATER = timedelta(hours=1)


@dataclass
class Job:
    """Counts its runs."""

    runs: int = 0

    async def __call__(self) -> None:
        self.runs += 1


async def test_a_job_runs_once_after_its_delay(schedule: Schedule) -> None:
    job, began = Job(), asyncio.get_running_loop().time()
    schedule.after(SOON, job)
    await until(lambda: job.runs)
    assert asyncio.get_running_loop().time() - began >= SOON.total_seconds() * 0.9
    await asyncio.sleep(0.05)
    assert job.runs == 1
    assert not schedule.entries


async def test_a_delay_below_zero_is_now(schedule: Schedule) -> None:
    job = Job()
    schedule.after(timedelta(seconds=-5), job)
    await until(lambda: job.runs)


async def test_a_job_that_is_cancelled_does_not_run(schedule: Schedule) -> None:
    cancelled, other = Job(), Job()
    key = schedule.after(SOON, cancelled)
    schedule.after(SOON * 2, other)
    schedule.cancel(key)
    await until(lambda: other.runs)
    assert cancelled.runs == 0


async def test_cancelling_what_has_run_or_never_was_does_nothing(schedule: Schedule) -> None:
    job = Job()
    key = schedule.after(timedelta(), job)
    await until(lambda: job.runs)
    schedule.cancel(key)
    schedule.cancel("no such key")


async def test_a_repeating_job_comes_again_and_again(schedule: Schedule) -> None:
    job = Job()
    schedule.every(SOON, job)
    await until(lambda: job.runs >= 3)


async def test_a_job_that_takes_longer_than_its_interval_never_runs_twice_at_the_same_time(schedule: Schedule) -> None:
    running, most, runs = 0, 0, 0

    async def job() -> None:
        nonlocal running, most, runs
        running, runs = running + 1, runs + 1
        most = max(most, running)
        await asyncio.sleep(0.03)
        running -= 1

    schedule.every(timedelta(milliseconds=5), job)
    await until(lambda: runs >= 4)
    assert most == 1


async def test_a_job_that_raises_is_logged_and_comes_again(
    schedule: Schedule, caplog: pytest.LogCaptureFixture
) -> None:
    runs = 0

    async def job() -> None:
        nonlocal runs
        runs += 1
        raise RuntimeError("a mistake")

    schedule.every(SOON, job)
    await until(lambda: runs >= 2)
    record = next(record for record in caplog.records if record.name == "wallboard.schedule")
    assert record.getMessage() == "a scheduled job failed"
    assert record.exc_info is not None


async def test_a_repeating_job_that_is_cancelled_from_inside_comes_again(schedule: Schedule) -> None:
    runs = 0

    async def job() -> None:
        nonlocal runs
        runs += 1
        raise asyncio.CancelledError

    schedule.every(SOON, job)
    await until(lambda: runs >= 2)


async def test_a_job_that_comes_early_by_the_monotonic_clock_goes_back_to_sleep(schedule: Schedule) -> None:
    job = Job()
    key = schedule.after(LATER, job)
    await schedule.run(key)  # as the scheduler does when somebody has set the wall clock forward
    await asyncio.sleep(0)
    assert job.runs == 0
    assert key in schedule.entries
    assert schedule.scheduler.get_job(key) is not None


async def test_after_the_wall_clock_was_set_back_jobs_still_come_when_they_should(
    caplog: pytest.LogCaptureFixture,
) -> None:
    offset, steps = 0.0, list[timedelta]()
    schedule = Schedule(apart=lambda: offset, slept=lambda: 0.0, look_every=0.01, stepped=steps.append)
    await schedule.start()
    job = Job()
    key = schedule.after(timedelta(milliseconds=80), job)
    schedule.scheduler.modify_job(key, next_run_time=schedule.scheduler.get_job(key).next_run_time + LATER)
    offset = -3600.0  # the run date, which is a time of the wall clock, is an hour too far now
    await until(lambda: job.runs)
    await schedule.stop()
    assert steps == [timedelta(hours=-1)]
    assert "the system clock was set by -3600 s" in caplog.text


@pytest.mark.parametrize(
    ("moved", "slept", "set_by"),
    [(3600, 3600, 0), (3600, 0, 3600), (-3600, 0, -3600), (60, 3600, -3540), (3600, math.nan, 0), (-60, math.nan, -60)],
)
async def test_a_clock_that_was_set_and_a_machine_that_has_slept_are_two_things(
    moved: float, slept: float, set_by: float
) -> None:
    offset, asleep, steps = 0.0, 0.0 if not math.isnan(slept) else math.nan, list[timedelta]()
    schedule = Schedule(apart=lambda: offset, slept=lambda: asleep, look_every=0.01, stepped=steps.append)
    await schedule.start()
    await asyncio.sleep(0)
    offset, asleep = moved, slept
    await until(lambda: steps)
    await schedule.stop()
    assert steps == [timedelta(seconds=set_by)]


async def test_a_wall_clock_that_is_nudged_is_left_alone(caplog: pytest.LogCaptureFixture) -> None:
    looks = 0

    def nudged() -> float:
        nonlocal looks
        looks += 1
        return looks * 0.5

    schedule = Schedule(apart=nudged, look_every=0.001)
    await schedule.start()
    await until(lambda: looks > 5)
    await schedule.stop()
    assert caplog.records == []


async def test_stopping_ends_what_runs_and_leaves_no_task_behind() -> None:
    before = asyncio.all_tasks()
    schedule = Schedule()
    await schedule.start()
    started, ended = asyncio.Event(), False

    async def hanging() -> None:
        nonlocal ended
        started.set()
        try:
            await asyncio.sleep(3600)
        finally:
            ended = True

    waiting = Job()
    schedule.after(timedelta(), hanging)
    schedule.after(SOON, waiting)
    schedule.every(SOON, waiting)
    await started.wait()
    await schedule.stop()
    assert ended
    assert asyncio.all_tasks() == before
    runs = waiting.runs
    await asyncio.sleep(SOON.total_seconds() * 3)
    assert waiting.runs == runs


async def test_a_job_that_plans_another_while_it_is_stopped_is_not_obeyed() -> None:
    schedule = Schedule()
    await schedule.start()
    started, after = asyncio.Event(), Job()

    async def stubborn() -> None:
        started.set()
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            schedule.after(timedelta(), after)

    schedule.after(timedelta(), stubborn)
    await started.wait()
    await schedule.stop()
    await asyncio.sleep(0.05)
    assert after.runs == 0


async def test_a_schedule_that_never_began_can_be_stopped() -> None:
    await Schedule().stop()


async def test_many_jobs_at_the_same_instant_all_run(schedule: Schedule) -> None:
    jobs = [Job() for _ in range(200)]
    for job in jobs:
        schedule.after(SOON, job)
    await until(lambda: all(job.runs == 1 for job in jobs))


@pytest.mark.parametrize("name", ["apscheduler.scheduler", "apscheduler.executors.default"])
async def test_the_library_below_says_nothing_at_its_usual_level(
    schedule: Schedule, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    job = Job()
    with caplog.at_level(logging.WARNING, name):
        schedule.after(timedelta(), job)
        await until(lambda: job.runs)
    assert caplog.records == []
