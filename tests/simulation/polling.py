"""What is promised of polling, held against who asked when. Not what came of it; see truth."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dashboard.config.board import Board
from dashboard.poll.outcome import Outcome, Success
from dashboard.widget import Rhythm, Source
from tests.simulation.boards import TIMEOUT
from tests.simulation.upstream import Asked, Upstream

SLACK = 5.0
"""Seconds by which a poll may be late: first ones are spread over 1 s, and a clock that was set is noticed in 2 s."""

SLOWEST = 15 * 60.0
"""No source waits longer for a retry, unless its own interval is longer or it asked us to wait; see policy."""

SPREAD = 1.2
"""A slowed pace may be slowed by so much more, so that not all retry at once."""

QUICKEST = 10.0
"""A host that was not reached at all may be asked again so soon, if its own pace is no quicker; see policy."""

WINDOW = 60.0


@dataclass
class Promise:
    """One source that is polled: how often and since when, and by when it has to begin or to end.

    `begun` is when it was asked last, `failed` when that failed last.
    """

    every: float
    since: float
    by: float
    begun: float | None = None
    under_way: bool = False
    fails: bool = False
    failed: float = float("-inf")


class Polling:
    """Owns what is promised for the sources of one life of the server. Times are in seconds on the loop's clock."""

    def __init__(self, board: Board, upstream: Upstream, clock: Callable[[], float]) -> None:
        self.upstream, self.clock = upstream, clock
        self.promises: dict[str, Promise] = {}
        self.excuses: list[float] = []
        self.problems: list[str] = []
        self.adopt(board)

    def adopt(self, board: Board) -> None:
        """These are polled from now on; what has another pace is polled at that."""
        self.excuse()
        before, self.promises, now = self.promises, {}, self.clock()
        paces = self.paces(board)
        for name, every in paces.items():
            promise = before.get(name)
            if promise is None:
                promise = Promise(every, now, now + SLACK)
            elif promise.every != every:
                longest = max(every, SLOWEST * SPREAD if promise.fails else every)
                promise.by = max(promise.by, now + TIMEOUT.total_seconds() + longest + SLACK)
                promise.every, promise.since = every, now
            self.promises[name] = promise

    def paces(self, board: Board) -> dict[str, float]:
        """How often each source of the upstream is to be asked, in seconds."""
        paces: dict[str, float] = {}
        for widget in board.widgets.values():
            if isinstance(source := widget.source, Asked):
                own = getattr(source, "step", widget.every.total_seconds())
                paces[source.name] = min(own, paces.get(source.name, own))
        return paces

    def excuse(self) -> None:
        """Something has happened after which every source may be asked at once."""
        self.excuses = [*self.excuses[-20:], self.clock()]

    def begins(self, name: str) -> None:
        """A source is asked."""
        now = self.clock()
        if self.upstream.under_way[name] > 1:
            self.problems.append(f"{name} is asked twice at the same time")
        if promise := self.promises.get(name):
            promise.begun, promise.under_way, promise.by = now, True, now + TIMEOUT.total_seconds() + 1
            asked = [at for at in self.upstream.begun[name] if at > max(now - WINDOW, promise.since)]
            quickest = QUICKEST if now - promise.failed < 2 * WINDOW else promise.every
            usual = WINDOW / min(promise.every, quickest)
            excused = 2 * sum(at > now - WINDOW - SLACK for at in self.excuses)
            if len(asked) > usual + 1 + excused:
                self.problems.append(
                    f"{name} was asked {len(asked)} times within {WINDOW:g} s, each {promise.every:g} s"
                )
        else:
            self.problems.append(f"{name} is asked though nobody shows it")

    def ends(self, source: Source[Any], outcome: Outcome) -> None:
        """A poll has ended so."""
        if not isinstance(source, Asked) or not (promise := self.promises.get(source.name)):
            return
        if not promise.under_way:
            self.problems.append(f"{source.name} was not asked, and yet: {outcome}")
        promise.under_way = False
        promise.fails = not isinstance(outcome, Success)
        promise.failed = self.clock() if promise.fails else promise.failed
        wait = (outcome.next_try - outcome.at).total_seconds() if outcome.next_try else float("inf")
        longest = max(promise.every, SLOWEST) * SPREAD if promise.fails else promise.every
        if wait > longest + 0.1:
            self.problems.append(f"{source.name} waits {wait:g} s for its next poll")
        if source.rhythm is Rhythm.EVERY and not promise.fails and promise.begun is not None:
            wait = min(wait, promise.begun + promise.every - self.clock())
        promise.by = self.clock() + max(wait, 0.0) + SLACK

    def check(self) -> list[str]:
        """What is not as was promised."""
        now = self.clock()
        late = [
            f"{name} has not been asked since {promise.begun} and should have been by {promise.by:g}, it is {now:g}"
            for name, promise in self.promises.items()
            if now > promise.by
        ]
        return [*self.problems, *late]
