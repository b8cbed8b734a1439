"""Messages: what is typed in one browser is on all walls, by a page of ours and by a plain page of htmx's."""

import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import OpenPage, StartProxy, StartWall
from tests.e2e.proxy import page_of
from tests.e2e.upstream import Upstream

pytestmark = pytest.mark.asyncio(loop_scope="session")

CONFIG = """
[widgets.notes]
kind = "messages"

[widgets.load]
kind = "json"
url = "{url}/load"
value = "value"
every = "1h"
"""

DOCUMENT = (Path(__file__).parents[2] / "docs" / "transport.md").read_text("utf-8")

(PLAIN,) = re.findall(r"^```html\n(<script[^`]*ws-connect.*?)^```", DOCUMENT, re.DOTALL | re.MULTILINE)
"""A page of somebody's own, as the document has it."""

TIMES = "() => [...document.querySelectorAll('.messages time')].map((time) => Date.now() - Date.parse(time.dateTime))"


async def test_what_is_typed_is_on_all_walls_at_once_and_stays_out_of_what_others_type(
    wall: StartWall, open_page: OpenPage, upstream: Upstream
) -> None:
    running = await wall(CONFIG.format(url=upstream.url))
    one, other = await open_page(running.url), await open_page(running.url)
    await other.locator(".say input").fill("Half a sen")
    await one.locator(".say input").fill("Post is here")
    await one.locator(".say input").press("Enter")
    for page in (one, other):
        await expect(page.locator(".messages .name")).to_have_text("Post is here")
        (age,) = await page.evaluate(TIMES)
        assert 0 <= age < 60_000
    await expect(one.locator(".say input")).to_have_value("")
    await expect(other.locator(".say input")).to_have_value("Half a sen")
    await expect(other.locator(".say input")).to_be_focused()
    await one.locator(".say input").fill("And milk")
    await one.locator(".say button").first.click()
    await expect(other.locator(".messages .name")).to_have_text(["And milk", "Post is here"])
    await other.locator(".messages li", has_text="Post is here").get_by_role("button", name="Done").click()
    for page in (one, other):
        await expect(page.locator(".messages .name")).to_have_text(["And milk"])  # a list, as there may still be two
    await other.locator(".say button").last.click()
    await expect(one.locator(".messages")).to_have_count(0)


async def test_the_form_works_without_a_script(wall: StartWall, open_page: OpenPage, upstream: Upstream) -> None:
    running = await wall(CONFIG.format(url=upstream.url))
    page = await open_page(running.url, java_script_enabled=False)
    await page.locator(".say input").fill("By hand")
    await page.locator(".say input").press("Enter")
    await expect(page.locator(".messages .name")).to_have_text("By hand")


async def test_a_plain_page_with_htmxs_websocket_hears_and_speaks(
    wall: StartWall, open_page: OpenPage, proxy: StartProxy, upstream: Upstream
) -> None:
    upstream.says("/load", {"value": 17})
    between = await proxy((await wall(CONFIG.format(url=upstream.url))).url)
    ours = await open_page(between.url)
    between.answers["/plain"] = page_of(PLAIN)
    page = await open_page(f"{between.url}/plain", live=False)
    await expect(page.locator("#w-notes .message")).to_have_text("No messages")
    await expect(page.locator("#w-load")).to_contain_text("17")
    await page.locator("form[ws-send] [name=text]").fill("From elsewhere")
    await page.locator("form[ws-send] [name=text]").press("Enter")
    for each in (page, ours):
        await expect(each.locator(".messages .name")).to_have_text("From elsewhere")
        (age,) = await each.evaluate(TIMES)
        assert 0 <= age < 60_000
