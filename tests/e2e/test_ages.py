"""Truth without a server: tiles grow stale and expire in the browser as the server would have shown them."""

import asyncio

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import OpenPage, StartProxy, StartWall
from tests.e2e.program import until
from tests.e2e.screen import passes, root, tile, value
from tests.e2e.upstream import Upstream

pytestmark = pytest.mark.asyncio(loop_scope="session")

TABLE = """
[widgets.{name}]
kind = "json"
url = "{url}/{name}"
every = "1h"
history = "0s"
"""

NUMBER = TABLE + 'value = "value"\nstale_after = "3m"\nexpire_after = "10m"\n'

WHOLE = "(tile) => [tile.innerHTML, { ...tile.dataset }]"

CHANGES = """() => new MutationObserver((records) => changes.push(...records)).observe(
  document.querySelector("#w-number"), { subtree: true, childList: true, attributes: true, characterData: true },
)"""

MARKED = "document.querySelector('#w-number .value').mark = 'the same'"


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


async def test_without_a_server_a_tile_grows_stale_and_expires_at_its_limits_and_is_renewed(
    wall: StartWall, upstream: Upstream, open_page: OpenPage
) -> None:
    upstream.says("/number", {"value": 17})
    running = await wall(NUMBER.format(name="number", url=upstream.url))
    page = await open_page(running.url, clock=True)
    number = tile(page, "number")
    running.program.kill()
    await expect(root(page)).to_have_attribute("data-link", "down")
    await passes(page, seconds=160)
    await expect(number).to_have_attribute("data-state", "fresh")
    await passes(page, seconds=30)
    await expect(number).to_have_attribute("data-state", "stale")
    await expect(number.locator(".head .flag")).to_have_text("3 min old")
    await expect(value(page, "number")).to_have_text("17")
    await passes(page, seconds=390)
    await expect(number).to_have_attribute("data-state", "stale")
    await passes(page, seconds=30)
    await expect(number).to_have_attribute("data-state", "expired")
    await expect(number.locator(".flag")).to_have_text("Too old")
    await expect(number.locator(".message")).to_have_text("Last answer 10 min ago")
    await expect(value(page, "number")).to_have_count(0)
    await passes(page, seconds=120)
    await expect(number.locator(".message")).to_have_text("Last answer 12 min ago")

    upstream.says("/number", {"value": 18})
    await running.start_again()
    await expect(value(page, "number")).to_have_text("18")
    await expect(number).to_have_attribute("data-state", "fresh")


async def test_a_tile_that_expired_here_is_renewed_though_the_server_has_nothing_new_to_send(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, proxy: StartProxy
) -> None:
    upstream.says("/number", {"value": 17})
    between = await proxy((await wall(NUMBER.format(name="number", url=upstream.url))).url)
    page = await open_page(between.url, clock=True)
    before = await tile(page, "number").evaluate(WHOLE)
    await page.evaluate(MARKED)
    await between.becomes("bad gateway")
    await expect(root(page)).to_have_attribute("data-link", "down")
    await passes(page, seconds=200)
    await expect(tile(page, "number")).to_have_attribute("data-state", "stale")
    assert await page.evaluate("document.querySelector('#w-number .value').mark") == "the same"
    await passes(page, seconds=420)
    await expect(value(page, "number")).to_have_count(0)
    await between.becomes("pass")
    await expect(root(page)).to_have_attribute("data-link", "live", timeout=20_000)
    assert await tile(page, "number").evaluate(WHOLE) == before
    assert await page.evaluate("document.querySelector('#w-number .value').mark") == "the same"


async def test_a_link_that_is_back_at_once_touches_no_tile(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, proxy: StartProxy
) -> None:
    upstream.says("/number", {"value": 17})
    table = TABLE.replace('"1h"', '"500ms"') + 'value = "value"\n'
    between = await proxy((await wall(table.format(name="number", url=upstream.url))).url)
    page = await open_page(between.url, script="window.links = []; window.changes = [];")
    await page.evaluate("document.addEventListener('wall:link', ({ detail }) => links.push(detail))")
    await page.evaluate(CHANGES)
    await asyncio.sleep(3)  # longer than the tile is fresh by what the last heartbeat said
    await between.end_all()

    async def is_back() -> bool:
        return bool(await page.evaluate("links.join() === 'down,live'"))

    await until(is_back)
    assert await page.evaluate("changes.length") == 0


LIMITS = '\nstale_after = "10s"\nexpire_after = "20s"\n'

EVERY_SHAPE = (
    TABLE.format(name="number", url="{url}")
    + 'value = "value"\nalert = [{{ above = 4, level = "danger" }}]\nlink = "https://example.org/"'
    + LIMITS
    + TABLE.format(name="list", url="{url}")
    + 'rows = "@"\ntheme = "paper"'
    + LIMITS
    + TABLE.format(name="fields", url="{url}")
    + 'title = "Fields"\nfields = [{{ path = "a", label = "A" }}]'
    + LIMITS
    + TABLE.format(name="never", url="{url}")
    + 'value = "value"\nstale_after = "never"\n'
)


async def test_what_the_browser_counts_and_what_the_server_sends_is_the_same(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, proxy: StartProxy
) -> None:
    upstream.says("/number", {"value": 17})
    upstream.says("/never", {"value": 17})
    upstream.says("/fields", {"a": 1})
    upstream.says("/list", [{"name": "olives", "count": 3}, {"name": "bread", "count": 2}])
    running = await wall(EVERY_SHAPE.format(url=upstream.url))
    between = await proxy(running.url)
    told, alone = await open_page(running.url), await open_page(between.url)
    await between.becomes("bad gateway")
    await expect(root(alone)).to_have_attribute("data-link", "down")
    for state in ("stale", "expired"):

        async def both_are(state: str = state) -> bool:
            ours, theirs = await asyncio.gather(tiles(told), tiles(alone))
            assert len(ours) == 4
            return ours == theirs and [state in each for each in ours] == [True, True, True, False]

        await until(both_are)
    await expect(root(alone)).to_have_attribute("data-link", "down")
    await expect(value(alone, "never")).to_have_text("17")


async def tiles(page: Page) -> list[str]:
    """The markup of every tile, the one that never grows old last."""
    return list(await page.evaluate("[...document.querySelectorAll('.tile')].map((tile) => tile.outerHTML)"))


async def test_a_tile_that_expires_here_keeps_its_reason(
    wall: StartWall, upstream: Upstream, open_page: OpenPage
) -> None:
    upstream.says("/number", {"value": 17})
    running = await wall(NUMBER.format(name="number", url=upstream.url))
    page = await open_page(running.url, clock=True)
    del upstream.answers["/number"]
    await page.request.post(f"{running.url}/api/widgets/number/refresh")
    await expect(tile(page, "number").locator(".reason")).to_contain_text("answers 404")
    running.program.kill()
    await passes(page, seconds=620)
    message = tile(page, "number").locator(".message")
    await expect(message).to_contain_text(f"Last answer 10 min ago; {upstream.host} answers 404, next try in ")
