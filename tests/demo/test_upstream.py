"""The application as the wall meets it: rerouted requests in, answers out, over a real socket."""

import asyncio
import logging
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from dashboard.demo import create_upstream, serve
from dashboard.demo.call import Call
from dashboard.demo.upstream import play

MakeCall = Callable[..., Call]

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

ADDRESSES = {
    "weather": "https://api.open-meteo.com/v1/forecast?latitude=38.72&longitude=-9.14&current=temperature_2m",
    "places": "https://geocoding-api.open-meteo.com/v1/search?name=Lisbon",
    "rates": "https://api.frankfurter.dev/v1/latest?symbols=USD",
    "repository": "https://api.github.com/repos/workshop/shop-web",
    "metric": "http://127.0.0.1:9090/api/v1/query?query=node_load1",
    "feed": "https://coast.example/feed.xml",
    "calendar": "https://coast.example/week.ics",
    "stories": "https://hn.algolia.com/api/v1/search?tags=front_page&hitsPerPage=5",
    "prices": "https://query1.finance.yahoo.com/v8/finance/chart/AAPL?range=1d&interval=1d",
    "pipelines": "https://gitlab.com/api/v4/projects/workshop%2Fkiln/pipelines",
    "air": "https://air-quality-api.open-meteo.com/v1/air-quality?latitude=1&longitude=1&current=pm10",
    "document": "https://shop.example/api/stats",
    "page": "https://shop.example/",
}


def create(seed: int = 0) -> httpx.ASGITransport:
    application: Any = create_upstream(now=lambda: NOON, seed=seed)
    return httpx.ASGITransport(application)


async def get(address: str, *, seed: int = 0, method: str = "GET") -> httpx.Response:
    async with httpx.AsyncClient(transport=create(seed), base_url="http://127.0.0.1") as client:
        return await client.request(method, "/" + address.replace("://", "/", 1))


@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES.keys())
async def test_the_same_moment_gives_the_same_answer(address: str) -> None:
    first, second = await get(address), await get(address)
    assert first.status_code == second.status_code == 200
    assert first.content == second.content != b""


@pytest.mark.parametrize("name", ["weather", "rates", "repository", "metric", "feed", "document"])
async def test_another_seed_is_another_world(name: str) -> None:
    assert (await get(ADDRESSES[name])).content != (await get(ADDRESSES[name], seed=1)).content


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("weather", "application/json"),
        ("feed", "application/rss+xml; charset=utf-8"),
        ("calendar", "text/calendar; charset=utf-8"),
        ("page", "text/html; charset=utf-8"),
    ],
)
async def test_media_types(name: str, media_type: str) -> None:
    assert (await get(ADDRESSES[name])).headers["content-type"] == media_type


async def test_head_has_the_same_headers_and_no_body() -> None:
    whole, head = await get(ADDRESSES["page"]), await get(ADDRESSES["page"], method="HEAD")
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers == whole.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_any_method_is_answered(method: str) -> None:
    response = await get("https://shop.example/orders", method=method)
    assert response.json()["status"] == "ok"


@pytest.mark.parametrize("path", ["/", "/https", "/https/"])
async def test_an_address_without_a_host_is_not_found(path: str) -> None:
    async with httpx.AsyncClient(transport=create(), base_url="http://127.0.0.1") as client:
        assert (await client.get(path)).status_code == 404


async def test_a_host_alone_and_one_with_a_port() -> None:
    assert "shop.example" in (await get("https://shop.example")).text
    assert "[::1]:8080" in (await get("http://[::1]:8080/")).text


async def test_an_escaped_path_and_repeated_parameters() -> None:
    forecast = "https://api.open-meteo.com/v1/forecast?latitude=1&longitude=1&current=is_day&current=weather_code"
    assert (await get(forecast)).json()["current"].keys() >= {"is_day", "weather_code"}
    assert (await get("https://api.github.com/repos/a/b%2Dc")).json()["full_name"] == "a/b-c"


def test_every_reply_takes_its_time(call: MakeCall) -> None:
    assert all(0.004 <= play(call(address)).seconds <= 0.12 for address in ADDRESSES.values())


async def test_a_real_server_twice_in_one_process(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    async with serve(create_upstream(now=lambda: NOON)) as first, serve(create_upstream(now=lambda: NOON)) as second:
        assert first != second
        assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before
        async with httpx.AsyncClient() as client:
            for port in (first, second):
                response = await client.get(f"http://127.0.0.1:{port}/https/api.github.com/repos/workshop/kiln")
                assert response.json()["full_name"] == "workshop/kiln"
                assert response.headers["x-ratelimit-limit"] == "60"
    assert [record for record in caplog.records if not record.name.startswith("httpx")] == []
    with pytest.raises(ConnectionError):
        await asyncio.open_connection("127.0.0.1", first)


async def test_it_ends_at_once_and_lets_answers_finish() -> None:
    async with httpx.AsyncClient() as client:
        async with serve(create_upstream(now=lambda: NOON)) as port:
            address = f"http://127.0.0.1:{port}/https/shop.example/api/stats"
            await client.get(address)
            idle = await asyncio.open_connection("127.0.0.1", port)
            late = asyncio.create_task(client.get(address))
            await asyncio.sleep(0.05)  # it has arrived by then
            started = time.monotonic()
        assert time.monotonic() - started < 0.5
        assert (await late).json()["status"] == "ok"
        assert await idle[0].read() == b""
        idle[1].close()
