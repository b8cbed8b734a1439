"""What a tile of the wall offers to paste into other sites' pages: by mouse, by keyboard, and with tokens."""

from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, expect

from dashboard.web.tokens import issue
from tests.e2e.host import BUTTON, Host, hosting, shows
from tests.walls import parts_of

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_tile_of_the_wall_offers_what_to_paste(host: Host) -> None:
    visit = await host.visit(BUTTON)
    await visit.page.goto(host.wall)
    button = visit.page.locator(".embeds button >> nth=1")
    await expect(button).to_have_css("opacity", "0")
    await visit.page.locator("#w-n1").hover()
    await expect(button).to_have_css("opacity", "1")
    await button.click()
    texts = [await text.input_value() for text in await visit.page.locator("dialog textarea").all()]
    assert f'<live-widget src="{host.wall}/widgets/n1"></live-widget>' in texts[0]
    assert f'<iframe src="{host.wall}/embed/n1"' in texts[1]
    assert f'sse-connect="{host.wall}/events?widgets=n1" sse-swap="n1"' in texts[2]
    assert texts[3] == f"![N1]({host.wall}/badge/n1.svg)"
    await visit.page.keyboard.press("Escape")
    await expect(visit.page.locator("dialog")).to_have_count(0)
    assert visit.console == []


async def test_the_keyboard_reaches_it_and_comes_back_to_where_it_was(host: Host) -> None:
    visit = await host.visit("")
    await visit.page.goto(host.wall)
    button = visit.page.get_by_role("button", name="Embed N1…")
    focused = visit.page.locator(":focus")
    for _ in range(30):
        await visit.page.keyboard.press("Tab")
        if await button.evaluate("(button) => button === document.activeElement"):
            break
    await expect(button).to_have_css("opacity", "1")
    await visit.page.keyboard.press("Enter")
    dialog = visit.page.get_by_role("dialog", name="Embed N1")
    await expect(dialog).to_be_visible()
    found = await Axe().run(visit.page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()
    for way in ("As an element", "As a frame", "With htmx", "As an image"):
        await expect(focused).to_have_accessible_name(way)
        selected = "(text) => text.value.slice(text.selectionStart, text.selectionEnd) === text.value"
        assert await focused.evaluate(selected)
        await visit.page.keyboard.press("Tab")
    await expect(focused).to_have_text("Close")
    await visit.page.keyboard.press("Enter")
    await expect(dialog).to_have_count(0)
    await expect(button).to_be_focused()
    assert visit.console == []


async def test_where_tokens_are_needed_they_have_their_place(tmp_path: Path, browser: Browser) -> None:
    async with hosting(tmp_path, browser, 'token_key = "sixteen letters or more"\nembed_tokens = true') as host:
        visit = await host.visit("")
        await visit.page.goto(host.wall)
        await visit.page.locator("#w-n1").hover()
        await visit.page.get_by_role("button", name="Embed N1…").click()
        dialog = visit.page.get_by_role("dialog")
        _, token = issue(parts_of(host.app).publisher.board, ["n1"], 1)
        await expect(dialog).to_contain_text("wallboard token n1")
        texts = [await text.input_value() for text in await dialog.locator("textarea").all()]
        assert [text.count("token=TOKEN") for text in texts] == [1, 1, 1, 1]
        visit = await host.visit("".join(texts[:2]).replace("TOKEN", token))
        await expect(visit.page.locator("live-widget")).to_have_attribute("link", "live")
        await shows(visit.page.frame_locator("iframe").locator("main"), "1")
