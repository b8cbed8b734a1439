"""What each tile may say, reckoned from what was delivered, on a clock that nobody can set. Not how it got there."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any

from dashboard.config.board import Board, Widget
from dashboard.live.frame import Frame
from dashboard.live.render import titled
from dashboard.poll.outcome import Outcome, Success
from dashboard.widget import Source
from tests.simulation.boards import REFUSAL
from tests.simulation.upstream import ODD

TICK = 1.3
"""Seconds after which a tile has to say what time has made of it: a tick, and a little."""

NOTICED = 2.3
"""Seconds for which an age may be anything after the wall clock was set: the guard of the schedule looks each 2 s;
and by which it may be wrong from then on, where the clock was set twice between two looks.
"""

STATE = re.compile(r'data-state="([a-z]+)"')


@dataclass(frozen=True)
class Known:
    """A good answer, when it came, and how long it may be shown; times are in seconds on the loop's clock."""

    at: float
    data: str
    lifetime: float = float("inf")


class Truth:
    """Owns what is known of one life's widgets."""

    def __init__(self, board: Board, clock: Callable[[], float]) -> None:
        self.board, self.clock = board, clock
        self.known: dict[str, Known] = {}
        self.raw: dict[Source[Any], Known] = {}
        """The newest good answer of each source, whether or not it can be shown."""
        self.reasons: dict[Source[Any], str | None] = {}
        self.began = self.turned = clock()
        """When the life began, and when the wall clock was set last."""

    def adopt(self, board: Board) -> None:
        """Another board: what is known of a source that stays is known for all its widgets."""
        before, self.board = self.board, board
        sources = {widget.source for widget in board.widgets.values()}
        self.raw = {source: known for source, known in self.raw.items() if source in sources}
        self.reasons = {source: reason for source, reason in self.reasons.items() if source in sources}
        known = {}
        for name, widget in board.widgets.items():
            same = name in before.widgets and before.widgets[name].source == widget.source
            raw = self.raw.get(widget.source)
            if same and name in self.known:
                known[name] = self.known[name]
            elif not same and raw and raw.data != ODD:
                known[name] = raw
        self.known = known

    def outcome(self, source: Source[Any], outcome: Outcome) -> None:
        """How a poll, or a push, has ended."""
        self.reasons[source] = None if isinstance(outcome, Success) else outcome.error
        if isinstance(outcome, Success):
            lifetime = outcome.lifetime.total_seconds() if outcome.lifetime else float("inf")
            self.raw[source] = Known(self.clock(), outcome.data, lifetime)
            if outcome.data == ODD:
                self.reasons[source] = REFUSAL
            else:
                users = [name for name, widget in self.board.widgets.items() if widget.source == source]
                self.known.update(dict.fromkeys(users, self.raw[source]))

    def check(self, newest: Mapping[str, Frame]) -> list[str]:
        """Which tiles do not say what they should."""
        shown = {name for name in newest if "." not in name}
        if shown != self.board.widgets.keys():
            return [f"there are tiles of {sorted(shown)} and widgets {sorted(self.board.widgets)}"]
        found = ((name, self.wrong(widget, newest[name].text)) for name, widget in self.board.widgets.items())
        return [f"{name} {wrong}: {newest[name].text}" for name, wrong in found if wrong]

    def wrong(self, widget: Widget, html: str) -> str | None:
        """What is wrong with a tile, if anything is."""
        found = STATE.search(html)
        state = found[1] if found else None
        known = self.known.get(widget.id)
        if f"<h2>{widget.title or titled(widget.id)}</h2>" not in html:
            return "has another title"
        reason = self.reasons.get(widget.source)
        if reason and reason not in unescape(html) and REFUSAL not in html:
            return f"does not say that {reason}"
        if known is None:
            return None if state == ("failed" if reason else "pending") else f"was never polled well and is {state}"
        allowed = self.allowed(widget, known)
        if state not in allowed:
            return f"is {state} and not {' or '.join(sorted(allowed))}, {self.clock() - known.at:g} s old"
        if (f">{known.data}<" in html) is (state == "expired"):
            return f"is {state}, and shows {known.data} or does not"
        return None

    def allowed(self, widget: Widget, known: Known) -> set[str]:
        """The states that it may be in. It may look older than it is if the clock was set since, but not younger."""
        age = self.clock() - known.at
        stale = seconds(widget.stale_after)
        expired = min(seconds(widget.expire_after), known.lifetime)
        least, most = age, age
        if known.at <= self.turned:
            least, most = float("-inf") if self.clock() < self.turned + NOTICED else age - NOTICED, float("inf")
        allowed = set()
        if least < min(stale, expired) + TICK:
            allowed.add("fresh")
        if most >= stale and least < expired + TICK:
            allowed.add("stale")
        if most >= expired:
            allowed.add("expired")
        return allowed


def seconds(span: timedelta | None) -> float:
    """A span as a number; for ever where it has no end."""
    return span.total_seconds() if span is not None else float("inf")
