"""What may lie between a page and its server: whatever it does to the stream, the page is right in the end."""

import asyncio
import random
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import OpenPage, StartProxy, StartWall
from tests.e2e.nginx import PACKS, nginx
from tests.e2e.program import until
from tests.e2e.proxy import SLICED, Line, Proxy
from tests.e2e.screen import Seen, passes, root, tile, value
from tests.e2e.upstream import Upstream

pytestmark = pytest.mark.asyncio(loop_scope="session")

NUMBER = """
[widgets.number]
kind = "json"
url = "{url}/number"
value = "value"
every = "{every}"
stale_after = "1h"
history = "0s"
"""

LIST = '[widgets.list]\nkind = "json"\nurl = "{url}/list"\nrows = "@"\nevery = "1h"\nhistory = "0s"\n'

LINKS = """
window.mark = "the same page";
window.links = [];
document.addEventListener("wall:link", ({ detail }) => links.push(detail));
"""

SHAPES = """
window.shapes = new Set();
addEventListener("DOMContentLoaded", () => {
  const section = document.querySelector("#w-list");
  new MutationObserver(() => shapes.add(section.textContent)).observe(section, { subtree: true, childList: true });
});
"""

ONCE = {
    "204": b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n",
    "404": b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
    "page": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\nConnection: close\r\n\r\n<p>Hi</p>",
    "redirect": b"HTTP/1.1 302 Found\r\nLocation: /healthz\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "nothing": b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n",
}


@pytest.mark.parametrize("name", ONCE)
async def test_another_answer_in_place_of_the_stream_ends_nothing(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, proxy: StartProxy, name: str
) -> None:
    upstream.says("/number", {"value": 17})
    between = await proxy((await wall(NUMBER.format(url=upstream.url, every="100ms"))).url)
    page = await open_page(between.url, script=LINKS)
    between.answers["/events"] = ONCE[name]
    await between.end_all()
    upstream.says("/number", {"value": 18})
    await expect(value(page, "number")).to_have_text("18")
    assert between.answers == {}
    assert await page.evaluate("[mark, links.join()]") == ["the same page", "live,down,live"]


async def test_a_stream_that_is_cut_anywhere_is_never_shown_in_part(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, proxy: StartProxy
) -> None:
    upstream.says("/list", [{"name": "🫒 Olivenöl aus Trás-os-Montes", "count": 0}])
    running = await wall(LIST.format(url=upstream.url))
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


async def test_a_stream_that_comes_byte_by_byte_is_the_same(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, proxy: StartProxy
) -> None:
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
    whole = "document.querySelector('#w-list > .tile').outerHTML"
    assert await page.evaluate(whole) == await told.evaluate(whole)


async def test_a_slow_and_far_line_shows_the_newest_value_soon_after_the_last_change(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, proxy: StartProxy
) -> None:
    upstream.says("/number", {"value": 0})
    between = await proxy((await wall(NUMBER.format(url=upstream.url, every="100ms"))).url)
    page = await open_page(between.url, script=LINKS)
    dice = random.Random(15)
    between.line = Line(rate=8000, delay=lambda: dice.uniform(0, 4))
    await between.end_all()
    await expect(root(page)).to_have_attribute("data-link", "live", timeout=40_000)
    for count in range(1, 101):
        upstream.says("/number", {"value": count})
        await asyncio.sleep(0.1)
    await expect(value(page, "number")).to_have_text("100", timeout=10_000)
    assert await page.evaluate("mark") == "the same page"


async def test_heartbeats_keep_a_line_open_that_ends_what_is_quiet(
    wall: StartWall, open_page: OpenPage, proxy: StartProxy
) -> None:
    between = await proxy((await wall('[widgets.note]\nkind = "text"\ntext = "Milk"\n')).url)
    between.line = Line(idle=16.5)
    page = await open_page(between.url, script=LINKS)
    await asyncio.sleep(18)
    assert await page.evaluate("links") == ["live"]


async def test_after_an_hour_of_sleep_the_page_is_right_within_seconds(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, proxy: StartProxy
) -> None:
    upstream.says("/number", {"value": 17})
    between = await proxy((await wall(NUMBER.format(url=upstream.url, every="100ms"))).url)
    page = await open_page(between.url, script=LINKS, clock=True)
    await between.becomes("black hole")  # a machine that sleeps hears nothing, and its connection dies
    upstream.says("/number", {"value": 18})
    await page.clock.fast_forward(3_600_000)
    await between.becomes("pass")
    await passes(page, seconds=2)
    await expect(value(page, "number")).to_have_text("18", timeout=10_000)
    assert "down" not in await page.evaluate("links")
    assert await page.evaluate("mark") == "the same page"


async def test_after_a_sleep_the_page_does_not_call_itself_live_while_nobody_answers(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, proxy: StartProxy
) -> None:
    upstream.says("/number", {"value": 17})
    between = await proxy((await wall(NUMBER.format(url=upstream.url, every="100ms"))).url)
    page = await open_page(between.url, clock=True)
    await between.becomes("black hole")
    await page.clock.fast_forward(3_600_000)
    await passes(page, seconds=3)
    await expect(root(page)).to_have_attribute("data-link", "late")
    await passes(page, seconds=10)
    await expect(root(page)).to_have_attribute("data-link", "down")


VISIBILITY = """(hidden) => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  Object.defineProperty(document, "visibilityState", { value: hidden ? "hidden" : "visible", configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


async def test_a_tab_that_is_hidden_and_shown_again_and_again_keeps_its_one_stream(
    wall: StartWall, open_page: OpenPage, seen: Seen, proxy: StartProxy
) -> None:
    between = await proxy((await wall('[widgets.clock]\nkind = "clock"\nseconds = true\n')).url)
    page = await open_page(between.url, script=LINKS)
    for _ in range(20):
        await page.evaluate(VISIBILITY, True)
        await page.evaluate(VISIBILITY, False)
    await asyncio.sleep(1)
    assert await page.evaluate("links") == ["live"]
    assert sum("/events" in url for url in seen.requests) == 1


async def test_a_stream_that_a_proxy_compresses_comes_in_time(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, tmp_path: Path
) -> None:
    upstream.says("/number", {"value": 17})
    running = await wall(NUMBER.format(url=upstream.url, every="100ms"))
    async with nginx(running.url, tmp_path, PACKS) as front:
        page = await open_page(front)
        packed = await page.evaluate(
            "fetch('/events?page=main').then((answer) => answer.headers.get('Content-Encoding'))"
        )
        assert packed == "gzip"
        upstream.says("/number", {"value": 18})
        await expect(value(page, "number")).to_have_text("18", timeout=2000)


async def test_a_black_hole_of_ten_minutes_is_left_as_soon_as_there_is_a_way(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, proxy: StartProxy
) -> None:
    upstream.says("/number", {"value": 17})
    between: Proxy = await proxy((await wall(NUMBER.format(url=upstream.url, every="100ms"))).url)
    page = await open_page(between.url, script=LINKS, clock=True)
    await between.becomes("black hole")
    await passes(page, seconds=600)
    await expect(root(page)).to_have_attribute("data-link", "down")
    upstream.says("/number", {"value": 18})
    await between.becomes("pass")
    await expect(value(page, "number")).to_have_text("18", timeout=25_000)
    assert await page.evaluate("[mark, links.join()]") == ["the same page", "live,late,down,live"]
