"""The way out, and a site on loopback to go to."""

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio

from dashboard.poll.http import HttpClient, trusted
from dashboard.poll.schedule import Schedule
from tests.poll.site import Reply, Site

StartSite = Callable[..., Awaitable[Site]]
MakeHttp = Callable[..., HttpClient]


@pytest.fixture(scope="session")
def trust() -> ssl.SSLContext:
    """The certificates of this machine, loaded once."""
    return trusted()


@pytest_asyncio.fixture
async def make_http(trust: ssl.SSLContext) -> AsyncIterator[MakeHttp]:
    """`make_http(limit=…)` is an HttpClient of one's own making."""
    clients: list[HttpClient] = []

    def make(**arguments: Any) -> HttpClient:
        clients.append(HttpClient(trust=trust, **arguments))
        return clients[-1]

    yield make
    for each in clients:
        await each.close()


@pytest_asyncio.fixture
async def http(trust: ssl.SSLContext) -> AsyncIterator[HttpClient]:
    """An HttpClient as the wall uses it."""
    client = HttpClient(trust=trust)
    yield client
    await client.close()


@pytest_asyncio.fixture
async def schedule() -> AsyncIterator[Schedule]:
    """A Schedule that runs."""
    running = Schedule()
    await running.start()
    yield running
    await running.stop()


@pytest_asyncio.fixture
async def site() -> AsyncIterator[StartSite]:
    """`await site(reply)` is a site that answers everything so; `await site({"/path": reply})` goes by the path."""
    sites: list[Site] = []

    async def start(replies: Reply | dict[str, Reply]) -> Site:
        new = Site(replies if isinstance(replies, dict) else {"": replies})
        await new.open()
        sites.append(new)
        return new

    yield start
    for each in sites:
        await each.close()
