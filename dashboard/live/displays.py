"""What screens say of themselves: which page they show, and how they get it. Not their streams; see hub."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal

import msgspec

NAME = re.compile(r"[a-z0-9-]{1,64}")
"""What a screen may be called."""

MOST = 500
"""Screens that are remembered; beyond them the one that was silent for longest is forgotten."""

FORGOTTEN_AFTER = timedelta(hours=24)

AWAY_AFTER = timedelta(minutes=3)
"""A screen that says nothing for so long is not there any more; it reports every 15 s."""

Seconds = Annotated[float, msgspec.Meta(ge=-1e12, le=1e12)]
Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
Version = Annotated[str, msgspec.Meta(pattern="^[0-9a-f-]{0,64}$")]


class Report(msgspec.Struct, frozen=True):
    """What a screen said last. Times are in seconds.

    `link` is how its stream is; `lag` how late events come; `bursts`, that they come in bunches; `silent`, that none
    comes though the stream was opened; `drops`, how often it connected again within the last hour; `painted`, how long
    ago it drew, None where nobody can see it; `skew`, how far its clock is ahead of the server's; `version`, that of
    the page; `through`, whether it has a stream of its own or another tab's; `transport`, by which way events come.
    """

    link: Literal["live", "late", "down"]
    page: str | None = None
    lag: Seconds | None = None
    bursts: bool = False
    silent: bool = False
    drops: Count = 0
    painted: Seconds | None = None
    skew: Seconds | None = None
    version: Version = ""
    through: Literal["own", "tab"] = "own"
    transport: Literal["sse", "ws", "poll"] = "sse"


@dataclass(frozen=True, slots=True)
class Display:
    """One screen: since when and until when it was seen, where it is, what it is, and its last report."""

    name: str
    first: datetime
    last: datetime
    address: str
    agent: str
    report: Report

    def is_away(self, now: datetime) -> bool:
        """Whether it has been silent for too long to be there."""
        return now - self.last >= AWAY_AFTER

    @property
    def held_back(self) -> bool:
        """Whether something between us keeps events and lets them go in bunches, or not at all."""
        return self.report.bursts or self.report.silent


class Displays:
    """Owns what is known of the screens. It never holds more than `most`, nor anything older than a day."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self.known: dict[str, Display] = {}

    def seen(self, name: str, report: Report, now: datetime, address: str = "", agent: str = "") -> None:
        """Take in what a screen says."""
        before = self.known.pop(name, None)
        self.known[name] = Display(name, before.first if before else now, now, address, agent, report)
        self.forget(now)
        if len(self.known) > self.most:
            del self.known[next(iter(self.known))]

    def forget(self, now: datetime) -> None:
        """Forget those that have been silent for a day. They stand in the order in which they were seen last."""
        while self.known:
            oldest = next(iter(self.known.values()))
            if now - oldest.last < FORGOTTEN_AFTER:
                break
            del self.known[oldest.name]

    def all(self, now: datetime) -> Iterable[Display]:
        """Those that are known, by name."""
        self.forget(now)
        return sorted(self.known.values(), key=lambda display: display.name)
