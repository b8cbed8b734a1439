"""One poller for each distinct source: polls it, hands the outcome on, plans the next poll. Not what becomes of it."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from dashboard.config.board import Widget
from dashboard.config.placeholders import redact
from dashboard.poll.noted import Noted
from dashboard.poll.outcome import Asking, Failure, Outcome, Success
from dashboard.poll.policy import aligned_delay, first_delay, next_delay
from dashboard.poll.schedule import Schedule
from dashboard.widget import Http, Rhythm, Source, SourceError

log = logging.getLogger("wallboard.poll")

UNREACHED = frozenset({"dns", "connect"})
"""Faults by which the other side has not noticed that it was asked."""

Deliver = Callable[[Source[Any], Outcome], None]


def system_now() -> datetime:
    """The wall clock in UTC."""
    return datetime.now(UTC)


class Poller:
    """Polls one source; never more than one request of it is under way."""

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
        now: Callable[[], datetime] = system_now,
        redact: Callable[[str], str] = str,
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
        self.failures = 0
        self.error: SourceError | None = None
        """How the newest poll failed, if it did."""
        self.busy = False
        self.stopped = False
        self.planned: str | None = None
        self.began: float | None = None
        """When the newest poll began, on the loop's clock."""

    def start(self, delay: timedelta) -> None:
        """Plan the first poll."""
        self.planned = self.schedule.after(delay, self.poll)

    def stop(self) -> None:
        """Poll no more; what is under way is not delivered."""
        self.stopped = True
        if self.planned:
            self.schedule.cancel(self.planned)

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
        """Poll after `delay`, as if the newest poll had begun one interval before that."""
        self.began = asyncio.get_running_loop().time() + (delay - self.every).total_seconds()
        self.replan(delay)

    def pace(self, name: str, every: timedelta, timeout: timedelta) -> None:
        """Poll for these widgets, so often, from now on; the newest poll counts, and how it ended."""
        self.name, self.timeout = name, timeout
        if every == self.every:
            return
        self.every = every
        if self.began is not None and not self.busy:
            since = timedelta(seconds=asyncio.get_running_loop().time() - self.began)
            delay = self.delay(self.error or (None,), since)
            if delay is not None:
                self.replan(delay)

    async def poll(self) -> None:
        """Ask once, and hand on how it ended."""
        if self.busy or self.stopped:
            return
        self.busy = True
        http = Noted(self.http)
        self.began = began = asyncio.get_running_loop().time()
        try:
            answer = await self.ask(http)
        finally:
            self.busy = False
        if self.stopped:
            return
        self.count(answer)
        asking = Asking(asyncio.get_running_loop().time() - began, http.hosts)
        delay = self.delay(answer, timedelta(seconds=asking.seconds))
        now = self.now()
        next_try = now + delay if delay is not None else None
        if isinstance(answer, SourceError):
            outcome: Outcome = Failure(answer.message, answer.fault, now, next_try, asking)
        else:
            outcome = Success(answer[0], now, next_try, asking=asking)
        if delay is not None:
            self.replan(delay)
        self.deliver(self.source, outcome)

    async def ask(self, http: Http) -> tuple[Any] | SourceError:
        """The answer, or why there is none. Whatever a source raises ends here: the rest of the wall lives on."""
        seconds = self.timeout.total_seconds()
        try:
            async with asyncio.timeout(seconds):
                return (await self.source.fetch(http),)
        except SourceError as error:
            return SourceError(self.redact(error.message), fault=error.fault, retry_after=error.retry_after)
        except TimeoutError:
            host = self.redact(getattr(getattr(self.source, "request", None), "host", "The source"))
            return SourceError(f"{host} does not answer within {seconds:g} s", fault="timeout")
        except Exception as error:
            if not self.failures:
                log.exception("the source of %s failed in a way it does not know", self.name)
            return SourceError(f"The source of this widget failed ({type(error).__name__})", fault="parse")

    def count(self, answer: tuple[Any] | SourceError) -> None:
        """Count failures in a row; say in the log when the source goes down and when it is back."""
        self.error = answer if isinstance(answer, SourceError) else None
        if isinstance(answer, SourceError):
            self.failures += 1
            if self.failures == 1:
                log.warning("%s: %s", self.name, answer.message)
        else:
            if self.failures:
                log.info("%s: is back after %d failures", self.name, self.failures)
            self.failures = 0

    def delay(self, answer: tuple[Any] | SourceError, took: timedelta) -> timedelta | None:
        """How long until the next poll, counted from the beginning of this one, which `took` so long; None where the
        source has nothing new to say by itself. What the other side asks us to wait counts from its answer.
        """
        if self.source.rhythm is Rhythm.PUSHED:
            return None
        if isinstance(answer, SourceError):
            unreached = answer.fault in UNREACHED
            wait = next_delay(self.every, self.failures, answer.retry_after, unreached=unreached)
            return max(wait - took, timedelta()) if answer.retry_after is None else wait
        if self.source.rhythm is Rhythm.ALIGNED:
            return aligned_delay(self.now().timestamp(), self.every.total_seconds())
        return max(self.every - took, timedelta()) if self.source.rhythm is Rhythm.EVERY else None


class Pollers:
    """Owns the pollers of one board."""

    def __init__(
        self,
        widgets: Iterable[Widget],
        *,
        http: Http,
        schedule: Schedule,
        deliver: Deliver,
        now: Callable[[], datetime] = system_now,
        secrets: Callable[[], frozenset[str]] = frozenset,
    ) -> None:
        self.secrets = secrets
        self.http = http
        self.schedule = schedule
        self.deliver = deliver
        self.now = now
        self.by_source: dict[Source[Any], Poller] = {}
        self.by_widget: dict[str, Poller] = {}
        self.adopt(widgets)

    def adopt(self, widgets: Iterable[Widget]) -> list[Poller]:
        """Poll for these widgets from now on; the pollers that are new and have to be started.

        A source that stays is not asked again: it keeps its schedule, unless it is to be asked at another pace.
        """
        shared: dict[Source[Any], list[Widget]] = {}
        for widget in widgets:
            if widget.problem is None:
                shared.setdefault(widget.source, []).append(widget)
        for source in self.by_source.keys() - shared.keys():
            self.by_source.pop(source).stop()
        self.by_widget.clear()
        new = []
        for source, users in shared.items():
            name = ", ".join(user.id for user in users)
            step = getattr(source, "step", None) if source.rhythm is Rhythm.ALIGNED else None
            every = timedelta(seconds=step) if step else min(user.every for user in users)
            timeout = max(user.timeout for user in users)
            poller = self.by_source.get(source)
            if poller is None:
                poller = self.by_source[source] = Poller(
                    source,
                    name=name,
                    every=every,
                    timeout=timeout,
                    http=self.http,
                    schedule=self.schedule,
                    deliver=self.deliver,
                    now=self.now,
                    redact=lambda message: redact(message, self.secrets()),
                )
                new.append(poller)
            else:
                poller.pace(name, every, timeout)
            self.by_widget.update({user.id: poller for user in users})
        return new

    def start(self, due: Mapping[Source[Any], datetime] | None = None) -> None:
        """Plan all first polls, spread out. What others push is waited for.

        A source that `due` names is not asked before that time, but never later than its interval from now.
        """
        self.schedule.stepped = self.again
        self.again()
        now = self.now()
        for source, at in (due or {}).items():
            if at > now and (poller := self.by_source.get(source)):
                poller.resume(min(at - now, poller.every))

    def again(self) -> None:
        """Poll everything anew, spread out, but for what is under way or has failed and waits for its retry.

        So all is right soon after the machine has slept or its clock has been set, the time of day first of all.
        """
        self.spread([poller for poller in self.by_source.values() if not poller.busy and not poller.failures])

    def spread(self, pollers: Iterable[Poller]) -> None:
        """Poll these soon, one after the other."""
        polled = [poller for poller in pollers if poller.source.rhythm is not Rhythm.PUSHED]
        for index, poller in enumerate(polled):
            poller.replan(first_delay(index, len(polled), poller.every))

    def stop(self) -> None:
        """Poll no more."""
        self.schedule.stepped = None
        for poller in self.by_source.values():
            poller.stop()
