"""Which addresses a host has, and the first of them that lets us in. Not what is said there.

Look-ups can't be cancelled and may hang for half a minute. asyncio runs them on the few threads that file reads use
too, uvloop on four of its own, so that a handful of hanging ones stops everything. Here each has a thread to itself,
and there is one for each host at most. The threads are daemons, for the program must be able to end while one hangs.
"""

import asyncio
import ipaddress
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from itertools import chain, zip_longest
from typing import Any, TypeVar

LIFETIME = 30.0
"""Seconds for which what was found is believed."""

PATIENCE = 60.0
"""Seconds after which a look-up that hangs is given up by all, and the next who asks begins another."""

HEAD_START = 0.25
"""Seconds that an address is tried alone before the next one is tried beside it (RFC 8305)."""

MOST = 256
"""Look-ups under way, and a few times as many hosts that are known, at the same time."""

LookUp = Callable[[str], tuple[str, ...]]
Opened = TypeVar("Opened")


def look_up(host: str) -> tuple[str, ...]:
    """The addresses of a host, IPv6 and IPv4 in turn, as the system would have them; OSError, ValueError for none."""
    families: dict[int, dict[str, None]] = {}
    for family, *_, place in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM):
        scope = f"%{place[3]}" if len(place) == 4 and place[3] else ""
        families.setdefault(family, {})[f"{place[0]}{scope}"] = None
    return tuple(address for address in chain.from_iterable(zip_longest(*families.values())) if address)


class Resolver:
    """Owns the look-ups, and what they have found lately."""

    def __init__(self, look_up: LookUp = look_up, *, lifetime: float = LIFETIME, patience: float = PATIENCE) -> None:
        self.look_up = look_up
        self.lifetime = lifetime
        self.patience = patience
        self.known: dict[str, tuple[float, tuple[str, ...]]] = {}
        self.under_way: dict[str, tuple[float, asyncio.Future[tuple[str, ...]]]] = {}
        self.threads = 0

    async def addresses(self, host: str) -> tuple[str, ...]:
        """The addresses of a host; OSError or ValueError where there are none. Many may wait for one look-up."""
        with suppress(ValueError):
            return (str(ipaddress.ip_address(host)),)
        now = time.monotonic()
        if (found := self.known.get(host)) and now - found[0] < self.lifetime:
            return found[1]
        begun = self.under_way.get(host)
        if begun is None or now - begun[0] >= self.patience:
            begun = self.under_way[host] = (now, self.begin(host))
        return await asyncio.shield(begun[1])

    def begin(self, host: str) -> asyncio.Future[tuple[str, ...]]:
        """Look a host up in a thread, and keep what it finds."""
        if self.threads >= MOST:
            raise socket.gaierror(socket.EAI_AGAIN, "too many look-ups hang")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[tuple[str, ...]] = loop.create_future()
        future.add_done_callback(asyncio.Future.exception)  # so that nobody misses it where all have given up

        def end(found: tuple[str, ...] | Exception) -> None:
            self.threads -= 1
            if self.under_way.get(host, (0.0, None))[1] is future:
                del self.under_way[host]
            if isinstance(found, Exception):
                future.set_exception(found)
                return
            self.known.pop(host, None)
            if len(self.known) >= 4 * MOST:
                del self.known[next(iter(self.known))]
            self.known[host] = (time.monotonic(), found)
            future.set_result(found)

        def work() -> None:
            try:
                found: tuple[str, ...] | Exception = self.look_up(host)
            except (OSError, ValueError) as error:
                found = error
            with suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(end, found)

        threading.Thread(target=work, name="look-up", daemon=True).start()
        self.threads += 1
        return future

    async def reach(
        self,
        host: str,
        enter: Callable[[str], Coroutine[Any, Any, Opened]],
        leave: Callable[[Opened], Awaitable[None]],
    ) -> Opened:
        """What `enter` opens at the first address of a host that lets us in; how the last one failed where none does.

        They are tried one after the other, or side by side where one takes long; `leave` closes what came too late.
        """
        first, *others = await self.addresses(host)
        if not others:
            return await enter(first)
        upcoming, trying = iter(others), {asyncio.create_task(enter(first))}
        try:
            while True:
                done, _ = await asyncio.wait(trying, timeout=HEAD_START, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    trying.discard(task)
                    if task.exception() is None:
                        return task.result()
                if address := next(upcoming, None):
                    trying.add(asyncio.create_task(enter(address)))
                elif not trying:
                    return task.result()
        finally:
            for task in trying:
                task.cancel()
            for late in await asyncio.gather(*trying, return_exceptions=True):
                if not isinstance(late, BaseException):
                    await leave(late)
