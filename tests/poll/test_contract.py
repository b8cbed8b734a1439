"""The ten points that a poller promises, each by its number, on real sockets and the real schedule."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count, pairwise
from pathlib import Path
from typing import Any, ClassVar

import httpx
import pytest
import pytest_asyncio

from dashboard import widget
from dashboard.app import read_board
from dashboard.config.board import Kind, Widget
from dashboard.config.errors import ConfigError
from dashboard.poll.http import HttpClient
from dashboard.poll.outcome import Failure, Outcome, Success
from dashboard.poll.policy import first_delay
from dashboard.poll.pollers import Pollers
from dashboard.poll.schedule import Schedule
from dashboard.widget import Http, Json, Request, Rhythm, Source, Struct
from tests.poll.conftest import StartSite
from tests.poll.site import Asked, Reply, Site, answer
from tests.waiting import until
from tests.walls import app_of, parts_of, serving

HOUR = timedelta(hours=1)
MOMENT = timedelta(milliseconds=20)


@dataclass
class Bench:
    """Polls on the real schedule, and remembers how the polls ended."""

    http: Http
    schedule: Schedule
    outcomes: list[Outcome] = field(default_factory=list)
    running: list[Pollers] = field(default_factory=list)

    def start(self, *widgets: Widget, **others: Any) -> Pollers:
        """Poll what these widgets need."""
        pollers = Pollers(
            widgets,
            http=self.http,
            schedule=self.schedule,
            deliver=lambda source, outcome: self.outcomes.append(outcome),
            chance=lambda: 0.0,
            **others,
        )
        pollers.start()
        self.running.append(pollers)
        return pollers

    def supervised(self, *widgets: Widget) -> Pollers:
        """The same, looked after as in a running wall, only more often."""
        pollers = self.start(*widgets, patience=MOMENT * 4)
        self.schedule.every(MOMENT * 2, pollers.supervise)
        return pollers

    @property
    def failures(self) -> list[Failure]:
        """Those that failed."""
        return [outcome for outcome in self.outcomes if isinstance(outcome, Failure)]

    @property
    def successes(self) -> list[Success]:
        """The others."""
        return [outcome for outcome in self.outcomes if isinstance(outcome, Success)]

    @property
    def waits(self) -> list[float]:
        """How many seconds each said that the next poll is away."""
        return [(outcome.next_try - outcome.at).total_seconds() for outcome in self.outcomes if outcome.next_try]


@pytest_asyncio.fixture
async def bench(http: HttpClient, schedule: Schedule) -> AsyncIterator[Bench]:
    """Where polls are made."""
    bench = Bench(http, schedule)
    yield bench
    for pollers in bench.running:
        pollers.stop()


class Load(Struct):
    """What the answers of these tests look like."""

    load: float


def asking(site: Site, path: str = "/", **headers: str) -> Json[Load]:
    """The source that asks there."""
    return Json(Request.to(site.url + path, headers=headers), into=Load)


def shown(source: Source[Any], *, every: timedelta = MOMENT, timeout: float = 5, name: str = "w") -> Widget:
    """A widget on this source."""
    return Widget(name, Kind("any"), widget.Options(), source, every, timeout=timedelta(seconds=timeout))


@dataclass(frozen=True)
class Timed:
    """The same source, which remembers when it was asked."""

    rhythm: ClassVar[Rhythm] = Rhythm.EVERY
    source: Source[Any]
    begins: list[float] = field(default_factory=list, compare=False)

    async def fetch(self, http: Http) -> Any:
        """What the source answers."""
        self.begins.append(asyncio.get_running_loop().time())
        return await self.source.fetch(http)

    @property
    def gaps(self) -> list[float]:
        """The seconds between the beginnings of polls."""
        return [later - earlier for earlier, later in pairwise(self.begins)]


GOOD = answer(b'{"load": 1.5}')


def in_turn(*replies: Reply) -> Reply:
    """One reply after the other, and the last one for ever."""
    turns: Iterator[int] = count()

    async def reply(asked: Asked, writer: asyncio.StreamWriter) -> None:
        chosen = replies[min(next(turns), len(replies) - 1)]
        if isinstance(chosen, bytes):
            writer.write(chosen)
            await writer.drain()
        else:
            await chosen(asked, writer)

    return reply


def slowly(seconds: float, reply: bytes = GOOD) -> Reply:
    """A reply that takes a while."""

    async def wait(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(seconds)
        writer.write(reply)
        await writer.drain()

    return wait


# 1. One request under way; what was missed is skipped.


async def test_1_never_are_two_requests_of_one_source_under_way(bench: Bench, site: StartSite) -> None:
    under_way = most = 0

    async def reply(asked: Asked, writer: asyncio.StreamWriter) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.03)
        under_way -= 1
        writer.write(GOOD)

    pollers = bench.start(shown(asking(there := await site(reply)), every=timedelta(milliseconds=5)))

    def nag() -> bool:
        pollers.by_widget["w"].refresh()
        return len(there.asked) >= 5

    await until(nag)
    assert most == 1


async def test_1_the_next_poll_begins_an_interval_after_the_beginning_or_at_the_end_of_a_slow_one(
    bench: Bench, site: StartSite
) -> None:
    source = Timed(asking(await site(in_turn(slowly(0.1), slowly(0.5), GOOD))))
    bench.start(shown(source, every=timedelta(seconds=0.3)))
    await until(lambda: len(source.begins) >= 4)
    assert [gap > least for gap, least in zip(source.gaps, [0.25, 0.5, 0.25], strict=False)] == [True] * 3
    assert bench.waits[0] <= 0.2
    assert bench.waits[1] == 0.0


async def test_1_what_was_missed_while_nothing_ran_is_not_caught_up(bench: Bench, site: StartSite) -> None:
    there = await site(GOOD)
    bench.start(shown(asking(there), every=timedelta(seconds=0.1)))
    await until(lambda: len(there.asked) >= 1)
    await until(lambda: len(bench.outcomes) >= 1)
    time.sleep(0.55)  # noqa: ASYNC251  nothing runs
    await until(lambda: len(bench.outcomes) >= 4)
    gaps = [(later.at - earlier.at).total_seconds() for earlier, later in pairwise(bench.outcomes)]
    assert gaps[0] >= 0.5
    assert all(gap > 0.08 for gap in gaps)


# 2. First polls are spread out, the same each time. A wall is to be full after a second, so within one second.


async def test_2_first_polls_are_spread_out_within_a_second_and_the_same_each_time(
    bench: Bench, site: StartSite
) -> None:
    there = await site(GOOD)
    widgets = [shown(asking(there, f"/{number}"), name=f"w{number}", every=HOUR) for number in range(200)]
    for _ in range(2):
        pollers = bench.start(*widgets)
        dues = [poller.due or 0.0 for poller in pollers.by_source.values()]
        wanted = [first_delay(number, 200, HOUR).total_seconds() for number in range(200)]
        assert all(due - dues[0] >= least for due, least in zip(dues, wanted, strict=True))
        assert wanted[-1] == pytest.approx(1.0, abs=0.01)
        pollers.stop()


# 3. Every poll has a deadline.


async def drip(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """One byte now and then, for ever."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.02)


async def test_3_a_poll_ends_at_its_deadline_however_steadily_bytes_come(bench: Bench, site: StartSite) -> None:
    bench.start(shown(asking(await site(drip)), every=HOUR, timeout=0.2))
    await until(lambda: bench.outcomes)
    assert bench.failures[0].fault == "timeout"
    assert bench.failures[0].error.endswith("does not answer within 0.2 s")


def test_3_a_deadline_longer_than_the_interval_is_refused_and_the_usual_one_is_ten_seconds(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    table = '[widgets.a]\nkind = "json"\nurl = "http://a.example/"\nvalue = "load"\nevery = "{}"\n'
    path.write_text(table.format("1m"))
    assert read_board(path).widgets["a"].timeout == timedelta(seconds=10)
    path.write_text(table.format("5s"))
    assert read_board(path).widgets["a"].timeout == timedelta(seconds=5)
    path.write_text(table.format("5s") + 'timeout = "6s"\n')
    with pytest.raises(ConfigError, match="at most `every`"):
        read_board(path)


# 4. What is not wholly well is a failure of a class.


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        (answer(status="503 Busy"), "status"),
        (answer(b" " * 20_000), "too_large"),
        (answer(b"not packed", Content_Encoding="gzip"), "decode"),
        (answer(b"<html>"), "parse"),
        (answer(b'{"load": "high"}'), "schema"),
        (answer(b"{}"), "schema"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", "cut"),
        (answer(status="302 Found", Location="ftp://a.example/"), "redirect"),
        (slowly(5), "timeout"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_4_anything_less_than_a_good_answer_is_a_failure_with_a_class(
    bench: Bench, site: StartSite, reply: Reply, fault: str
) -> None:
    async def talk(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await in_turn(reply)(asked, writer)  # type: ignore[operator]
        writer.close()

    assert isinstance(bench.http, HttpClient)
    bench.http.limit = 10_000
    bench.start(shown(asking(await site(talk)), every=HOUR, timeout=0.5))
    await until(lambda: bench.outcomes)
    assert [failure.fault for failure in bench.failures] == [fault]


async def test_4_so_is_a_host_that_is_not_there(bench: Bench, site: StartSite) -> None:
    gone = await site(GOOD)
    await gone.close()
    source = Json(Request.to("http://no-such-host.invalid/"), into=Load)
    bench.start(shown(asking(gone), name="connect", every=HOUR), shown(source, name="dns", every=HOUR))
    await until(lambda: len(bench.outcomes) >= 2)
    assert {failure.fault for failure in bench.failures[:2]} == {"connect", "dns"}


WALL = """
[widgets.load]
kind = "json"
url = "{url}/"
value = "load"
every = "200ms"
stale_after = "400ms"
expire_after = "1500ms"
"""


async def test_4_an_answer_that_can_t_be_shown_is_a_failure_too(site: StartSite, tmp_path: Path) -> None:
    there = await site(in_turn(GOOD, answer(b'{"other": 1}')))
    app = app_of(tmp_path, WALL.format(url=there.url))
    publisher = parts_of(app).publisher
    async with serving(app):
        load = publisher.board.widgets["load"]
        await until(lambda: publisher.store.reading(load).fault == "schema")
        assert publisher.store.reading(load).data == {"load": 1.5}


# 5. The last good value stays and ages, by a timer.


async def test_5_a_value_ages_and_goes_away_without_any_answer(site: StartSite, tmp_path: Path) -> None:
    there = await site(GOOD)
    app = app_of(tmp_path, WALL.format(url=there.url).replace("200ms", "1h"))
    parts = parts_of(app)
    seen: dict[str, str] = {}

    def gone() -> bool:
        state = parts.publisher.tiles["load"].state
        seen[state] = parts.hub.newest["load"].text
        return state == "expired"

    async with serving(app):
        await until(gone)
    seen.pop("pending", None)
    assert list(seen) == ["fresh", "stale", "expired"]
    assert ["1.5" in text for text in seen.values()] == [True, True, False]
    assert len(there.asked) == 1


# 6. The log tells changes, the figures tell everything, nobody tells secrets.


async def test_6_the_log_tells_changes_and_the_figures_count_each_class(
    site: StartSite, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "wallboard.poll")
    bad, odd = answer(status="503 Busy"), answer(b"<html>")
    there = await site(in_turn(GOOD, bad, bad, odd, GOOD, GOOD))
    app = app_of(tmp_path, WALL.format(url=there.url))
    async with serving(app) as url, httpx.AsyncClient(base_url=url) as client:
        await until(lambda: len(there.asked) >= 6)
        figures = (await client.get("/metrics")).text
    host = there.url.removeprefix("http://")
    assert [record.getMessage() for record in caplog.records if record.name == "wallboard.poll"] == [
        f"load: {host} answers 503",
        "load: is back after 3 failures",
    ]
    assert 'wallboard_polls_total{fault="status",source="load"} 2.0' in figures
    assert 'wallboard_polls_total{fault="parse",source="load"} 1.0' in figures


async def test_6_no_secret_gets_out(
    site: StartSite, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEY", "CANARY")
    caplog.set_level(logging.DEBUG)
    there = await site(answer(status="401 No"))
    app = app_of(tmp_path, WALL.format(url=there.url + "/CANARY?key=${KEY}&x="))
    publisher = parts_of(app).publisher
    async with serving(app) as url, httpx.AsyncClient(base_url=url) as client:
        await until(lambda: publisher.store.reading(publisher.board.widgets["load"]).error)
        pages = [(await client.get(path)).text for path in ("/", "/status", "/metrics", "/healthz", "/api/widgets")]
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("wallboard")]
    assert "check its key" in pages[0]
    assert "CANARY" not in "".join([*pages, *ours])


# 7. What did not change is as good as what is new.


async def test_7_an_equal_answer_costs_no_event_but_is_fresh_again(site: StartSite, tmp_path: Path) -> None:
    there = await site(GOOD)
    app = app_of(tmp_path, WALL.format(url=there.url) + 'history = "0s"\n')
    publisher = parts_of(app).publisher
    load = publisher.board.widgets["load"]
    async with serving(app):
        await until(lambda: publisher.store.reading(load).polled)
        revision, first = publisher.revisions.newest, publisher.store.reading(load)
        await until(lambda: len(there.asked) >= 4)
        again = publisher.store.reading(load)
        assert (publisher.revisions.newest, again.at) == (revision, first.at)
        assert again.polled is not None
        assert first.polled is not None
        assert again.polled > first.polled


# 8. What the other side asks for is done.


@pytest.mark.parametrize(
    ("reply", "wait", "sentence"),
    [
        (answer(status="429 Busy", Retry_After="120"), 120, "answers 429"),
        (answer(status="503 Busy", Retry_After="9999999"), 86_400, "answers 503"),
        (answer(status="503 Busy", Retry_After="0"), 2, "answers 503"),
        (answer(status="410 Gone"), 86_400, "answers 410: it is gone for good"),
        (answer(status="403 No", X_RateLimit_Remaining="0", X_RateLimit_Reset="90"), 90, "its rate limit is used up"),
    ],
)
async def test_8_a_wait_is_as_long_as_was_asked_for_between_the_interval_and_a_day(
    bench: Bench, site: StartSite, reply: bytes, wait: float, sentence: str
) -> None:
    there = await site(reply)
    bench.start(shown(asking(there), every=timedelta(seconds=2)))
    await until(lambda: bench.outcomes)
    assert bench.waits[0] == pytest.approx(wait, abs=0.5)
    assert bench.failures[0].error.endswith(sentence)


async def test_8_who_refuses_us_twice_is_asked_each_hour_and_people_are_told(bench: Bench, site: StartSite) -> None:
    there = await site(answer(status="401 No"))
    bench.start(shown(asking(there)))
    await until(lambda: len(bench.outcomes) >= 2)
    await asyncio.sleep(0.1)
    assert len(there.asked) == 2
    assert bench.waits[1] == pytest.approx(3600, abs=1)
    assert bench.failures[1].error.endswith("answers 401: check its key")


async def test_8_a_good_answer_says_how_long_it_stays_good_and_a_refresh_asks_all_the_same(
    bench: Bench, site: StartSite
) -> None:
    there = await site(answer(b'{"load": 1}', Cache_Control="max-age=600", Age="100"))
    pollers = bench.start(shown(asking(there), every=timedelta(seconds=60)))
    await until(lambda: bench.outcomes)
    assert bench.waits[0] == pytest.approx(500, abs=0.1)
    assert bench.successes[0].excused.total_seconds() == pytest.approx(441, abs=5)
    pollers.by_widget["w"].refresh()
    await until(lambda: len(bench.outcomes) == 2)


# 9. Who fails is asked less and less, by one poll at a time.


async def test_9_after_three_failures_the_pace_slows_down_by_chance_a_little_less_and_one_success_restores_it(
    bench: Bench, site: StartSite
) -> None:
    bad = answer(status="503 Busy")
    source = Timed(asking(await site(in_turn(bad, bad, bad, bad, bad, GOOD))))
    bench.start(shown(source, every=timedelta(seconds=0.1)))
    await until(lambda: bench.successes)
    assert [gap > least for gap, least in zip(source.gaps, [0.05, 0.05, 0.05, 0.15, 0.35], strict=False)] == [True] * 5
    assert bench.waits[5] <= 0.1  # one probe was enough to be back


# 10. A poll that is lost is found.


@dataclass(frozen=True)
class Treacherous:
    """A source that does not end as sources should, but for the last of its `ends`."""

    rhythm: ClassVar[Rhythm] = Rhythm.EVERY
    ends: list[Callable[[], Coroutine[Any, Any, Any]]] = field(compare=False)
    asked: list[float] = field(default_factory=list, compare=False)

    async def fetch(self, http: Http) -> Any:
        """End in the next way."""
        end = self.ends[min(len(self.asked), len(self.ends) - 1)]
        self.asked.append(asyncio.get_running_loop().time())
        return await end()


async def well() -> str:
    """As it should."""
    return "well"


async def cancelled() -> None:
    """By a cancellation that nobody asked for."""
    raise asyncio.CancelledError


async def exiting() -> None:
    """As if the whole program were its own."""
    raise SystemExit(3)


async def killed() -> None:
    """By ending its own task."""
    task = asyncio.current_task()
    assert task is not None
    task.cancel()
    await asyncio.sleep(60)


async def generator_exit() -> None:
    """By an exception that is no Exception."""
    raise GeneratorExit


async def deaf() -> None:
    """By not heeding its deadline the first time."""
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        await asyncio.sleep(60)


@pytest.mark.parametrize("end", [cancelled, exiting])
async def test_10_a_source_that_raises_what_ends_programs_has_failed_like_any_other(
    bench: Bench, end: Callable[[], Coroutine[Any, Any, Any]]
) -> None:
    bench.start(shown(Treacherous([end, well])))
    await until(lambda: bench.successes)
    assert [failure.fault for failure in bench.failures] == ["parse"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("end", [killed, generator_exit, deaf])
async def test_10_a_poll_that_dies_is_planned_again_counted_and_told_once(
    bench: Bench, caplog: pytest.LogCaptureFixture, end: Callable[[], Coroutine[Any, Any, Any]]
) -> None:
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)  # of tasks that died with no one by
    bench.supervised(shown(Treacherous([end, end, well]), timeout=0.1))
    await until(lambda: bench.successes)
    assert [failure.fault for failure in bench.failures] == ["lost", "lost"]
    assert [failure.error for failure in bench.failures] == ["The last poll of this widget was lost"] * 2
    assert [record.getMessage() for record in caplog.records if "was lost" in record.getMessage()] == [
        "w: The last poll of this widget was lost"
    ]


async def test_10_a_poll_that_the_schedule_has_lost_is_made_at_once(bench: Bench, site: StartSite) -> None:
    there = await site(GOOD)
    pollers = bench.supervised(shown(asking(there), every=HOUR))
    await until(lambda: bench.successes)
    poller = pollers.by_widget["w"]
    poller.replan(MOMENT * 5)
    bench.schedule.cancel(poller.planned or "")
    await until(lambda: len(there.asked) == 2)
    await until(lambda: len(bench.successes) == 2)
    assert [failure.fault for failure in bench.failures] == ["lost"]


async def test_10_polls_that_wait_as_they_are_meant_to_are_left_alone(bench: Bench, site: StartSite) -> None:
    busy = await site(answer(status="429 Busy", Retry_After="3600"))
    good = await site(answer(b'{"load": 1}', Cache_Control="max-age=600"))
    slow = await site(slowly(0.3))
    pollers = bench.supervised(
        shown(asking(busy), name="busy"), shown(asking(good), name="good"), shown(asking(slow), name="slow")
    )
    await until(lambda: len(slow.asked) >= 3)
    assert (len(busy.asked), len(good.asked)) == (1, 1)
    assert {failure.fault for failure in bench.failures} == {"status"}
    assert pollers.unattended() == []


async def test_10_a_moment_in_which_nothing_ran_loses_no_poll(bench: Bench, site: StartSite) -> None:
    there = await site(GOOD)
    bench.supervised(*(shown(asking(there, f"/{number}"), name=f"w{number}") for number in range(20)))
    await until(lambda: len(bench.outcomes) >= 20)
    time.sleep(0.5)  # noqa: ASYNC251  nothing runs
    seen = len(bench.outcomes)
    await until(lambda: len(bench.outcomes) >= seen + 40)
    assert bench.failures == []


async def test_10_a_wall_knows_whom_it_has_not_asked_for_three_intervals(bench: Bench, site: StartSite) -> None:
    there = await site(GOOD)
    often, seldom = asking(there, "/often"), asking(there, "/seldom")
    pollers = bench.start(
        shown(often, name="often", every=timedelta(seconds=0.1)),
        shown(seldom, name="seldom", every=timedelta(seconds=0.3)),
        unattended=MOMENT,
    )
    await until(lambda: len(bench.outcomes) >= 2)
    assert pollers.unattended() == []
    for poller in pollers.by_source.values():
        poller.replan(MOMENT)
        bench.schedule.cancel(poller.planned or "")
    began = asyncio.get_running_loop().time()
    await until(lambda: pollers.unattended() == ["often"])
    assert asyncio.get_running_loop().time() - began > 0.2
    await until(lambda: pollers.unattended() == ["often", "seldom"])
    assert asyncio.get_running_loop().time() - began > 0.6
