"""Proxies between a screen and the wall that mean well: they hold back, hang up, or pack."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import OpenPage, StartProxy, StartWall
from tests.e2e.nginx import HOLDS, PACKS, nginx
from tests.e2e.proxy import Line
from tests.e2e.reports import reported, status
from tests.e2e.screen import passes, root, value
from tests.e2e.upstream import Upstream
from tests.faults.links import LINKS, NUMBER

pytestmark = pytest.mark.asyncio(loop_scope="session")

NOTE = '[widgets.note]\nkind = "text"\ntext = "Milk"\n'

HOLDS_BACK = "holds events back: switch off its buffering (nginx: proxy_buffering off)"

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"


async def test_f22_a_proxy_that_holds_the_stream_back(wall: StartWall, open_page: OpenPage, tmp_path: Path) -> None:
    """A proxy holds back what the server sends, as nginx does where it packs, and the wall may go no other way.

    Seen: the page says within ten seconds that a proxy holds it back, and `/status` what to set in nginx.
    """
    running = await wall(f'[server]\ntransport = "sse"\n{NOTE}')
    async with nginx(running.url, tmp_path, HOLDS) as front:
        page = await open_page(f"{front}/?display=lobby", clock=True, live=False)
        await passes(page, seconds=9)
        await reported(running.url, "lobby", silent=True)
        assert HOLDS_BACK in await status(running.url)
        await expect(page.locator(".link")).to_have_text(re.compile("A proxy on the way holds back"))
        await expect(root(page)).to_have_attribute("data-link", re.compile("late|down"))
        await passes(page, seconds=30)
        await expect(root(page)).to_have_attribute("data-link", "down")
        await expect(page.locator(".link .why")).to_be_visible()
        await expect(page.locator(".link .gone")).to_be_hidden()


async def test_f22_heartbeats_that_come_in_a_bunch(wall: StartWall, open_page: OpenPage, proxy: StartProxy) -> None:
    """A proxy hands on what the server sends in bunches.

    Seen: the same, on `/status`.
    """
    running = await wall(NOTE)
    between = await proxy(running.url)
    await open_page(f"{between.url}/?display=lobby")
    assert not (await reported(running.url, "lobby", link="live"))["bursts"]
    now = datetime.now(UTC)
    beats = [
        b'event: wall.heartbeat\ndata: {"time":"%s","theme":"night","polled":{}}\n\n'
        % f"{now - timedelta(seconds=ago):%Y-%m-%dT%H:%M:%SZ}".encode()
        for ago in (30, 15, 0)
    ]
    between.answers["/events"] = HEAD + b"".join(beats)
    await between.end_all()
    await reported(running.url, "lobby", bursts=True, link="live")
    assert HOLDS_BACK in await status(running.url)


async def test_f23_a_proxy_that_ends_what_is_quiet(wall: StartWall, open_page: OpenPage, proxy: StartProxy) -> None:
    """A proxy ends connections on which nothing was said for a while, as many do after 30 s.

    Seen: nothing; a heartbeat each 15 s keeps the stream open on a wall where nothing changes.
    """
    between = await proxy((await wall(NOTE)).url)
    between.line = Line(idle=16.5)
    page = await open_page(between.url, script=LINKS)
    await asyncio.sleep(18)
    assert await page.evaluate("links") == ["live"]


async def test_f24_a_proxy_that_packs_the_stream(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, tmp_path: Path
) -> None:
    """A proxy packs what the server sends, the stream too.

    Seen: changes come in time.
    """
    upstream.says("/number", {"value": 17})
    running = await wall(NUMBER.format(url=upstream.url, every="100ms"))
    async with nginx(running.url, tmp_path, PACKS) as front:
        page = await open_page(front)
        packed = await page.evaluate(
            "fetch('/events?page=main').then((answer) => answer.headers.get('Content-Encoding'))"
        )
        assert packed == "gzip"
        upstream.says("/number", {"value": 18})
        await expect(value(page, "number")).to_have_text("18", timeout=2000)
