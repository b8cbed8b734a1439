"""What screens tell the server about themselves."""

import re

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import OpenPage, StartProxy, StartWall
from tests.e2e.reports import reported
from tests.e2e.screen import Seen, root

pytestmark = pytest.mark.asyncio(loop_scope="session")

NOTE = '[widgets.note]\nkind = "text"\ntext = "Milk"\n'


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


async def test_how_often_a_link_was_lost_is_reported(wall: StartWall, open_page: OpenPage, proxy: StartProxy) -> None:
    running = await wall(NOTE)
    between = await proxy(running.url)
    page = await open_page(f"{between.url}/?display=lobby")
    for drops in (1, 2):
        await between.end_all()
        await expect(root(page)).to_have_attribute("data-link", "down")
        await expect(root(page)).to_have_attribute("data-link", "live")
        await reported(running.url, "lobby", drops=drops)
