"""Whether something grows: the slope of its samples by Theil and Sen, held against a limit. Not how they are taken."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median

WARM_UP = 0.2
"""The share of the samples, from the first on, in which everything may still find its size."""

FEWEST = 5
"""Of fewer samples nothing can be said."""

Point = tuple[float, float]
"""How far the run was (in hours, or in millions of events), and what was measured there."""


@dataclass(frozen=True)
class Limit:
    """How fast a quantity may grow: `slope` in its `unit` for each `per`.

    Growth of no more than `noise` over all that is judged is never held against it: a short run has steep slopes.
    """

    name: str
    unit: str
    per: str
    slope: float
    noise: float


@dataclass(frozen=True)
class Verdict:
    """What became of one quantity, warm-up left out. `growth` is what its slope makes of the whole length."""

    limit: Limit
    samples: int
    lowest: float
    median: float
    highest: float
    slope: float
    growth: float

    @property
    def good(self) -> bool | None:
        """Whether it keeps within its limit; None where there are too few samples to tell."""
        if self.samples < FEWEST:
            return None
        return self.slope <= self.limit.slope or self.growth <= self.limit.noise


def slope(points: Sequence[Point]) -> float:
    """The median of the slopes between all pairs of points: a third of them may be off without moving it."""
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in combinations(points, 2) if a[0] != b[0]]
    return median(slopes) if slopes else 0.0


def settled(points: Sequence[Point]) -> Sequence[Point]:
    """The points after the warm-up."""
    return points[math.ceil(len(points) * WARM_UP) :]


def judge(limit: Limit, points: Sequence[Point]) -> Verdict | None:
    """The verdict over these points, oldest first; None where there are none after the warm-up."""
    kept = settled(points)
    if not kept:
        return None
    values = [value for _, value in kept]
    steepness = slope(kept)
    return Verdict(
        limit=limit,
        samples=len(kept),
        lowest=min(values),
        median=median(values),
        highest=max(values),
        slope=steepness,
        growth=steepness * (kept[-1][0] - kept[0][0]),
    )
