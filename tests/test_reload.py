"""config.toml while the wall is running: only what changed is touched, and a mistake changes nothing but the notice."""

import asyncio
import logging
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import httpx
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from dashboard import widget
from dashboard.app import Parts, create_app
from dashboard.config.arrange import LANDSCAPE, PORTRAIT, evenly
from dashboard.config.board import NOTICE, Board, Kind, Page, Widget
from dashboard.folders import find_folders
from dashboard.live.hub import Hub, Mailbox
from dashboard.live.publisher import Publisher
from dashboard.live.render import Renderer
from dashboard.poll.outcome import Success
from dashboard.poll.pollers import Poller, Pollers
from dashboard.poll.schedule import Schedule
from dashboard.reload import follow, take_over
from dashboard.store.store import Store
from dashboard.web.assets import load_assets
from dashboard.web.pages import Pages
from dashboard.widget import Answer, Http, Push, Request, Rhythm, Source, SourceError, Static
from tests.waiting import until
from tests.walls import parts_of, serving

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
LATE = 10.0
TEMPLATE = '{% extends "tile.html" %}{% block body %}<p>{{ view }}</p>{% endblock %}'


@dataclass
class Upstream:
    """The outside: `answers` by the name of the source (an exception is raised), and how often each was asked."""

    answers: dict[str, Any] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    holding: dict[str, asyncio.Event] = field(default_factory=dict)

    def holds(self, name: str) -> asyncio.Event:
        """Answer this source no more until the event is set."""
        return self.holding.setdefault(name, asyncio.Event())

    async def answer(self, name: str) -> Any:
        """The answer of now."""
        self.asked[name] += 1
        found = self.answers.get(name, len(name))
        if name in self.holding:
            await self.holding[name].wait()
        if isinstance(found, Exception):
            raise found
        return found


@dataclass(frozen=True)
class Asks:
    """A source that asks the upstream. Two of the same name are equal."""

    rhythm: ClassVar[Rhythm] = Rhythm.EVERY
    name: str
    upstream: Upstream = field(compare=False)

    async def fetch(self, http: Http) -> Any:
        """What the upstream answers."""
        return await self.upstream.answer(self.name)


@dataclass(frozen=True)
class Aligned(Asks):
    """The same, on the full hour."""

    rhythm: ClassVar[Rhythm] = Rhythm.ALIGNED


class Nowhere:
    """A way out that nobody takes."""

    async def send(self, request: Request, *, keep: timedelta | None = None) -> Answer:
        raise SourceError("there is no network")

    async def connect(self, host: str, port: int) -> float:
        raise SourceError("there is no network")


def view(answer: Any, options: Any) -> Any:
    """The answer, unless it is one that can't be shown."""
    if answer == "odd":
        raise SourceError("This answer is odd", fault="schema")
    return answer


def measure(answer: Any, options: Any) -> dict[str, float]:
    """The answer, where it is a number."""
    return {"value": float(answer)} if isinstance(answer, int) else {}


@pytest.fixture(scope="module")
def kind(tmp_path_factory: pytest.TempPathFactory) -> Kind:
    """A kind that shows its answer."""
    template = tmp_path_factory.mktemp("kinds") / "any.html"
    template.write_text(TEMPLATE, "utf-8")
    return Kind("any", view=view, measure=measure, template=template)


@dataclass
class Desk:
    """Makes widgets on one upstream."""

    kind: Kind
    upstream: Upstream = field(default_factory=Upstream)

    def widget(self, name: str, source: str | Source[Any] | None = None, **others: Any) -> Widget:
        """A widget on the source of this name, by default one of its own; asked each hour, with history."""
        usual: dict[str, Any] = {
            "kind": self.kind,
            "every": HOUR,
            "timeout": timedelta(seconds=30),
            "stale_after": HOUR * 3,
            "history": HOUR * 2,
        }
        asked = self.asks(source or name) if isinstance(source, str | None) else source
        return Widget(id=name, options=widget.Options(), source=asked, **usual | others)

    def asks(self, name: str) -> Asks:
        """The source of this name."""
        return Asks(name, self.upstream)


def page(name: str, widgets: Iterable[str]) -> Page:
    """A page with these widgets."""
    shown = tuple(widgets)
    return Page(name, evenly(shown, LANDSCAPE), evenly(shown, PORTRAIT))


def board(*widgets: Widget, **others: Any) -> Board:
    """These widgets on one page."""
    usual = {"pages": {"main": page("main", (each.id for each in widgets))}}
    return Board(widgets={each.id: each for each in widgets}, **usual | others)


def renderer(board: Board) -> Renderer:
    """What renders this board."""
    return Renderer(
        find_folders().templates, {each.kind.name: each.kind for each in board.widgets.values()}.values(), board.wall
    )


@dataclass
class Wall:
    """A wall that runs on the parts of the real one."""

    publisher: Publisher
    pollers: Pollers
    schedule: Schedule
    desk: Desk

    @property
    def upstream(self) -> Upstream:
        """What its sources ask."""
        return self.desk.upstream

    def adopt(self, *widgets: Widget, **others: Any) -> None:
        """config.toml says this now."""
        self.take(board(*widgets, **others))

    def take(self, board: Board) -> None:
        """The same, as a board."""
        take_over(board, self.publisher, renderer(board), self.pollers)

    async def settled(self) -> None:
        """Wait until everything that can be asked has been asked."""
        await until(lambda: all(map(self.knows, self.pollers.by_source)))

    def knows(self, source: Source[Any]) -> bool:
        """Whether there is an answer of this source, or a reason why not."""
        reading = self.publisher.store.readings[source]
        return source.rhythm is Rhythm.PUSHED or bool(reading.polled or reading.error)

    def html(self, name: str) -> str:
        """The newest HTML of a widget."""
        return self.publisher.hub.newest[name].text

    def poller(self, name: str) -> Poller:
        """What polls for a widget."""
        return self.pollers.by_widget[name]

    def due(self, name: str) -> float | None:
        """When a widget's source is asked next, on the loop's clock; None where that is not planned."""
        entry = self.schedule.entries.get(self.poller(name).planned or "")
        return entry.due if entry else None

    def points(self, name: str) -> int:
        """How many numbers of a widget are remembered."""
        history = self.publisher.store.histories[name]
        return sum(len(series.points) for series in history.series().values())

    def reader(self) -> Mailbox:
        """Somebody who has seen all that there is, and hears of whatever comes."""
        every_widget = frozenset({*self.publisher.hub.newest, NOTICE, *"abcdef"})
        return self.publisher.hub.subscribe(every_widget, seen=self.publisher.revisions.newest, page="main")


def sent(mailbox: Mailbox) -> set[str]:
    """The widgets of which a reader was sent something."""
    return {name for name in mailbox.frames if "." not in name}


@asynccontextmanager
async def running(first: Board, desk: Desk) -> AsyncIterator[Wall]:
    """A wall of this board, asked once."""
    async with AsyncExitStack() as stack:
        schedule = Schedule()
        await schedule.start()
        stack.push_async_callback(schedule.stop)
        hub = Hub(flush=0.0)
        publisher = Publisher(first, Store(first.widgets.values()), renderer(first), hub, lambda: NOON)
        pollers = Pollers(
            first.widgets.values(), http=Nowhere(), schedule=schedule, deliver=publisher.deliver, now=lambda: NOON
        )
        stack.callback(pollers.stop)
        pollers.start()
        wall = Wall(publisher, pollers, schedule, desk)
        await wall.settled()
        yield wall


@pytest.fixture
def desk(kind: Kind) -> Desk:
    """Where widgets are made."""
    return Desk(kind)


Start = Callable[..., Awaitable[Wall]]


@pytest_asyncio.fixture
async def start() -> AsyncIterator[Start]:
    """`await start(desk, widgets)` is a wall of these."""
    async with AsyncExitStack() as stack:

        async def begin(desk: Desk, *widgets: Widget, **others: Any) -> Wall:
            return await stack.enter_async_context(running(board(*widgets, **others), desk))

        yield begin


async def test_the_same_again_touches_nothing(start: Start, desk: Desk) -> None:
    widgets = [desk.widget("a"), desk.widget("b"), desk.widget("c", Static("text"))]
    wall = await start(desk, *widgets)
    asked, dues, reader = Counter(desk.upstream.asked), [wall.due(name) for name in "abc"], wall.reader()
    wall.adopt(*widgets)
    await asyncio.sleep(0.05)
    assert desk.upstream.asked == asked
    assert [wall.due(name) for name in "abc"] == dues
    assert sent(reader) == set()


async def test_a_new_title_renders_one_widget_and_asks_nobody(start: Start, desk: Desk) -> None:
    a, b = desk.widget("a"), desk.widget("b")
    wall = await start(desk, a, b)
    dues, reader = [wall.due("a"), wall.due("b")], wall.reader()
    wall.adopt(replace(a, title="Rain"), b)
    assert sent(reader) == {"a"}
    assert "<h2>Rain</h2>" in wall.html("a")
    assert "<p>1</p>" in wall.html("a")
    await asyncio.sleep(0.05)
    assert desk.upstream.asked == {"a": 1, "b": 1}
    assert [wall.due("a"), wall.due("b")] == dues
    assert [wall.points("a"), wall.points("b")] == [1, 1]


async def test_a_new_source_is_asked_once_and_the_others_keep_all_they_have(start: Start, desk: Desk) -> None:
    a, b = desk.widget("a"), desk.widget("b")
    wall = await start(desk, a, b)
    due, old = wall.due("b"), wall.poller("a")
    wall.adopt(desk.widget("a", "other"), b)
    assert 'data-state="pending"' in wall.html("a")
    assert wall.points("a") == 0
    assert wall.points("b") == 1
    await until(lambda: "<p>5</p>" in wall.html("a"))
    assert desk.upstream.asked == {"a": 1, "b": 1, "other": 1}
    assert wall.due("b") == due
    assert wall.points("b") == 1
    assert old.stopped
    assert len(wall.schedule.entries) == 2


async def test_a_widget_that_is_removed_leaves_nothing_behind(start: Start, desk: Desk) -> None:
    a, b = desk.widget("a"), desk.widget("b")
    wall = await start(desk, a, b)
    gone = wall.poller("b")
    wall.adopt(a)
    assert gone.stopped
    store = wall.publisher.store
    assert "b" not in wall.publisher.hub.newest
    assert "b" not in wall.publisher.tiles
    assert "b" not in wall.pollers.by_widget
    assert set(store.readings) == set(store.records) == set(wall.pollers.by_source) == {a.source}
    assert set(store.histories) == {"a"}
    assert list(wall.schedule.entries) == [wall.poller("a").planned]


async def test_a_widget_that_comes_back_begins_anew(start: Start, desk: Desk) -> None:
    a, b = desk.widget("a"), desk.widget("b")
    wall = await start(desk, a, b)
    wall.adopt(a)
    wall.adopt(a, b)
    assert 'data-state="pending"' in wall.html("b")
    await until(lambda: "<p>1</p>" in wall.html("b"))
    assert desk.upstream.asked == {"a": 1, "b": 2}


async def test_a_widget_that_is_added_is_asked_for_at_once(start: Start, desk: Desk) -> None:
    a = desk.widget("a")
    wall = await start(desk, a)
    due, reader = wall.due("a"), wall.reader()
    wall.adopt(a, desk.widget("b"))
    assert 'data-state="pending"' in wall.html("b")
    await until(lambda: "<p>1</p>" in wall.html("b"))
    assert sent(reader) == {"b"}
    assert wall.due("a") == due
    assert desk.upstream.asked == {"a": 1, "b": 1}


async def test_a_widget_that_is_added_to_a_known_source_shows_what_is_known(start: Start, desk: Desk) -> None:
    a = desk.widget("a")
    wall = await start(desk, a)
    wall.adopt(a, desk.widget("b", "a", title="The same"))
    assert "<p>1</p>" in wall.html("b")
    await asyncio.sleep(0.05)
    assert desk.upstream.asked == {"a": 1}


@pytest.mark.parametrize("every", [HOUR / 2, HOUR * 2])
async def test_another_interval_counts_from_the_newest_poll(start: Start, desk: Desk, every: timedelta) -> None:
    wall = await start(desk, desk.widget("a"))
    wall.adopt(desk.widget("a", every=every))
    due, began = wall.due("a"), wall.poller("a").began
    assert due is not None
    assert began is not None
    assert due - began == pytest.approx(every.total_seconds(), abs=0.2)
    assert len(wall.schedule.entries) == 1
    assert desk.upstream.asked == {"a": 1}


async def test_an_interval_that_has_passed_already_asks_now_and_goes_on(start: Start, desk: Desk) -> None:
    wall = await start(desk, desk.widget("a"))
    wall.adopt(desk.widget("a", every=timedelta(milliseconds=20)))
    await until(lambda: desk.upstream.asked["a"] >= 4)
    assert len(wall.schedule.entries) <= 1


async def test_another_interval_counts_from_a_poll_before_the_wall_began(start: Start, desk: Desk) -> None:
    day = desk.widget("a", every=HOUR * 24)
    wall = await start(desk, day)
    wall.pollers.start({day.source: NOON + HOUR * 5})  # so it was asked 19 hours ago
    wall.adopt(replace(day, every=HOUR * 20))
    due = wall.due("a")
    assert due is not None
    assert due - asyncio.get_running_loop().time() == pytest.approx(3600, abs=0.2)
    wall.adopt(replace(day, every=HOUR * 10))
    await until(lambda: desk.upstream.asked["a"] == 2)


async def test_another_interval_is_no_reason_to_ask_before_the_other_side_wants_to_be_asked(
    start: Start, desk: Desk
) -> None:
    desk.upstream.answers["a"] = SourceError("busy", fault="status", retry_after=7200)
    wall = await start(desk, desk.widget("a"))
    wall.adopt(desk.widget("a", every=timedelta(milliseconds=20)))
    await asyncio.sleep(0.1)
    assert desk.upstream.asked == {"a": 1}
    due, began = wall.due("a"), wall.poller("a").began
    assert due is not None
    assert began is not None
    assert due - began == pytest.approx(7200, abs=0.2)


async def test_another_interval_of_a_poll_under_way_counts_from_its_beginning(start: Start, desk: Desk) -> None:
    wall = await start(desk, desk.widget("a"))
    answers = desk.upstream.holds("a")
    wall.poller("a").refresh()
    await until(lambda: wall.poller("a").busy)
    wall.adopt(desk.widget("a", every=HOUR * 2))
    answers.set()
    await until(lambda: wall.due("a"))
    due, began = wall.due("a"), wall.poller("a").began
    assert due is not None
    assert began is not None
    assert due - began == pytest.approx(7200, abs=0.2)
    assert desk.upstream.asked == {"a": 2}


async def test_of_two_widgets_on_one_source_the_one_that_stays_sets_the_pace(start: Start, desk: Desk) -> None:
    slow = desk.widget("slow", "both", every=HOUR * 2)
    quick = desk.widget("quick", "both", every=HOUR, timeout=timedelta(seconds=60))
    wall = await start(desk, slow, quick)
    shared = wall.poller("slow")
    assert (shared.name, shared.every, shared.timeout.total_seconds()) == ("slow, quick", HOUR, 60)
    wall.adopt(slow)
    assert wall.poller("slow") is shared
    assert (shared.name, shared.every, shared.timeout.total_seconds()) == ("slow", HOUR * 2, 30)
    due = wall.due("slow")
    assert due is not None
    assert shared.began is not None
    assert due - shared.began == pytest.approx(7200, abs=0.2)
    assert not shared.stopped
    wall.adopt(slow, quick)
    assert shared.every == HOUR
    assert desk.upstream.asked == {"both": 1}


@pytest.mark.parametrize(("span", "kept"), [(HOUR / 2, HOUR / 2), (HOUR * 5, HOUR * 5), (None, None)])
async def test_another_span_of_history_keeps_what_fits(
    start: Start, desk: Desk, span: timedelta | None, kept: timedelta | None
) -> None:
    wall = await start(desk, desk.widget("a"))
    wall.adopt(desk.widget("a", history=span))
    history = wall.publisher.store.histories.get("a")
    assert (history.span if history else None) == kept
    assert history is None or wall.points("a") == 1
    assert desk.upstream.asked == {"a": 1}


async def test_what_was_pushed_stays(start: Start, desk: Desk) -> None:
    pushed = desk.widget("a", Push("a", into=int))
    wall = await start(desk, pushed)
    wall.publisher.deliver(pushed.source, Success(42, NOON))
    wall.adopt(replace(pushed, title="Sales"), desk.widget("b"))
    assert "<p>42</p>" in wall.html("a")
    assert wall.points("a") == 1


async def test_a_poll_under_way_for_a_source_that_goes_is_not_delivered(start: Start, desk: Desk) -> None:
    wall = await start(desk, desk.widget("a"), desk.widget("b"))
    answers = desk.upstream.holds("b")
    desk.upstream.answers["b"] = 17
    wall.poller("b").refresh()
    await until(lambda: desk.upstream.asked["b"] == 2)
    wall.adopt(desk.widget("a"))
    answers.set()
    await asyncio.sleep(0.05)
    assert "b" not in wall.publisher.hub.newest
    assert set(wall.publisher.store.readings) == {desk.asks("a")}
    assert list(wall.schedule.entries) == [wall.poller("a").planned]


async def test_a_poll_that_hangs_does_not_delay_the_edit(start: Start, desk: Desk) -> None:
    wall = await start(desk, desk.widget("a"), desk.widget("b"))
    desk.upstream.holds("b")
    wall.poller("b").refresh()
    await until(lambda: wall.poller("b").busy)
    wall.adopt(desk.widget("a"), desk.widget("b", title="Slow"), desk.widget("c"))
    assert "<h2>Slow</h2>" in wall.html("b")
    assert "<p>1</p>" in wall.html("b")
    await until(lambda: "<p>1</p>" in wall.html("c"))
    assert wall.poller("b").busy


async def test_a_widget_that_refuses_the_newest_answer_keeps_its_last_good_one(start: Start, desk: Desk) -> None:
    wall = await start(desk, desk.widget("a"))
    desk.upstream.answers["a"] = "odd"
    wall.poller("a").refresh()
    await until(lambda: "This answer is odd" in wall.html("a"))
    assert "<p>1</p>" in wall.html("a")
    wall.adopt(desk.widget("a", title="Rain"), desk.widget("b"))
    assert "<h2>Rain</h2>" in wall.html("a")
    assert "<p>1</p>" in wall.html("a")
    assert "This answer is odd" in wall.html("a")


async def test_a_widget_that_refuses_keeps_its_last_good_answer_when_the_source_fails_too(
    start: Start, desk: Desk
) -> None:
    wall = await start(desk, desk.widget("a"))
    for answer, reason in [("odd", "This answer is odd"), (SourceError("a is away"), "a is away")]:
        desk.upstream.answers["a"] = answer
        wall.poller("a").refresh()
        await until(lambda reason=reason: reason in wall.html("a"))  # type: ignore[misc]
        assert "<p>1</p>" in wall.html("a")


async def test_a_widget_that_can_do_nothing_with_what_is_known_says_so(start: Start, desk: Desk) -> None:
    desk.upstream.answers["a"] = "odd"
    plain = replace(desk.kind, name="plain", view=lambda answer, options: answer)
    wall = await start(desk, desk.widget("a", kind=plain))
    assert "<p>odd</p>" in wall.html("a")
    wall.adopt(desk.widget("a"))
    assert 'data-state="failed"' in wall.html("a")
    assert "This answer is odd" in wall.html("a")
    wall.adopt(desk.widget("a", kind=plain))
    assert "<p>odd</p>" in wall.html("a")
    assert desk.upstream.asked == {"a": 1}


async def test_a_widget_with_a_problem_is_shown_and_not_asked_for(start: Start, desk: Desk) -> None:
    wall = await start(desk, desk.widget("a"))
    wall.adopt(desk.widget("a", Static(None), problem="its kind is broken"))
    assert "its kind is broken" in wall.html("a")
    assert wall.pollers.by_source == {}
    assert wall.schedule.entries == {}
    wall.adopt(desk.widget("a"))
    await until(lambda: "<p>1</p>" in wall.html("a"))


async def test_another_page_is_told_to_those_who_watch_it(start: Start, desk: Desk) -> None:
    a, b = desk.widget("a"), desk.widget("b")
    wall = await start(desk, a, b)
    pages = Pages(wall.publisher, load_assets(find_folders().static))
    before = pages.shell("main").text
    wall.adopt(b, a)
    assert pages.shell("main").text != before
    assert pages.shell("main").text.split("-")[0] == before.split("-")[0]
    wall.adopt(a, b)
    assert pages.shell("main").text == before
    wall.adopt(replace(a, title="Rain"), b)
    assert pages.shell("main").text == before
    wall.adopt(a, b, pages={"other": page("other", "ab")})
    assert pages.shell("main").text == before.split("-")[0]


# For any two boards: the second one after the first is the second one.

SOURCES: Mapping[str, Callable[[str, Upstream], Source[Any]]] = {
    "one": lambda _, upstream: Asks("one", upstream),
    "three": lambda _, upstream: Asks("three", upstream),
    "hourly": lambda _, upstream: Aligned("hourly", upstream),
    "failing": lambda _, upstream: Asks("failing", upstream),
    "odd": lambda _, upstream: Asks("odd", upstream),
    "text": lambda _, upstream: Static("text"),
    "pushed": lambda name, upstream: Push(name, into=int),
}

TABLES = some.fixed_dictionaries(
    {
        "source": some.sampled_from(sorted(SOURCES)),
        "every": some.sampled_from([HOUR, HOUR * 2, HOUR * 24]),
        "timeout": some.sampled_from([timedelta(seconds=5), timedelta(seconds=10)]),
        "history": some.sampled_from([None, HOUR, HOUR * 6]),
        "title": some.sampled_from([None, "Rain", "Snow"]),
        "theme": some.sampled_from([None, "paper"]),
        "problem": some.sampled_from([None, None, None, "its kind is broken"]),
        "plain": some.booleans(),
    }
)


@some.composite
def drawings(draw: some.DrawFn) -> tuple[dict[str, dict[str, Any]], dict[str, list[str]], str]:
    """The tables of a config.toml: its widgets, its pages, its locale."""
    widgets = draw(some.dictionaries(some.sampled_from("abcde"), TABLES, min_size=1))
    names = some.lists(some.sampled_from(sorted(widgets)), unique=True, min_size=1)
    pages = draw(some.dictionaries(some.sampled_from(["main", "second"]), names, min_size=1))
    return widgets, pages, draw(some.sampled_from(["en_GB", "de_DE"]))


def built(drawing: tuple[dict[str, dict[str, Any]], dict[str, list[str]], str], desk: Desk) -> Board:
    """The board of these tables."""
    tables, pages, locale = drawing
    plain = replace(desk.kind, name="plain", view=lambda answer, options: answer)
    widgets = []
    for name, table in tables.items():
        others = {key: value for key, value in table.items() if key not in ("source", "plain")}
        source = Static(None) if table["problem"] else SOURCES[table["source"]](name, desk.upstream)
        widgets.append(desk.widget(name, source, kind=plain if table["plain"] else desk.kind, **others))
    shown = {name: page(name, members) for name, members in pages.items()}
    return board(*widgets, pages=shown, wall=widget.Wall(locale=locale))


def without_times(html: str) -> str:
    """A tile without the moments of its next try, which no two walls have in common."""
    return re.sub(r"<time.*?</time>", "<time>", html)


def all_of(wall: Wall) -> dict[str, Any]:
    """Everything by which a wall goes on from here."""
    publisher, pollers = wall.publisher, wall.pollers
    store = publisher.store
    planned = {poller.planned: source for source, poller in pollers.by_source.items()}
    return {
        "pollers": {
            source: (each.name, each.every, each.timeout, each.stopped) for source, each in pollers.by_source.items()
        },
        "widgets": {name: poller.source for name, poller in pollers.by_widget.items()},
        "jobs": Counter(planned.get(key) for key in wall.schedule.entries),
        "frames": {name: without_times(frame.text) for name, frame in publisher.hub.newest.items() if frame.text},
        "tiles": set(publisher.tiles),
        "ages": set(publisher.ages),
        "users": {source: [each.id for each in users] for source, users in publisher.users.items()},
        "readings": {source: reading.data for source, reading in store.readings.items()},
        "refused": {name: reading.error for name, reading in store.refused.items()},
        "records": set(store.records),
        "histories": {name: history.span for name, history in store.histories.items()},
        "pages": {each.name: each.widgets for each in publisher.board.pages.values()},
    }


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(first=drawings(), second=drawings())
async def test_a_board_after_any_other_is_what_it_is_alone(
    kind: Kind,
    first: tuple[dict[str, dict[str, Any]], dict[str, list[str]], str],
    second: tuple[dict[str, dict[str, Any]], dict[str, list[str]], str],
) -> None:
    desk = Desk(kind)
    desk.upstream.answers |= {"failing": SourceError("it is away", fault="status"), "odd": "odd"}
    async with running(built(second, desk), desk) as alone:
        expected = all_of(alone)
    async with running(built(first, desk), desk) as wall:
        asked = Counter(desk.upstream.asked)
        kept = set(wall.pollers.by_source)
        wall.take(built(second, desk))
        await wall.settled()
        assert all_of(wall) == expected
        news = {source.name for source in wall.pollers.by_source if isinstance(source, Asks) and source not in kept}
        assert desk.upstream.asked - asked == Counter(news)


# The file itself.


@dataclass
class Home:
    """A wall that runs on its config.toml, as the command runs it."""

    config: Path
    parts: Parts
    client: httpx.AsyncClient

    def says(self, text: str) -> None:
        """Write config.toml."""
        self.config.write_text(text, "utf-8")

    def html(self, name: str) -> str:
        """The newest HTML of a widget; empty where there is none."""
        found = self.parts.hub.newest.get(name)
        return found.text if found else ""

    @property
    def notice(self) -> str:
        """What the wall says."""
        return self.html(NOTICE)


Live = Callable[[str], Awaitable[Home]]


@pytest_asyncio.fixture
async def live(tmp_path: Path) -> AsyncIterator[Live]:
    """`await live(text)` is a wall of this config.toml."""
    async with AsyncExitStack() as stack:

        async def begin(text: str) -> Home:
            path = tmp_path / "config.toml"
            path.write_text(text, "utf-8")
            app = create_app(path)
            url = await stack.enter_async_context(serving(app))
            client = await stack.enter_async_context(httpx.AsyncClient(base_url=url))
            home = Home(path, parts_of(app), client)
            asked = [
                each.id
                for each in home.parts.publisher.board.widgets.values()
                if each.source.rhythm is not Rhythm.PUSHED
            ]
            await until(lambda: all('data-state="pending"' not in home.html(name) for name in asked))
            return home

        yield begin


NOTE = '[widgets.note]\nkind = "text"\ntext = "Milk"\n'
COUNT = '[widgets.count]\nkind = "number"\n'
CLOCK = '[widgets.clock]\nkind = "clock"\n'


async def test_a_widget_appears_and_goes_with_its_table(live: Live) -> None:
    home = await live(NOTE)
    home.says(NOTE + '[widgets.bread]\nkind = "text"\ntext = "Bread"\n')
    await until(lambda: "Bread" in home.html("bread"), LATE)
    for address in ("/api/widgets/bread", "/widgets/bread"):
        assert (await home.client.get(address)).status_code == 200
    home.says(NOTE)
    await until(lambda: not home.html("bread"), LATE)
    for address in ("/api/widgets/bread", "/widgets/bread", "/events?widgets=bread"):
        assert (await home.client.get(address)).status_code == 404
    assert "Bread" not in (await home.client.get("/")).text


async def test_another_locale_and_time_zone_write_everything_anew_and_lose_nothing(live: Live) -> None:
    def config(locale: str, timezone: str) -> str:
        wall = f'[wall]\nlocale = "{locale}"\ntimezone = "{timezone}"\n[server]\npush_token = "token"\n'
        return wall + COUNT + CLOCK

    home = await live(config("en_GB", "Asia/Tokyo"))
    await home.client.put("/api/widgets/count", json={"value": 1234}, headers={"Authorization": "Bearer token"})
    assert "1,234" in home.html("count")
    clock = home.html("clock")
    home.says(config("de_DE", "America/Lima"))
    await until(lambda: "1.234" in home.html("count"), LATE)
    assert home.html("clock") != clock
    page = (await home.client.get("/")).text
    assert 'lang="de-DE"' in page
    assert 'data-zone="America/Lima"' in page


async def test_a_theme_reaches_open_pages_at_once(live: Live) -> None:
    home = await live(NOTE)
    reader = home.parts.hub.subscribe(frozenset({"note"}), page="main")
    home.says('[wall]\ntheme = "paper"\n' + NOTE)
    await until(lambda: "wall.heartbeat" in reader.frames, LATE)
    assert '"theme":"paper"' in reader.frames["wall.heartbeat"].text


async def test_who_may_push_and_by_which_name_is_taken_over_at_once(live: Live) -> None:
    home = await live('[server]\npush_token = "old"\n' + COUNT)

    async def pushing(token: str) -> int:
        header = {"Authorization": f"Bearer {token}"}
        answer = await home.client.put("/api/widgets/count", json={"value": 1}, headers=header)
        return int(answer.status_code)

    async def called(name: str) -> int:
        answer = await home.client.get("/healthz", headers={"Host": name})
        return int(answer.status_code)

    assert [await pushing("old"), await pushing("new"), await called("wall.lan")] == [200, 401, 400]
    home.says('[server]\npush_token = "new"\nallowed_hosts = ["wall.lan"]\n' + COUNT.replace("]", "]\ntitle = 'Sales'"))
    await until(lambda: "Sales" in home.html("count"), LATE)
    assert [await pushing("old"), await pushing("new"), await called("wall.lan")] == [401, 200, 200]


async def test_a_mistake_is_said_with_its_line_and_all_goes_on(live: Live) -> None:
    home = await live(NOTE + CLOCK + "seconds = true\n")
    home.says(NOTE.replace("text = ", "txet = ") + "title = 5\n" + CLOCK)
    await until(lambda: home.notice, LATE)
    assert home.notice.startswith("config.toml line 3: unknown key `txet`")
    assert home.notice.endswith("(and 1 more)")
    assert home.notice in (await home.client.get("/")).text
    assert "Milk" in home.html("note")
    clock = home.html("clock")
    await until(lambda: home.html("clock") != clock)
    home.says(NOTE.replace("Milk", "<b>Honey</b>") + CLOCK)
    await until(lambda: "Honey" in home.html("note"), LATE)
    assert home.notice == ""


async def test_what_stood_in_the_file_before_is_no_edit_but_takes_the_notice_away(live: Live) -> None:
    home = await live(NOTE)
    shown = home.parts.hub.newest["note"]
    home.says("nonsense")
    await until(lambda: home.notice, LATE)
    home.says(NOTE)
    await until(lambda: not home.notice, LATE)
    assert home.parts.hub.newest["note"] is shown


async def test_a_mistake_tells_no_secret(
    live: Live, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("SECRET", "hunter2 is <secret>")
    home = await live(NOTE)
    for line in ('every = "${SECRET}"', 'kind = "${SECRET}"', 'theme = "${SECRET}"', 'alert = "${SECRET}"'):
        home.says(f"{NOTE}[widgets.other]\n{line}\n")
        before = home.notice
        await until(lambda before=before: home.notice not in ("", before), LATE)  # type: ignore[misc]
        assert "config.toml line" in home.notice
    assert "hunter2" not in home.notice + (await home.client.get("/")).text + caplog.text


async def test_a_file_that_is_gone_is_said_and_the_wall_goes_on(live: Live) -> None:
    home = await live(NOTE)
    home.config.unlink()
    await until(lambda: home.notice, LATE)
    assert home.notice.startswith("config.toml: there is no such file")
    assert "Milk" in (await home.client.get("/")).text
    home.says(NOTE)
    await until(lambda: not home.notice, LATE)


async def test_many_quick_edits_end_at_the_last_one(live: Live) -> None:
    home = await live(NOTE)
    for count in range(100):
        home.says("[[" if count % 3 == 0 else NOTE.replace("Milk", f"Milk {count}"))
        await asyncio.sleep(0.01)
    home.says(NOTE.replace("Milk", "Enough"))
    await until(lambda: "Enough" in home.html("note"), LATE)
    assert home.notice == ""


async def test_what_needs_a_restart_is_said_in_the_log(live: Live, caplog: pytest.LogCaptureFixture) -> None:
    home = await live(NOTE)
    home.says("[server]\nport = 8999\n" + NOTE.replace("Milk", "Honey"))
    await until(lambda: "Honey" in home.html("note"), LATE)
    assert "another host, port or state folder in [server] needs a restart" in caplog.messages
    assert (await home.client.get("/healthz")).status_code == 200


async def test_a_kind_of_ones_own_is_edited_while_the_wall_runs(live: Live, tmp_path: Path) -> None:
    kinds = tmp_path / "kinds"
    (kinds / "templates").mkdir(parents=True)
    built_in = find_folders()
    (kinds / "tide.py").write_text((built_in.widgets / "text.py").read_text("utf-8"), "utf-8")
    template = kinds / "templates" / "tide.html"
    template.write_text('{% extends "tile.html" %}{% block body %}<p>{{ view.text }}</p>{% endblock %}', "utf-8")
    home = await live(NOTE)
    home.says('[wall]\nwidgets_dir = "kinds"\n[widgets.tide]\nkind = "tide"\ntext = "High"\n')
    await until(lambda: "<p>High</p>" in home.html("tide"), LATE)
    template.write_text(template.read_text("utf-8").replace("<p>", "<p>Now: "), "utf-8")
    await until(lambda: "<p>Now: High</p>" in home.html("tide"), LATE)
    (kinds / "tide.py").write_text("def", "utf-8")
    await until(lambda: "can’t be used" in home.html("tide") or "be used: line 1" in home.html("tide"), LATE)


async def test_a_mistake_that_nobody_foresaw_is_said_and_the_next_edit_is_taken_over(
    start: Start, desk: Desk, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    wall = await start(desk, desk.widget("a"))
    path = tmp_path / "config.toml"
    path.write_text("one", "utf-8")

    def read(path: Path) -> Board:
        if path.read_text("utf-8") == "two":
            raise KeyError("a kind is at fault")
        return board(desk.widget("a", title="Rain"))

    stop = asyncio.Event()
    pages = Pages(wall.publisher, load_assets(find_folders().static))
    following = asyncio.create_task(follow(path, read, renderer, pages, wall.pollers, stop))
    await asyncio.sleep(0.2)
    path.write_text("two", "utf-8")
    await until(lambda: NOTICE in wall.publisher.hub.newest, LATE)
    assert wall.html(NOTICE) == "config.toml can&#39;t be taken over; the log says why"
    assert [record.levelno for record in caplog.records if record.exc_info] == [logging.ERROR]
    path.write_text("three", "utf-8")
    await until(lambda: "<h2>Rain</h2>" in wall.html("a"), LATE)
    assert wall.html(NOTICE) == ""
    stop.set()
    await following
