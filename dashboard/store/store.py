"""Everything that is known now: reading and record of each source, history of each widget. Not how it is shown."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from dashboard.config.board import Widget
from dashboard.poll.outcome import Outcome, Success
from dashboard.store.history import History, Series
from dashboard.store.reading import Reading
from dashboard.store.record import Record
from dashboard.widget import Source


class Store:
    """Owns the readings, the records and the histories of one wall."""

    def __init__(self, widgets: Iterable[Widget]) -> None:
        self.readings: dict[Source[Any], Reading] = {}
        self.records: dict[Source[Any], Record] = {}
        self.refused: dict[str, Reading] = {}
        """What is known for widgets that can do nothing with the newest answer of their source."""
        self.histories: dict[str, History] = {}
        self.observed: dict[str, datetime] = {}
        """When what a widget shows was true at its source, for those whose answers tell."""
        self.sources: dict[str, Source[Any]] = {}
        self.changed: set[Source[Any]] = set()
        """The sources of which more is known since somebody last emptied this."""
        self.adopt(widgets)

    def adopt(self, widgets: Iterable[Widget]) -> None:
        """Hold what these widgets need from now on: what is known of their sources stays, the rest is forgotten.

        A history stays as long as its widget asks the same source; with another span it keeps what fits.
        """
        before, records, histories, sources = self.readings, self.records, self.histories, self.sources
        self.readings, self.records, self.histories, self.sources = {}, {}, {}, {}
        for widget in widgets:
            self.sources[widget.id] = widget.source
            self.readings[widget.source] = before.get(widget.source, Reading())
            self.records[widget.source] = records.get(widget.source, Record())
            if widget.history:
                kept = histories.get(widget.id) if sources.get(widget.id) == widget.source else None
                self.histories[widget.id] = kept.spanning(widget.history) if kept else History(widget.history)
        self.refused = {
            name: reading for name, reading in self.refused.items() if self.sources.get(name) == sources[name]
        }
        self.observed = {name: at for name, at in self.observed.items() if self.sources.get(name) == sources[name]}
        self.changed.intersection_update(self.readings)

    def apply(self, source: Source[Any], outcome: Outcome) -> None:
        """Take in how a poll ended."""
        reading = self.readings.get(source, Reading())
        if isinstance(outcome, Success):
            reading = reading.succeeded(outcome.data, outcome.at, outcome.lifetime, outcome.excused)
        else:
            reading = reading.failed(outcome.error, outcome.fault)
        self.readings[source] = reading.trying(outcome.next_try)
        self.records[source] = self.record(source).after(outcome)
        self.changed.add(source)

    def refuse(self, widget: Widget, before: Reading, error: str, fault: str) -> None:
        """Keep for this widget what was known `before`, since it can do nothing with what its source says now."""
        self.refused[widget.id] = before.failed(error, fault).trying(self.reading(widget).next_try)

    def accept(self, widget: Widget) -> Reading | None:
        """Let the widget have what its source says; what was kept for it until now, where that was of no use to it."""
        return self.refused.pop(widget.id, None)

    def observe(self, widget: Widget, at: datetime | None) -> None:
        """Keep when its source's answer was true; None where nobody knows."""
        self.observed.pop(widget.id, None)
        if at is not None:
            self.observed[widget.id] = at

    def reading(self, widget: Widget) -> Reading:
        """What is known for this widget."""
        if refused := self.refused.get(widget.id):
            return refused
        reading = self.readings.get(widget.source, Reading())
        at = self.observed.get(widget.id)
        return replace(reading, observed=at) if at else reading

    def turn(self, turn: Callable[[datetime], datetime]) -> None:
        """Set by `turn` every time that was taken from a clock which has been set; what sources told stays."""
        self.readings = {source: reading.turned(turn) for source, reading in self.readings.items()}
        self.refused = {name: reading.turned(turn) for name, reading in self.refused.items()}
        for history in self.histories.values():
            history.turn(turn)
        self.changed.update(source for source, reading in self.readings.items() if reading.polled)

    def record(self, source: Source[Any]) -> Record:
        """How this source has behaved."""
        return self.records.get(source, Record())

    def remember(self, widget: Widget, at: datetime, measures: Mapping[str, float]) -> None:
        """Keep its measured numbers, where it keeps a history. No measures at all are a gap."""
        if history := self.histories.get(widget.id):
            history.add(at, measures)

    def series(self, widget: Widget) -> dict[str, Series]:
        """Its history by measure."""
        history = self.histories.get(widget.id)
        return history.series() if history else {}
