"""Those who hold connections and do nothing with them, or far too much: others don't notice."""

import asyncio
import re
import resource
import time
from contextlib import closing, suppress
from pathlib import Path

import psutil
import pytest

from dashboard.serve import LARGEST_HEAD
from tests.doors import received, wall
from tests.e2e.program import needed
from tests.live.talker import talking
from tests.waiting import until

IDLE = 500
"""Connections at once."""

EACH = 32 * 1024
"""Bytes that one of them may cost us."""

if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < 8 * IDLE:
    pytest.skip("this machine lets a process open few files", allow_module_level=True)


@pytest.mark.parametrize("said", [b"", b"GET /events HTTP/1.1\r\nHost: local", b"PUT /api/widgets/a HTTP/1.1\r\n"])
async def test_d20_five_hundred_idle_connections(tmp_path: Path, said: bytes) -> None:
    """Somebody opens hundreds of connections and says nothing, or never ends a request (Slowloris).

    Against it: each costs a few kilobytes, files are kept free for everything else, and those who ask something are
    answered at once.
    """
    async with wall(tmp_path) as here:
        opened = [asyncio.open_connection("127.0.0.1", here.port) for _ in range(IDLE)]
        idle = await asyncio.gather(*opened)
        for _, writer in idle:
            writer.write(said)
        began = time.monotonic()
        answer = await received(await here.connect("GET /healthz HTTP/1.1"), b"ok\n")
        assert answer.startswith(b"HTTP/1.1 200 OK")
        assert b"event: a\n" in await received(await here.connect())
        assert time.monotonic() - began < 2
        assert here.parts.hub.count() == here.parts.seats.open == 1
        for _, writer in idle:
            writer.transport.abort()


ATTACKS = {
    "headers that never end": "-H -u {url}/",
    "a body that never ends": "-B -u {url}/api/displays/lobby/seen",
    "a stream that is read by drops": "-X -w 512 -y 1024 -n 5 -z 32 -u {url}/events",
}


async def test_d20_what_slowhttptest_does_others_do_not_notice(tmp_path: Path) -> None:
    """Somebody takes slowhttptest, a tool for it: headers, bodies and streams by drops, on 500 connections each.

    Against it: the same; the tool finds the wall there all the time, and so does everybody else.
    """
    tool = needed("slowhttptest")
    async with wall(tmp_path) as here:
        before = psutil.Process().memory_info().rss
        running = []
        for attack in ATTACKS.values():
            how = attack.format(url=f"http://127.0.0.1:{here.port}").split()
            often = f"-c {IDLE} -r {IDLE} -i 1 -l 4".split()
            running.append(await asyncio.create_subprocess_exec(tool, *how, *often, stdout=asyncio.subprocess.PIPE))
        said = asyncio.gather(*(each.communicate() for each in running))
        await until(lambda: here.parts.hub.count() == IDLE, 10)
        while not said.done():
            began = time.monotonic()
            assert b"event: a\n" in await received(await here.connect())
            assert time.monotonic() - began < 2
            await asyncio.wait([said], timeout=0.5)
        assert psutil.Process().memory_info().rss - before < len(ATTACKS) * IDLE * EACH
    for told, _ in await said:
        report = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", told.decode())
        assert set(re.findall(r"service available:\s+(\w+)", report)) == {"YES"}, report
        assert str(IDLE) in re.findall(r"connected:\s+(\d+)", report), report


HALVES = {
    "a header": (b"GET / HTTP/1.1\r\nHost: local", b"x"),
    "nothing but new lines": (b"\r\n", b"\r\n"),
    "a body": (b"POST /api/displays/a/seen HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000\r\n\r\n{", b" "),
    "a body that nobody wants": (
        b"PUT /api/widgets/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000\r\n\r\n",
        b" ",
    ),
    "a second request": (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /", b"x"),
}


@pytest.mark.parametrize("name", HALVES)
async def test_d20_whoever_goes_on_by_drops_is_hung_up_on(tmp_path: Path, name: str) -> None:
    """Somebody sends a byte now and then, so that a request never ends and a connection is never idle.

    Against it: a request has thirty seconds to be whole, from when the connection is made or the last answer has gone.
    """
    async with wall(tmp_path, patience=0.5) as here:
        reader, writer = await asyncio.open_connection("127.0.0.1", here.port)
        half, drop = HALVES[name]
        with closing(writer), suppress(ConnectionError):
            writer.write(half)
            async with asyncio.timeout(5):
                while not reader.at_eof():
                    writer.write(drop)
                    with suppress(TimeoutError):
                        await asyncio.wait_for(reader.read(1000), 0.05)


async def test_whoever_reads_or_asks_in_whole_is_not_hung_up_on(tmp_path: Path) -> None:
    async with wall(tmp_path, patience=0.3) as here, talking(f"http://127.0.0.1:{here.port}", "/ws") as talker:
        stream = await here.connect()
        await received(stream)
        reader, writer = await asyncio.open_connection("127.0.0.1", here.port)
        with closing(writer):
            for _ in range(4):
                writer.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
                assert b"ok\n" in await reader.readuntil(b"ok\n")
                await asyncio.sleep(0.2)
        here.publish()
        assert b"change 1" in await received(stream, b"change 1")
        while "change 1" not in await talker.hear():
            pass


BEGUN = [
    b"GET / HTTP/1.1\r\n",
    b"POST /api/displays/lobby/seen HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
]


@pytest.mark.parametrize("begun", BEGUN)
@pytest.mark.parametrize("endless", [b"X-Same: %s\r\n" % (b"x" * 1000), b"x" * 1000])
async def test_d20_headers_without_end_are_refused(tmp_path: Path, begun: bytes, endless: bytes) -> None:
    """Somebody sends headers, or an address, that have no end, to fill the memory.

    Against it: a request has 64 KiB besides its body; what goes beyond is 431.
    """
    async with wall(tmp_path) as here:
        reader, writer = await asyncio.open_connection("127.0.0.1", here.port)
        sent, answer = len(begun), b""
        with closing(writer), suppress(ConnectionError):
            writer.write(begun)
            while not answer and sent < 4 * LARGEST_HEAD:
                writer.write(endless)
                sent += len(endless)
                with suppress(TimeoutError):
                    answer = await asyncio.wait_for(reader.read(1000), 0.001)
        assert answer.startswith(b"HTTP/1.1 431 ")
        assert LARGEST_HEAD < sent < 3 * LARGEST_HEAD
