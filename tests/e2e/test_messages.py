"""Messages: what is typed in one browser is on all walls, by a page of ours and by a plain page of htmx's."""

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import OpenPage, StartProxy, StartWall

pytestmark = pytest.mark.asyncio(loop_scope="session")

CONFIG = """
[widgets.notes]
kind = "messages"

[widgets.clock]
kind = "clock"
"""

PLAIN = b"""HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n\
<!doctype html>
<title>Somebody's own page</title>
<meta name="htmx-config" content='{"includeIndicatorStyles":false,"allowEval":false}'>
<script src="/static/any/htmx.min.js" defer></script>
<script src="/static/any/ws.min.js" defer></script>
<body hx-ext="ws" ws-connect="/ws?widgets=notes">
<section id="w-notes"></section>
<form id="mine" ws-send><input type="hidden" name="widget" value="notes"><input name="text" id="text"></form>
"""


async def test_what_is_typed_is_on_all_walls_at_once_and_stays_out_of_what_others_type(
    wall: StartWall, open_page: OpenPage
) -> None:
    running = await wall(CONFIG)
    one, other = await open_page(running.url), await open_page(running.url)
    await other.locator(".say input").fill("Half a sen")
    await one.locator(".say input").fill("Post is here")
    await one.locator(".say input").press("Enter")
    for page in (one, other):
        await expect(page.locator(".messages .name")).to_have_text("Post is here")
    await expect(one.locator(".say input")).to_have_value("")
    await expect(other.locator(".say input")).to_have_value("Half a sen")
    await expect(other.locator(".say input")).to_be_focused()
    await one.locator(".say input").fill("And milk")
    await one.locator(".say button").first.click()
    await expect(other.locator(".messages .name")).to_have_text(["And milk", "Post is here"])
    await other.locator(".say button").last.click()
    await expect(one.locator(".messages")).to_have_count(0)


async def test_the_form_works_without_a_script(wall: StartWall, open_page: OpenPage) -> None:
    running = await wall(CONFIG)
    page = await open_page(running.url, java_script_enabled=False)
    await page.locator(".say input").fill("By hand")
    await page.locator(".say input").press("Enter")
    await expect(page.locator(".messages .name")).to_have_text("By hand")


async def test_a_plain_page_with_htmxs_websocket_hears_and_speaks(
    wall: StartWall, open_page: OpenPage, proxy: StartProxy
) -> None:
    between = await proxy((await wall(CONFIG)).url)
    ours = await open_page(between.url)
    between.answers["/plain"] = PLAIN
    page = await open_page(f"{between.url}/plain", live=False)
    await expect(page.locator("#w-notes .message")).to_have_text("No messages")
    await page.locator("#text").fill("From elsewhere")
    await page.locator("#text").press("Enter")
    for each in (page, ours):
        await expect(each.locator(".messages .name")).to_have_text("From elsewhere")
