"""A wall in a browser: it is complete at once, and what changes at the source appears by itself."""

import asyncio

import httpx
import httpx_sse
import pytest
from playwright.async_api import expect

from tests.e2e.conftest import OpenPage, StartWall
from tests.e2e.program import until
from tests.e2e.screen import tile, value
from tests.e2e.upstream import Upstream

pytestmark = pytest.mark.asyncio(loop_scope="session")


COUNTING = """
window.swaps = window.beats = 0;
document.addEventListener("htmx:sseMessage", () => swaps++);
document.addEventListener("wall:heartbeat", () => beats++);
"""

MUTATIONS = """() => {
  window.mutations = [];
  const seen = (records) => mutations.push(...records.map((record) => `${record.type} of ${record.target.nodeName}`));
  const all = { subtree: true, childList: true, attributes: true, characterData: true };
  new MutationObserver(seen).observe(document.querySelector("#w-number"), all);
}"""


READING = """(names) => {
  window.events = [];
  const source = new EventSource("/events?page=main");
  for (const name of names) {
    source.addEventListener(name, (event) => events.push([name, event.lastEventId, event.data]));
  }
}"""

NOTE = """
[widgets.note]
kind = "text"
text = '''
# Olá \u2028 \u0085 \ufeff

```
event: clock

data: two
```
'''
"""


def number(upstream: Upstream, name: str = "number", more: str = "") -> str:
    """The table of a widget that shows what the upstream answers at /number, and that no busy machine makes old."""
    return f"""
[widgets.{name}]
kind = "json"
url = "{upstream.url}/number"
value = "value"
every = "100ms"
stale_after = "1h"
{more}
"""


async def test_the_clock_ticks(wall: StartWall, open_page: OpenPage) -> None:
    page = await open_page((await wall('[widgets.clock]\nkind = "clock"\nseconds = true')).url)
    time = page.locator("#w-clock .value time")
    times = set()
    for _ in range(3):
        shown = await time.get_attribute("datetime")
        assert shown is not None
        times.add(shown)
        await expect(time).not_to_have_attribute("datetime", shown)
    assert len(times) == 3


async def test_a_changed_value_appears_without_a_reload(
    wall: StartWall, upstream: Upstream, open_page: OpenPage
) -> None:
    upstream.says("/number", {"value": 17})
    page = await open_page((await wall(number(upstream))).url)
    await page.evaluate("window.mark = 'the same page'")
    await expect(value(page, "number")).to_have_text("17")
    upstream.says("/number", {"value": 18})
    await expect(value(page, "number")).to_have_text("18")
    assert await page.evaluate("window.mark") == "the same page"


async def test_the_page_is_complete_without_javascript(
    wall: StartWall, upstream: Upstream, open_page: OpenPage
) -> None:
    upstream.says("/number", {"value": 17})
    config = """
[widgets.clock]
kind = "clock"

[widgets.system]
kind = "system"

[widgets.note]
kind = "text"
text = "Milk, bread"
"""
    page = await open_page((await wall(config + number(upstream))).url, java_script_enabled=False)
    await expect(value(page, "clock")).to_be_visible()
    await expect(value(page, "number")).to_have_text("17")
    await expect(tile(page, "note")).to_contain_text("Milk, bread")
    await expect(tile(page, "system").locator(".gauge").first).to_be_visible()
    for name in ("clock", "system", "note", "number"):
        await expect(tile(page, name)).to_have_attribute("data-state", "fresh")


async def test_a_page_that_has_just_loaded_is_not_sent_what_it_shows(
    wall: StartWall, upstream: Upstream, open_page: OpenPage
) -> None:
    upstream.says("/number", {"value": 17})
    running = await wall('[widgets.note]\nkind = "text"\ntext = "Milk"' + number(upstream, more='history = "0s"'))
    page = await open_page(running.url, script=COUNTING)
    await until(lambda: page.evaluate("window.beats > 0"))
    assert await page.evaluate("window.swaps") == 0
    upstream.says("/number", {"value": 18})
    await expect(value(page, "number")).to_have_text("18")
    assert await page.evaluate("window.swaps") == 1


@pytest.mark.parametrize(("history", "curves"), [("0s", 0), ("2m", 1)])
async def test_a_hundred_equal_answers_do_not_touch_the_page(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, history: str, curves: int
) -> None:
    upstream.says("/number", {"value": 17})
    page = await open_page((await wall(number(upstream, more=f'history = "{history}"'))).url)
    await expect(tile(page, "number").locator(".chart")).to_have_count(curves)
    await expect(page.locator("[class*=htmx-]")).to_have_count(0)
    await page.evaluate(MUTATIONS)
    upstream.asked.clear()

    async def a_hundred_were_asked_for() -> bool:
        return upstream.asked["/number"] >= 100

    await until(a_hundred_were_asked_for)
    assert await page.evaluate("mutations") == []


async def test_chromium_and_httpx_sse_read_the_same_events(
    wall: StartWall, upstream: Upstream, open_page: OpenPage
) -> None:
    upstream.says("/number", {"value": 0})
    running = await wall(NOTE + number(upstream, more='history = "0s"'))
    page = await open_page(running.url)
    await page.evaluate(READING, ["note", "number", "wall.shell", "wall.heartbeat"])
    await until(lambda: page.evaluate("events.length >= 4"))
    read: list[list[str]] = []

    async def has_the_snapshot() -> bool:
        return len(read) >= 4

    async def read_until_the_second_heartbeat() -> None:
        async with (
            httpx.AsyncClient(base_url=running.url, timeout=30) as client,
            httpx_sse.aconnect_sse(client, "GET", "/events?page=main") as source,
        ):
            async for event in source.aiter_sse():
                read.append([event.event, event.id, event.data])
                if names(read).count("wall.heartbeat") == 2:
                    return

    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        group.create_task(read_until_the_second_heartbeat())
        await until(has_the_snapshot)
        for count in range(1, 6):
            upstream.says("/number", {"value": count})
            await expect(value(page, "number")).to_have_text(str(count))
    await until(lambda: page.evaluate("events.filter(([name]) => name === 'wall.heartbeat').length === 2"))
    by_browser = await page.evaluate("events")
    assert names(read) == ["note", "number", "wall.shell", "wall.heartbeat", *["number"] * 5, "wall.heartbeat"]
    assert names(by_browser) == names(read)
    assert [[*event] for event in by_browser if event[0] in ("note", "number")] == [
        event for event in read if event[0] in ("note", "number")
    ]


def names(events: list[list[str]]) -> list[str]:
    """The names of these events."""
    return [name for name, *_ in events]
