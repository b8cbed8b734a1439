"""The strip above a page: its clock goes on, it says how the link is, and the wall below fills the rest."""

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import OpenPage, StartWall
from tests.e2e.screen import passes, root

pytestmark = pytest.mark.asyncio(loop_scope="session")

WALL = """
[wall]
title = "Home"
timezone = "Asia/Tokyo"
header = true

[widgets.note]
kind = "text"
text = "Hello"
"""

WHOLE = """() => {
  document.documentElement.dataset.shift = "0"; // the picture moves by a little every three minutes
  const [root, top, main] = ["html", ".top", "main"].map((name) => document.querySelector(name));
  const [above, below] = [top.getBoundingClientRect(), main.getBoundingClientRect()];
  return [above.top, below.top - above.bottom, root.clientHeight - below.bottom, root.scrollHeight - root.clientHeight];
}"""


async def test_a_strip_tells_the_time_there_and_the_link(wall: StartWall, open_page: OpenPage) -> None:
    running = await wall(WALL)
    page = await open_page(running.url, clock=True)
    time = page.locator(".top .time")
    await expect(page.locator(".top p").first).to_have_text("Home")
    await expect(page.locator(".top .state b:visible")).to_have_text("Live")
    assert await page.evaluate(WHOLE) == [0, 0, 0, 0]
    zone = "{ hour: 'numeric', minute: '2-digit', timeZone: 'Asia/Tokyo' }"
    shown = f"[document.querySelector('.top .time').textContent, new Date().toLocaleTimeString('en-GB', {zone})]"
    there, now = await page.evaluate(shown)
    assert there == now
    running.program.kill()
    await expect(root(page)).to_have_attribute("data-link", "down")
    await expect(page.locator(".top .state b:visible")).to_have_text("No connection")
    await page.clock.fast_forward(61_000)
    await passes(page, seconds=1)
    await expect(time).not_to_have_text(there)
