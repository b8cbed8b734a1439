"""A tone when a tile turns to danger. It is counted where the browser would play it: nobody listens here."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import OpenPage
from tests.e2e.moment import Moment, moment
from tests.e2e.screen import root, value

pytestmark = pytest.mark.asyncio(loop_scope="session")

COUNTED = """
window.tones = 0;
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...when) {
  window.tones += 1;
  return start.apply(this, when);
};
"""
FORBIDDEN = """
window.allowed = false;
AudioContext.prototype.resume = () => new Promise((resolve) => setInterval(() => allowed && resolve(), 10));
Object.defineProperty(AudioContext.prototype, "state", { get: () => (allowed ? "running" : "suspended") });
"""
"""A browser without a window lets every page sound; this one waits for a hand, as one on a desk does."""

LOAD = '[widgets.load]\nkind = "number"\nalert = [{ above = 8, level = "danger" }]\n'
LOUD = "[wall]\nsound = true\n"


async def says(wall: Moment, page: Page, number: int) -> None:
    """Somebody pushes this load, and the page shows it."""
    source = wall.parts.publisher.board.widgets["load"].source
    wall.says("load", source.into(value=number))  # type: ignore[attr-defined]
    await expect(value(page, "load")).to_have_text(str(number))


async def tones(page: Page) -> int:
    """How many have been begun."""
    await page.wait_for_timeout(100)
    found: int = await page.evaluate("tones")
    return found


async def test_a_rise_to_danger_is_heard_once(tmp_path: Path, open_page: OpenPage) -> None:
    async with moment(tmp_path, LOUD + LOAD, "2026-11-21T12:00:00") as wall:
        page = await open_page(wall.url, script=COUNTED)
        await page.locator("body").click()
        await says(wall, page, 5)
        assert await tones(page) == 0
        await says(wall, page, 9)
        await page.evaluate("() => new Promise((resolve) => setInterval(() => tones && resolve(), 20))")
        assert await tones(page) == 2
        await says(wall, page, 10)
        await page.evaluate("() => dispatchEvent(new Event('online'))")  # the link begins anew
        await says(wall, page, 11)
        await expect(root(page)).to_have_attribute("data-link", "live")
        assert await tones(page) == 2
        await page.reload()
        await page.locator("body").click()
        await says(wall, page, 12)
        assert await tones(page) == 0


async def test_where_the_browser_forbids_it_nothing_is_heard_later_either(tmp_path: Path, open_page: OpenPage) -> None:
    async with moment(tmp_path, LOUD + LOAD, "2026-11-21T12:00:00") as wall:
        page = await open_page(wall.url, script=COUNTED + FORBIDDEN, clock=True)
        await says(wall, page, 9)
        await page.clock.run_for(2_000)
        await page.evaluate("() => { allowed = true; }")
        await page.locator("body").click()
        assert await tones(page) == 0
