"""A thousand browsers that are none: plain sockets in one process, which read the stream and note when what arrives."""

import asyncio
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median

import uvloop

from benchmarks.figures import percentile
from benchmarks.processes import said, started

SENT = re.compile(rb"sent (\d+\.\d+)")
"""When a change was published, in seconds since 1970, as it stands in the tile that it became."""

REQUEST = """GET /events HTTP/1.1
Host: 127.0.0.1:{port}
Connection: keep-alive
sec-ch-ua-platform: "Linux"
Cache-Control: no-cache
User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36
sec-ch-ua: "Chromium";v="142", "Not_A Brand";v="99"
sec-ch-ua-mobile: ?0
Accept: text/event-stream
Sec-Fetch-Site: same-origin
Sec-Fetch-Mode: cors
Sec-Fetch-Dest: empty
Referer: http://127.0.0.1:{port}/
Accept-Encoding: gzip, deflate, br, zstd
Accept-Language: en-GB,en;q=0.9

""".replace("\n", "\r\n")
"""What Chromium sends for an EventSource: a reader takes the server more memory the more it says."""

PATIENCE = 30.0
"""Seconds that they have to connect, and to report."""

TOGETHER = 100
"""So many readers connect at a time."""


@dataclass(frozen=True)
class Report:
    """How many events came, how many of them were changes, and how old these were, in milliseconds."""

    events: int = 0
    changes: int = 0
    median: float = 0.0
    p99: float = 0.0


@dataclass
class Tally:
    """What all readers of this process have received since they were ready."""

    events: int = 0
    ages: list[float] = field(default_factory=list)


class Reader(asyncio.Protocol):
    """One reader. An event ends at an empty line; what HTTP puts between chunks stands before the next one."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        self.begun = asyncio.get_running_loop().create_future()
        self.rest = b""

    def data_received(self, data: bytes) -> None:
        """Count the events, and take the age of those that say when they were sent."""
        now = time.time()
        *events, self.rest = (self.rest + data).split(b"\n\n")
        for event in events:
            if b"event: " not in event:
                continue
            self.tally.events += 1
            if found := SENT.search(event):
                self.tally.ages.append((now - float(found[1])) * 1000)
            if not self.begun.done() and b"event: wall.heartbeat" in event:
                self.begun.set_result(None)

    def connection_lost(self, error: Exception | None) -> None:
        """A reader that is hung up on before the end makes the run worthless."""
        if not self.begun.done():
            self.begun.set_exception(ConnectionError("the wall hung up"))


async def main(port: int, count: int) -> None:
    """Connect so many readers, say so, read until standard input ends, report."""
    loop = asyncio.get_running_loop()
    tally = Tally()
    request = REQUEST.format(port=port).encode()
    for start in range(0, count, TOGETHER):
        connecting = [
            loop.create_connection(lambda: Reader(tally), "127.0.0.1", port)
            for _ in range(min(TOGETHER, count - start))
        ]
        connected = await asyncio.gather(*connecting)
        for transport, _ in connected:
            transport.write(request)
        await asyncio.wait_for(asyncio.gather(*(reader.begun for _, reader in connected)), PATIENCE)
    tally.events, tally.ages = 0, []
    print("ready", flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    ages = tally.ages or [0.0]
    print(json.dumps([tally.events, len(tally.ages), median(ages), percentile(ages, 99)]), flush=True)


@dataclass(frozen=True)
class Readers:
    """The process of the readers, seen from outside."""

    process: subprocess.Popen[str]

    def report(self) -> Report:
        """Let them go; what they have received."""
        output, _ = self.process.communicate(timeout=PATIENCE)
        return Report(*json.loads(output))


@contextmanager
def readers(port: int, count: int) -> Iterator[Readers]:
    """So many readers of the first page of the wall on this port, all of which have its snapshot."""
    with started("benchmarks.readers", str(port), str(count)) as process:
        said(process)
        yield Readers(process)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main(int(sys.argv[1]), int(sys.argv[2])))
