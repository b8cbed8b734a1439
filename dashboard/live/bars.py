"""Numbers side by side as SVG bars, for categories or spans of time. Not curves; see charts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboard.live.charts import BOTTOM, HEIGHT, TOP, WIDTH

SHARE = 0.68
"""How much of its place a bar fills; the rest is space."""

STUB = 1.0
"""A bar is at least so high: nothing counted is not the same as nothing known."""

SPOKEN = 12
"""Up to so many bars are read out one by one."""

Named = tuple[str, float | None]
"""One bar: what stands under it, and its value; None is a gap."""


@dataclass(frozen=True)
class Bars:
    """Bars on one base line: SVG path data. `heads` are the names under them, `label` says the whole in words."""

    rest: str
    mark: str
    base: str
    top: str
    bottom: str
    heads: tuple[str, ...]
    label: str

    @property
    def first(self) -> str:
        """What stands under the first bar."""
        return self.heads[0]

    @property
    def last(self) -> str:
        """What stands under the last bar."""
        return self.heads[-1]


def bars(named: Sequence[Named], *, number: Callable[[float], str], timed: bool = False) -> Bars | None:
    """The bars of these values from left to right; None where there is no value at all.

    The highest stands out, or where they are `timed`, oldest first, the newest. Bars begin at zero, so that twice as
    high is twice as much. `number` writes the figures.
    """
    known = [(name, value) for name, value in named if value is not None]
    if not known:
        return None
    low, high = min(0.0, *(value for _, value in known)), max(0.0, *(value for _, value in known))
    chosen = len(named) - 1 if timed else named.index(max(known, key=worth))
    place, zero = WIDTH / len(named), height(0.0, low, high)
    paths = [
        "" if value is None else bar(index * place, place, zero, height(value, low, high), value < 0)
        for index, (_, value) in enumerate(named)
    ]
    return Bars(
        rest="".join(paths[:chosen] + paths[chosen + 1 :]),
        mark=paths[chosen],
        base=f"M0 {zero:g}H{WIDTH:g}" if low < 0 else "",
        top=number(high),
        bottom=number(low) if low < 0 else "",
        heads=tuple(name for name, _ in named),
        label=describe(named, known, number),
    )


def worth(named: Named) -> float:
    """The value of a bar that has one."""
    return named[1] or 0.0


def height(value: float, low: float, high: float) -> float:
    """Where a value stands in the picture, which ends at zero where nothing lies below it."""
    bottom = BOTTOM if low < 0 else HEIGHT
    share = (value - low) / (high - low) if high > low else 0.0
    return round(bottom - share * (bottom - TOP), 1)


def bar(left: float, place: float, zero: float, end: float, negative: bool) -> str:
    """One bar in the middle of its place, from the base line at `zero` to its `end`."""
    if abs(zero - end) < STUB:
        end = zero + STUB if negative else zero - STUB
    width = round(place * SHARE, 2)
    return f"M{round(left + (place - width) / 2, 2):g} {end:g}h{width:g}V{zero:g}h-{width:g}z"


def describe(named: Sequence[Named], known: Sequence[Named], number: Callable[[float], str]) -> str:
    """The text equivalent: every bar where there are few, else the ends, the extremes and the gaps."""
    if len(named) <= SPOKEN:
        return ", ".join(f"{name} {'no value' if value is None else number(value)}" for name, value in named)
    lowest, highest = min(known, key=worth), max(known, key=worth)
    text = f"{named[0][0]} to {named[-1][0]}: lowest {number(worth(lowest))} at {lowest[0]}"
    text += f", highest {number(worth(highest))} at {highest[0]}"
    if missing := [name for name, value in named if value is None]:
        text += f"; no data at {missing[0]}" + (f" and {len(missing) - 1} more" if len(missing) > 1 else "")
    return text
