"""One source: polls it, hands the outcome on, plans the next poll. Not which sources there are; see pollers."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from dashboard.poll.deadline import Deadline
from dashboard.poll.freshness import NONE
from dashboard.poll.noted import Noted
from dashboard.poll.outcome import Asking, Failure, Outcome, Success
from dashboard.poll.policy import aligned_delay, excuse, next_delay, rest
from dashboard.poll.schedule import EARLY, Schedule
from dashboard.widget import Http, Rhythm, Source, SourceError

log = logging.getLogger("wallboard.poll")

LOST = SourceError("The last poll of this widget was lost", fault="lost")

Deliver = Callable[[Source[Any], Outcome], None]


def clock() -> float:
    """The loop's clock, in seconds: monotonic, nobody sets it."""
    return asyncio.get_running_loop().time()


class Poller:
    """Polls one source; never more than one request of it is under way. `chance` gives a number from 0 to 1."""

    def __init__(
        self,
        source: Source[Any],
        *,
        name: str,
        every: timedelta,
        timeout: timedelta,
        http: Http,
        schedule: Schedule,
        deliver: Deliver,
        now: Callable[[], datetime],
        redact: Callable[[str], str],
        chance: Callable[[], float],
    ) -> None:
        self.source = source
        self.redact = redact
        self.name = name
        self.every = every
        self.timeout = timeout
        self.http = http
        self.schedule = schedule
        self.deliver = deliver
        self.now = now
        self.chance = chance
        self.failures = 0
        self.error: SourceError | None = None
        """How the newest poll failed, if it did."""
        self.good_for = NONE
        """How long the newest answer stays good by what it says itself."""
        self.stopped = False
        self.planned: str | None = None
        self.due: float | None = None
        """When the next poll is to begin, or the one that is under way was to; None where there is to be none."""
        self.began: float | None = None
        """When the newest poll began."""
        self.ended: float | None = None
        """When it ended; these are all on the loop's clock."""
        self.task: asyncio.Task[Any] | None = None
        """The poll that is under way."""
        self.deadline: Deadline | None = None

    @property
    def busy(self) -> bool:
        """Whether a poll is under way."""
        return self.task is not None

    def start(self, delay: timedelta) -> None:
        """Plan the first poll."""
        self.due = clock() + delay.total_seconds()
        self.planned = self.schedule.after(delay, self.poll)

    def stop(self) -> None:
        """Poll no more; what is under way is cancelled, and not delivered."""
        self.stopped = True
        if self.planned:
            self.schedule.cancel(self.planned)
        if self.task:
            self.task.cancel()

    def refresh(self) -> None:
        """Poll now, unless a poll is under way already."""
        if not self.busy and not self.stopped and self.source.rhythm is not Rhythm.PUSHED:
            self.replan(timedelta())

    def replan(self, delay: timedelta) -> None:
        """Poll after `delay` instead of when it was planned."""
        if self.planned:
            self.schedule.cancel(self.planned)
        self.start(delay)

    def resume(self, delay: timedelta) -> None:
        """Poll after `delay`, as if the newest poll had been one interval before that."""
        self.began = self.ended = clock() + (delay - self.every).total_seconds()
        self.replan(delay)

    def pace(self, name: str, every: timedelta, timeout: timedelta) -> None:
        """Poll for these widgets, so often, from now on; the newest poll counts, and how it ended."""
        self.name, self.timeout = name, timeout
        if every == self.every:
            return
        self.every = every
        if self.began is not None and not self.busy:
            delay = self.delay(clock())
            if delay is not None:
                self.replan(delay)

    async def poll(self) -> None:
        """Ask once, and hand on how it ended."""
        if self.busy or self.stopped:
            return
        http = Noted(self.http)
        self.began = began = clock()
        self.task = asyncio.current_task()
        try:
            answer = await self.ask(http)
        finally:
            self.task = self.deadline = None
        if not self.stopped:
            self.conclude(answer, began, http)

    async def ask(self, http: Noted) -> tuple[Any] | SourceError:
        """The answer, or why there is none. Whatever a source raises ends here: the rest of the wall lives on."""
        seconds = self.timeout.total_seconds()
        try:
            async with Deadline(seconds) as self.deadline:
                return (await self.source.fetch(http),)
        except SourceError as error:
            message = self.redact(error.message)
            return SourceError(message, fault=error.fault, retry_after=error.retry_after, status=error.status)
        except TimeoutError:
            host = self.redact(http.silent[0]) if http.silent else "The source"
            return SourceError(f"{host} does not answer within {seconds:g} s", fault="timeout")
        except (Exception, SystemExit, asyncio.CancelledError) as error:
            if (task := asyncio.current_task()) and task.cancelling():
                raise
            if not self.failures:
                log.exception("the source of %s failed in a way it does not know", self.name)
            return SourceError(f"The source of this widget failed ({type(error).__name__})", fault="parse")

    def conclude(self, answer: tuple[Any] | SourceError, began: float, http: Noted) -> None:
        """Plan the next poll, and hand on how the one ended that `began` then and went out by `http`."""
        self.began, self.ended, self.good_for = began, clock(), http.good_for
        self.count(answer)
        took = timedelta(seconds=self.ended - began)
        delay = self.delay(self.ended)
        now = self.now()
        next_try = now + delay if delay is not None else None
        asking = Asking(0.0 if answer is LOST else took.total_seconds(), http.hosts)
        if isinstance(answer, SourceError):
            outcome: Outcome = Failure(answer.message, answer.fault, now, next_try, asking)
        else:
            usual = max(self.every - took, timedelta())
            excused = excuse(self.every, delay - usual) if delay is not None else timedelta()
            outcome = Success(answer[0], now, next_try, asking=asking, excused=excused)
        if delay is not None:
            self.replan(delay)
        else:
            self.due = None
        self.deliver(self.source, outcome)

    def count(self, answer: tuple[Any] | SourceError) -> None:
        """Count failures in a row; say in the log when the source goes down and when it is back."""
        before, self.error = self.error, answer if isinstance(answer, SourceError) else None
        if self.error:
            self.failures += 1
            if before is None or (self.error is LOST and before is not LOST):
                log.warning("%s: %s", self.name, self.error.message)
        else:
            if self.failures:
                log.info("%s: is back after %d failures", self.name, self.failures)
            self.failures = 0

    def delay(self, now: float) -> timedelta | None:
        """How long to wait from `now` on, counted from the beginning of the newest poll; None where the source has
        nothing new to say by itself. What the other side asks us to wait counts from its answer.
        """
        if self.source.rhythm is Rhythm.PUSHED or self.began is None or self.ended is None:
            return None
        since, answered = timedelta(seconds=now - self.began), timedelta(seconds=now - self.ended)
        if self.error:
            wait = next_delay(self.every, self.failures, self.error, self.chance())
            return max(wait - (since if self.error.retry_after is None else answered), timedelta())
        if self.source.rhythm is Rhythm.ALIGNED:
            return aligned_delay(self.now().timestamp(), self.every.total_seconds())
        if self.source.rhythm is Rhythm.EVERY:
            return max(self.every - since, rest(self.every, self.good_for) - answered, timedelta())
        return None

    def late(self) -> timedelta:
        """By how much it is behind its plan: a poll that has not begun, or one that has not ended at its deadline."""
        ends = self.deadline.when() if self.deadline else None
        due = ends if self.busy else self.due
        return timedelta(seconds=clock() - due) if due is not None and not self.stopped else timedelta()

    def recover(self) -> None:
        """Go on after a poll that was lost: as after any that fails, but at once where it had not even begun.

        A source that does not heed its deadline is told again to end. So that never two polls are under way, the rest
        follows when it has.
        """
        if self.task:
            log.warning("%s: the source goes on after its deadline and is cancelled again", self.name)
            self.task.cancel()
        elif self.due is not None:
            had_begun = self.began is not None and self.began > self.due - EARLY
            self.conclude(LOST, self.due if had_begun else clock() - self.every.total_seconds(), Noted(self.http))
