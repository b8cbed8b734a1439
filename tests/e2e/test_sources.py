"""What a wall asks of others: how often, how many times, and what it makes of bad answers."""

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.e2e.conftest import OpenPage, StartWall
from tests.e2e.program import needed, until
from tests.e2e.screen import tile, value
from tests.e2e.upstream import Answer, Upstream

pytestmark = pytest.mark.asyncio(loop_scope="session")

COUNT = 'prometheus_http_requests_total{handler="/metrics", code="200"}'
QUERIES = {"up": "up", "scrapes": COUNT}


async def test_two_widgets_on_one_address_cost_one_request(
    wall: StartWall, upstream: Upstream, open_page: OpenPage
) -> None:
    upstream.says("/both", {"left": 1, "right": 2})
    table = '[widgets.{0}]\nkind = "json"\nurl = "{1}/both"\nvalue = "{0}"\nevery = "1h"\n'
    page = await open_page((await wall(table.format("left", upstream.url) + table.format("right", upstream.url))).url)
    await expect(value(page, "left")).to_have_text("1")
    await expect(value(page, "right")).to_have_text("2")
    assert upstream.asked["/both"] == 1


async def test_twenty_viewers_cost_the_source_no_more_than_none(wall: StartWall, upstream: Upstream) -> None:
    upstream.says("/number", {"value": 17})
    config = f'[widgets.number]\nkind = "json"\nurl = "{upstream.url}/number"\nvalue = "value"\nevery = "200ms"\n'
    running = await wall(config)

    async def asked_within(seconds: float) -> int:
        before = upstream.asked["/number"]
        await asyncio.sleep(seconds)
        return upstream.asked["/number"] - before

    most = 11  # in two seconds, five a second
    assert 0 < await asked_within(2) <= most
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=running.url, limits=limits) as client, asyncio.TaskGroup() as group:
        began = asyncio.Semaphore(0)

        async def read() -> None:
            async with client.stream("GET", "/events") as response:
                async for _ in response.aiter_bytes():
                    began.release()

        readers = [group.create_task(read()) for _ in range(20)]
        for _ in readers:
            await began.acquire()
        assert 0 < await asked_within(2) <= most
        for reader in readers:
            reader.cancel()


FAULTS = {
    "status": (Answer(b"{}", status=503), "{host} answers 503"),
    "hang": (Answer(hangs=True), "{host} does not answer within 1 s"),
    "large": (Answer(b"[" + b"1," * 6_000_000 + b"1]"), "{host} answers more than 10 MB"),
    "page": (Answer(b"<h1>The hotel bids you welcome</h1>"), "{host} answers something that is not JSON"),
    "empty": (Answer(b""), "{host} answers something that is not JSON"),
    "shape": (Answer(b'{"rates": 17}'), "{host} answers in another shape"),
    "short": (Answer(b'{"rates": {"USD": 1.1}}', breaks_off=True), "{host} breaks off in the middle of its answer"),
    "gone": (None, "{host} refuses the connection"),
}
"""By the id of a widget: what it is answered, None for no server at all, and what its tile says."""


@pytest_asyncio.fixture(loop_scope="session")
async def leaving() -> AsyncIterator[Upstream]:
    """Another upstream, which may go away."""
    leaving = Upstream()
    await leaving.start()
    yield leaving
    await leaving.stop()


def faulty(upstream: Upstream, leaving: Upstream) -> str:
    """A wall with a clock, and one widget for each way to fail."""
    tables = ['[widgets.clock]\nkind = "clock"\nseconds = true\n']
    for name in FAULTS:
        base = leaving.url if name == "gone" else f"{upstream.url}/{name}"
        tables.append(
            f'[widgets.{name}]\nkind = "fx"\nbase_url = "{base}"\nsymbols = ["USD"]\n'
            'every = "1s"\ntimeout = "1s"\nstale_after = "1h"\n'
        )
    return "\n".join(tables)


async def fails(upstream: Upstream, leaving: Upstream) -> None:
    """From now on, everything does."""
    await leaving.stop()
    for name, (answer, _) in FAULTS.items():
        if answer is not None:
            upstream.answers[f"/{name}/v1/latest"] = answer


async def test_a_source_that_fails_keeps_its_last_good_value_and_says_why(
    wall: StartWall, upstream: Upstream, leaving: Upstream, open_page: OpenPage
) -> None:
    for name in FAULTS:
        upstream.says(f"/{name}/v1/latest", {"rates": {"USD": 1.1}})
    leaving.says("/v1/latest", {"rates": {"USD": 1.1}})
    page = await open_page((await wall(faulty(upstream, leaving))).url)
    for name in FAULTS:
        await expect(value(page, name)).to_have_text("1.1000USD")
        await expect(tile(page, name).locator(".reason")).to_have_count(0)
    await fails(upstream, leaving)
    for name, (_, reason) in FAULTS.items():
        host = leaving.host if name == "gone" else upstream.host
        await expect(tile(page, name).locator(".reason")).to_contain_text(reason.format(host=host))
        await expect(value(page, name)).to_have_text("1.1000USD")
        await expect(tile(page, name)).to_have_attribute("data-state", "fresh")


async def test_a_source_that_never_answered_well_says_why_and_the_rest_of_the_wall_lives(
    wall: StartWall, upstream: Upstream, leaving: Upstream, open_page: OpenPage
) -> None:
    await fails(upstream, leaving)
    page = await open_page((await wall(faulty(upstream, leaving))).url)
    for name, (_, reason) in FAULTS.items():
        host = leaving.host if name == "gone" else upstream.host
        await expect(tile(page, name)).to_have_attribute("data-state", "failed")
        await expect(tile(page, name).locator(".message")).to_contain_text(reason.format(host=host))
        await expect(value(page, name)).to_have_count(0)
    time = page.locator("#w-clock .value time")
    shown = await time.get_attribute("datetime")
    assert shown is not None
    await expect(time).not_to_have_attribute("datetime", shown)


@pytest_asyncio.fixture(loop_scope="session")
async def prometheus(tmp_path: Path) -> AsyncIterator[str]:
    """The address of a real Prometheus that scrapes itself each second."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    config = tmp_path / "prometheus.yml"
    config.write_text(
        "global: {scrape_interval: 1s}\n"
        f"scrape_configs: [{{job_name: itself, static_configs: [{{targets: ['{address}']}}]}}]\n",
        "utf-8",
    )
    process = await asyncio.create_subprocess_exec(
        needed("prometheus"),
        f"--config.file={config}",
        f"--storage.tsdb.path={tmp_path / 'prometheus'}",
        f"--web.listen-address={address}",
        "--log.level=error",
    )
    try:
        async with httpx.AsyncClient(base_url=f"http://{address}") as client:
            await until(lambda: answers(client, COUNT))
        yield f"http://{address}"
    finally:
        process.terminate()
        await process.wait()


async def answers(client: httpx.AsyncClient, query: str) -> str:
    """The value that Prometheus answers; nothing while it has none, or is not there yet."""
    try:
        answer = await client.get("/api/v1/query", params={"query": query})
    except httpx.TransportError:
        return ""
    result = answer.json()["data"]["result"] if answer.is_success else []
    return str(result[0]["value"][1]) if result else ""


async def test_the_wall_shows_what_a_real_prometheus_answers(
    wall: StartWall, prometheus: str, open_page: OpenPage
) -> None:
    table = """
[widgets.{name}]
kind = "json"
url = "{url}/api/v1/query"
params = {{ query = '{query}' }}
value = "data.result[0].value[1]"
format = "text"
every = "200ms"
"""
    config = "".join(table.format(name=name, url=prometheus, query=query) for name, query in QUERIES.items())
    page = await open_page((await wall(config)).url)
    async with httpx.AsyncClient(base_url=prometheus) as client:
        assert await answers(client, QUERIES["up"]) == "1"
        await expect(value(page, "up")).to_have_text("1")
        shown = await value(page, "scrapes").inner_text()
        await expect(value(page, "scrapes")).not_to_have_text(shown)

        async def equal() -> bool:
            """Whether the browser shows the answer of now."""
            return await answers(client, QUERIES["scrapes"]) == await value(page, "scrapes").inner_text()

        await until(equal)
        assert float(await value(page, "scrapes").inner_text()) > float(shown)
