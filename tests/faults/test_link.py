"""The link between a page and its server: whatever happens to it, the page says so, and mends it by itself."""

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import OpenPage, StartProxy, StartWall
from tests.e2e.screen import passes, root, tile, value
from tests.e2e.upstream import Upstream

pytestmark = pytest.mark.asyncio(loop_scope="session")

CONFIG = """
[widgets.clock]
kind = "clock"
seconds = true

[widgets.number]
kind = "json"
url = "{url}/number"
value = "value"
every = "1s"
stale_after = "1h"
"""

ONCE = """
window.mark = "the same page";
window.links = [];
document.addEventListener("wall:link", ({ detail }) => links.push(detail));
"""

PIECES = """
window.pieces = new Set();
addEventListener("DOMContentLoaded", () => {
  const section = document.querySelector("#w-list");
  const look = () => pieces.add(section.innerHTML);
  new MutationObserver(look).observe(section, { subtree: true, childList: true, characterData: true });
});
"""


async def is_the_same_page_and_live(page: Page, shown: str) -> None:
    """The link is back within ten seconds, with the newest value, without a reload."""
    await expect(root(page)).to_have_attribute("data-link", "live", timeout=10_000)
    await expect(value(page, "number")).to_have_text(shown)
    assert await page.evaluate("window.mark") == "the same page"
    assert await page.evaluate("window.links") == ["live", "down", "live"]


async def test_a_server_that_was_killed_and_is_back_is_followed(
    wall: StartWall, upstream: Upstream, open_page: OpenPage
) -> None:
    upstream.says("/number", {"value": 17})
    running = await wall(CONFIG.format(url=upstream.url))
    page = await open_page(running.url, script=ONCE, clock=True)
    running.program.kill()
    await expect(root(page)).to_have_attribute("data-link", "down")
    await passes(page, seconds=120)
    upstream.says("/number", {"value": 18})
    await running.start_again()
    await is_the_same_page_and_live(page, "18")


async def test_a_server_behind_a_proxy_that_answers_502_meanwhile_is_followed(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, proxy: StartProxy
) -> None:
    upstream.says("/number", {"value": 17})
    between = await proxy((await wall(CONFIG.format(url=upstream.url))).url)
    page = await open_page(between.url, script=ONCE, clock=True)
    await between.becomes("bad gateway")
    await expect(root(page)).to_have_attribute("data-link", "down")
    await passes(page, seconds=120)
    upstream.says("/number", {"value": 18})
    await between.becomes("pass")
    await is_the_same_page_and_live(page, "18")


async def test_a_connection_that_has_silently_died_is_noticed_and_replaced(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, proxy: StartProxy
) -> None:
    upstream.says("/number", {"value": 17})
    between = await proxy((await wall(CONFIG.format(url=upstream.url))).url)
    page = await open_page(between.url, script=ONCE, clock=True)
    await between.becomes("black hole")
    await page.clock.run_for(20_000)
    await expect(root(page)).to_have_attribute("data-link", "live")
    await page.clock.run_for(10_000)
    await expect(root(page)).to_have_attribute("data-link", "late")
    await page.clock.run_for(15_000)
    await expect(root(page)).to_have_attribute("data-link", "down")
    upstream.says("/number", {"value": 18})
    await between.becomes("pass")
    await expect(root(page)).to_have_attribute("data-link", "live", timeout=20_000)
    await expect(value(page, "number")).to_have_text("18")
    assert await page.evaluate("window.mark") == "the same page"


@pytest.mark.parametrize("after", [20, 200, 1500])
async def test_an_event_that_is_cut_by_a_reset_is_never_shown_in_part(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, proxy: StartProxy, after: int
) -> None:
    stock = [{"name": f"olives of the year {year}", "count": year} for year in range(2000, 2020)]
    upstream.says("/list", [*stock, {"name": "bread", "count": 2}])
    config = '[widgets.list]\nkind = "json"\nurl = "{}/list"\nrows = "@"\nevery = "500ms"\nhistory = "0s"'
    running = await wall(config.format(upstream.url))
    between = await proxy(running.url)
    page = await open_page(between.url, script=ONCE + PIECES)
    between.resets_after(after)
    upstream.says("/list", [{"name": "coffee", "count": 3}, *stock])
    await expect(tile(page, "list")).to_contain_text("coffee")
    assert await page.evaluate("window.links") == ["live", "down", "live"]
    assert between.cut_after is None
    assert await page.evaluate("[...pieces].filter((piece) => !piece.endsWith('</ul></article>'))") == []
    assert len(await page.evaluate("[...pieces]")) == 1


async def test_ages_go_on_counting_without_a_server_and_the_page_says_since_when(
    wall: StartWall, upstream: Upstream, open_page: OpenPage
) -> None:
    upstream.says("/number", {"value": 17})
    config = f"""
[widgets.number]
kind = "json"
url = "{upstream.url}/number"
value = "value"
every = "2m"
"""
    running = await wall(config)
    page = await open_page(running.url, clock=True)
    age, link = tile(page, "number").locator(".age"), page.locator(".link")
    await expect(age).to_be_empty()
    await expect(link).to_be_hidden()
    running.program.kill()
    await expect(root(page)).to_have_attribute("data-link", "down")
    await expect(link).to_be_visible()
    since = await link.inner_text()
    assert since.startswith("No connection since ")
    await passes(page, seconds=60)
    await expect(age).to_have_text("1 min")
    await passes(page, seconds=120)
    await expect(age).to_have_text("3 min")
    await expect(value(page, "number")).to_have_text("17")
    assert await link.inner_text() == since
