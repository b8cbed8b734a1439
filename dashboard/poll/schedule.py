"""The one place that knows APScheduler: run this after so long, or this every so often. Not what runs.

Facts about version 3.11 (its source, base.py): run dates are wall-clock times, so a step of the wall clock makes jobs
early, or late by the size of the step; a run that is one second late is dropped by default. So: no misfire limit, a job
that comes early goes back to sleep, and a guard on the monotonic clock re-plans all jobs after a step.
"""

import asyncio
import contextlib
import logging
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = logging.getLogger("wallboard.schedule")

Job = Callable[[], Awaitable[None]]

EARLY = 0.05
"""A job that comes so many seconds early is early; less is rounding."""

STEP = 1.0
"""The wall clock has been set when it and the monotonic clock part by more than so many seconds."""

LOOK_EVERY = 2.0
"""How often the guard compares the two clocks, in seconds."""


@dataclass
class Entry:
    """A job that waits for its time. `due` is on the monotonic clock, in seconds."""

    job: Job
    due: float
    key: str
    again: float | None = None


def clocks_apart() -> float:
    """The seconds between the wall clock and the monotonic one. They only change when somebody sets the wall clock, or
    while the machine sleeps, which the monotonic clock does too.
    """
    return time.time() - time.monotonic()


def slept() -> float:
    """The seconds that this machine has slept since it started; nan where its system does not count them."""
    if not hasattr(time, "CLOCK_BOOTTIME"):
        return math.nan
    return time.clock_gettime(time.CLOCK_BOOTTIME) - time.monotonic()


@dataclass
class Schedule:
    """Owns the timers of one running wall."""

    scheduler: AsyncIOScheduler = field(
        default_factory=lambda: AsyncIOScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
    )
    entries: dict[str, Entry] = field(default_factory=dict)
    running: set[asyncio.Task[None]] = field(default_factory=set)
    stepped: Callable[[timedelta], None] | None = None
    """What is called with by how much the wall clock has been set, or with nothing when the machine has slept."""
    apart: Callable[[], float] = clocks_apart
    slept: Callable[[], float] = slept
    monotonic: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    """The two clocks, for a test that plays them."""
    look_every: float = LOOK_EVERY
    guard: asyncio.Task[None] | None = None
    count: int = 0
    ended: bool = False

    async def start(self) -> None:
        """Begin to run jobs."""
        self.scheduler.start()
        self.guard = asyncio.create_task(self.watch(self.apart(), self.slept()))

    async def stop(self) -> None:
        """End: nothing runs afterwards, and what was running has been cancelled and has ended."""
        self.ended = True
        self.entries.clear()
        tasks = [*self.running, *([self.guard] if self.guard else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self.scheduler.running:
            self.scheduler.shutdown(wait=False)

    def after(self, delay: timedelta, job: Job) -> str:
        """Run `job` once after `delay`. The key that comes back can be given to `cancel`."""
        return self.plan(job, max(delay.total_seconds(), 0.0), None)

    def every(self, interval: timedelta, job: Job) -> None:
        """Run `job` each `interval` to the end, the first time after one; a run that takes longer delays the next."""
        self.plan(job, interval.total_seconds(), interval.total_seconds())

    def cancel(self, key: str) -> None:
        """Forget a job that has not begun."""
        if self.entries.pop(key, None):
            with contextlib.suppress(LookupError):
                self.scheduler.remove_job(key)

    def plan(self, job: Job, delay: float, again: float | None) -> str:
        """Put one entry on the scheduler, unless it has ended."""
        self.count += 1
        entry = Entry(job, self.monotonic() + delay, str(self.count), again)
        if not self.ended:
            self.entries[entry.key] = entry
            self.put(entry)
        return entry.key

    def put(self, entry: Entry) -> None:
        """Give an entry its run date by the wall clock of now."""
        left = max(entry.due - self.monotonic(), 0.0)
        self.scheduler.add_job(
            self.run,
            "date",
            run_date=self.now() + timedelta(seconds=left),
            args=[entry.key],
            id=entry.key,
            replace_existing=True,
        )

    async def run(self, key: str) -> None:
        """Run the entry if its time has come by the monotonic clock; send it back otherwise."""
        entry = self.entries.get(key)
        if entry is None:
            return
        if entry.due - self.monotonic() > EARLY:
            self.put(entry)
            return
        del self.entries[key]
        task = asyncio.create_task(self.finish(entry))
        self.running.add(task)
        task.add_done_callback(self.running.discard)

    async def finish(self, entry: Entry) -> None:
        """Do the job, and plan it again where it repeats. Jobs answer for their errors; one that slips is logged."""
        try:
            await entry.job()
        except Exception:  # a repeating job must survive its own mistake, or the wall stands still
            log.exception("a scheduled job failed")
        finally:  # also where it was cancelled from inside; what `stop` cancels is not planned any more
            if entry.again is not None:
                late = max(self.monotonic() - entry.due, 0.0)
                self.plan(entry.job, max(entry.again - late, 0.0), entry.again)

    async def watch(self, offset: float, before: float) -> None:
        """Re-plan every job when the wall clock has been set, or the machine has slept: when the clocks are no longer
        `offset` apart. It had slept for so many seconds `before`.
        """
        while True:
            await asyncio.sleep(self.look_every)
            now, asleep = self.apart(), self.slept()
            moved = now - offset
            if abs(moved) > STEP:
                # Where sleep is not counted, only a step back is surely no sleep.
                by = min(moved, 0.0) if math.isnan(asleep) else moved - (asleep - before)
                if abs(by) > STEP:
                    log.warning("the system clock was set by %+.0f s; planning anew", by)
                else:
                    by = 0.0
                    log.info("the machine has slept for %.0f s; planning anew", moved)
                for entry in list(self.entries.values()):
                    self.put(entry)
                if self.stepped:
                    self.stepped(timedelta(seconds=by))
            offset, before = now, asleep
