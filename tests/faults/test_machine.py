"""The machine of the wall: no disk, no memory, no descriptors, no log, signals. The wall goes on with what there is."""

import asyncio
import os
import re
import resource
import socket
import subprocess
import sys
import zlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from tests.e2e.program import Program, lacking, needed
from tests.faults.conftest import Start, StartSite, says
from tests.faults.seen import Wall, until
from tests.poll.site import Asked, Reply, Site, answer

PYTHON = (sys.executable, "-m", "dashboard")

TABLE = """
[widgets.{name}]
kind = "json"
url = "{url}/{name}"
value = "value"
every = "200ms"
"""


def free_port() -> int:
    """A port that nobody has at the moment."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


async def goes_on(wall: Wall, upstream: Site, value: int) -> None:
    """`well` follows its source."""
    upstream.replies["/well"] = says({"value": value})
    await wall.shows("well", str(value))


async def endless(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """A list without an end, in chunks."""
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    piece = b"[1,2,3," * 8192
    while True:
        writer.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        await writer.drain()


async def fifty_megabytes(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """A long text."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n")
    for _ in range(500):
        writer.write(b"x" * 100_000)
        await writer.drain()


def packed(layers: int) -> bytes:
    """50 MB of nothing, packed so many times."""
    body = bytes(50_000_000)
    for _ in range(layers):
        squeezed = zlib.compressobj(9, wbits=31)
        body = squeezed.compress(body) + squeezed.flush()
    return answer(body, content_encoding=", ".join(["gzip"] * layers))


LARGE: dict[str, Reply] = {
    "long": fifty_megabytes,
    "endless": endless,
    "bomb": packed(1),
    "twice": packed(2),
}


def megabytes(program: Program, name: str) -> float:
    """A figure of /proc/PID/status."""
    text = Path(f"/proc/{program.process.pid}/status").read_text("utf-8")
    return int(re.findall(rf"{name}:\s+(\d+) kB", text)[0]) / 1000


async def test_f29_an_answer_that_is_far_too_large(site: StartSite, start: Start) -> None:
    """The answer has 50 MB, or no end, or is packed so that it becomes huge, once or twice over.

    Seen: the last value stays, with the reason. The program needs less than 20 MB more than before, at any moment.
    """
    upstream = await site(**{name: {"value": 17} for name in LARGE}, well={"value": 1})
    tables = [TABLE.format(name=name, url=upstream.url).replace("200ms", "1h") for name in LARGE]
    running = await start("".join([*tables, TABLE.format(name="well", url=upstream.url)]))
    await goes_on(running.wall, upstream, 2)
    before = megabytes(running.program, "VmRSS")
    for name, reply in LARGE.items():
        upstream.replies[f"/{name}"] = reply
        await running.wall.refresh(name)
        reason = "answers more than 10 MB" if name != "twice" else "packed as gzip, gzip"
        tile = await running.wall.sees(name, lambda tile, reason=reason: reason in tile.reason)  # type: ignore[misc]
        assert tile.value == "17"
    assert "too_large" in await running.wall.faults("bomb")
    assert megabytes(running.program, "VmHWM") - before < 20
    await goes_on(running.wall, upstream, 3)


def on_a_small_disk(then: str) -> tuple[str, ...]:
    """The command by which the real program has a `state` of 200 kB, with which `then` is done before it starts."""
    script = f'mkdir state && mount -t tmpfs -o size=200k none state && {then} && exec "$@"'
    unshare = (needed("unshare"), "-m") if os.getuid() == 0 else (needed("unshare"), "-rm")
    if subprocess.run([*unshare, "true"], capture_output=True, check=False).returncode:
        lacking("this machine does not let a process have mounts of its own")
    return (*unshare, "sh", "-c", script, "sh", *PYTHON)


FULL = on_a_small_disk("! dd if=/dev/zero of=state/filler status=none 2>&1")
READ_ONLY = on_a_small_disk("mount -o remount,ro state")


def kept(folder: Path) -> str:
    """What stands in the files of a state folder."""
    return "".join(path.read_text("utf-8") for path in folder.glob("*.json"))


async def test_f51_a_disk_that_is_full_or_read_only(site: StartSite, start: Start) -> None:
    """The disk is full, or can't be written to.

    Seen: everything goes on in memory. The log has one line for it; where there is room again, it is used.
    """
    upstream = await site(well={"value": 1})
    text = '[server]\nstate = "state"\n' + TABLE.format(name="well", url=upstream.url)
    walls = [await start(text, through=through) for through in (FULL, READ_ONLY)]
    for running in walls:
        await until(lambda running=running: "state" in running.program.err)  # type: ignore[misc]  # it is a lambda
    for value in (2, 3):
        upstream.replies["/well"] = says({"value": value})
        for running in walls:
            await running.wall.shows("well", str(value))
        await asyncio.sleep(2.1)  # what is new is written every 2 s
    for running in walls:
        (line,) = [line for line in running.program.err.splitlines() if "ERROR" in line or "WARNING" in line]
        assert "state" in line
        assert (await running.wall.tile("well")).reason == ""
    full = walls[0]
    inside = Path(f"/proc/{full.program.process.pid}/root{full.config.parent}/state")
    assert kept(inside) == ""
    (inside / "filler").unlink()
    upstream.replies["/well"] = says({"value": 4})
    await until(lambda: '"value":4' in kept(inside))


CLOSED = ("sh", "-c", 'exec "$@" 2>&-', "sh", *PYTHON)
BROKEN = ("bash", "-c", 'exec "$@" 2> >(head -1 > /dev/null)', "bash", *PYTHON)


async def test_f52_a_log_that_nobody_reads(site: StartSite, start: Start) -> None:
    """Standard error is closed, or whoever read it has gone: `wallboard 2>&1 | head -1`.

    Seen: nothing; the wall goes on, and ends as it should.
    """
    upstream = await site(well={"value": 1})
    text = TABLE.format(name="well", url=upstream.url) + '[widgets.clock]\nkind = "clock"\n'
    walls = [await start(text, through=through, port=free_port()) for through in (CLOSED, BROKEN)]
    for value in (2, 3):
        upstream.replies["/well"] = answer(status="500 Oh")
        for running in walls:
            await running.wall.sees("well", lambda tile: "answers 500" in tile.reason)
        for running in walls:
            await goes_on(running.wall, upstream, value)
    for running in walls:
        assert running.program.end(within=5) == 0


@asynccontextmanager
async def reader(port: int) -> AsyncIterator[asyncio.StreamReader]:
    """A connection that asks for the stream, whether it gets one or not."""
    incoming, outgoing = await asyncio.open_connection("127.0.0.1", port)
    outgoing.write(b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
    try:
        yield incoming
    finally:
        outgoing.transport.abort()


async def begins(incoming: asyncio.StreamReader) -> bool:
    """Whether a snapshot comes soon."""
    try:
        async with asyncio.timeout(1):
            return b"event: wall.full" not in await incoming.readuntil(b"event: well\n")
    except (TimeoutError, ConnectionError, asyncio.IncompleteReadError):
        return False


async def test_f55_no_more_descriptors(site: StartSite, start: Start) -> None:
    """The program may open no more than 64 files and connections, and 100 screens come.

    Seen: some screens are refused, and come again later; the others and all sources go on.
    """
    upstream = await site(well={"value": 1})
    limited = (needed("prlimit"), "--nofile=64:64", *PYTHON)
    running = await start(TABLE.format(name="well", url=upstream.url), through=limited)
    port = int(running.wall.url.rpartition(":")[2])
    async with AsyncExitStack() as stack:
        readers = [await stack.enter_async_context(reader(port)) for _ in range(100)]
        served = await asyncio.gather(*map(begins, readers))
        assert 0 < sum(served) < 64
        asked = len(upstream.asked)
        upstream.replies["/well"] = says({"value": 2})
        first = readers[served.index(True)]
        async with asyncio.timeout(5):
            await first.readuntil(b">2<")
        await until(lambda: len(upstream.asked) > asked + 5)
    await goes_on(running.wall, upstream, 3)
    async with running.wall.stream() as stream:
        assert stream.names()["well"] == 1
    assert running.program.process.poll() is None


async def test_f56_no_more_memory(site: StartSite, start: Start) -> None:
    """An answer needs more memory than the program may have.

    Seen: that poll fails, and its tile says so; everything else goes on.
    """
    upstream = await site(hungry={"value": 17}, well={"value": 1})
    running = await start("".join(TABLE.format(name=name, url=upstream.url) for name in ("hungry", "well")))
    await running.wall.shows("hungry", "17")
    limit = int(megabytes(running.program, "VmSize") * 1e6) + 40_000_000
    resource.prlimit(running.program.process.pid, resource.RLIMIT_AS, (limit, limit))
    upstream.replies["/hungry"] = answer(b"[" + b"[1]," * 2_000_000 + b"1]")
    tile = await running.wall.sees("hungry", lambda tile: "failed" in tile.reason)
    assert tile.value == "17"
    await goes_on(running.wall, upstream, 2)
    upstream.replies["/hungry"] = says({"value": 18})
    await running.wall.shows("hungry", "18")
