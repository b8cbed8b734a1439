"""What was measured, held against its aim, as lines of one table. Not how it was measured."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, Literal

ENOUGH = 50
"""From so many samples on there is a p99 to speak of; below, the lowest and the highest are told."""

NAME = 56
WIDTH = 112


@dataclass(frozen=True)
class Figure:
    """One quantity. `judged` is what is held against the aim: less is always better."""

    name: str
    unit: str
    median: float
    p99: float | None = None
    lowest: float | None = None
    highest: float | None = None
    aim: float | None = None
    judged: Literal["median", "p99"] = "median"

    @property
    def ratio(self) -> float | None:
        """How many times the aim it is; None where nothing is aimed at."""
        value = self.p99 if self.judged == "p99" else self.median
        return value / self.aim if self.aim is not None and value is not None else None

    @property
    def met(self) -> bool | None:
        """Whether the aim is met; None where nothing is aimed at."""
        return self.ratio <= 1 if self.ratio is not None else None

    def record(self) -> dict[str, Any]:
        """All of it, for a JSON file."""
        return {**asdict(self), "ratio": self.ratio, "met": self.met}


def figure(
    name: str,
    unit: str,
    samples: Sequence[float],
    aim: float | None = None,
    judged: Literal["median", "p99"] = "median",
) -> Figure:
    """The figure that these samples give."""
    many = len(samples) >= ENOUGH
    return Figure(
        name,
        unit,
        median(samples),
        p99=percentile(samples, 99) if many else None,
        lowest=min(samples),
        highest=max(samples),
        aim=aim,
        judged=judged,
    )


def percentile(samples: Sequence[float], share: float) -> float:
    """The smallest sample that `share` percent of all do not exceed."""
    return sorted(samples)[max(math.ceil(len(samples) * share / 100) - 1, 0)]


def heading() -> str:
    """The table's first two lines."""
    titles = f"{'':{NAME}}{'median':>12}{'p99 or spread':>18}{'aim':>12}{'ratio':>7}  met"
    return f"{titles}\n{'-' * WIDTH}"


def line(shown: Figure) -> str:
    """One line of the table."""
    value = f"{number(shown.median)} {shown.unit}"
    aim = f"{'p99 ' if shown.judged == 'p99' else ''}{number(shown.aim)} {shown.unit}" if shown.aim is not None else ""
    ratio = f"{shown.ratio:.2f}" if shown.ratio is not None else ""
    met = {True: "yes", False: "NO", None: ""}[shown.met]
    return f"{shown.name:{NAME}}{value:>12}{spread(shown):>18}{aim:>12}{ratio:>7}  {met}".rstrip()


def spread(shown: Figure) -> str:
    """How far the samples lie apart, in the unit of the figure."""
    if shown.p99 is not None:
        return f"p99 {number(shown.p99)}"
    if shown.lowest is None or shown.highest is None or shown.lowest == shown.highest:
        return ""
    return f"{number(shown.lowest)} - {number(shown.highest)}"


def number(value: float) -> str:
    """A number with three figures that count."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def verdict(figures: Sequence[Figure]) -> Iterator[str]:
    """What is to be said below the table: every aim that was missed, or that none was."""
    missed = [shown for shown in figures if shown.met is False]
    for shown in missed:
        yield f"Missed: {shown.name}, {shown.ratio:.2f} times its aim."
    if not missed:
        yield "Every aim is met."
