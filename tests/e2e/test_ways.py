"""Walls whose stream does not get through: by a WebSocket, by asking, and back."""

import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import OpenPage, OpenTab, StartWall
from tests.e2e.nginx import HOLDS, nginx
from tests.e2e.reports import reported, status
from tests.e2e.screen import root, value
from tests.e2e.upstream import Upstream
from tests.faults.links import NUMBER

pytestmark = pytest.mark.asyncio(loop_scope="session")

DOCUMENT = (Path(__file__).parents[2] / "docs" / "transport.md").read_text("utf-8")

STREAMS, UPGRADES = re.findall(r"^```nginx\n(.*?)^```", DOCUMENT, re.DOTALL | re.MULTILINE)
"""What the document tells to write for a stream, and for a WebSocket besides."""

REFUSES = "} location /events { return 403;"


async def test_where_a_proxy_holds_the_stream_back_the_wall_is_live_by_a_websocket(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, tmp_path: Path
) -> None:
    upstream.says("/number", {"value": 17})
    running = await wall(NUMBER.format(url=upstream.url, every="200ms"))
    async with nginx(running.url, tmp_path, HOLDS + UPGRADES) as front:
        page = await open_page(f"{front}/?display=lobby", live=False)
        await expect(root(page)).to_have_attribute("data-link", "live", timeout=30_000)
        upstream.says("/number", {"value": 18})
        await expect(value(page, "number")).to_have_text("18", timeout=3000)
        assert (await reported(running.url, "lobby", link="live"))["transport"] == "ws"


async def test_where_a_proxy_refuses_the_stream_the_wall_is_live_by_a_websocket(
    wall: StartWall, open_page: OpenPage, tmp_path: Path
) -> None:
    running = await wall('[widgets.clock]\nkind = "clock"\n')
    async with nginx(running.url, tmp_path, UPGRADES + REFUSES) as front:
        page = await open_page(f"{front}/?display=lobby")
        await expect(root(page)).to_have_attribute("data-transport", "ws")
        assert (await reported(running.url, "lobby", link="live"))["transport"] == "ws"


async def test_the_lines_for_nginx_let_a_stream_through(wall: StartWall, open_page: OpenPage, tmp_path: Path) -> None:
    running = await wall('[server]\ntransport = "sse"\n[widgets.clock]\nkind = "clock"\n')
    (lines,) = re.findall(r"^location / \{\n(.*?)^\}", STREAMS, re.DOTALL | re.MULTILINE)
    assert "proxy_pass http://127.0.0.1:8000;" in lines
    kept = [line for line in lines.splitlines() if not line.strip().startswith(("proxy_pass", "proxy_set_header Host"))]
    async with nginx(running.url, tmp_path, "\n".join(kept)) as front:
        page = await open_page(f"{front}/?display=lobby")
        await expect(root(page)).to_have_attribute("data-link", "live")


async def test_an_open_page_goes_another_way_as_soon_as_it_is_told_to(wall: StartWall, open_page: OpenPage) -> None:
    running = await wall('[widgets.clock]\nkind = "clock"\n')
    page = await open_page(f"{running.url}/?display=lobby")
    async with page.expect_websocket() as socket:
        running.config.write_text('[server]\ntransport = "ws"\n[widgets.clock]\nkind = "clock"\n', "utf-8")
    assert "/ws?page=main" in (await socket.value).url
    await reported(running.url, "lobby", link="live", transport="ws")
    await expect(root(page)).to_have_attribute("data-transport", "ws")
    assert "by WebSocket" in await status(running.url)
    assert "Open streams: 1" in await status(running.url)


async def test_where_neither_gets_through_it_asks_for_each_widget_and_returns_when_the_stream_does(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, open_tab: OpenTab, tmp_path: Path
) -> None:
    upstream.says("/number", {"value": 17})
    running = await wall(NUMBER.format(url=upstream.url, every="200ms"))
    port = 0
    async with nginx(running.url, tmp_path, HOLDS) as front:
        port = int(front.rpartition(":")[2])
        page = await open_page(f"{front}/?display=lobby", live=False)
        await expect(root(page)).to_have_attribute("data-link", "live", timeout=40_000)
        await expect(root(page)).to_have_attribute("data-transport", "poll")
        upstream.says("/number", {"value": 18})
        await expect(value(page, "number")).to_have_text("18", timeout=8000)
        await expect(root(page)).to_have_attribute("data-link", "live")
        assert (await reported(running.url, "lobby", link="live"))["transport"] == "poll"
        tab = await open_tab(page, f"{front}/?display=hall")
        assert (await reported(running.url, "hall", through="tab"))["transport"] == "poll"
        await tab.close()
    async with nginx(running.url, tmp_path, port=port):
        await expect(root(page)).to_have_attribute("data-transport", "sse", timeout=80_000)
        upstream.says("/number", {"value": 19})
        await expect(value(page, "number")).to_have_text("19", timeout=3000)
