"""Who gets what: the newest of each widget, in order, and never a backlog."""

import asyncio
from dataclasses import dataclass, field

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from dashboard.live.frame import Frame, frame
from dashboard.live.hub import Hub, Mailbox
from tests.live.decoder import by_the_rules
from tests.waiting import until

WIDGETS = ("a", "b", "c", "d")


def of(name: str, revision: int) -> Frame:
    """The frame of a widget at a revision, with both in its text."""
    return frame(name, f"{name} at {revision}", revision, f"0-{revision}")


def hub_with(*frames: Frame) -> Hub:
    """A hub that flushes at once and knows these frames."""
    hub = Hub(flush=0.0)
    for each in frames:
        hub.publish(each)
    return hub


def data(wire: bytes) -> list[str]:
    """The data of the events in these bytes."""
    return [event.data for event in by_the_rules(wire)]


async def test_a_reader_that_joins_has_the_newest_of_its_widgets_oldest_first() -> None:
    hub = hub_with(of("b", 1), of("a", 2), of("c", 3), of("b", 4))
    assert data(hub.subscribe(frozenset(["a", "b", "none"])).take()) == ["a at 2", "b at 4"]


async def test_what_a_reader_has_already_is_left_out() -> None:
    hub = hub_with(of("a", 1), of("b", 2), of("c", 3))
    assert data(hub.subscribe(frozenset(WIDGETS), seen=2).take()) == ["c at 3"]
    assert hub.subscribe(frozenset(WIDGETS), seen=3).take() == b""


async def test_a_reader_gets_what_is_published_for_its_widgets_and_nothing_else() -> None:
    hub = hub_with()
    mailbox = hub.subscribe(frozenset(["a"]))
    hub.publish(of("b", 1))
    hub.publish(of("a", 2))
    assert data(await mailbox.next()) == ["a at 2"]


async def test_what_is_published_within_one_flush_comes_in_one_piece() -> None:
    hub = Hub(flush=0.02)
    mailbox = hub.subscribe(frozenset(WIDGETS))
    reading = asyncio.create_task(mailbox.next())
    await asyncio.sleep(0)
    for revision, name in enumerate("abcd", start=1):
        hub.publish(of(name, revision))
        await asyncio.sleep(0)
    assert data(await reading) == ["a at 1", "b at 2", "c at 3", "d at 4"]


async def test_a_slow_reader_gets_the_newest_of_each_and_no_backlog() -> None:
    hub = hub_with()
    mailbox = hub.subscribe(frozenset(["a", "b"]))
    for revision in range(1, 10_001):
        hub.publish(of("ab"[revision % 2], revision))
    assert len(mailbox.frames) == 2
    assert data(await mailbox.next()) == ["b at 9999", "a at 10000"]


async def test_the_programs_own_events_come_last() -> None:
    hub = hub_with()
    mailbox = hub.subscribe(frozenset(["a"]))
    mailbox.put(frame("wall.heartbeat", "{}"))
    hub.publish(of("a", 1))
    assert data(mailbox.take()) == ["a at 1", "{}"]


async def test_a_broadcast_reaches_everybody_and_is_made_once_for_each_choice_of_widgets() -> None:
    hub, made = hub_with(), []

    def make(widgets: frozenset[str]) -> Frame:
        made.append(widgets)
        return frame("wall.heartbeat", " ".join(sorted(widgets)))

    mailboxes = [hub.subscribe(frozenset(widgets)) for widgets in ("ab", "ba", "c", "ab", "")]
    hub.broadcast(make)
    assert [data(await mailbox.next()) for mailbox in mailboxes] == [["a b"], ["a b"], ["c"], ["a b"], [""]]
    assert len(made) == 3


async def test_a_broadcast_to_nobody_makes_nothing() -> None:
    hub_with().broadcast(lambda widgets: pytest.fail("nobody would read it"))


async def test_a_reader_that_leaves_is_forgotten_wherever_it_stood() -> None:
    hub = hub_with()
    mailbox, other = hub.subscribe(frozenset(["a", "b"])), hub.subscribe(frozenset(["b"]))
    hub.publish(of("a", 1))
    hub.leave(mailbox)
    assert hub.readers == {frozenset("b"): {other}}
    assert hub.waiting == set()
    hub.leave(mailbox)
    hub.leave(other)
    assert (hub.count(), hub.readers) == (0, {})


async def test_closing_ends_every_reader_now_and_from_now_on() -> None:
    hub = hub_with(of("a", 1))
    mailboxes = [hub.subscribe(frozenset()) for _ in range(3)]
    reading = [asyncio.create_task(mailbox.next()) for mailbox in mailboxes]
    await asyncio.sleep(0)
    hub.close()
    assert await asyncio.gather(*reading) == [b"", b"", b""]
    assert all(mailbox.closed for mailbox in mailboxes)
    late = hub.subscribe(frozenset(["a"]))
    assert late.closed
    assert data(late.take()) == ["a at 1"]


async def test_publishing_wakes_a_thousand_readers() -> None:
    hub = hub_with()
    mailboxes = [hub.subscribe(frozenset(["a"])) for _ in range(1000)]
    reading = [asyncio.create_task(mailbox.next()) for mailbox in mailboxes]
    await asyncio.sleep(0)
    hub.publish(of("a", 1))
    await until(lambda: all(task.done() for task in reading))
    assert {task.result() for task in reading} == {of("a", 1).wire}


@dataclass
class Reader:
    """A browser: what it shows of each widget, and the id that it will ask to go on from."""

    mailbox: Mailbox
    widgets: frozenset[str]
    shown: dict[str, int] = field(default_factory=dict)
    last: int = 0

    def read(self, wire: bytes) -> None:
        """Take in the whole events of these bytes; each must be younger than all before."""
        for event in by_the_rules(wire):
            if event.name == "wall.heartbeat":
                continue
            revision = int(event.id.removeprefix("0-"))
            assert revision > self.last, "an older event after a younger one"
            assert event.name in self.widgets
            assert event.data == f"{event.name} at {revision}"
            self.shown[event.name] = self.last = revision


class Readers(RuleBasedStateMachine):
    """Whatever happens, in whatever order: each reader ends with the newest of each of its widgets."""

    readers = Bundle("readers")

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.hub = Hub(flush=0.0)
        self.revision = 0
        self.newest: dict[str, int] = {}
        self.here: list[Reader] = []

    def teardown(self) -> None:
        """Everybody reads what there is, and then shows the newest of everything."""
        for reader in self.here:
            reader.read(reader.mailbox.take())
            assert reader.shown == {name: self.newest[name] for name in reader.widgets if name in self.newest}
            self.hub.leave(reader.mailbox)
        assert (self.hub.count(), self.hub.readers) == (0, {})
        self.runner.close()

    @rule(name=st.sampled_from(WIDGETS))
    def publish(self, name: str) -> None:
        """Something has changed."""

        async def do() -> None:
            self.revision += 1
            self.newest[name] = self.revision
            self.hub.publish(of(name, self.revision))
            await asyncio.sleep(0)

        self.runner.run(do())

    @rule()
    def beat(self) -> None:
        """The server lives."""

        async def do() -> None:
            self.hub.broadcast(lambda widgets: frame("wall.heartbeat", "{}"))

        self.runner.run(do())

    @rule(target=readers, widgets=st.frozensets(st.sampled_from(WIDGETS)))
    def join(self, widgets: frozenset[str]) -> Reader:
        """A browser opens the page. Until it takes, it stalls."""
        reader = Reader(self.hub.subscribe(widgets), widgets)
        self.here.append(reader)
        return reader

    @rule(reader=readers)
    def take(self, reader: Reader) -> None:
        """It reads all there is."""
        reader.read(reader.mailbox.take())

    @rule(reader=readers, share=st.floats(0, 1))
    def cut(self, reader: Reader, share: float) -> None:
        """The connection breaks in the middle of a write, and it comes back with the last id that it saw."""
        wire = reader.mailbox.take()
        reader.read(wire[: round(len(wire) * share)])
        self.hub.leave(reader.mailbox)
        reader.mailbox = self.hub.subscribe(reader.widgets, reader.last)

    @rule(reader=consumes(readers))
    def leave(self, reader: Reader) -> None:
        """It goes for good."""
        self.hub.leave(reader.mailbox)
        self.here.remove(reader)

    @rule(target=readers, reader=consumes(readers))
    def reload(self, reader: Reader) -> Reader:
        """It comes back knowing nothing."""
        self.hub.leave(reader.mailbox)
        reader.mailbox, reader.shown, reader.last = self.hub.subscribe(reader.widgets), {}, 0
        return reader

    @invariant()
    def mailboxes_are_bounded_by_their_widgets(self) -> None:
        """And by the one event of the program's own that was sent here."""
        for reader in self.here:
            assert len(reader.mailbox.frames) <= len(reader.widgets) + 1
            assert reader.mailbox in self.hub.readers[reader.widgets]


TestReaders = Readers.TestCase
TestReaders.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
