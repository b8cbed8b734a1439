"""What a screen does when it is told to: a message above the wall, a reload. Pages and rest are told elsewhere."""

from typing import Any

import httpx
import pytest
from playwright.async_api import expect

from tests.e2e.conftest import OpenPage, StartWall
from tests.e2e.reports import reported
from tests.e2e.screen import passes, root, tile

pytestmark = pytest.mark.asyncio(loop_scope="session")

NOTE = '[wall]\nshift = false\n[widgets.note]\nkind = "text"\ntext = "Milk"\n'

PAGES = """
[wall]
shift = false
[server]
transport = "{transport}"
[pages.main]
dwell = "{dwell}"
layout = "note"
[pages.second]
dwell = "{dwell}"
layout = "bread"
[widgets.note]
kind = "text"
text = "Milk"
[widgets.bread]
kind = "text"
text = "Bread"
"""

ROOM = """() => {
  const [strip, main] = [".said", "main"].map((name) => document.querySelector(name).getBoundingClientRect());
  return [strip.top, main.top - strip.bottom, innerHeight - main.bottom];
}"""


async def tell(url: str, name: str, **order: Any) -> int:
    """How many screens were told."""
    async with httpx.AsyncClient(base_url=url) as client:
        told: int = (await client.post(f"/api/displays/{name}", json=order)).raise_for_status().json()["told"]
        return told


async def test_a_message_stands_above_the_wall_as_text_until_its_time_is_over(
    wall: StartWall, open_page: OpenPage
) -> None:
    running = await wall(NOTE)
    page = await open_page(f"{running.url}/?display=lobby", clock=True)
    await passes(page, seconds=1)
    await reported(running.url, "lobby", link="live")
    said = page.locator(".said")
    assert await tell(running.url, "lobby", message="<b>Lunch</b>", level="warn", seconds=20) == 1
    await expect(said).to_have_text("<b>Lunch</b>")
    await expect(said).to_have_attribute("role", "alert")
    assert await page.evaluate(ROOM) == [0, 0, 0]
    await expect(tile(page, "note")).to_contain_text("Milk")
    assert await tell(running.url, "all", message="Tea", seconds=5) == 1
    await expect(said).to_have_text("Tea")
    await passes(page, seconds=6)
    await expect(said).to_have_count(0)
    await tell(running.url, "all", message="Cake")
    await expect(said).to_have_text("Cake")
    await page.keyboard.press("Escape")
    await expect(said).to_have_count(0)


async def test_only_the_screen_that_is_meant_loads_its_page_anew(wall: StartWall, open_page: OpenPage) -> None:
    running = await wall(NOTE)
    lobby, kitchen = [await open_page(f"{running.url}/?display={name}") for name in ("lobby", "kitchen")]
    for page, name in ((lobby, "lobby"), (kitchen, "kitchen")):
        await reported(running.url, name, link="live")
        await page.evaluate("() => { document.body.dataset.before = ''; }")
    await tell(running.url, "lobby", reload=True)
    await tell(running.url, "kitchen", message="Stay")
    await expect(lobby.locator("body[data-before]")).to_have_count(0)
    await expect(root(lobby)).to_have_attribute("data-link", "live")
    await expect(root(lobby)).to_have_attribute("data-display", "lobby")
    await expect(kitchen.locator("body[data-before] .said")).to_have_text("Stay")
    await expect(lobby.locator(".said")).to_have_count(0)


async def test_a_screen_shows_a_page_for_as_long_as_it_is_told_and_rests_until_it_is_woken(
    wall: StartWall, open_page: OpenPage
) -> None:
    running = await wall(PAGES.format(transport="auto", dwell="30s"))
    page = await open_page(f"{running.url}/?display=lobby", clock=True)
    await reported(running.url, "lobby", link="live")

    async def shows(name: str) -> None:
        await expect(root(page)).to_have_attribute("data-page", name)

    await tell(running.url, "lobby", show="second", seconds=20)
    await shows("second")
    await passes(page, seconds=22)
    await shows("main")
    await tell(running.url, "lobby", show="second")
    await shows("second")
    await passes(page, seconds=35)
    await shows("second")
    await tell(running.url, "lobby", show=None)
    await passes(page, seconds=35)
    await shows("main")
    for rest in ("dim", "blank"):
        await tell(running.url, "lobby", rest=rest)
        await expect(root(page)).to_have_attribute("data-rest", rest)
    await tell(running.url, "lobby", rest="")
    await expect(root(page)).not_to_have_attribute("data-rest", "blank")


async def test_a_screen_that_asks_does_all_that_it_is_told_once(wall: StartWall, open_page: OpenPage) -> None:
    running = await wall(PAGES.format(transport="poll", dwell="1h"))
    page = await open_page(f"{running.url}/?display=lobby", clock=True)
    await reported(running.url, "lobby", transport="poll")
    answers: list[int] = []
    page.on("response", lambda answer: answers.append(answer.status) if "/widgets/" in answer.url else None)
    said = page.locator(".said")
    await tell(running.url, "all", message="Lunch", seconds=8)
    await tell(running.url, "lobby", rest="dim", seconds=60)
    await tell(running.url, "lobby", show="second")
    await passes(page, seconds=6)
    await expect(said).to_have_text("Lunch")
    await expect(root(page)).to_have_attribute("data-rest", "dim")
    await expect(root(page)).to_have_attribute("data-page", "second")
    assert 304 in answers
    await passes(page, seconds=10)
    await expect(said).to_have_count(0)
    await page.evaluate("() => { document.body.dataset.before = ''; }")
    await tell(running.url, "lobby", reload=True)
    await passes(page, seconds=7)
    await expect(page.locator("body[data-before]")).to_have_count(0)
    await passes(page, seconds=1)
    await page.evaluate("() => { document.body.dataset.after = ''; }")
    await passes(page, seconds=12)
    await expect(page.locator("body[data-after]")).to_have_count(1)


async def test_a_phone_tells_a_screen_what_to_do_without_leaving_its_page(wall: StartWall, open_page: OpenPage) -> None:
    running = await wall(NOTE)
    lobby = await open_page(f"{running.url}/?display=lobby")
    await reported(running.url, "lobby", link="live")
    phone = await open_page(f"{running.url}/control", live=False, viewport={"width": 390, "height": 844})
    assert await phone.evaluate("() => document.documentElement.scrollWidth") == 390
    await phone.locator("#to-lobby").check()
    await phone.locator("#message").fill("Lunch")
    await phone.keyboard.press("Enter")
    await expect(lobby.locator(".said")).to_have_text("Lunch")
    await expect(phone.locator("#told")).to_contain_text("The screen shows the message")
    await expect(phone.locator("#message")).to_have_value("Lunch")
    await expect(phone.locator("#to-lobby")).to_be_checked()
    assert phone.url == f"{running.url}/control"
