"""The httpx client of today: each lives for a day, and so does whatever its pool has lost. Not its use."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx


@dataclass
class Lease:
    """A client, and how many requests are under way on it."""

    client: httpx.AsyncClient
    since: float
    users: int = 0


class Clients:
    """Owns the clients. New requests go to the newest; one before it is closed when its last request has ended."""

    def __init__(self, make: Callable[[], httpx.AsyncClient], lifetime: float) -> None:
        self.make = make
        self.lifetime = lifetime
        self.newest: Lease | None = None
        self.old: list[Lease] = []
        self.closing: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def client(self) -> AsyncIterator[httpx.AsyncClient]:
        """A client for one request. One whose pool has no place left serves no other request."""
        now = time.monotonic()
        if self.newest and now - self.newest.since >= self.lifetime:
            self.retire(self.newest)
        if self.newest is None:
            self.newest = Lease(self.make(), now)
        lease = self.newest
        lease.users += 1
        try:
            yield lease.client
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
