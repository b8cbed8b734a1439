"""What the soak's line adds to the proxy of the other tests."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio

from tests.e2e.upstream import Answer, Upstream
from tests.soak.line import Line
from tests.waiting import until

REQUEST = b"GET /big HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
SIZE = 12_000


@pytest_asyncio.fixture
async def line() -> AsyncIterator[Line]:
    """A line to a server that has something big to say."""
    upstream = Upstream()
    await upstream.start()
    upstream.answers["/big"] = Answer(b"x" * SIZE)
    line = Line(upstream.url)
    await line.start()
    yield line
    await line.stop()
    await upstream.stop()


@asynccontextmanager
async def asked(line: Line) -> AsyncIterator[asyncio.StreamReader]:
    """Whatever the server says, as it arrives."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(line.url.rpartition(":")[2]))
    writer.write(REQUEST)
    yield reader
    writer.close()


async def test_a_slow_line_lets_through_no_more_than_its_rate(line: Line) -> None:
    line.rate = 40_000
    began = time.monotonic()
    async with asked(line) as reader:
        await reader.readexactly(SIZE)
    assert time.monotonic() - began >= SIZE / line.rate


async def test_a_line_that_stands_still_gives_everything_when_it_moves_again(line: Line) -> None:
    line.rate = 0
    async with asked(line) as reader:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.readexactly(1), 0.3)
        line.rate = None
        assert len(await reader.readexactly(SIZE)) == SIZE


async def test_a_reset_ends_what_is_open(line: Line) -> None:
    line.rate = 0
    async with asked(line) as reader:
        await until(lambda: line.connections)
        line.reset_all()
        with pytest.raises(ConnectionResetError):
            await reader.readexactly(1)
