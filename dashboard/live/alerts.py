"""Which alerts are off, and since when: bounds, `for` and `clear` over time. Not how a tile says it; see render."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from dashboard.config.board import Alert, Widget
from dashboard.store.reading import Reading, State

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Watch:
    """What is known of one rule: since when its number has been beyond the bound, and since when the alert is off.

    Both count without a pause. An alert that is off may be so with a number that is not `beyond` any more, but not
    back behind `clear` either.
    """

    beyond: datetime | None = None
    off: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ringing:
    """An alert that is off, as a tile says it: Above 8 for 6 min.

    `lasting` is in whole minutes, None below the first one. `of` names the number, None is the first.
    """

    level: Literal["warn", "danger"]
    above: float | None = None
    below: float | None = None
    of: str | None = None
    lasting: timedelta | None = None


class Alerts:
    """Owns, for each widget that has alerts, its newest numbers and how far its rules have come."""

    def __init__(self) -> None:
        self.measures: dict[str, Mapping[str, float]] = {}
        self.watches: dict[str, dict[Alert, Watch]] = {}

    def learn(self, widget: Widget, measures: Mapping[str, float]) -> None:
        """Take in what its newest good answer measures."""
        if widget.alert:
            self.measures[widget.id] = measures
        else:
            self.forget(widget.id)

    def forget(self, name: str) -> None:
        """Know nothing of a widget any more."""
        self.measures.pop(name, None)
        self.watches.pop(name, None)

    def turn(self, turn: Callable[[datetime], datetime]) -> None:
        """Set by `turn` since when alerts are off, after the clock has been set."""
        for name, watches in self.watches.items():
            self.watches[name] = {
                rule: Watch(watch.beyond and turn(watch.beyond), watch.off and turn(watch.off))
                for rule, watch in watches.items()
            }

    def look(self, widget: Widget, reading: Reading, now: datetime) -> Ringing | None:
        """The gravest of the widget's alerts that are off at `now`.

        Time counts as long as the last good answer is fresh: an old one neither completes a `for` nor lengthens what is
        said, but what is off stays off with it. What is not shown at all rings nothing, and begins anew.
        """
        state = reading.state(now, widget.stale_after, widget.expire_after)
        if not widget.alert or reading.since is None or state not in (State.FRESH, State.STALE):
            self.watches.pop(widget.id, None)
            return None
        known, measures = self.watches.get(widget.id, {}), self.measures.get(widget.id, {})
        until = now if state is State.FRESH else reading.since
        watches: dict[Alert, Watch] = {}
        ringing: list[Ringing] = []
        for rule in widget.alert:
            value = number(rule, measures)
            watch = after(known.get(rule, Watch()), rule, value, reading.since, until)
            watches[rule] = watch if watch.off or state is State.FRESH else Watch()
            if value is not None and (found := told(watch, rule, value, until)):
                ringing.append(found)
        self.watches[widget.id] = watches
        return next((found for found in ringing if found.level == "danger"), ringing[0] if ringing else None)


def after(watch: Watch, rule: Alert, value: float | None, at: datetime, now: datetime) -> Watch:
    """The watch once the rule's number is known to have been `value` from `at` until `now`."""
    if not is_beyond(rule, value):
        return Watch(None, watch.off if is_held(rule, value) else None)
    beyond = min(watch.beyond or at, now)
    off = watch.off or (beyond if now - beyond >= rule.lasting else None)
    return Watch(beyond, off)


def told(watch: Watch, rule: Alert, value: float, now: datetime) -> Ringing | None:
    """What the tile says; None where the alert is not off.

    With a number between the bound and `clear`, it is `clear` that it has been beyond all the time.
    """
    if watch.off is None:
        return None
    high, low = rule.above, rule.below
    if watch.beyond is None:
        high, low = None if high is None else rule.clear, None if low is None else rule.clear
    lasting = (now - (watch.beyond or watch.off)) // MINUTE * MINUTE
    above, below = (high, None) if high is not None and value >= high else (None, low)
    return Ringing(rule.level, above, below, rule.of, lasting if lasting >= MINUTE else None)


def number(rule: Alert, measures: Mapping[str, float]) -> float | None:
    """The number that the rule is about; None where it is missing or odd."""
    value = measures.get(rule.of) if rule.of else next(iter(measures.values()), None)
    return value if value is not None and math.isfinite(value) else None


def is_beyond(rule: Alert, value: float | None) -> bool:
    """Whether a number lies beyond the rule's bound. None lies nowhere."""
    if value is None:
        return False
    return (rule.above is not None and value > rule.above) or (rule.below is not None and value < rule.below)


def is_held(rule: Alert, value: float | None) -> bool:
    """Whether a number that is not beyond the bound is not back behind `clear` either."""
    if value is None or rule.clear is None:
        return False
    return value >= rule.clear if rule.above is not None else value <= rule.clear
