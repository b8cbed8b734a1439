"""The snapshot race: no update between a page, its snapshot and its stream is lost, or undone."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from dashboard.live.frame import Frame, frame
from dashboard.live.hub import Hub, Mailbox
from dashboard.store.revision import Revisions
from tests.live.decoder import by_the_rules
from tests.simulation.clock import VirtualLoop

INTERLEAVINGS = 10_000
WIDGETS = "abc"
EVERY_WIDGET = frozenset(WIDGETS)


@dataclass
class Here:
    """What a server is made of, as far as this goes."""

    chance: random.Random
    hub: Hub = field(default_factory=Hub)
    revisions: Revisions = field(default_factory=lambda: Revisions("0"))

    def update(self) -> None:
        """A widget has changed."""
        name, revision = self.chance.choice(WIDGETS), self.revisions.next()
        self.hub.publish(frame(name, f"{name} {revision}", revision, self.revisions.name(revision)))


@dataclass
class Screen:
    """A browser: the revision that it shows of each widget, and the id from which it goes on."""

    shown: dict[str, int] = field(default_factory=dict)
    last: str = ""
    mailbox: Mailbox | None = None

    def load(self, here: Here) -> list[Frame]:
        """Ask for the page; the id of the newest event comes with it."""
        self.last = here.revisions.name(here.revisions.newest)
        return here.hub.snapshot(WIDGETS)

    def show(self, wire: bytes) -> None:
        """Take in what has come; what is shown never gets older."""
        for event in by_the_rules(wire):
            revision = int(event.id.removeprefix("0-"))
            assert event.data == f"{event.name} {revision}"
            assert revision > self.shown.get(event.name, 0), f"{event.name}: {revision} after {self.shown}"
            self.shown[event.name], self.last = revision, event.id


def updates(here: Here) -> Iterator[None]:
    """One widget changes after the other."""
    for _ in range(here.chance.randrange(1, 8)):
        here.update()
        yield


def visit(here: Here, screen: Screen) -> Iterator[None]:
    """Load the page, open the stream, read; be cut off in the middle of it, and come back with the last id."""
    chance = here.chance
    page = screen.load(here)
    yield  # the page is on its way
    screen.shown = {each.name: each.revision for each in page}
    for _ in range(chance.randrange(1, 4)):
        yield  # so is the request for the stream
        screen.mailbox = here.hub.subscribe(EVERY_WIDGET, here.revisions.seen(screen.last))
        for _ in range(chance.randrange(3)):
            yield
            screen.show(screen.mailbox.take())
        wire = screen.mailbox.take()
        yield  # what was written arrives later, and not all of it
        screen.show(wire[: chance.randrange(len(wire) + 1)])
        here.hub.leave(screen.mailbox)
    yield
    screen.mailbox = here.hub.subscribe(EVERY_WIDGET, here.revisions.seen(screen.last))


def interleave(seed: int) -> None:
    """Everything that goes on at the same time, one step of somebody's after the other; then all must be right."""
    here = Here(random.Random(seed))
    screens = [Screen(), Screen()]
    actors = [updates(here), updates(here), *(visit(here, screen) for screen in screens)]
    while actors:
        actor = here.chance.choice(actors)
        try:
            next(actor)
        except StopIteration:
            actors.remove(actor)
    newest = {name: each.revision for name, each in here.hub.newest.items()}
    for screen in screens:
        assert screen.mailbox
        screen.show(screen.mailbox.take())
        assert screen.shown == newest, f"{screen.shown} is shown, and {newest} is the newest"


def test_f64_a_change_between_snapshot_and_stream() -> None:
    """A value changes between the page, its snapshot and its stream, in ten thousand orders of events.

    Seen: the newest value; none is lost, and none gives way to an older one.
    """
    loop = VirtualLoop()

    async def all_of_them() -> None:
        for seed in range(INTERLEAVINGS):
            try:
                interleave(seed)
            except AssertionError as error:
                raise AssertionError(f"interleaving {seed}: {error}") from error

    try:
        loop.run_until_complete(all_of_them())
    finally:
        loop.end()
