"""Many tabs of one browser: one stream for all that show the same page, and each of them is right."""

import asyncio

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import OpenPage, OpenTab, StartProxy, StartWall
from tests.e2e.screen import passes, root, value
from tests.e2e.streams import all_show, has_streams, streams
from tests.e2e.upstream import Upstream

pytestmark = pytest.mark.asyncio(loop_scope="session")

NUMBER = """
[widgets.number]
kind = "json"
url = "{url}/number"
value = "value"
every = "{every}"
history = "0s"
"""

MUTE_HOLDER = """() => new Promise((resolve) => navigator.locks.request("wall /events?page=main", () => {
  resolve();
  return new Promise(() => {});
}).catch(() => {}))"""


@pytest.mark.parametrize("crash", [False, True], ids=["closed", "crashed"])
async def test_when_the_tab_with_the_stream_is_gone_the_next_one_takes_over_and_nothing_is_missed(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, open_tab: OpenTab, crash: bool
) -> None:
    upstream.says("/number", {"value": 17})
    running = await wall(NUMBER.format(url=upstream.url, every="1h"))
    first = await open_page(running.url)
    others = [await open_tab(first, running.url) for _ in range(3)]
    if crash:
        session = await first.context.new_cdp_session(first)
        dying = asyncio.ensure_future(session.send("Page.crash"))
    else:
        await first.close()
    upstream.says("/number", {"value": 18})
    await others[0].request.post(f"{running.url}/api/widgets/number/refresh")
    await all_show(others, 18)
    await has_streams(running, 1)
    if crash:
        dying.cancel()


async def test_a_tab_that_holds_the_stream_and_falls_silent_is_relieved_of_it(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, open_tab: OpenTab
) -> None:
    upstream.says("/number", {"value": 17})
    running = await wall(NUMBER.format(url=upstream.url, every="1h"))
    first = await open_page(running.url, clock=True)
    others = [await open_tab(first, running.url) for _ in range(2)]
    await first.evaluate("BroadcastChannel.prototype.postMessage = () => {}")
    upstream.says("/number", {"value": 18})
    await first.request.post(f"{running.url}/api/widgets/number/refresh")
    await expect(value(first, "number")).to_have_text("18")
    for other in others:
        await expect(value(other, "number")).to_have_text("17")
    await passes(first, seconds=60)
    await all_show(others, 18)
    await has_streams(running, 1)


async def test_a_tab_waits_no_longer_than_for_a_server_for_one_that_holds_the_stream_and_says_nothing(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, open_tab: OpenTab
) -> None:
    upstream.says("/number", {"value": 17})
    running = await wall(NUMBER.format(url=upstream.url, every="1h"))
    first = await open_page(running.url)
    await first.goto(f"{running.url}/healthz")
    await first.evaluate(MUTE_HOLDER)
    page = await open_tab(first, running.url)
    upstream.says("/number", {"value": 18})
    await page.request.post(f"{running.url}/api/widgets/number/refresh")
    await all_show([page], 18)


async def test_a_tab_that_is_about_to_be_frozen_hands_the_stream_on_and_is_right_when_it_thaws(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, open_tab: OpenTab
) -> None:
    upstream.says("/number", {"value": 17})
    running = await wall(NUMBER.format(url=upstream.url, every="1h"))
    first = await open_page(running.url)
    other = await open_tab(first, running.url)
    await first.evaluate(
        "document.dispatchEvent(new Event('freeze'))"
    )  # as a browser tells; one without a window never does
    upstream.says("/number", {"value": 18})
    await other.request.post(f"{running.url}/api/widgets/number/refresh")
    await all_show([other], 18)
    await expect(value(first, "number")).to_have_text("17")
    await first.evaluate("document.dispatchEvent(new Event('resume'))")
    await all_show([first, other], 18)
    await has_streams(running, 1)


async def test_when_the_server_is_away_every_tab_says_so_and_every_tab_follows_it_back(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, open_tab: OpenTab
) -> None:
    upstream.says("/number", {"value": 17})
    running = await wall(NUMBER.format(url=upstream.url, every="1h"))
    pages = [await open_page(running.url)]
    pages += [await open_tab(pages[0], running.url) for _ in range(2)]
    running.program.kill()
    for page in pages:
        await expect(root(page)).to_have_attribute("data-link", "down")
    upstream.says("/number", {"value": 18})
    await running.start_again()
    await all_show(pages, 18)
    await has_streams(running, 1)


async def test_tabs_with_different_pages_have_different_streams(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, open_tab: OpenTab
) -> None:
    upstream.says("/number", {"value": 17})
    pages = '[pages.main]\nlayout = "number"\n[pages.second]\nlayout = "number note"\n'
    note = '[widgets.note]\nkind = "text"\ntext = "Milk"\n'
    running = await wall(pages + note + NUMBER.format(url=upstream.url, every="1h"))
    first = await open_page(running.url)
    tabs = [await open_tab(first, f"{running.url}{path}") for path in ("/pages/second", "/", "/pages/second")]
    assert await streams(running) == 2
    upstream.says("/number", {"value": 18})
    await first.request.post(f"{running.url}/api/widgets/number/refresh")
    await all_show([first, *tabs], 18)


async def test_without_web_locks_each_tab_has_its_own_stream(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, open_tab: OpenTab
) -> None:
    upstream.says("/number", {"value": 17})
    running = await wall(NUMBER.format(url=upstream.url, every="1h"))
    first = await open_page(running.url)
    await first.context.add_init_script("delete Navigator.prototype.locks")
    tabs = [await open_tab(first, running.url) for _ in range(2)]
    assert await streams(running) == 3
    upstream.says("/number", {"value": 18})
    await first.request.post(f"{running.url}/api/widgets/number/refresh")
    await all_show([first, *tabs], 18)


async def test_an_edited_layout_reaches_every_tab(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, open_tab: OpenTab
) -> None:
    upstream.says("/number", {"value": 17})
    running = await wall('[widgets.note]\nkind = "text"\ntext = "Milk"\n')
    pages = [await open_page(running.url)]
    pages += [await open_tab(pages[0], running.url) for _ in range(2)]
    running.config.write_text(NUMBER.format(url=upstream.url, every="100ms"), "utf-8")
    await all_show(pages, 17)
    upstream.says("/number", {"value": 18})
    await all_show(pages, 18)
    await has_streams(running, 1)


async def test_all_tabs_survive_a_black_hole(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, open_tab: OpenTab, proxy: StartProxy
) -> None:
    upstream.says("/number", {"value": 17})
    between = await proxy((await wall(NUMBER.format(url=upstream.url, every="1s"))).url)
    pages = [await open_page(between.url, clock=True)]
    pages += [await open_tab(pages[0], between.url) for _ in range(2)]
    await between.becomes("black hole")
    upstream.says("/number", {"value": 18})
    await passes(pages[0], seconds=90)
    for page in pages:
        await expect(root(page)).to_have_attribute("data-link", "down")
    await between.becomes("pass")
    await between.end_all()
    await all_show(pages, 18)
