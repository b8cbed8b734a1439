"""What is true: the soak's wall as a config.toml, what its sources say at each moment, and so what it has to show.

Sources say nothing twice, so each poll changes every widget on it. What they say is written in one way only, so that
what must stand on the wall is known to the letter.
"""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.e2e.upstream import Answer, Upstream

TOKEN = "soak"
STEP = 0.05
"""Seconds between two things that the sources say."""

SLOWEST = 0.5
"""The longest interval at which a source is asked, in seconds. None is asked less often than eight times that."""

ROWS = 6

LONG = "“Ünïcode” & <b>no markup</b>, 日本語, עברית, 🫒 and \u2028 a line of its own: "

Texts = list[str]


@dataclass(frozen=True)
class Source:
    """One address of the upstream, or one widget that is pushed to; several widgets may show what it says."""

    name: str
    every: str
    widgets: tuple[str, ...]
    form: str
    """`value`, `fields`, `rows`, `text` or `pushed`: how its widgets show it."""
    history: str = "0s"


def several(prefix: str, count: int) -> tuple[str, ...]:
    """So many ids."""
    return tuple(f"{prefix}-{index}" for index in range(count))


SOURCES = (
    Source("/fast", "100ms", several("fast", 10), "value"),
    Source("/fields", "100ms", several("fields", 4), "fields"),
    Source("/rows", "125ms", several("rows", 3), "rows"),
    Source("/text", "250ms", ("text",), "text"),
    *(Source(f"/curve-{index}", "500ms", (f"curve-{index}",), "value", "30s") for index in range(4)),
    *(Source(f"pushed-{index}", "1m", (f"pushed-{index}",), "pushed", "12s") for index in range(3)),
)

PUSHED = tuple(source.name for source in SOURCES if source.form == "pushed")


def config(upstream: str) -> str:
    """The wall whose sources are at this address, with its last known data on disk."""
    server = f'[server]\npush_token = "{TOKEN}"\nstate = "state"\ntransport = "sse"\n'
    head = server + '[wall]\nlocale = "en_GB"\ntimezone = "UTC"\n'
    return head + '[widgets.clock]\nkind = "clock"\nseconds = true\n' + "".join(tables(upstream))


def tables(upstream: str) -> Iterator[str]:
    """One table for each widget."""
    bounds = '[{ above = 400, level = "warn" }, { above = 700, level = "danger" }]'
    for source in SOURCES:
        for place, name in enumerate(source.widgets):
            if source.form == "pushed":
                yield f'[widgets.{name}]\nkind = "number"\nhistory = "{source.history}"\nalert = {bounds}\n'
                continue
            paths = {
                "value": f'value = "numbers[{place}]"\nunit = "kW"\nalert = {bounds}',
                "fields": 'fields = [{ path = "numbers[0]", label = "one" }, { path = "numbers[1]", label = "two" }]',
                "rows": 'rows = "rows"',
                "text": 'value = "text"',
            }
            yield f'[widgets.{name}]\nkind = "json"\nurl = "{upstream}{source.name}"\nevery = "{source.every}"\n'
            yield f'stale_after = "3s"\nexpire_after = "6s"\nhistory = "{source.history}"\n{paths[source.form]}\n'


class Model:
    """What the sources say now. While it is still they go on saying the same; `trouble` is what they say instead."""

    def __init__(self) -> None:
        self.moment = 0
        self.still = False
        self.trouble: dict[str, Answer] = {}

    def number(self, source: Source, place: int) -> int:
        """A number from 0 to 999 that differs from the one before, and from its neighbours'."""
        return (self.moment * 37 + SOURCES.index(source) * 131 + place * 71) % 1000

    def document(self, source: Source) -> object:
        """What a source says."""
        numbers = [self.number(source, place) for place in range(len(source.widgets) + 1)]
        rows = [[f"row {place}", self.number(source, place)] for place in range(ROWS)]
        return {"numbers": numbers, "rows": rows, "text": LONG + str(numbers[0])}

    def pushed(self, name: str) -> int:
        """What is pushed to this widget."""
        return self.number(next(source for source in SOURCES if source.name == name), 0)

    def expected(self) -> dict[str, Texts]:
        """What must stand on the wall when everything has arrived, widget by widget."""
        return {
            name: list(self.shown(source, place)) for source in SOURCES for place, name in enumerate(source.widgets)
        }

    def shown(self, source: Source, place: int) -> Iterator[str]:
        """The texts of one tile, from top to bottom."""
        if source.form == "value":
            yield f"{self.number(source, place)}kW"
        elif source.form == "pushed":
            yield str(self.number(source, 0))
        elif source.form == "text":
            yield LONG + str(self.number(source, 0))
        elif source.form == "fields":
            yield from ("one", str(self.number(source, 0)), "two", str(self.number(source, 1)))
        else:
            for row in range(ROWS):
                yield from (f"row {row}", str(self.number(source, row)))

    def speak(self, upstream: Upstream) -> None:
        """Let the upstream answer what is true now, or what the trouble is."""
        for source in SOURCES:
            if source.form != "pushed":
                said = Answer(json.dumps(self.document(source)).encode())
                upstream.answers[source.name] = self.trouble.get(source.name, said)

    async def go_on(self, upstream: Upstream) -> None:
        """Say something else again and again, unless it is still."""
        while True:
            if not self.still:
                self.moment += 1
            self.speak(upstream)
            await asyncio.sleep(STEP)


def times(now: datetime) -> set[str]:
    """What a clock that is right may show: this second, or one of its neighbours'."""
    return {f"{now + timedelta(seconds=offset):%H:%M:%S}" for offset in (-1, 0, 1)}
