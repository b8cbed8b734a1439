"""What a hand does: keys, swipes, the help overlay, a cursor that goes."""

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import OpenPage, StartWall
from tests.e2e.program import until
from tests.e2e.screen import Seen, passes, root
from tests.e2e.upstream import Upstream

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAGES = """
[wall]
theme = "night"
[pages.main]
dwell = "5s"
layout = "note"
[pages.second]
dwell = "5s"
layout = "bread"
[pages.quiet]
layout = "note bread"
[widgets.note]
kind = "text"
text = "Milk"
[widgets.bread]
kind = "text"
text = "Bread"
"""
NUMBER = """
[wall]
theme = "night"
[widgets.number]
kind = "json"
url = "{url}/number"
value = "value"
every = "1h"
"""
FIELD = "document.body.append(Object.assign(document.createElement('input'), { id: 'field' }))"


async def shows(page: Page, name: str) -> None:
    """Wait until this page of the wall stands."""
    await expect(root(page)).to_have_attribute("data-page", name)


async def test_keys_turn_the_pages_and_a_hand_holds_them_for_a_minute(
    wall: StartWall, open_page: OpenPage, seen: Seen
) -> None:
    page = await open_page((await wall(PAGES)).url, clock=True)
    for key, name in (("ArrowLeft", "quiet"), ("ArrowRight", "main"), ("3", "quiet"), ("2", "second"), ("9", "second")):
        await page.keyboard.press(key)
        await shows(page, name)
    await expect(page.locator(".sr[role=status]")).to_have_text("Second, page 2 of 3")
    before = seen.fetched("main")
    await passes(page, seconds=54)
    assert seen.fetched("main") == before
    await passes(page, seconds=8)
    await shows(page, "main")


async def test_space_holds_the_pages_until_it_is_pressed_again(
    wall: StartWall, open_page: OpenPage, seen: Seen
) -> None:
    page = await open_page((await wall(PAGES)).url, clock=True)
    await page.keyboard.press("Space")
    await passes(page, seconds=75)
    assert seen.fetched("second") == 0
    await expect(root(page)).to_have_attribute("data-paused", "")
    await page.keyboard.press("Space")
    await passes(page, seconds=6)
    await shows(page, "second")


async def test_keys_do_nothing_in_a_field_and_with_another_key(
    wall: StartWall, open_page: OpenPage, seen: Seen
) -> None:
    page = await open_page((await wall(PAGES)).url, clock=True)
    await page.keyboard.press("Control+ArrowRight")
    await page.evaluate(FIELD)
    await page.locator("#field").press("ArrowRight")
    await page.locator("#field").press("2")
    await expect(page.locator("#field")).to_have_value("2")
    await passes(page, seconds=1)
    assert seen.fetched("second") == 0


async def test_a_link_to_another_page_turns_to_it_in_place_and_keeps_the_focus(
    wall: StartWall, open_page: OpenPage
) -> None:
    page = await open_page((await wall(PAGES)).url, script="window.mark = Math.random()")
    mark = await page.evaluate("mark")
    await page.locator(".pages a", has_text="Quiet").focus()
    await page.keyboard.press("Enter")
    await shows(page, "quiet")
    await expect(page.locator(".pages a", has_text="Quiet")).to_be_focused()
    assert await page.evaluate("mark") == mark


async def test_the_help_tells_all_keys_and_goes_at_escape(wall: StartWall, open_page: OpenPage) -> None:
    page = await open_page((await wall(PAGES)).url)
    await page.locator(".pages a").first.focus()
    await page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    await expect(dialog).to_be_visible()
    assert await dialog.locator("kbd").all_inner_texts() == ["→", "←", "1", "9", "Space", "F", "R", "T", "?", "Esc"]
    await expect(dialog.get_by_role("button")).to_be_focused()
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(page.locator(".pages a").first).to_be_focused()
    await shows(page, "main")


async def test_one_key_polls_what_stands_here_and_one_turns_the_theme_until_the_page_is_loaded_anew(
    wall: StartWall, upstream: Upstream, open_page: OpenPage
) -> None:
    upstream.says("/number", {"value": 17})
    page = await open_page((await wall(NUMBER.format(url=upstream.url))).url)
    await page.keyboard.press("r")

    async def was_asked_again() -> bool:
        return upstream.asked["/number"] == 2

    await until(was_asked_again)
    await page.keyboard.press("t")
    await expect(root(page)).to_have_attribute("data-theme", "paper")
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog").locator("kbd")).to_have_text(["F", "R", "T", "?", "Esc"])
    await page.reload()
    await expect(root(page)).to_have_attribute("data-theme", "night")


async def test_a_cursor_that_nobody_moves_goes(wall: StartWall, open_page: OpenPage) -> None:
    page = await open_page((await wall(PAGES)).url, clock=True)
    await page.mouse.move(200, 200)
    await expect(root(page)).not_to_have_attribute("data-idle", "")
    await passes(page, seconds=4)
    await expect(root(page)).to_have_attribute("data-idle", "")
    assert await page.evaluate("getComputedStyle(document.querySelector('.tile')).cursor") == "none"
    await page.mouse.move(210, 200)
    await expect(root(page)).not_to_have_attribute("data-idle", "")


async def test_a_finger_that_swipes_turns_the_page(wall: StartWall, open_page: OpenPage) -> None:
    page = await open_page((await wall(PAGES)).url, has_touch=True)
    session = await page.context.new_cdp_session(page)

    async def swipe(begin: int, end: int) -> None:
        await session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": begin, "y": 300}]})
        await session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": end, "y": 310}]})
        await session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    await swipe(600, 200)
    await shows(page, "second")
    await swipe(200, 600)
    await shows(page, "main")
