"""A screen that falls asleep although its page asks it not to. Here is no screen, so the browser's lock is played."""

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import OpenPage, StartWall
from tests.e2e.screen import passes, tile

pytestmark = pytest.mark.asyncio(loop_scope="session")

NOTE = '[widgets.note]\nkind = "text"\ntext = "Milk"\n'

LOCK = """
window.asked = 0;
window.refuses = false;
Object.defineProperty(navigator, "wakeLock", { configurable: true, value: { request: async (kind) => {
  window.asked += 1;
  if (window.refuses || kind !== "screen") throw new DOMException("The battery is low.", "NotAllowedError");
  window.lock = Object.assign(new EventTarget(), { released: false });
  return window.lock;
} } });
"""
NONE = 'Object.defineProperty(navigator, "wakeLock", { value: undefined });'
SEEN = 'document.dispatchEvent(new Event("visibilitychange"))'


async def test_f50_a_screen_that_may_not_be_kept_awake(wall: StartWall, open_page: OpenPage) -> None:
    """A screen may not be kept awake: its machine refuses, or the page does not come by https.

    Seen: the page works as ever. Where the machine refuses it is asked again every half minute; where there is no such
    lock the screen's own settings keep it awake, see docs/kiosk.md.
    """
    running = await wall(NOTE)
    refused = await open_page(running.url, clock=True, script=f"{LOCK}window.refuses = true;")
    await passes(refused, seconds=61)
    assert await refused.evaluate("asked") == 3
    without = await open_page(running.url, script=NONE)
    for page in (refused, without):
        await expect(tile(page, "note")).to_contain_text("Milk")


async def test_f50_a_screen_that_falls_asleep_all_the_same(wall: StartWall, open_page: OpenPage) -> None:
    """What keeps a screen awake is lost, as when somebody looks at another tab.

    Seen: the page asks for it again as soon as it is seen again, and within half a minute in any case; never twice.
    """
    page = await open_page((await wall(NOTE)).url, clock=True, script=LOCK)
    await passes(page, seconds=61)
    assert await page.evaluate("asked") == 1
    await page.evaluate(f"lock.released = true; {SEEN}")
    assert await page.evaluate("asked") == 2
    await page.evaluate(SEEN)
    await page.evaluate("lock.released = true")
    await passes(page, seconds=31)
    assert await page.evaluate("asked") == 3
