"""Those who hold connections and do nothing with them: others don't notice."""

import asyncio
import resource
import time
from pathlib import Path

import pytest

from tests.doors import received, wall

IDLE = 500


@pytest.mark.parametrize("said", [b"", b"GET /events HTTP/1.1\r\nHost: local", b"PUT /api/widgets/a HTTP/1.1\r\n"])
async def test_d20_five_hundred_idle_connections(tmp_path: Path, said: bytes) -> None:
    """Somebody opens hundreds of connections and says nothing, or never ends a request (Slowloris).

    Against it: each costs a few kilobytes and is closed soon, files are kept free for everything else, and those who
    ask something are answered at once.
    """
    if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < 4 * IDLE:
        pytest.skip("this machine lets a process open few files")
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
