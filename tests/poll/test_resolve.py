"""Look-ups that hang, fail or find several addresses: whom they hold up, and whom they don't."""

import asyncio
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from dashboard.poll.resolve import LookUp, Resolver, look_up
from dashboard.widget import Request, SourceError
from tests.poll.conftest import MakeHttp, StartSite
from tests.poll.site import answer
from tests.waiting import until


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """What hanging look-ups wait for; opened at the end, so that their threads end too."""
    event = threading.Event()
    yield event
    event.set()


def finding(gate: threading.Event, asked: list[str]) -> LookUp:
    """Finds every host on loopback; hosts below `slow.test` only when the gate is open."""

    def find(host: str) -> tuple[str, ...]:
        asked.append(host)
        if host.endswith("slow.test"):
            gate.wait(30)
        return ("127.0.0.1",)

    return find


def nowhere(host: str) -> tuple[str, ...]:
    """Finds nobody."""
    raise socket.gaierror(socket.EAI_NONAME, "not known")


async def test_many_look_ups_that_hang_hold_up_nobody_but_those_who_wait_for_them(
    make_http: MakeHttp, site: StartSite, gate: threading.Event
) -> None:
    there = await site(answer(b"well"))
    http = make_http(resolver=Resolver(finding(gate, [])))

    async def hang(host: str) -> None:
        await http.send(Request.to(f"http://{host}:{there.port}/"))

    hanging = [asyncio.create_task(hang(f"{number}.slow.test")) for number in range(100)]
    await until(lambda: http.resolver.threads == 100)
    assert (await http.send(Request.to(f"http://well.test:{there.port}/"))).body == b"well"
    assert await http.connect("well.test", there.port) > 0
    assert await asyncio.to_thread(lambda: "the threads that read files are free")
    assert not any(task.done() for task in hanging)
    gate.set()
    await asyncio.gather(*hanging)


async def test_a_tcp_connection_waits_for_a_look_up_no_longer_than_its_deadline(
    make_http: MakeHttp, gate: threading.Event
) -> None:
    http = make_http(resolver=Resolver(finding(gate, [])))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await http.connect("slow.test", 80)


async def test_all_who_ask_for_a_host_wait_for_the_same_look_up(gate: threading.Event) -> None:
    asked: list[str] = []
    resolver = Resolver(finding(gate, asked))
    tasks = [asyncio.create_task(resolver.addresses("slow.test")) for _ in range(20)]
    await until(lambda: asked)
    tasks[0].cancel()
    gate.set()
    assert await asyncio.gather(*tasks[1:]) == [("127.0.0.1",)] * 19
    assert asked == ["slow.test"]
    assert (resolver.threads, resolver.under_way) == (0, {})


async def test_what_was_found_is_believed_for_a_while(gate: threading.Event) -> None:
    asked: list[str] = []
    for resolver in (Resolver(finding(gate, asked)), Resolver(finding(gate, asked), lifetime=0)):
        await resolver.addresses("host.test")
        await resolver.addresses("host.test")
    assert len(asked) == 1 + 2


async def test_a_look_up_that_fails_fails_for_all_who_wait_and_is_not_remembered() -> None:
    asked = []

    def find(host: str) -> tuple[str, ...]:
        asked.append(host)
        return nowhere(host)

    resolver = Resolver(find)
    ends = await asyncio.gather(*(resolver.addresses("gone.test") for _ in range(3)), return_exceptions=True)
    assert [type(end) for end in ends] == [socket.gaierror] * 3
    with pytest.raises(socket.gaierror):
        await resolver.addresses("gone.test")
    assert len(asked) == 2


async def test_a_look_up_that_never_ends_is_begun_anew(gate: threading.Event) -> None:
    asked: list[str] = []
    resolver = Resolver(finding(gate, asked), patience=0.0)
    first = asyncio.create_task(resolver.addresses("slow.test"))
    await until(lambda: len(asked) == 1)
    second = asyncio.create_task(resolver.addresses("slow.test"))
    await until(lambda: len(asked) == 2)
    gate.set()
    assert await first == await second


async def test_no_more_than_256_look_ups_hang_at_the_same_time(make_http: MakeHttp, gate: threading.Event) -> None:
    http = make_http(resolver=Resolver(finding(gate, [])))
    tasks = [asyncio.create_task(http.resolver.addresses(f"{number}.slow.test")) for number in range(256)]
    await until(lambda: http.resolver.threads == 256)
    with pytest.raises(SourceError) as caught:
        await http.send(Request.to("http://one-more.slow.test/"))
    assert caught.value.fault == "dns"
    gate.set()
    await asyncio.gather(*tasks)


async def test_an_address_needs_no_look_up(make_http: MakeHttp, site: StartSite) -> None:
    there = await site(answer(b"well"))
    http = make_http(resolver=Resolver(nowhere))
    assert (await http.send(Request.to(there.url))).body == b"well"


async def test_a_host_that_is_not_found_says_so_wherever_it_is_asked(make_http: MakeHttp) -> None:
    http = make_http(resolver=Resolver(nowhere))
    for asking in (http.send(Request.to("https://gone.test/")), http.connect("gone.test", 443)):
        with pytest.raises(SourceError, match=r"gone\.test.* can't be found; there may be no network") as caught:
            await asking
        assert caught.value.fault == "dns"


async def test_the_next_address_is_tried_where_the_first_one_refuses(make_http: MakeHttp, site: StartSite) -> None:
    there = await site(answer(b"well"))
    http = make_http(resolver=Resolver(lambda host: ("::1", "127.0.0.1")))
    assert (await http.send(Request.to(f"http://host.test:{there.port}/"))).body == b"well"
    assert await http.connect("host.test", there.port) > 0


async def test_where_no_address_lets_us_in_the_reason_is_that_of_the_last(make_http: MakeHttp) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    http = make_http(resolver=Resolver(lambda host: ("::1", "127.0.0.1")))
    with pytest.raises(SourceError, match=f"host.test:{port} refuses the connection"):
        await http.send(Request.to(f"http://host.test:{port}/"))


async def test_an_address_that_takes_long_is_overtaken_and_closed_if_it_comes_after_all() -> None:
    closed: list[str] = []
    late = asyncio.Event()

    async def enter(address: str) -> str:
        try:
            await asyncio.sleep(30 if address == "slow" else 0)
        except asyncio.CancelledError:
            late.set()
        return address

    async def leave(address: str) -> None:
        closed.append(address)

    assert await Resolver(lambda host: ("slow", "quick")).reach("host.test", enter, leave) == "quick"
    assert late.is_set()
    assert closed == ["slow"]


def test_the_system_finds_this_machine() -> None:
    assert {"127.0.0.1", "::1"} & set(look_up("localhost"))


def test_the_program_can_end_while_a_look_up_hangs() -> None:
    script = """
import asyncio, time
from dashboard.poll.resolve import Resolver

async def main():
    async with asyncio.timeout(0.05):
        await Resolver(lambda host: time.sleep(60)).addresses("slow.test")

asyncio.run(main())
"""
    ended = subprocess.run([sys.executable, "-c", script], timeout=20, capture_output=True, text=True, check=False)
    assert ended.stderr.strip().endswith("TimeoutError")
