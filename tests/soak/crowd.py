"""Other readers of the wall, who come and go all the time, some rudely. Plain sockets, past the fault proxy."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable
from random import Random

from tests.e2e.proxy import reset

PAUSE = 0.05
"""Seconds between two visitors."""

STREAM = b"GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
PAGE = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"

Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Visit = Callable[[Ends, Random], Awaitable[None]]


async def reads_a_while(ends: Ends, random: Random) -> None:
    """Reads the stream and leaves as a browser does."""
    ends[1].write(STREAM)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(random.uniform(0.1, 1.0)):
            while await ends[0].read(65536):
                pass


async def breaks_off_in_the_snapshot(ends: Ends, random: Random) -> None:
    """Reads so much of the first write, and resets the connection."""
    ends[1].write(STREAM)
    await ends[0].read(random.randrange(1, 3000))
    reset(ends[1])


async def says_half_a_request(ends: Ends, random: Random) -> None:
    """Begins to ask, and hangs up."""
    ends[1].write(STREAM[: random.randrange(1, len(STREAM))])
    await asyncio.sleep(random.uniform(0.0, 1.0))


async def never_reads(ends: Ends, random: Random) -> None:
    """Asks for the stream and lets it pile up, then resets the connection."""
    ends[1].write(STREAM)
    await asyncio.sleep(random.uniform(1.0, 3.0))
    reset(ends[1])


async def opens_the_page(ends: Ends, random: Random) -> None:
    """Asks for the page and reads it to its end."""
    ends[1].write(PAGE)
    while await ends[0].read(65536):
        pass


VISITS: tuple[Visit, ...] = (
    reads_a_while,
    reads_a_while,
    breaks_off_in_the_snapshot,
    says_half_a_request,
    never_reads,
    opens_the_page,
)


class Crowd:
    """Owns the visitors. `count` is how many have come, by what they did."""

    def __init__(self, port: int, random: Random) -> None:
        self.port = port
        self.random = random
        self.count: Counter[str] = Counter()
        self.visitors: set[asyncio.Task[None]] = set()
        self.coming: asyncio.Task[None] | None = None

    def come(self) -> None:
        """Let them come from now on."""
        self.coming = asyncio.create_task(self.keep_coming())

    async def go(self) -> None:
        """Let nobody come any more, and those who are there leave."""
        tasks = [*self.visitors, *([self.coming] if self.coming else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def keep_coming(self) -> None:
        """One visitor after the other."""
        while True:
            visitor = asyncio.create_task(self.visit(self.random.choice(VISITS)))
            self.visitors.add(visitor)
            visitor.add_done_callback(self.visitors.discard)
            await asyncio.sleep(PAUSE)

    async def visit(self, what: Visit) -> None:
        """One visitor, who does not mind a wall that is away."""
        with contextlib.suppress(OSError):
            ends = await asyncio.open_connection("127.0.0.1", self.port)
            try:
                await what(ends, self.random)
                self.count[what.__name__] += 1
            finally:
                ends[1].transport.abort()
