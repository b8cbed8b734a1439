"""Time that passes only while nothing else can happen: an event loop, a wall clock that can be set, and timers."""

import asyncio
import selectors
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Passing(selectors.SelectSelector):
    """Where a loop waits for its next timer. Nobody waits here: the time in between has passed at once."""

    def __init__(self) -> None:
        super().__init__()
        self.passed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready now; if nothing is, `timeout` seconds are over. RuntimeError where nothing ever will be."""
        if ready := super().select(0):
            return ready
        if timeout is None:
            raise RuntimeError("everybody waits for somebody else")
        self.passed += max(timeout, 0.0)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop on a clock of its own, in seconds from 0."""

    def __init__(self) -> None:
        self.passing = Passing()
        super().__init__(self.passing)

    def time(self) -> float:
        """How much time has passed."""
        return self.passing.passed

    def pass_time(self, seconds: float) -> None:
        """Let so much time pass, and happen what happens in it."""
        self.run_until_complete(asyncio.sleep(seconds))

    def end(self) -> None:
        """Cancel what still runs, and close."""
        if tasks := asyncio.all_tasks(self):
            for task in tasks:
                task.cancel()
            self.run_until_complete(asyncio.wait(tasks))
        self.close()


@dataclass
class WallClock:
    """The time of day, which somebody may set. `zero` is what it says of the moment when the loop's clock was at 0."""

    loop: VirtualLoop
    zero: datetime

    def now(self) -> datetime:
        """What it says now."""
        return self.zero + timedelta(seconds=self.loop.time())

    def apart(self) -> float:
        """The seconds between this clock and the loop's, which nobody can set."""
        return (self.zero - EPOCH).total_seconds()

    def turn(self, by: timedelta) -> None:
        """Set it forward, or back."""
        self.zero += by


@dataclass
class Planned:
    """A job and its run date."""

    run: Callable[..., Awaitable[None]]
    at: datetime
    args: list[str]


@dataclass
class Timers:
    """Stands in for APScheduler below the real `Schedule`, with the weakness for which that has its guard.

    As in version 3.11 (base.py, `_process_jobs`) run dates are times of the wall clock, and how long to sleep until the
    next one is reckoned once: when a job was added or has run. So a clock that was set makes them early or late here.
    """

    clock: WallClock
    jobs: dict[str, Planned] = field(default_factory=dict)
    handle: asyncio.TimerHandle | None = None
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    running: bool = False

    def start(self) -> None:
        """Begin to run jobs."""
        self.running = True
        self.wake()

    def shutdown(self, *, wait: bool) -> None:
        """Run no more."""
        self.running = False
        self.jobs.clear()
        self.sleep()

    def add_job(self, run: Callable[..., Awaitable[None]], trigger: str, **others: Any) -> None:
        """Run this at its `run_date` with its `args`, instead of what has the same `id`."""
        assert trigger == "date"
        self.jobs[others["id"]] = Planned(run, others["run_date"], others["args"])
        self.sleep()

    def remove_job(self, name: str) -> None:
        """Forget a job; LookupError where there is none."""
        del self.jobs[name]
        self.sleep()

    def get_job(self, name: str) -> Planned | None:
        """A job that is waited for."""
        return self.jobs.get(name)

    def sleep(self) -> None:
        """Wake at the next run date, as the clock sees it now."""
        if self.handle:
            self.handle.cancel()
        self.handle = None
        if self.running and self.jobs:
            wait = min(job.at for job in self.jobs.values()) - self.clock.now()
            self.handle = self.clock.loop.call_later(max(wait.total_seconds(), 0.0), self.wake)

    def wake(self) -> None:
        """Begin what is due."""
        now = self.clock.now()
        for name, job in [(name, job) for name, job in self.jobs.items() if job.at <= now]:
            del self.jobs[name]
            task = self.clock.loop.create_task(self.begin(job))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)
        self.sleep()

    async def begin(self, job: Planned) -> None:
        """Run one job."""
        await job.run(*job.args)
