"""What could carry our requests, side by side: httpx over httpcore, httpx over aiohttp, and httpx2, where installed.

`python -m benchmarks.transports [AT_ONCE …]` asks a server on loopback, the candidates in turn, round by round, so that
a busy moment of the machine strikes all of them. It is run by hand when the choice in dashboard/poll/http.py is to be
looked at again, with `httpx-aiohttp` and `httpx2` installed beside the program. Not part of `make bench`.
"""

import asyncio
import gzip
import importlib
import ssl
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from statistics import median
from typing import Any

import uvloop

from benchmarks.upstream import upstream

ROUNDS = 9
REQUESTS = 1000
AT_ONCE = 50
CANCELLED = 300
PACKED = gzip.compress(b"x" * 1000)

Make = Callable[[int | None], Any]
"""A client whose pool holds so many connections, or any number."""


@dataclass
class Candidate:
    """One way to carry a request, and what was measured of it, per request."""

    name: str
    packages: tuple[str, ...]
    make: Make
    left: Callable[[Any], int]
    """How many connections its pool takes for busy."""
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)


def candidates() -> list[Candidate]:
    """Those that are installed, the one in use first."""
    found = [Candidate("httpx, httpcore", ("httpx", "httpcore"), plain("httpx"), busy_in_httpcore)]
    if installed("httpx-aiohttp"):
        found.append(Candidate("httpx, aiohttp", ("httpx-aiohttp", "aiohttp"), over_aiohttp, busy_in_aiohttp))
    if installed("httpx2"):
        found.append(Candidate("httpx2", ("httpx2", "httpcore2"), plain("httpx2"), busy_in_httpcore))
    return found


def installed(package: str) -> bool:
    """Whether a package is there."""
    try:
        version(package)
    except PackageNotFoundError:
        return False
    return True


def plain(module: str) -> Make:
    """The client of httpx, or of its fork, with the settings that the program uses."""

    def make(most: int | None) -> Any:
        library = importlib.import_module(module)
        return library.AsyncClient(
            verify=ssl.create_default_context(),
            timeout=library.Timeout(30.0, pool=1.0),
            limits=library.Limits(max_connections=most, max_keepalive_connections=50, keepalive_expiry=60.0),
            trust_env=False,
            headers={"Accept-Encoding": "gzip"},
        )

    return make


def over_aiohttp(most: int | None) -> Any:
    """The same, with aiohttp below."""
    aiohttp, httpx = importlib.import_module("aiohttp"), importlib.import_module("httpx")
    connector = aiohttp.TCPConnector(limit=most or 0, keepalive_timeout=60.0)
    session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False)
    transport = importlib.import_module("httpx_aiohttp").AiohttpTransport(client=session)
    return httpx.AsyncClient(
        transport=transport,
        timeout=httpx.Timeout(30.0, pool=1.0),
        trust_env=False,
        headers={"Accept-Encoding": "gzip"},
    )


def busy_in_httpcore(client: Any) -> int:
    """Connections that are neither idle nor closed."""
    return sum(not (each.is_idle() or each.is_closed()) for each in client._transport._pool.connections)


def busy_in_aiohttp(client: Any) -> int:
    """Connections that somebody is said to use."""
    return len(client._transport.client.connector._acquired)


async def asked(client: Any, url: str) -> bytes:
    """The raw body of one answer."""
    async with client.stream("GET", url) as response:
        return b"".join([chunk async for chunk in response.aiter_raw()])


async def timed(candidate: Candidate, url: str, at_once: int) -> None:
    """One round: many requests, so many of them at the same time."""
    client, remaining = candidate.make(None), iter(range(REQUESTS))

    async def work() -> None:
        for _ in remaining:
            await asked(client, url)

    cpu, wall = time.process_time(), time.perf_counter()
    await asyncio.gather(*(work() for _ in range(at_once)))
    candidate.cpu.append((time.process_time() - cpu) / REQUESTS)
    candidate.wall.append((time.perf_counter() - wall) / REQUESTS)
    await client.aclose()


async def left_after_cancelling(candidate: Candidate, most: int | None) -> tuple[int, int]:
    """After many requests were given up, some waiting for the pool: connections still taken for busy, and how many of
    three healthy requests get their answer.
    """

    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                if b"GET /slow" in head:
                    await asyncio.sleep(0.02)
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        writer.close()

    async with await asyncio.start_server(slow, "127.0.0.1", 0, backlog=512) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        client = candidate.make(most)

        async def give_up(after: float) -> None:
            with suppress(TimeoutError):
                async with asyncio.timeout(after):
                    await asked(client, url + "/slow")

        for first in range(0, CANCELLED, 20):
            await asyncio.gather(*(give_up((first + index) % 50 / 2000) for index in range(20)))
        await asyncio.sleep(0.1)
        left, well = candidate.left(client), 0
        for _ in range(3):
            with suppress(Exception):
                well += await asked(client, url) == b"ok"
        await client.aclose()
    return left, well


async def said(candidate: Candidate) -> tuple[bool, str]:
    """Whether a packed body comes through as it is, and which packings are offered to the server."""
    heads: list[str] = []

    async def packed(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.write(
            b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Encoding: gzip\r\n"
            + f"Content-Length: {len(PACKED)}\r\n\r\n".encode()
            + PACKED
        )
        writer.close()

    async with await asyncio.start_server(packed, "127.0.0.1", 0) as server:
        client = candidate.make(None)
        body = await asked(client, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/a%2Fb?q=%7E%27")
        await client.aclose()
    lines = [line for line in heads[0].split("\r\n") if line.lower().startswith(("get", "accept-encoding"))]
    return body == PACKED, "; ".join(lines)


async def measure(port: int, at_once: int) -> None:
    """All candidates, and the table."""
    found = candidates()
    for _ in range(ROUNDS):
        for candidate in found:
            await timed(candidate, f"http://127.0.0.1:{port}/", at_once)
    first = found[0]
    print(f"{REQUESTS} requests, {at_once} at once, median of {ROUNDS} rounds; ratios to the first")
    for candidate in found:
        cpu, wall = median(candidate.cpu), median(candidate.wall)
        names = " ".join(f"{package} {version(package)}" for package in candidate.packages)
        print(f"{candidate.name:18}{names}")
        print(f"  CPU  {cpu * 1e6:6.0f} us ({cpu / median(first.cpu):.2f})")
        print(f"  wall {wall * 1e6:6.0f} us ({wall / median(first.wall):.2f})")
        for most in (5, None):
            left, well = await left_after_cancelling(candidate, most)
            print(f"  {CANCELLED} given up, pool of {most or 'any size'}: {left} lost, {well} of 3 answered")
        raw, offered = await said(candidate)
        print(f"  body {'as it is' if raw else 'CHANGED'}; sent {offered}")


def main() -> None:
    """Start the server, measure, print."""
    with upstream() as port, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        for at_once in [int(text) for text in sys.argv[1:]] or [AT_ONCE]:
            runner.run(measure(port, at_once))


if __name__ == "__main__":
    main()
