"""Everything that may happen to a wall, in any order, as rules for Hypothesis. What must hold is in world.py."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as some
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, precondition, rule

from tests.simulation.boards import SOURCES, Table
from tests.simulation.picture import Choice
from tests.simulation.upstream import MOODS
from tests.simulation.world import World

TODAY = datetime(2026, 11, 21, 12, tzinfo=UTC)
NO_BATTERY = datetime(1970, 1, 1, tzinfo=UTC)
"""What the clock of a small computer says until it has asked somebody."""

MOST_BROWSERS = 4

POLLED = ("news", "load", "rain", "minute")
TABLES = some.dictionaries(
    some.sampled_from("abcde"),
    some.builds(
        Table,
        source=some.sampled_from(SOURCES),
        every=some.sampled_from([5, 10, 60, 900]),
        title=some.sampled_from([None, "Other"]),
    ),
    min_size=1,
)
CHOICES = some.sampled_from(
    [
        Choice("main"),
        Choice("side"),
        Choice("main", chunk=200, seconds=0.05),
        Choice(None, widgets=("a",)),
        Choice(None, widgets=("b", "c"), chunk=100, seconds=0.05),
    ]
)
TURNS = some.sampled_from(
    [
        timedelta(hours=-1),
        timedelta(days=1),
        timedelta(seconds=-10),
        timedelta(milliseconds=400),
        timedelta(days=18_000),
        TODAY - NO_BATTERY,
    ]
)
SPANS = some.sampled_from([0.01, 0.1, 0.3, 1.1, 2.5, 7.0, 21.0, 45.0, 65.0, 200.0, 1000.0])
"""Seconds; most things happen within a minute."""


class Wall(RuleBasedStateMachine):
    """Pollers, store, publisher, hub, mailboxes and browsers through months of bad luck, in seconds."""

    browsers = Bundle("browsers")
    world: World

    @initialize(tables=TABLES, start=some.sampled_from([TODAY, NO_BATTERY]))
    def begin(self, tables: dict[str, Table], start: datetime) -> None:
        """A wall is switched on."""
        self.world = World(tables, start)

    def teardown(self) -> None:
        """Whatever has happened: once nothing is broken any more everything is right, and nothing is left behind."""
        if hasattr(self, "world"):
            try:
                self.world.heal()
                self.world.end()
            finally:
                self.world.loop.end()

    @invariant()
    def all_is_as_it_must_be(self) -> None:
        """After each step; and once a second between them, see `World.look`."""
        if hasattr(self, "world"):
            self.world.check()

    # Time and the upstream

    @rule(seconds=SPANS)
    def pass_time(self, seconds: float) -> None:
        """Time passes."""
        self.world.loop.pass_time(seconds)

    @rule(seconds=SPANS)
    def pass_more_time(self, seconds: float) -> None:
        """The same, so that it happens more often than anything else."""
        self.world.loop.pass_time(seconds)

    @rule(by=TURNS)
    def turn_the_clock(self, by: timedelta) -> None:
        """Somebody sets the wall clock."""
        self.world.turn(by)

    @rule(name=some.sampled_from(POLLED))
    def change(self, name: str) -> None:
        """There is something new at the source."""
        self.world.upstream.values[name] += 1

    @rule(name=some.sampled_from(POLLED), mood=some.sampled_from(MOODS))
    def turn_the_mood(self, name: str, mood: str) -> None:
        """The source fails, hangs, answers nonsense, or is well again."""
        self.world.upstream.moods[name] = mood

    # The server

    @precondition(lambda self: self.world.pushable())
    @rule(place=some.integers(0, 4), lifetime=some.sampled_from([None, timedelta(seconds=8)]))
    def push(self, place: int, lifetime: timedelta | None) -> None:
        """Somebody pushes to one of the widgets that can be pushed to."""
        names = self.world.pushable()
        self.world.push(names[place % len(names)], lifetime)

    @rule(name=some.sampled_from("abcde"))
    def refresh(self, name: str) -> None:
        """Somebody asks for a poll now."""
        self.world.refresh(name)

    @rule(tables=TABLES)
    def edit(self, tables: dict[str, Table]) -> None:
        """config.toml is written anew."""
        self.world.reload(tables)

    @rule(name=some.sampled_from("abcde"), table=TABLES)
    def edit_a_little(self, name: str, table: dict[str, Table]) -> None:
        """One widget is added, changed or taken away."""
        rest = {other: kept for other, kept in self.world.tables.items() if other != name}
        self.world.reload(rest | {name: table[name]} if name in table else rest or self.world.tables)

    @rule(after=some.sampled_from([0.05, 3.0, 50.0]), politely=some.booleans())
    def restart(self, after: float, politely: bool) -> None:
        """The server ends, and comes back."""
        self.world.restart(after, politely=politely)

    # The browsers

    @precondition(lambda self: len(self.world.browsers) < MOST_BROWSERS)
    @rule(target=browsers, choice=CHOICES, most=some.none() | some.integers(1, 6000))
    def join(self, choice: Choice, most: int | None) -> str:
        """Somebody opens the wall; the connection may break after some bytes."""
        return self.world.join(choice, most)

    @rule(browser=browsers, most=some.integers(1, 6000))
    def doom(self, browser: str, most: int) -> None:
        """Its connection breaks, and the next one too, after so many bytes."""
        self.world.browsers[browser].most = most
        self.world.do(lambda: self.world.browsers[browser].cut(1.0))

    @rule(browser=browsers, share=some.floats(0, 1))
    def cut(self, browser: str, share: float) -> None:
        """Its connection breaks in the middle of what was on its way."""
        self.world.do(lambda: self.world.browsers[browser].cut(share))

    @rule(browser=browsers, state=some.sampled_from(["up", "down", "dead"]))
    def turn_the_network(self, browser: str, state: str) -> None:
        """Its network goes, or comes back."""
        self.world.do(lambda: self.world.browsers[browser].set_network(state))

    @rule(browser=browsers)
    def stall(self, browser: str) -> None:
        """It stands still."""
        self.world.do(self.world.browsers[browser].stall)

    @rule(browser=browsers)
    def resume(self, browser: str) -> None:
        """It goes on."""
        self.world.do(self.world.browsers[browser].resume)

    @rule(browser=consumes(browsers))
    def leave(self, browser: str) -> None:
        """Somebody closes it."""
        self.world.leave(browser)
