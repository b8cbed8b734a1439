"""An open page follows its server: an edited config.toml, a mistake in it, and a server that comes back as another."""

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import OpenPage, StartWall
from tests.e2e.screen import root, tile, value
from tests.e2e.upstream import Upstream

pytestmark = pytest.mark.asyncio(loop_scope="session")

MARK = "window.mark = 'the same page'"

NUMBER = """
[widgets.number]
kind = "json"
url = "{url}/number"
value = "value"
every = "1h"
history = "0s"
"""
NOTE = '[widgets.note]\nkind = "text"\ntext = "Milk"\n'
BREAD = '[widgets.bread]\nkind = "text"\ntext = "Bread"\n'


def drawn(layout: str) -> str:
    """One page with this layout."""
    return f'[pages.main]\nlayout = """\n{layout}\n"""\n'


async def left(page: Page, name: str) -> float:
    """Where a widget begins."""
    box = await page.locator(f"#w-{name}").bounding_box()
    assert box is not None
    return box["x"]


async def test_an_edited_layout_reaches_an_open_page_and_what_stays_is_not_touched(
    wall: StartWall, upstream: Upstream, open_page: OpenPage
) -> None:
    upstream.says("/number", {"value": 17})
    number = NUMBER.format(url=upstream.url)
    running = await wall(drawn("number note") + number + NOTE)
    page = await open_page(running.url, script=MARK)
    assert await left(page, "number") < await left(page, "note")
    await page.evaluate("window.before = document.querySelector('#w-number > .tile')")

    running.config.write_text('[wall]\ntitle = "Kitchen"\n' + drawn("bread number") + number + NOTE + BREAD, "utf-8")
    await expect(tile(page, "bread")).to_contain_text("Bread")
    await expect(page).to_have_title("Kitchen")
    await expect(page.locator("#w-note")).to_have_count(0)
    assert await left(page, "bread") < await left(page, "number")
    assert await page.evaluate("before === document.querySelector('#w-number > .tile')")
    assert upstream.asked["/number"] == 1

    running.config.write_text(drawn("bread number") + number + BREAD.replace("Bread", "Rolls"), "utf-8")
    await expect(tile(page, "bread")).to_contain_text("Rolls")
    assert await page.evaluate("mark") == "the same page"


async def test_a_mistake_in_an_edit_is_said_on_the_page_and_changes_nothing_else(
    wall: StartWall, open_page: OpenPage
) -> None:
    running = await wall(NOTE)
    page = await open_page(running.url, script=MARK)
    notice = page.locator(".notice")
    await expect(notice).to_be_hidden()
    running.config.write_text(NOTE.replace("text = ", "txet = "), "utf-8")
    await expect(notice).to_be_visible()
    await expect(notice).to_contain_text("config.toml line 3: unknown key `txet`")
    await expect(tile(page, "note")).to_contain_text("Milk")
    running.config.write_text(NOTE.replace("Milk", "Honey"), "utf-8")
    await expect(tile(page, "note")).to_contain_text("Honey")
    await expect(notice).to_be_hidden()
    assert await page.evaluate("mark") == "the same page"


async def test_a_server_that_comes_back_with_other_widgets_is_followed(
    wall: StartWall, upstream: Upstream, open_page: OpenPage
) -> None:
    upstream.says("/number", {"value": 17})
    running = await wall(drawn("number note") + NUMBER.format(url=upstream.url) + NOTE)
    page = await open_page(running.url, script=MARK)
    running.program.kill()
    await expect(root(page)).to_have_attribute("data-link", "down")
    running.config.write_text(drawn("bread number") + NUMBER.format(url=upstream.url) + BREAD, "utf-8")
    upstream.says("/number", {"value": 18})
    await running.start_again()
    await expect(tile(page, "bread")).to_contain_text("Bread")
    await expect(value(page, "number")).to_have_text("18")
    await expect(page.locator("#w-note")).to_have_count(0)
    upstream.says("/number", {"value": 19})
    await page.request.post(f"{running.url}/api/widgets/number/refresh")
    await expect(value(page, "number")).to_have_text("19")
    assert await page.evaluate("mark") == "the same page"
