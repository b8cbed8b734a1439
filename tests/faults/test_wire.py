"""What the way does to the bytes of a stream: cut, sliced, slow. Events are shown whole or not at all."""

import asyncio
import random

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import OpenPage, StartProxy, StartWall
from tests.e2e.program import until
from tests.e2e.proxy import SLICED, Line
from tests.e2e.screen import passes, root, tile, value
from tests.e2e.upstream import Upstream
from tests.faults.links import LINKS, NUMBER

pytestmark = pytest.mark.asyncio(loop_scope="session")

LIST = '[widgets.list]\nkind = "json"\nurl = "{url}/list"\nrows = "@"\nevery = "1h"\nhistory = "0s"\n'

SHAPES = """
window.shapes = new Set();
addEventListener("DOMContentLoaded", () => {
  const section = document.querySelector("#w-list");
  new MutationObserver(() => shapes.add(section.textContent)).observe(section, { subtree: true, childList: true });
});
"""

PIECES = """
window.pieces = new Set();
addEventListener("DOMContentLoaded", () => {
  const section = document.querySelector("#w-list");
  const look = () => pieces.add(section.innerHTML);
  new MutationObserver(look).observe(section, { subtree: true, childList: true, characterData: true });
});
"""


@pytest.mark.parametrize("after", [20, 200, 1500])
async def test_f12_a_reset_in_the_middle_of_an_event(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, proxy: StartProxy, after: int
) -> None:
    """The connection is reset in the middle of an event.

    Seen: no tile ever shows a part of it; the whole of it, a moment later.
    """
    stock = [{"name": f"olives of the year {year}", "count": year} for year in range(2000, 2020)]
    upstream.says("/list", [*stock, {"name": "bread", "count": 2}])
    config = '[widgets.list]\nkind = "json"\nurl = "{}/list"\nrows = "@"\nevery = "500ms"\nhistory = "0s"'
    running = await wall(config.format(upstream.url))
    between = await proxy(running.url)
    page = await open_page(between.url, script=LINKS + PIECES)
    between.resets_after(after)
    upstream.says("/list", [{"name": "coffee", "count": 3}, *stock])
    await expect(tile(page, "list")).to_contain_text("coffee")
    assert await page.evaluate("links") == ["live", "down", "live"]
    assert between.cut_after is None
    assert await page.evaluate("[...pieces].filter((piece) => !/<\\/ul>\\s*<\\/article>$/.test(piece))") == []
    assert len(await page.evaluate("[...pieces]")) == 1


async def test_f13_a_stream_that_is_cut_anywhere(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, proxy: StartProxy
) -> None:
    """The stream ends at any byte of an event, in the middle of a character too.

    Seen: the same as in F12.
    """
    upstream.says("/list", [{"name": "🫒 Olivenöl aus Trás-os-Montes", "count": 0}])
    running = await wall('[server]\ntransport = "sse"\n' + LIST.format(url=upstream.url))  # and no way around it
    between = await proxy(running.url)
    page = await open_page(between.url, script=SHAPES + LINKS, clock=True)
    shown = [await tile(page, "list").inner_text()]
    for count, after in enumerate(cuts(await event_of(page, running.url)), 1):
        between.closes_after(after)
        upstream.says("/list", [{"name": "🫒 Olivenöl aus Trás-os-Montes", "count": count}])
        await page.request.post(f"{running.url}/api/widgets/list/refresh")
        await drops(page, count)
        await passes(page, seconds=9)
        await expect(tile(page, "list")).to_contain_text(f"Montes{count}")
        shown.append(await tile(page, "list").inner_text())
    assert len(await page.evaluate("[...shapes]")) == len(shown) - 1
    assert await page.evaluate("mark") == "the same page"


async def drops(page: Page, count: int) -> None:
    """Wait until the link was lost so many times."""
    await until(lambda: page.evaluate("(count) => links.filter((link) => link === 'down').length === count", count))


async def event_of(page: Page, url: str) -> bytes:
    """About what the wall sends of the list: the framing is of the same length whatever the numbers are."""
    html = await (await page.request.get(f"{url}/widgets/list")).body()
    return b"event: list\nid: 01234567-10\ndata: " + html + b"\n\n"


def cuts(event: bytes) -> list[int]:
    """Where to cut: in the framing, inside each byte of a character of four, and on either side of the end."""
    olive = event.index("🫒".encode())
    return [1, 9, 20, *range(olive + 30, olive + 36), len(event) // 2, len(event) - 2]


async def test_f14_a_stream_that_comes_byte_by_byte(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, proxy: StartProxy
) -> None:
    """The stream arrives byte by byte.

    Seen: the same as without that.
    """
    upstream.says("/list", [{"name": "🫒 Olivenöl", "count": 3}])
    running = await wall(LIST.format(url=upstream.url))
    between = await proxy(running.url)
    told, page = await open_page(running.url), await open_page(between.url, script=LINKS)
    between.line = SLICED
    await between.end_all()
    await until(lambda: page.evaluate("links.join() === 'live,down,live'"))
    upstream.says("/list", [{"name": "🫒 Olivenöl", "count": 4}, {"name": "Brot", "count": 2}])
    await page.request.post(f"{running.url}/api/widgets/list/refresh")
    for each in (told, page):
        await expect(tile(each, "list")).to_contain_text("Brot")
    # htmx marks what it adds, for 20 ms.
    whole = "document.querySelector('#w-list > .tile:not(.htmx-added)')?.outerHTML"
    await until(lambda: page.evaluate(whole))
    await until(lambda: told.evaluate(whole))
    assert await page.evaluate(whole) == await told.evaluate(whole)


async def test_f15_a_slow_line_with_a_long_way(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, proxy: StartProxy
) -> None:
    """Each piece takes up to 4 s, and there is room for 8 kB in a second.

    Seen: the newest value within seconds. Values that nobody had time to see are left out, and nothing piles up.
    """
    upstream.says("/number", {"value": 0})
    between = await proxy((await wall(NUMBER.format(url=upstream.url, every="100ms"))).url)
    page = await open_page(between.url, script=LINKS)
    dice = random.Random(15)
    between.line = Line(rate=8000, delay=lambda: dice.uniform(0, 4))
    await between.end_all()
    await expect(root(page)).to_have_attribute("data-link", "live", timeout=40_000)
    for count in range(1, 61):
        upstream.says("/number", {"value": count})
        await asyncio.sleep(0.1)
    await expect(value(page, "number")).to_have_text("60", timeout=10_000)
    assert await page.evaluate("mark") == "the same page"
