"""What screens tell the server about themselves, and what they say themselves about the way to it."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import expect

from tests.e2e.conftest import OpenPage, StartProxy, StartWall
from tests.e2e.nginx import HOLDS, nginx
from tests.e2e.program import until
from tests.e2e.screen import Seen, passes, root, tile
from tests.e2e.upstream import Upstream

pytestmark = pytest.mark.asyncio(loop_scope="session")

NOTE = '[widgets.note]\nkind = "text"\ntext = "Milk"\n'
NUMBER = '[widgets.number]\nkind = "json"\nurl = "{url}/number"\nvalue = "value"\nevery = "2m"\n'

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"


async def screens(url: str) -> dict[str, dict[str, Any]]:
    """What the server knows of each screen, by its name."""
    async with httpx.AsyncClient(base_url=url) as client:
        return {each["name"]: each for each in (await client.get("/api/displays")).json()}


async def reported(url: str, name: str, **said: object) -> dict[str, Any]:
    """The screen of this name, as soon as it has said this."""
    found: dict[str, Any] = {}

    async def has_said_it() -> bool:
        found.update((await screens(url)).get(name, {}))
        return bool(found) and all(found[key] == value for key, value in said.items())

    await until(has_said_it)
    return found


async def test_a_screen_reports_under_the_name_that_it_was_opened_with(wall: StartWall, open_page: OpenPage) -> None:
    running = await wall(NOTE)
    page = await open_page(f"{running.url}/?display=lobby")
    found = await reported(running.url, "lobby", link="live")
    assert (found["page"], found["through"], found["drops"]) == ("main", "own", 0)
    assert (found["bursts"], found["silent"]) == (False, False)
    assert found["version"] == await root(page).get_attribute("data-shell")
    assert found["painted"] < 2
    assert abs(found["skew"]) < 3
    assert found["lag"] >= 0
    await page.goto(running.url)  # as a page does that is led to another
    await expect(root(page)).to_have_attribute("data-display", "lobby")


async def test_a_screen_keeps_its_own_name_when_it_is_loaded_anew_and_a_copy_of_its_tab_gets_another(
    wall: StartWall, open_page: OpenPage, seen: Seen
) -> None:
    running = await wall(NOTE)
    page = await open_page(running.url)
    name = await root(page).get_attribute("data-display") or ""
    assert re.fullmatch("[0-9a-f]{12}", name)
    await page.reload()
    await expect(root(page)).to_have_attribute("data-link", "live")
    await expect(root(page)).to_have_attribute("data-display", name)
    async with page.context.expect_page() as opening:
        await page.evaluate("window.open(location.href)")  # copies what the session has stored
    copy = await opening.value
    await expect(root(copy)).to_have_attribute("data-link", "live")
    other = await root(copy).get_attribute("data-display") or ""
    assert other != name
    assert (await reported(running.url, other, link="live"))["through"] == "tab"
    assert (await reported(running.url, name, link="live"))["through"] == "own"


async def test_a_clock_that_is_wrong_is_reported_and_ages_are_right_all_the_same(
    wall: StartWall, upstream: Upstream, open_page: OpenPage
) -> None:
    upstream.says("/number", {"value": 17})
    running = await wall(NUMBER.format(url=upstream.url))
    page = await open_page(f"{running.url}/?display=lobby", clock=True)
    await page.clock.set_system_time(datetime.now(UTC) + timedelta(minutes=10))

    async def is_told() -> bool:
        return bool(590 < (await screens(running.url))["lobby"]["skew"] < 610)

    await until(is_told)
    await page.clock.run_for(1000)
    await expect(tile(page, "number").locator(".age")).to_be_empty()
    await expect(tile(page, "number")).to_have_attribute("data-state", "fresh")


async def test_a_proxy_that_holds_the_stream_back_is_reported_and_the_page_says_so(
    wall: StartWall, open_page: OpenPage, tmp_path: Path
) -> None:
    running = await wall(NOTE)
    async with nginx(running.url, tmp_path, HOLDS) as front:
        page = await open_page(f"{front}/?display=lobby", clock=True, live=False)
        await passes(page, seconds=9)
        await reported(running.url, "lobby", silent=True)
        await expect(page.locator(".link")).to_have_text(re.compile("A proxy on the way holds back"))
        await expect(root(page)).to_have_attribute("data-link", re.compile("late|down"))
        await passes(page, seconds=30)
        await expect(root(page)).to_have_attribute("data-link", "down")
        await expect(page.locator(".link .why")).to_be_visible()
        await expect(page.locator(".link .gone")).to_be_hidden()


async def test_heartbeats_that_come_in_a_bunch_are_reported(
    wall: StartWall, open_page: OpenPage, proxy: StartProxy
) -> None:
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


async def test_how_often_a_link_was_lost_is_reported(wall: StartWall, open_page: OpenPage, proxy: StartProxy) -> None:
    running = await wall(NOTE)
    between = await proxy(running.url)
    page = await open_page(f"{between.url}/?display=lobby")
    for drops in (1, 2):
        await between.end_all()
        await expect(root(page)).to_have_attribute("data-link", "down")
        await expect(root(page)).to_have_attribute("data-link", "live")
        await reported(running.url, "lobby", drops=drops)


async def test_a_screen_for_which_there_is_no_place_says_so_and_comes_again(
    wall: StartWall, open_page: OpenPage
) -> None:
    running = await wall("[server]\nmax_streams = 1\n" + NOTE)
    first = await open_page(running.url)
    page = await open_page(running.url, clock=True, live=False)
    why = page.locator(".link .why")
    await expect(why).to_be_visible()
    await expect(why).not_to_be_empty()
    await passes(page, seconds=30)
    await expect(root(page)).to_have_attribute("data-link", "down")
    await first.close()
    await passes(page, seconds=25)
    await expect(root(page)).to_have_attribute("data-link", "live")
    await expect(page.locator(".link")).to_be_hidden()
