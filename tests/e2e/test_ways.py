"""Walls whose stream does not get through: by a WebSocket, by asking, and back."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import OpenPage, StartWall
from tests.e2e.nginx import HOLDS, nginx
from tests.e2e.reports import reported
from tests.e2e.screen import root, value
from tests.e2e.upstream import Upstream
from tests.faults.links import NUMBER

pytestmark = pytest.mark.asyncio(loop_scope="session")

UPGRADES = 'proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";'


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


async def test_where_neither_gets_through_it_asks_for_each_widget_and_returns_when_the_stream_does(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, tmp_path: Path
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
    async with nginx(running.url, tmp_path, port=port):
        await expect(root(page)).to_have_attribute("data-transport", "sse", timeout=80_000)
        upstream.says("/number", {"value": 19})
        await expect(value(page, "number")).to_have_text("19", timeout=3000)
