"""The httpx client of now: each lives for a day, or a minute where a request on it was given up, and so does whatever
its pool has lost by that. Not its use.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

BRIEF = 60.0
"""Seconds for which a client serves on which a request was given up: its connection may be lost to the pool, and open
(httpcore 1.0.9, measured: a few of a hundred).
"""


@dataclass
class Lease:
    """A client, and how many requests are under way on it. `doubtful`: one of them was given up."""

    client: httpx.AsyncClient
    since: float
    users: int = 0
    doubtful: bool = False


class Clients:
    """Owns the clients. New requests go to the newest; one before it is closed when its last request has ended."""

    def __init__(self, make: Callable[[], httpx.AsyncClient], lifetime: float, brief: float = BRIEF) -> None:
        self.make = make
        self.lifetime = lifetime
        self.brief = brief
        self.newest: Lease | None = None
        self.old: list[Lease] = []
        self.closing: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def client(self) -> AsyncIterator[httpx.AsyncClient]:
        """A client for one request. One whose pool has no place left serves no other request."""
        now = time.monotonic()
        if self.newest and now - self.newest.since >= (self.brief if self.newest.doubtful else self.lifetime):
            self.retire(self.newest)
        if self.newest is None:
            self.newest = Lease(self.make(), now)
        lease = self.newest
        lease.users += 1
        try:
            yield lease.client
        except asyncio.CancelledError:
            lease.doubtful = True
            raise
        except httpx.PoolTimeout:
            self.retire(lease)
            raise
        finally:
            lease.users -= 1
            self.tidy()

    def retire(self, lease: Lease) -> None:
        """Give this client no new request."""
        if lease is self.newest:
            self.newest = None
            self.old.append(lease)
            self.tidy()

    def tidy(self) -> None:
        """Close what nobody uses any more."""
        for lease in [each for each in self.old if not each.users]:
            self.old.remove(lease)
            task = asyncio.create_task(lease.client.aclose())
            self.closing.add(task)
            task.add_done_callback(self.closing.discard)

    async def close(self) -> None:
        """Close all of them, whoever is still using one."""
        leases = [*self.old, self.newest] if self.newest else self.old
        self.old, self.newest = [], None
        await asyncio.gather(*(lease.client.aclose() for lease in leases), *self.closing)
