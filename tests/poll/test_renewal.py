"""A fresh httpx client each day: what becomes of the one before, and of whoever still uses it."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from dashboard.poll.renewal import Clients
from dashboard.widget import Request
from tests.poll.conftest import MakeHttp, StartSite
from tests.poll.site import Asked, answer
from tests.waiting import until


async def test_a_client_serves_for_its_lifetime_and_no_longer(make_http: MakeHttp, site: StartSite) -> None:
    there = await site(answer())
    lasting, brief = make_http(), make_http(lifetime=timedelta())
    for _ in range(3):
        await lasting.send(Request.to(there.url))
    assert there.connections == 1
    for _ in range(3):
        await brief.send(Request.to(there.url))
    assert there.connections == 1 + 3


async def test_a_request_under_way_ends_well_on_the_client_it_began_with(make_http: MakeHttp, site: StartSite) -> None:
    gate = asyncio.Event()

    async def slow(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf")
        await writer.drain()
        await gate.wait()
        writer.write(b"rest")

    there = await site({"/slow": slow, "/quick": answer(b"quick")})
    http = make_http(lifetime=timedelta())
    slowly = asyncio.create_task(http.send(Request.to(there.url + "/slow")))
    await until(lambda: there.asked)
    first = http.clients.newest
    assert first
    for _ in range(2):
        assert (await http.send(Request.to(there.url + "/quick"))).body == b"quick"
    assert not first.client.is_closed
    gate.set()
    assert (await slowly).body == b"halfrest"
    await until(lambda: first.client.is_closed)
    await until(lambda: not http.clients.old)


async def test_a_client_on_which_a_request_was_given_up_is_soon_replaced(site: StartSite) -> None:
    async def never(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    there = await site({"/never": never, "/quick": answer(b"quick")})
    clients = Clients(lambda: httpx.AsyncClient(verify=False), 60, brief=0)  # noqa: S501  no TLS

    async def get(path: str) -> httpx.AsyncClient:
        async with clients.client() as client:
            await client.get(there.url + path)
        return client

    first = await get("/quick")
    assert await get("/quick") is first
    asking = asyncio.create_task(get("/never"))
    await until(lambda: len(there.asked) == 3)
    asking.cancel()
    await asyncio.wait([asking])
    assert await get("/quick") is not first
    await until(lambda: first.is_closed)
    await clients.close()


async def test_a_client_whose_pool_is_full_is_replaced(site: StartSite) -> None:
    gate = asyncio.Event()

    async def slow(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await gate.wait()
        writer.write(answer(b"slow"))

    there = await site({"/slow": slow, "/quick": answer(b"quick")})
    limits, timeout = httpx.Limits(max_connections=1), httpx.Timeout(5, pool=0.05)
    clients = Clients(lambda: httpx.AsyncClient(verify=False, limits=limits, timeout=timeout), 60)  # noqa: S501  no TLS

    async def ask(path: str) -> bytes:
        async with clients.client() as client:
            return (await client.get(there.url + path)).content

    slowly = asyncio.create_task(ask("/slow"))
    await until(lambda: there.asked)
    with pytest.raises(httpx.PoolTimeout):
        await ask("/quick")
    assert await ask("/quick") == b"quick"
    gate.set()
    assert await slowly == b"slow"
    await clients.close()


async def test_closing_closes_all_of_them(make_http: MakeHttp, site: StartSite) -> None:
    async def silent(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(3600)

    there = await site(silent)
    http = make_http(lifetime=timedelta())
    tasks = [asyncio.create_task(http.send(Request.to(there.url))) for _ in range(2)]
    await until(lambda: len(there.asked) == 2)
    leases = [*http.clients.old, http.clients.newest]
    await http.close()
    assert len(leases) == 2
    assert all(lease and lease.client.is_closed for lease in leases)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
