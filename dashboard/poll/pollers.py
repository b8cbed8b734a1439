"""One poller for each distinct source of a board, begun, changed and watched over. Not how one polls; see poller."""

import random
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from dashboard.config.board import Widget
from dashboard.config.placeholders import redact
from dashboard.poll.policy import first_delay
from dashboard.poll.poller import Deliver, Poller
from dashboard.poll.schedule import Schedule
from dashboard.widget import Http, Rhythm, Source

__all__ = ["Poller", "Pollers", "system_now"]

LATE = timedelta(seconds=2)
"""A poll that is so late, by its plan or by its deadline, and still is at the next look, has been lost."""

UNATTENDED = timedelta(minutes=1)
"""The wall is unwell when a source is not asked for so long, or for three of its intervals where that is longer."""


def system_now() -> datetime:
    """The wall clock in UTC."""
    return datetime.now(UTC)


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
        chance: Callable[[], float] = random.random,
        patience: timedelta = LATE,
        unattended: timedelta = UNATTENDED,
        turned: Callable[[timedelta], None] | None = None,
    ) -> None:
        self.turned = turned
        """Whom to tell by how much the wall clock has been set."""
        self.secrets = secrets
        self.http = http
        self.schedule = schedule
        self.deliver = deliver
        self.now = now
        self.chance = chance
        self.patience = patience
        self.longest = unattended
        self.suspected: set[Poller] = set()
        """Those that were late when they were last looked at."""
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
                    chance=self.chance,
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
        self.schedule.stepped = self.stepped
        self.again()
        now = self.now()
        for source, at in (due or {}).items():
            if at > now and (poller := self.by_source.get(source)):
                poller.resume(min(at - now, poller.every))

    def stepped(self, by: timedelta) -> None:
        """The wall clock has been set by so much, or the machine has slept."""
        if by and self.turned:
            self.turned(by)
        self.again()

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

    async def supervise(self) -> None:
        """Find the polls that were lost, by whatever mistake, and plan them anew: each that is late at two looks in a
        row, since after a moment in which nothing ran all are.
        """
        late = {poller for poller in self.by_source.values() if poller.late() > self.patience}
        lost = late & self.suspected
        self.suspected = late - lost
        for poller in lost:
            poller.recover()

    def unattended(self) -> list[str]:
        """The sources that should have been asked long ago: what they are called. Waits that are meant don't count."""
        pollers = self.by_source.values()
        return [poller.name for poller in pollers if poller.late() > max(poller.every * 2, self.longest)]
