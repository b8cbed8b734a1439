"""Pages follow each other in place: no reload, one stream, and what stands on both is not touched."""

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import OpenPage, OpenTab, StartWall
from tests.e2e.screen import Seen, passes, root, tile, value
from tests.e2e.streams import all_show, has_streams
from tests.e2e.upstream import Upstream

pytestmark = pytest.mark.asyncio(loop_scope="session")

MARK = "window.mark = 'the same page'"

PAGES = """
[pages.main]
dwell = "5s"
layout = "number note"
[pages.second]
dwell = "5s"
layout = "bread number"
[pages.quiet]
layout = "rolls"
[widgets.note]
kind = "text"
text = "Milk"
[widgets.bread]
kind = "text"
text = "Bread"
[widgets.rolls]
kind = "text"
text = "Rolls"
[widgets.number]
kind = "json"
url = "{url}/number"
value = "value"
every = "1h"
history = "0s"
"""

FADES = """
window.fades = 0;
const start = Document.prototype.startViewTransition;
Document.prototype.startViewTransition = function (...given) {
  window.fades += 1;
  return start.apply(this, given);
};
"""

HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


async def shows(page: Page, name: str) -> None:
    """Wait until this page of the wall stands, with a live link."""
    await expect(root(page)).to_have_attribute("data-page", name)
    await expect(root(page)).to_have_attribute("data-link", "live")


async def turns_to(page: Page, name: str) -> None:
    """Let the time pass after which this page stands."""
    await passes(page, seconds=6)
    await shows(page, name)


async def test_pages_with_a_dwell_time_follow_each_other_and_a_tile_on_both_is_not_touched(
    wall: StartWall, upstream: Upstream, open_page: OpenPage
) -> None:
    upstream.says("/number", {"value": 17})
    running = await wall(PAGES.format(url=upstream.url))
    page = await open_page(running.url, clock=True, script=MARK)
    await page.evaluate("window.before = document.querySelector('#w-number > .tile')")
    await turns_to(page, "second")
    await expect(tile(page, "bread")).to_contain_text("Bread")
    await expect(page.locator("#w-note")).to_have_count(0)
    await expect(page.locator(".pages [aria-current]")).to_have_text("Second")
    assert page.url == f"{running.url}/pages/second"
    await turns_to(page, "main")
    assert await page.evaluate("before === document.querySelector('#w-number > .tile')")
    assert await page.evaluate("mark") == "the same page"
    await has_streams(running, 1)


async def test_a_page_that_comes_back_shows_what_has_changed_meanwhile_and_goes_on_following(
    wall: StartWall, upstream: Upstream, open_page: OpenPage
) -> None:
    upstream.says("/number", {"value": 17})
    running = await wall(PAGES.format(url=upstream.url).replace('"bread number"', '"bread"'))
    page = await open_page(running.url, clock=True)
    await turns_to(page, "second")
    for number in (18, 19):
        upstream.says("/number", {"value": number})
        await page.request.post(f"{running.url}/api/widgets/number/refresh")
        if number == 18:
            await turns_to(page, "main")
        await expect(value(page, "number")).to_have_text(str(number))


async def test_a_page_without_a_dwell_time_stands_still(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, seen: Seen
) -> None:
    running = await wall(PAGES.format(url=upstream.url))
    page = await open_page(f"{running.url}/pages/quiet", clock=True)
    await passes(page, seconds=30)
    assert seen.fetched("main") == 0


async def test_without_a_server_a_page_stays_and_turns_again_when_it_is_back(
    wall: StartWall, upstream: Upstream, open_page: OpenPage
) -> None:
    running = await wall(PAGES.format(url=upstream.url))
    page = await open_page(running.url, clock=True, script=MARK)
    running.program.kill()
    await passes(page, seconds=20)
    await expect(root(page)).to_have_attribute("data-page", "main")
    await expect(tile(page, "note")).to_contain_text("Milk")
    await running.start_again()
    for _ in range(40):
        await passes(page, seconds=1)
        if await root(page).get_attribute("data-page") == "second":
            break
    await shows(page, "second")
    assert await page.evaluate("mark") == "the same page"


async def test_a_page_that_nobody_sees_does_not_turn(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, seen: Seen
) -> None:
    running = await wall(PAGES.format(url=upstream.url))
    page = await open_page(running.url, clock=True)
    await page.evaluate(HIDE, True)
    await passes(page, seconds=7)
    assert seen.fetched("second") == 0
    await page.evaluate(HIDE, False)
    await turns_to(page, "second")


async def test_each_tab_turns_by_itself_and_those_that_show_the_same_page_share_a_stream(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, open_tab: OpenTab
) -> None:
    upstream.says("/number", {"value": 17})
    running = await wall(PAGES.format(url=upstream.url))
    tabs = [await open_page(running.url, clock=True)]
    tabs += [await open_tab(tabs[0], running.url) for _ in range(2)]
    await has_streams(running, 1)
    for number, tab in enumerate(tabs, 18):
        await tab.keyboard.press("2")
        await shows(tab, "second")
        await has_streams(running, 1 if tab is tabs[-1] else 2)
        upstream.says("/number", {"value": number})
        await tab.request.post(f"{running.url}/api/widgets/number/refresh")
        await all_show(tabs, number)


async def test_pages_fade_into_each_other_unless_motion_is_not_wanted(
    wall: StartWall, upstream: Upstream, open_page: OpenPage
) -> None:
    running = await wall(PAGES.format(url=upstream.url))
    page = await open_page(running.url, clock=True, script=FADES)
    await turns_to(page, "second")
    assert await page.evaluate("fades") == 1
    await expect(page.locator("[data-stays]")).to_have_count(0)
    await page.emulate_media(reduced_motion="reduce")
    await turns_to(page, "main")
    assert await page.evaluate("fades") == 1


async def test_sixty_turns_leave_nothing_behind(wall: StartWall, upstream: Upstream, open_page: OpenPage) -> None:
    upstream.says("/number", {"value": 17})
    running = await wall(PAGES.format(url=upstream.url))
    page = await open_page(running.url, clock=True, reduced_motion="reduce")
    session = await page.context.new_cdp_session(page)

    async def turn_often(times: int) -> dict[str, int]:
        for _ in range(times):
            for name in ("second", "main"):
                await page.evaluate(
                    "(to) => document.dispatchEvent(new CustomEvent('wall:turn', { detail: { to } }))",
                    ["main", "second"].index(name),
                )
                await shows(page, name)
        await session.send("HeapProfiler.collectGarbage")
        counters: dict[str, int] = await session.send("Memory.getDOMCounters")
        return counters

    before = await turn_often(5)
    after = await turn_often(30)
    assert after["jsEventListeners"] <= before["jsEventListeners"] + 2
    assert after["nodes"] <= before["nodes"] + 20
    assert await page.locator("head > link[rel=stylesheet]").count() == 3
    await has_streams(running, 1)
