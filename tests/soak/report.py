"""What came of a soak: its samples held against limits, as a table for people and as JSON. Not how it is run."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from tests.soak.screen import ScreenSample
from tests.soak.slopes import FEWEST, Limit, Point, Verdict, judge
from tests.soak.wall import ServerSample

EVENTS, HOURS = "10^6 events", "hour"

# Noise is well above what runs of 6 to 10 minutes have shown on two busy cores: heap 0.23 MB, 200 nodes, 4 documents,
# 200 layout objects, RSS 1.3 MB, 5 descriptors. What all of it comes to is looked at in the longest runs.
SCREEN_LIMITS: tuple[tuple[Limit, Callable[[ScreenSample], float]], ...] = (
    (Limit("heap", "MB", EVENTS, slope=1.0, noise=0.4), lambda sample: sample.heap),
    (Limit("nodes", "", EVENTS, slope=0.0, noise=300), lambda sample: sample.nodes),
    (Limit("listeners", "", EVENTS, slope=0.0, noise=10), lambda sample: sample.listeners),
    (Limit("documents", "", EVENTS, slope=0.0, noise=5), lambda sample: sample.documents),
    (Limit("layout objects", "", EVENTS, slope=0.0, noise=400), lambda sample: sample.layouts),
)

SERVER_LIMITS: tuple[tuple[Limit, Callable[[ServerSample], float | None]], ...] = (
    (Limit("RSS", "MB", HOURS, slope=2.0, noise=3.0), lambda sample: sample.rss),
    (Limit("descriptors", "", HOURS, slope=0.0, noise=8), lambda sample: sample.descriptors),
    (Limit("threads", "", HOURS, slope=0.0, noise=3), lambda sample: sample.threads),
    # The noise of tasks is that of polls: about as many as that are under way at once.
    (Limit("tasks", "", HOURS, slope=0.0, noise=10), lambda sample: sample.tasks),
)

LEAST_RATE = 30.0
"""Events per second below which a run has not been a soak."""


@dataclass(frozen=True)
class Sample:
    """One look at both ends, `hours` after the beginning. `healed` is how long it took, in seconds, after the last of
    `faults` until the page was right again.
    """

    hours: float
    faults: tuple[str, ...]
    healed: float
    screen: ScreenSample
    server: ServerSample


@dataclass
class Report:
    """Everything that was found. `wrong` are the sentences about what must never be, and was; `visitors` are the
    other readers that came and went, by what they did.
    """

    seed: int
    minutes: float
    samples: list[Sample] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    visitors: dict[str, int] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Events per second over the whole run, pauses and faults included."""
        if len(self.samples) < 2:
            return 0.0
        first, last = self.samples[0], self.samples[-1]
        return (last.screen.events - first.screen.events) / ((last.hours - first.hours) * 3600)

    def verdicts(self) -> Iterator[Verdict]:
        """Every quantity of the page, then of each life of the server."""
        for limit, read in SCREEN_LIMITS:
            points = [(sample.screen.events / 1e6, read(sample.screen)) for sample in self.samples]
            if verdict := judge(limit, points):
                yield verdict
        for life in sorted({sample.server.life for sample in self.samples}):
            yield from self.verdicts_of(life)

    def verdicts_of(self, life: int) -> Iterator[Verdict]:
        """Every quantity of one life of the server, as far as it tells."""
        for limit, read in SERVER_LIMITS:
            points: list[Point] = [
                (sample.hours, value)
                for sample in self.samples
                if sample.server.life == life and (value := read(sample.server)) is not None
            ]
            named = Limit(f"server {life}: {limit.name}", limit.unit, limit.per, limit.slope, limit.noise)
            if verdict := judge(named, points):
                yield verdict

    def failures(self) -> list[str]:
        """All that speaks against the wall, or against the run."""
        grown = [f"{found.limit.name} grows" for found in self.verdicts() if found.good is False]
        lazy = [f"only {self.rate:.0f} events/s arrived"] if self.rate < LEAST_RATE else []
        return [*self.wrong, *grown, *lazy]

    def record(self) -> dict[str, Any]:
        """All of it, for a JSON file."""
        return {
            "seed": self.seed,
            "minutes": self.minutes,
            "rate": self.rate,
            "visitors": self.visitors,
            "failures": self.failures(),
            "verdicts": [{**asdict(found), "good": found.good} for found in self.verdicts()],
            "samples": [asdict(sample) for sample in self.samples],
        }


def table(report: Report) -> Iterator[str]:
    """The verdicts, one line each, under their heads."""
    heads = f"{'min':>34}{'median':>10}{'max':>10}{'slope per':>23}{'limit':>10}{'growth':>10}{'noise':>7}"
    yield f"{heads}  verdict"
    for found in report.verdicts():
        limit = found.limit
        name = f"{limit.name}, {limit.unit}" if limit.unit else limit.name
        values = "".join(f"{written(value):>10}" for value in (found.lowest, found.median, found.highest))
        grown = f"{written(found.slope):>13} {limit.per:12}{limit.slope:>7g}{written(found.growth):>10}"
        yield f"{name:24}{values}{grown}{limit.noise:>7g}  {word(found)}"


def facts(report: Report) -> Iterator[str]:
    """What else is to be said below the table, and everything that was wrong."""
    yield f"{report.rate:.0f} events/s, {sum(report.visitors.values())} other readers"
    if healed := [sample.healed for sample in report.samples[1:]]:
        yield f"Right again {median(healed):.1f} s after the last fault of a minute, at most {max(healed):.1f} s"
    if lags := [sample.server.lag for sample in report.samples if sample.server.lag is not None]:
        yield f"Loop lag {median(lags):.0f} ms, at most {max(lags):.0f} ms"
    yield from (f"WRONG: {failure}" for failure in report.failures())


def written(value: float) -> str:
    """A number with the figures that count."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def word(verdict: Verdict) -> str:
    """A verdict in a word."""
    if verdict.good is None:
        return f"only {verdict.samples} of {FEWEST} samples"
    return "ok" if verdict.good else "GROWS"
