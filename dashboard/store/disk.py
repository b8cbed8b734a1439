"""Keeps what is known in a folder, so that it outlives the program, and brings it back. Not how it is written down."""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from dashboard.config.board import Widget
from dashboard.store.files import Files
from dashboard.store.kept import Points, Unusable, decode, encode, keeps, name_of
from dashboard.store.reading import Reading
from dashboard.store.store import Store
from dashboard.widget import Rhythm, Source

log = logging.getLogger("wallboard.state")

FORGET_AFTER = timedelta(days=30)
"""How long the file of a source stays that no widget shows any more: it may come back."""


@dataclass(frozen=True)
class Known:
    """What is known of one source at one moment. `users` are the widgets that show it."""

    source: Source[Any]
    users: Sequence[Widget]
    reading: Reading
    histories: Points

    @property
    def name(self) -> str:
        """What people call it."""
        return ", ".join(user.id for user in self.users)


class Disk:
    """Owns the folder of one wall; no other process may use it. The event loop never waits for it.

    `users` are the widgets that show a source now.
    """

    def __init__(self, folder: Path, store: Store, users: Callable[[Source[Any]], Sequence[Widget]]) -> None:
        self.files = Files(folder)
        self.store = store
        self.users = users
        self.writing = threading.Lock()
        self.failing = False
        self.unkept: set[Source[Any]] = set()

    async def restore(self, now: datetime) -> dict[Source[Any], datetime]:
        """Take into the store what was known when the program ended; which sources need not be asked before when."""
        wanted = [self.known(source) for source in self.store.readings if keeps(source)]
        due: dict[Source[Any], datetime] = {}
        for found in await asyncio.to_thread(self.load, wanted, now):
            reading = found.reading
            if reading.polled and not reading.error and found.source.rhythm is Rhythm.EVERY:
                due[found.source] = reading.polled + min(user.every for user in found.users)
            self.store.readings[found.source] = reading.trying(due.get(found.source))
            for widget in found.users:
                if history := self.store.histories.get(widget.id):
                    history.resume(found.histories.get(widget.id, {}))
        return due

    async def save(self) -> None:
        """Write down what has changed since the last time. What can't be written now is tried again the next time."""
        unwritten, self.store.changed = self.store.changed, set()
        wanted = [self.known(source) for source in unwritten if keeps(source)]
        try:
            unwritten = await asyncio.to_thread(self.write, wanted)
        finally:
            self.store.changed |= unwritten

    def known(self, source: Source[Any]) -> Known:
        """What is known of a source now, as values that another thread may read.

        Its reading is the newest that one of its widgets can show: an answer that all refuse must not push out, over a
        restart, the one that they show.
        """
        users = tuple(user for user in self.users(source) if user.problem is None)
        histories = {
            user.id: {name: series.points for name, series in self.store.series(user).items()} for user in users
        }
        reading = max(map(self.store.reading, users), key=polled, default=Reading())
        return Known(source, users, reading, histories)

    def load(self, wanted: Iterable[Known], now: datetime) -> list[Known]:
        """What there is in the folder of these sources. What can't be used is told in one line, and asked for anew."""
        found, damaged, names = [], [], set()
        for known in wanted:
            if not known.users:
                continue
            try:
                name = name_of(known.source)
                names.add(name)
                content = self.files.read(name)
                if content is not None:
                    reading, histories = decode(known.source, known.users[0], content, now)
                    found.append(replace(known, reading=reading, histories=histories))
            except Unusable as error:
                damaged.append(f"{known.name} ({error})")
            except OSError as error:
                self.tell(error)
        if damaged:
            log.warning("what was kept in %s of %s is not used", self.files.folder, "; ".join(damaged))
        self.files.clean(names, now - FORGET_AFTER)
        return found

    def write(self, wanted: Iterable[Known]) -> set[Source[Any]]:
        """Write these down, blocking; those for which the folder has no place now."""
        unwritten: set[Source[Any]] = set()
        problem: OSError | None = None
        written = False
        with self.writing:  # a write that was cancelled goes on in its thread until it ends
            for known in wanted:
                try:
                    written |= self.write_one(known)
                except OSError as error:
                    problem = error
                    unwritten.add(known.source)
            if problem or written:
                self.tell(problem)
        return unwritten

    def write_one(self, known: Known) -> bool:
        """Write this down, where there is something that can be kept; whether there was. OSError where it fails."""
        if not known.users or known.reading.polled is None:
            return False
        try:
            content = encode(known.source, known.users[0], known.reading, known.histories)
            name = name_of(known.source)
        except Unusable as error:
            if known.source not in self.unkept:
                self.unkept.add(known.source)
                log.debug("%s is not kept on disk: %s", known.name, error)
            return False
        self.files.write(name, content)
        return True

    def tell(self, problem: OSError | None) -> None:
        """Say in the log when the folder fails, and when it works again."""
        if problem and not self.failing:
            log.warning("%s can't be used, all is kept in memory only: %s", self.files.folder, problem.strerror)
        elif self.failing and not problem:
            log.info("%s can be used again", self.files.folder)
        self.failing = problem is not None


def polled(reading: Reading) -> datetime:
    """When an answer was last had; long ago where there never was one."""
    return reading.polled or datetime.min.replace(tzinfo=UTC)
