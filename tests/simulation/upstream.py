"""The outside world of a simulation: what each source would find there, and who asked when. Not who asks."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from dashboard.widget import Http, Rhythm, SourceError

ODD = "odd"
"""An answer that can be had, and with which no widget can do anything."""

FAILURES: dict[str, Callable[[], Exception]] = {
    "refused": lambda: SourceError("upstream.test refuses the connection", fault="connect"),
    "unavailable": lambda: SourceError("upstream.test answers 503", fault="status"),
    "busy": lambda: SourceError("upstream.test answers 429", fault="status", retry_after=90.0),
    "garbage": lambda: SourceError("upstream.test answers something that is not JSON", fault="parse"),
    "mistaken": lambda: KeyError("value"),
}
"""Each mood in which the upstream gives no answer, and what its sources raise then."""

MOODS = ("well", "slow", "silent", ODD, *FAILURES)
"""Well is well; slow takes its time, nearly too much of it; silent never answers."""

SLOW = 3.0
"""Seconds that a slow upstream takes, of the 4 that it has."""

USUAL = 0.04


@dataclass
class Upstream:
    """What the sources ask, by their names."""

    clock: Callable[[], float]
    values: Counter[str] = field(default_factory=Counter)
    moods: dict[str, str] = field(default_factory=dict)
    begun: dict[str, list[float]] = field(default_factory=dict)
    """When each was asked, in seconds."""
    under_way: Counter[str] = field(default_factory=Counter)
    noticed: Callable[[str], None] = lambda name: None
    """What is called when somebody asks."""

    def value(self, name: str) -> str:
        """What a source would find now; no two values are the same."""
        return f"{name} {self.values[name]}"

    async def answer(self, name: str) -> str:
        """One request: the value of when it is answered, or what keeps it from being answered."""
        self.begun.setdefault(name, []).append(self.clock())
        self.under_way[name] += 1
        self.noticed(name)
        try:
            mood = self.moods.get(name, "well")
            if mood == "silent":
                await asyncio.Event().wait()
            await asyncio.sleep(SLOW if mood == "slow" else USUAL)
            if mood in FAILURES:
                raise FAILURES[mood]()
            return ODD if mood == ODD else self.value(name)
        finally:
            self.under_way[name] -= 1


@dataclass(frozen=True)
class Asked:
    """A source that asks the upstream. Two of the same name are equal."""

    rhythm: ClassVar[Rhythm] = Rhythm.EVERY
    name: str
    upstream: Upstream = field(compare=False, repr=False)

    async def fetch(self, http: Http) -> Any:
        """What the upstream answers."""
        return await self.upstream.answer(self.name)


@dataclass(frozen=True)
class OnTheMinute(Asked):
    """The same, on the full minute of the wall clock."""

    rhythm: ClassVar[Rhythm] = Rhythm.ALIGNED
    step: int = 60
