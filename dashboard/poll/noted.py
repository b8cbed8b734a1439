"""The way out of one poll, which notes what is asked and how long the answers stay good. Not how; see http."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from dashboard.poll.freshness import NONE, good_for
from dashboard.widget import Answer, Http, Request

MOST = 50
"""Hosts that are noted. A kind may find in one answer any number of others to ask."""


class Noted:
    """Satisfies `widget.Http` by means of another."""

    def __init__(self, http: Http) -> None:
        self.http = http
        self.noted: dict[str, None] = {}
        self.silent: list[str] = []
        self.shortest: timedelta | None = None

    @property
    def hosts(self) -> tuple[str, ...]:
        """Each host once, in the order in which they were asked."""
        return tuple(self.noted)

    @property
    def good_for(self) -> timedelta:
        """How long all answers stay good by what they say: as long as the first of them does."""
        return self.shortest or NONE

    async def send(self, request: Request, *, keep: timedelta | None = None) -> Answer:
        """The answer to a request. One that its source keeps for itself does not count for how long all stay good."""
        self.note(request.host)
        if keep is not None:
            with self.waiting(request.host):
                return await self.http.send(request, keep=keep)
        stays = NONE
        try:
            with self.waiting(request.host):
                answer = await self.http.send(request)
            if 200 <= answer.status < 300 and not wants_new(request):
                stays = good_for(answer.headers)
        finally:
            self.limit(stays)
        return answer

    async def connect(self, host: str, port: int) -> float:
        """How many seconds it took to open a connection, which holds for this instant alone."""
        self.note(f"{host}:{port}")
        self.limit(NONE)
        with self.waiting(f"{host}:{port}"):
            return await self.http.connect(host, port)

    @contextmanager
    def waiting(self, host: str) -> Iterator[None]:
        """Until this is over the host is `silent`, and stays so where nobody waits for it any longer."""
        self.silent.append(host)
        try:
            yield
        except asyncio.CancelledError:
            raise
        except Exception:
            self.silent.remove(host)
            raise
        self.silent.remove(host)

    def note(self, host: str) -> None:
        """Keep one more, while there is room."""
        if len(self.noted) < MOST:
            self.noted[host] = None

    def limit(self, good_for: timedelta) -> None:
        """Take in how long one more answer stays good."""
        self.shortest = good_for if self.shortest is None else min(self.shortest, good_for)


def wants_new(request: Request) -> bool:
    """Whether a request says by itself that an older answer is of no use to it."""
    return any(name.lower() == "cache-control" and "no-cache" in value.lower() for name, value in request.headers)
