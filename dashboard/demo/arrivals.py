"""When the things that come one by one came: headlines, commits, builds. Not what they say."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count, takewhile

from dashboard.demo.noise import Noise

JITTER = 0.85
"""How far into its turn a thing may come, at most; under 1, so that the next one is always later."""


@dataclass(frozen=True)
class Arrival:
    """The thing with this running number came at this time, in seconds since 1970."""

    number: int
    at: float

    @property
    def moment(self) -> datetime:
        """The same time in UTC, cut to whole seconds."""
        return datetime.fromtimestamp(int(self.at), UTC)


def arrivals(noise: Noise, at: float, gap: float, *key: str | float) -> Iterator[Arrival]:
    """What had come by the time `at`, newest first, without end; one comes about every `gap` seconds."""
    came = (
        Arrival(number, (number + JITTER * noise.chance(*key, "arrival", number)) * gap)
        for number in count(int(at // gap), -1)
    )
    return (arrival for arrival in came if arrival.at <= at)


def since(arrived: Iterator[Arrival], start: float) -> Iterator[Arrival]:
    """Those of `arrived` that came after `start`."""
    return takewhile(lambda arrival: arrival.at > start, arrived)
