"""Who waits before a host, for how long, and that nobody is blamed for it."""

import asyncio
import time
from contextlib import suppress
from datetime import timedelta
from itertools import pairwise

import pytest

from dashboard.config.board import Kind, Widget
from dashboard.poll.deadline import Deadline
from dashboard.poll.http import HttpClient
from dashboard.poll.outcome import Outcome, Success
from dashboard.poll.pollers import Pollers
from dashboard.poll.resolve import Resolver
from dashboard.poll.schedule import Schedule
from dashboard.poll.turns import Turns, near
from dashboard.widget import Json, Options, Request
from tests.poll.conftest import MakeHttp, StartSite
from tests.poll.site import Asked, Reply, answer
from tests.waiting import until


def held_back(gate: asyncio.Event) -> Reply:
    """Answers when the gate opens."""

    async def reply(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await gate.wait()
        writer.write(answer(b"at last"))
        await writer.drain()

    return reply


async def test_a_host_gets_six_requests_at_once_and_the_others_wait(http: HttpClient, site: StartSite) -> None:
    gate = asyncio.Event()
    there, elsewhere = await site(held_back(gate)), await site(answer(b"free"))
    tasks = [asyncio.create_task(http.send(Request.to(f"{there.url}/{number}"))) for number in range(20)]
    await until(lambda: len(there.asked) == 6)
    assert (await http.send(Request.to(elsewhere.url))).body == b"free"
    assert len(there.asked) == 6
    gate.set()
    await asyncio.gather(*tasks)
    assert len(there.asked) == 20
    assert there.connections == 6


async def test_who_gives_up_in_the_line_takes_nobody_s_place(http: HttpClient, site: StartSite) -> None:
    gate = asyncio.Event()
    there = await site(held_back(gate))
    tasks = [asyncio.create_task(http.send(Request.to(f"{there.url}/{number}"))) for number in range(12)]
    await until(lambda: len(there.asked) == 6)
    for task in tasks[6:]:
        task.cancel()
    gate.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    async with asyncio.timeout(1):
        await asyncio.gather(*(http.send(Request.to(f"{there.url}/{number}")) for number in range(6)))


async def test_requests_to_a_public_host_begin_a_tenth_of_a_second_apart(make_http: MakeHttp, site: StartSite) -> None:
    there, began = await site(answer()), time.monotonic()
    http = make_http(resolver=Resolver(lambda host: ("127.0.0.1",)))
    for host, least in (("nas.lan", 0.0), ("api.example.com", 0.3)):
        began = time.monotonic()
        await asyncio.gather(*(http.send(Request.to(f"http://{host}:{there.port}/")) for _ in range(4)))
        assert time.monotonic() - began >= least


async def test_two_beginnings_are_never_closer_than_the_gap_and_a_near_host_has_none() -> None:
    turns = Turns(gap=0.05)

    async def ask(host: str) -> float:
        async with turns.turn(host, 443):
            return turns.lines[host, 443].free

    free = await asyncio.gather(*(ask("api.example.com") for _ in range(5)))
    assert min(later - earlier for earlier, later in pairwise(free)) >= 0.05
    assert await ask("nas.lan") <= time.monotonic()


@pytest.mark.parametrize(
    ("host", "is_near"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("10.1.2.3", True),
        ("192.168.0.7", True),
        ("172.16.0.1", True),
        ("169.254.1.1", True),
        ("fd00::1", True),
        ("fe80::1%eth0", True),
        ("localhost", True),
        ("nas", True),
        ("NAS.Local", True),
        ("nas.lan", True),
        ("nas.home", True),
        ("nas.home.arpa", True),
        ("db.internal.", True),
        ("8.8.8.8", False),
        ("2606:4700::1111", False),
        ("api.example.com", False),
        ("lan.example.com", False),
        ("local.", True),
        ("notlocal.example", False),
    ],
)
def test_a_host_is_near_by_its_address_or_its_name(host: str, is_near: bool) -> None:
    assert near(host) is is_near


async def test_who_gives_up_between_two_beginnings_leaves_the_place_to_others() -> None:
    turns = Turns(gap=60)

    async def ask() -> None:
        async with turns.turn("api.example.com", 443):
            pass

    await ask()
    (line,) = turns.lines.values()
    tasks = [asyncio.create_task(ask()) for _ in range(6)]
    await until(line.slots.locked)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert not line.slots.locked()


async def test_an_answer_took_as_long_as_the_host_took_without_the_wait(http: HttpClient, site: StartSite) -> None:
    async def slow(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.1)
        writer.write(answer())

    there, began = await site(slow), time.monotonic()
    came = await asyncio.gather(*(http.send(Request.to(f"{there.url}/{number}")) for number in range(18)))
    assert max(each.seconds for each in came) < (time.monotonic() - began) * 0.7  # two of three were waiting first


async def test_lines_are_forgotten_once_there_are_many() -> None:
    turns = Turns()
    async with turns.turn("asked.test", 80):
        for number in range(300):
            async with turns.turn(f"{number}.test", 80):
                pass
        assert len(turns.lines) == 256
        assert ("asked.test", 80) in turns.lines


# The deadline


async def test_waiting_for_a_turn_does_not_count() -> None:
    turns = Turns()

    async def ask(seconds: float) -> None:
        async with Deadline(0.1), turns.turn("127.0.0.1", 80):
            await asyncio.sleep(seconds)

    await asyncio.gather(*(ask(0.02) for _ in range(60)))


async def test_what_is_left_of_the_deadline_goes_on_after_the_wait() -> None:
    turns, began = Turns(), time.monotonic()

    async def ask() -> None:
        async with turns.turn("127.0.0.1", 80):
            await asyncio.sleep(0.1)

    async def late() -> None:
        async with Deadline(0.1):
            await asyncio.sleep(0.05)
            async with turns.turn("127.0.0.1", 80):
                await asyncio.sleep(10)

    with pytest.raises(TimeoutError):
        await asyncio.gather(*(ask() for _ in range(6)), late())
    assert time.monotonic() - began < 5


async def test_a_request_under_way_lets_the_deadline_run_though_another_one_waits() -> None:
    turns = Turns()

    async def ask() -> None:
        async with turns.turn("127.0.0.1", 80):
            await asyncio.sleep(10)

    deadline = Deadline(0.05)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(2), deadline:
            await asyncio.gather(*(ask() for _ in range(7)))
    assert deadline.limit.expired()


async def test_a_deadline_without_requests_is_one_like_any_other() -> None:
    async with Deadline(1):
        pass
    with pytest.raises(TimeoutError):
        async with Deadline(0.01):
            await asyncio.sleep(1)


async def test_a_poll_that_only_waits_does_not_fail(http: HttpClient, site: StartSite, schedule: Schedule) -> None:
    gate = asyncio.Event()
    there = await site({"/slow": held_back(gate), "/load": answer(b"1")})
    slow = [asyncio.create_task(http.send(Request.to(f"{there.url}/slow?{number}"))) for number in range(6)]
    await until(lambda: len(there.asked) == 6)
    outcomes: list[Outcome] = []
    source = Json(Request.to(there.url + "/load"), int)
    widget = Widget("load", Kind("any"), Options(), source, timedelta(hours=1), timeout=timedelta(seconds=0.3))
    pollers = Pollers([widget], http=http, schedule=schedule, deliver=lambda _, outcome: outcomes.append(outcome))
    pollers.start()
    (line,) = http.turns.lines.values()
    await until(lambda: line.people == 7)
    waited = time.monotonic()
    await until(lambda: outcomes or time.monotonic() - waited > 0.4)
    assert outcomes == []
    gate.set()
    await until(lambda: outcomes)
    assert [type(outcome) for outcome in outcomes] == [Success]
    pollers.stop()
    await asyncio.gather(*slow)


async def test_a_task_that_outlives_its_poll_harms_nobody() -> None:
    turns, tasks = Turns(), []

    async def ask() -> None:
        async with turns.turn("127.0.0.1", 80):
            await asyncio.sleep(0.02)

    async with Deadline(1):
        tasks += [asyncio.create_task(ask()) for _ in range(8)]
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)


async def test_polls_that_are_given_up_leave_their_place_in_the_line() -> None:
    turns = Turns()

    async def ask() -> None:
        with suppress(TimeoutError):
            async with Deadline(0.01), turns.turn("127.0.0.1", 80):
                await asyncio.sleep(10)

    async with asyncio.timeout(2):
        await asyncio.gather(*(ask() for _ in range(60)))
        async with turns.turn("127.0.0.1", 80):
            pass
    assert [line.people for line in turns.lines.values()] == [0]
