"""One poller for each distinct source: what it asks, how often, and what it hands on."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest

from dashboard import widget
from dashboard.config.board import Kind, Widget
from dashboard.poll.http import HttpClient
from dashboard.poll.outcome import Failure, Outcome, Success
from dashboard.poll.pollers import Pollers
from dashboard.poll.schedule import Schedule
from dashboard.widget import Clock, Http, Json, Push, Request, Rhythm, Source, SourceError, Static
from tests.poll.conftest import StartSite
from tests.poll.site import answer
from tests.waiting import until

OFTEN, SELDOM = timedelta(milliseconds=20), timedelta(hours=1)


@dataclass
class Script:
    """What a scripted source does, one step for each poll and the last one for ever, and what has happened to it."""

    steps: list[Any] = field(default_factory=lambda: ["data"])
    seconds: float = 0.0
    polls: int = 0
    under_way: int = 0
    most_under_way: int = 0


@dataclass(frozen=True)
class Scripted:
    """A source that goes by a script. Two of the same name are equal."""

    rhythm: ClassVar[Rhythm] = Rhythm.EVERY
    name: str
    script: Script = field(default_factory=Script, compare=False)

    async def fetch(self, http: Http) -> Any:
        """Do the next step: return it, or raise it."""
        script = self.script
        step = script.steps[min(script.polls, len(script.steps) - 1)]
        script.polls += 1
        script.under_way += 1
        script.most_under_way = max(script.most_under_way, script.under_way)
        try:
            await asyncio.sleep(script.seconds)
        finally:
            script.under_way -= 1
        if isinstance(step, Exception):
            raise step
        return step


@dataclass(frozen=True)
class Fixed(Scripted):
    """The same, as a part of the configuration."""

    rhythm: ClassVar[Rhythm] = Rhythm.ONCE


def widget_on(
    source: Source[Any], name: str = "w", *, every: timedelta = OFTEN, timeout: float = 5, problem: str | None = None
) -> Widget:
    """A widget that shows this source."""
    return Widget(
        name, Kind("any"), widget.Options(), source, every, timeout=timedelta(seconds=timeout), problem=problem
    )


@dataclass
class Desk:
    """Where outcomes are delivered."""

    outcomes: list[tuple[Source[Any], Outcome]] = field(default_factory=list)

    def deliver(self, source: Source[Any], outcome: Outcome) -> None:
        """Take in one."""
        self.outcomes.append((source, outcome))

    @property
    def successes(self) -> list[Any]:
        """The data of the good ones."""
        return [outcome.data for _, outcome in self.outcomes if isinstance(outcome, Success)]

    @property
    def failures(self) -> list[Failure]:
        """The others."""
        return [outcome for _, outcome in self.outcomes if isinstance(outcome, Failure)]


@pytest.fixture
def desk() -> Desk:
    """Where outcomes are delivered."""
    return Desk()


Start = Callable[..., Pollers]


@pytest.fixture
def start(schedule: Schedule, http: HttpClient, desk: Desk) -> Start:
    """`start(widgets)` polls what they need."""

    def begin(*widgets: Widget, **others: Any) -> Pollers:
        pollers = Pollers(widgets, http=http, schedule=schedule, deliver=desk.deliver, **others)
        pollers.start()
        return pollers

    return begin


def seconds_between(outcomes: Iterable[tuple[Source[Any], Outcome]]) -> list[float]:
    """How long each outcome says that the next poll is away."""
    return [(outcome.next_try - outcome.at).total_seconds() for _, outcome in outcomes if outcome.next_try]


async def test_an_answer_is_delivered_and_the_source_is_asked_again(start: Start, desk: Desk) -> None:
    source = Scripted("a", Script([1, 2, 3]))
    start(widget_on(source))
    await until(lambda: len(desk.outcomes) >= 3)
    assert desk.successes[:3] == [1, 2, 3]
    assert desk.outcomes[0][0] is source


async def test_equal_sources_are_polled_once_at_the_shortest_interval(start: Start, desk: Desk) -> None:
    first, second = Scripted("same"), Scripted("same")
    pollers = start(widget_on(first, "slow", every=SELDOM), widget_on(second, "quick", every=OFTEN))
    await until(lambda: len(desk.outcomes) >= 3)
    assert list(pollers.by_source) == [first]
    assert pollers.by_widget["slow"] is pollers.by_widget["quick"]
    assert (first.script.polls >= 3, second.script.polls) == (True, 0)
    assert seconds_between(desk.outcomes[:1]) == pytest.approx([0.02], abs=0.01)


async def test_of_one_source_no_two_requests_are_ever_under_way(start: Start, desk: Desk) -> None:
    source = Scripted("a", Script(seconds=0.03))
    pollers = start(widget_on(source, every=timedelta(milliseconds=5)))

    def nag() -> bool:
        pollers.by_widget["w"].refresh()
        return source.script.polls >= 6

    await until(nag)
    assert source.script.most_under_way == 1


async def test_a_refresh_while_a_poll_is_about_to_begin_is_no_second_poll(schedule: Schedule, start: Start) -> None:
    source = Scripted("a", Script(seconds=0.02))
    pollers = start(widget_on(source, every=SELDOM))
    poller = pollers.by_widget["w"]
    assert poller.planned is not None
    await until(lambda: source.script.polls)
    await until(lambda: not poller.busy)
    schedule.entries[poller.planned].due = 0.0  # its time has come,
    await schedule.run(poller.planned)  # it has been taken off the schedule,
    poller.refresh()  # and has not begun yet
    await until(lambda: source.script.polls >= 2 and not source.script.under_way)
    await asyncio.sleep(0.03)
    assert source.script.most_under_way == 1
    assert source.script.polls == 2


async def test_a_refresh_polls_now(start: Start, desk: Desk) -> None:
    source = Scripted("a")
    pollers = start(widget_on(source, every=SELDOM))
    await until(lambda: len(desk.outcomes) == 1)
    pollers.by_widget["w"].refresh()
    pollers.by_widget["w"].refresh()
    await until(lambda: len(desk.outcomes) == 2)
    await asyncio.sleep(0.03)
    assert len(desk.outcomes) == 2


async def test_a_source_that_does_not_answer_fails_at_its_deadline(start: Start, desk: Desk) -> None:
    source = Scripted("a", Script(seconds=3600))
    start(widget_on(source, every=SELDOM, timeout=0.05))
    await until(lambda: desk.failures)
    assert desk.failures[0].fault == "timeout"
    assert desk.failures[0].error == "The source does not answer within 0.05 s"
    assert source.script.under_way == 0


async def test_of_several_deadlines_the_longest_counts(start: Start, desk: Desk) -> None:
    source = Scripted("a", Script(seconds=0.1))
    start(widget_on(source, "hasty", timeout=0.01), widget_on(source, "patient", timeout=5))
    await until(lambda: desk.outcomes)
    assert desk.failures == []


async def test_a_source_error_is_handed_on_in_its_own_words(start: Start, desk: Desk) -> None:
    start(widget_on(Scripted("a", Script([SourceError("it is night there", fault="status")])), every=SELDOM))
    await until(lambda: desk.failures)
    assert (desk.failures[0].error, desk.failures[0].fault) == ("it is night there", "status")


async def test_an_exception_that_nobody_expected_is_a_failure_and_the_next_poll_goes_on(
    start: Start, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    start(widget_on(Scripted("a", Script([KeyError("x"), KeyError("x"), "data"])), "mine"))
    await until(lambda: desk.successes)
    assert [failure.error for failure in desk.failures] == ["The source of this widget failed (KeyError)"] * 2
    tracebacks = [record for record in caplog.records if record.exc_info]
    assert [record.getMessage() for record in tracebacks] == ["the source of mine failed in a way it does not know"]


async def test_one_failing_source_does_not_disturb_the_others(start: Start, desk: Desk) -> None:
    broken, slow, well = (
        Scripted("broken", Script([RuntimeError()])),
        Scripted("slow", Script(seconds=3600)),
        Scripted("well"),
    )
    start(*(widget_on(source, source.name) for source in (broken, slow, well)))
    await until(lambda: well.script.polls >= 5)


async def test_a_receiver_that_fails_does_not_end_the_polling(schedule: Schedule, http: HttpClient) -> None:
    def deliver(source: Source[Any], outcome: Outcome) -> None:
        raise RuntimeError("the receiver is broken")

    source = Scripted("a")
    Pollers([widget_on(source)], http=http, schedule=schedule, deliver=deliver).start()
    await until(lambda: source.script.polls >= 3)


async def test_the_interval_counts_from_the_beginning_of_a_poll(start: Start, desk: Desk) -> None:
    start(widget_on(Scripted("a", Script(seconds=0.2)), every=timedelta(seconds=10)))
    await until(lambda: desk.outcomes)
    assert seconds_between(desk.outcomes) == pytest.approx([9.8], abs=0.1)


async def test_a_poll_that_takes_longer_than_its_interval_is_followed_by_the_next_at_once(
    start: Start, desk: Desk
) -> None:
    start(widget_on(Scripted("a", Script(seconds=0.05))))
    await until(lambda: desk.outcomes)
    assert seconds_between(desk.outcomes) == [0.0]


async def test_the_time_of_an_outcome_is_that_of_the_clock_it_was_given(start: Start, desk: Desk) -> None:
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    start(widget_on(Scripted("a"), every=SELDOM), now=lambda: noon)
    await until(lambda: desk.outcomes)
    _, outcome = desk.outcomes[0]
    assert outcome.at == noon
    assert outcome.next_try is not None
    assert SELDOM - timedelta(seconds=1) < outcome.next_try - noon <= SELDOM


async def test_a_retry_after_is_obeyed(start: Start, desk: Desk, site: StartSite) -> None:
    busy = await site(answer(status="429 Too Many", Retry_After="120"))
    start(widget_on(Json(Request.to(busy.url), into=object)))
    await until(lambda: desk.failures)
    await asyncio.sleep(0.1)
    assert seconds_between(desk.outcomes) == [120.0]
    assert len(busy.asked) == 1


async def test_failures_in_a_row_slow_the_pace_down_and_a_success_restores_it(start: Start, desk: Desk) -> None:
    error = SourceError("no", fault="status")
    source = Scripted("a", Script([error, error, error, error, "data"]))
    start(widget_on(source, every=timedelta(seconds=0.1)), chance=lambda: 0.0)
    await until(lambda: desk.successes)
    assert seconds_between(desk.outcomes[:5]) == pytest.approx([0.1, 0.1, 0.1, 0.2, 0.1], abs=0.05)


async def test_the_log_tells_when_a_source_goes_down_and_when_it_is_back_and_nothing_between(
    start: Start, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "wallboard.poll")
    error = SourceError("api.test answers 503", fault="status")
    start(widget_on(Scripted("a", Script(["data", error, error, error, "data", "data"])), "mine"))
    await until(lambda: len(desk.outcomes) >= 6)
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("WARNING", "mine: api.test answers 503"),
        ("INFO", "mine: is back after 3 failures"),
    ]


async def test_what_is_pushed_is_never_polled(start: Start, schedule: Schedule, desk: Desk) -> None:
    pollers = start(widget_on(Push("w", into=object)))
    pollers.by_widget["w"].refresh()
    assert schedule.entries == {}
    await asyncio.sleep(0.05)
    assert desk.outcomes == []


async def test_what_stands_in_the_configuration_is_read_once(start: Start, schedule: Schedule, desk: Desk) -> None:
    start(widget_on(Static("text")))
    await until(lambda: desk.outcomes)
    assert desk.successes == ["text"]
    assert seconds_between(desk.outcomes) == []
    assert schedule.entries == {}


async def test_what_stands_in_the_configuration_and_fails_is_tried_again(start: Start, desk: Desk) -> None:
    start(widget_on(Fixed("a", Script([SourceError("not yet"), "text"]))))
    await until(lambda: desk.successes)
    await asyncio.sleep(0.05)
    assert len(desk.outcomes) == 2


async def test_the_clock_is_polled_on_the_full_second(start: Start, desk: Desk) -> None:
    start(widget_on(Clock(step=1), every=SELDOM))
    await until(lambda: len(desk.outcomes) >= 3)
    assert all(outcome.at.microsecond < 300_000 for _, outcome in desk.outcomes[1:])
    assert [data - desk.successes[0] for data in desk.successes[:3]] == [timedelta(seconds=step) for step in range(3)]


async def test_a_widget_with_a_problem_is_not_polled(start: Start, desk: Desk) -> None:
    pollers = start(widget_on(Scripted("a"), problem="its kind is broken"))
    assert pollers.by_source == {}


async def test_after_stop_nothing_is_asked_and_nothing_delivered(start: Start, desk: Desk, schedule: Schedule) -> None:
    slow, quick = Scripted("slow", Script(seconds=0.05)), Scripted("quick")
    pollers = start(widget_on(slow, "slow"), widget_on(quick, "quick", every=timedelta(milliseconds=30)))
    await until(lambda: slow.script.under_way and quick.script.polls)
    pollers.stop()
    delivered, polls = len(desk.outcomes), quick.script.polls
    pollers.by_widget["quick"].refresh()
    await asyncio.sleep(0.1)
    assert (len(desk.outcomes), quick.script.polls) == (delivered, polls)
    assert schedule.entries == {}


async def test_when_the_clock_was_set_everything_that_is_well_is_polled_anew(
    start: Start, schedule: Schedule, desk: Desk
) -> None:
    well, failing = Scripted("well"), Scripted("failing", Script([SourceError("no", retry_after=3600)]))
    start(widget_on(well, "well", every=SELDOM), widget_on(failing, "failing", every=SELDOM))
    await until(lambda: len(desk.outcomes) == 2)
    assert schedule.stepped is not None
    schedule.stepped(timedelta())
    await until(lambda: well.script.polls == 2)
    await asyncio.sleep(0.05)
    assert (well.script.polls, failing.script.polls) == (2, 1)


async def test_a_hundred_first_polls_do_not_come_at_the_same_instant(start: Start, schedule: Schedule) -> None:
    start(*(widget_on(Scripted(str(number)), str(number), every=SELDOM) for number in range(100)))
    dues = sorted(entry.due for entry in schedule.entries.values())
    assert 0.4 < dues[-1] - dues[0] < 3  # planning itself takes a moment


def seconds_left(schedule: Schedule, pollers: Pollers, name: str) -> float:
    """How long it is until a widget's source is asked."""
    planned = pollers.by_widget[name].planned
    assert planned is not None
    return schedule.entries[planned].due - time.monotonic()


async def test_what_is_not_due_yet_is_not_asked_before_and_the_rest_at_once(
    schedule: Schedule, http: HttpClient, desk: Desk
) -> None:
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    names = ("new", "later", "overdue", "wrong clock")
    widgets = [widget_on(Scripted(name), name, every=SELDOM) for name in names]
    pollers = Pollers(widgets, http=http, schedule=schedule, deliver=desk.deliver, now=lambda: noon)
    minutes = {"later": 20, "overdue": -20, "wrong clock": 99_999}
    due: dict[Source[Any], datetime] = {
        Scripted(name): noon + timedelta(minutes=late) for name, late in minutes.items()
    }
    pollers.start(due | {Scripted("nobody's"): noon + SELDOM})
    left = [round(seconds_left(schedule, pollers, name), 0) for name in names]
    assert left == [0, 20 * 60, 0, 60 * 60]
    await until(lambda: len(desk.outcomes) == 2)
    assert {source.name for source, _ in desk.outcomes if isinstance(source, Scripted)} == {"new", "overdue"}
