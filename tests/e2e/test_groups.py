"""Groups of widgets in one place: tabs by time, by hand, by keys, by danger, without a script, and after an edit."""

from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e.conftest import OpenPage, StartWall
from tests.e2e.moment import Moment, moment
from tests.e2e.screen import tile

pytestmark = pytest.mark.asyncio(loop_scope="session")

GROUP = '[groups.kitchen]\nwidgets = ["milk", "bread", "load"]\ntitle = "Kitchen"\n'
WIDGETS = """
[widgets.alone]
kind = "text"
text = "Alone"

[widgets.milk]
kind = "text"
text = "Milk"
title = "Dairy"

[widgets.bread]
kind = "text"
text = "Bread"

[widgets.load]
kind = "number"
alert = [{ above = 8, level = "danger" }]
"""
PAGE = '[pages.main]\nlayout = "alone kitchen"\n'
NOON = "2026-11-21T12:00:00"


def tab(page: Page, name: str) -> Locator:
    """The tab of this title."""
    return page.get_by_role("tab", name=name)


async def in_front(page: Page) -> str:
    """Which widget of the group is to be seen; its tab says so too."""
    found: list[str] = await page.evaluate(
        "[...document.querySelectorAll('.group > section')].filter((one) => one.checkVisibility()).map(({ id }) => id)"
    )
    chosen = page.locator('[role="tab"][aria-selected="true"]')
    await expect(chosen).to_have_attribute("aria-controls", found[0])
    assert len(found) == 1
    return found[0].removeprefix("w-")


def load(wall: Moment, value: float) -> None:
    """Somebody pushes this load."""
    wall.says("load", wall.parts.publisher.board.widgets["load"].source.into(value=value))  # type: ignore[attr-defined]


async def test_its_widgets_take_turns_in_one_place_and_keep_up_to_date_behind(
    tmp_path: Path, open_page: OpenPage
) -> None:
    async with moment(tmp_path, PAGE + GROUP + 'dwell = "15s"\n' + WIDGETS, NOON) as wall:
        page = await open_page(wall.url, clock=True)
        assert await page.locator('[role="tab"]').all_inner_texts() == ["Dairy", "Bread", "Load"]
        assert await in_front(page) == "milk"
        load(wall, 5)
        await expect(page.locator("#w-load .value")).to_have_text("5")
        for name in ("bread", "load", "milk"):
            await page.clock.run_for(16_000)
            assert await in_front(page) == name
        alone, group = await tile(page, "alone").bounding_box(), await tile(page, "milk").bounding_box()
        assert alone is not None
        assert group is not None
        assert (alone["width"], alone["height"]) == (group["width"], group["height"])


async def test_a_hand_and_the_arrows_choose_and_it_is_left_so_for_a_minute(tmp_path: Path, open_page: OpenPage) -> None:
    async with moment(tmp_path, PAGE + GROUP + 'dwell = "15s"\n' + WIDGETS, NOON) as wall:
        page = await open_page(wall.url, clock=True)
        await tab(page, "Bread").click()
        assert await in_front(page) == "bread"
        await page.keyboard.press("ArrowRight")
        assert await in_front(page) == "load"
        await page.keyboard.press("ArrowRight")
        assert await in_front(page) == "milk"
        await page.keyboard.press("End")
        assert await in_front(page) == "load"
        await expect(tab(page, "Load")).to_be_focused()
        assert await page.locator('[role="tab"][tabindex="0"]').count() == 1
        await page.clock.run_for(45_000)
        assert await in_front(page) == "load"
        await page.clock.run_for(31_000)
        assert await in_front(page) != "load"


async def test_who_is_in_danger_comes_to_the_front_until_it_is_over(tmp_path: Path, open_page: OpenPage) -> None:
    async with moment(tmp_path, PAGE + GROUP + 'dwell = "15s"\n' + WIDGETS, NOON) as wall:
        page = await open_page(wall.url, clock=True)
        await tab(page, "Bread").click()
        load(wall, 9)
        await expect(page.locator("#w-load")).to_be_visible()
        await expect(tab(page, "Load").get_by_label("Danger")).to_be_visible()
        await page.clock.run_for(40_000)
        assert await in_front(page) == "load"
        load(wall, 7)
        await expect(tab(page, "Load").get_by_label("Danger")).to_be_hidden()
        await page.clock.run_for(16_000)
        assert await in_front(page) != "load"


async def test_without_a_script_each_tab_leads_to_its_widget(tmp_path: Path, open_page: OpenPage) -> None:
    async with moment(tmp_path, PAGE + GROUP + WIDGETS, NOON) as wall:
        page = await open_page(wall.url, java_script_enabled=False)
        await expect(page.locator("#w-milk")).to_be_visible()
        await expect(page.locator("#w-bread")).to_be_hidden()
        await tab(page, "Bread").click()
        await expect(page.locator("#w-bread")).to_be_visible()
        await expect(page.locator("#w-milk")).to_be_hidden()


async def test_an_edited_group_reaches_an_open_page_and_what_stays_is_not_touched(
    wall: StartWall, open_page: OpenPage
) -> None:
    widgets = WIDGETS.replace('kind = "number"\nalert = [{ above = 8, level = "danger" }]', 'kind = "text"\ntext = "4"')
    running = await wall('[pages.main]\nlayout = "alone milk"\n' + widgets)
    page = await open_page(running.url, script="window.mark = 'the same page'")
    await page.evaluate("window.tiles = ['alone', 'milk'].map((name) => document.querySelector(`#w-${name} > .tile`))")

    running.config.write_text(PAGE + GROUP + 'dwell = "60s"\n' + widgets, "utf-8")
    await expect(page.locator('[role="tab"]')).to_have_count(3)
    assert await in_front(page) == "milk"
    assert await page.evaluate("tiles.every((tile) => tile.isConnected && tile.matches('section[sse-swap] > .tile'))")
    await tab(page, "Bread").click()

    running.config.write_text(PAGE + GROUP + 'dwell = "60s"\n' + widgets.replace('"Dairy"', '"Cream"'), "utf-8")
    await expect(tab(page, "Cream")).to_be_visible()
    assert await in_front(page) == "bread"

    running.config.write_text(PAGE + GROUP.replace('"bread", ', "") + widgets.replace('"4"', '"17"'), "utf-8")
    await expect(page.locator('[role="tab"]')).to_have_count(2)
    await expect(page.locator("#w-load")).to_contain_text("17")
    assert await in_front(page) == "milk"

    running.config.write_text('[pages.main]\nlayout = "milk alone"\n' + widgets.replace("Alone", "Together"), "utf-8")
    await expect(page.locator('[role="tab"]')).to_have_count(0)
    await expect(tile(page, "alone")).to_contain_text("Together")
    await expect(tile(page, "milk")).to_be_visible()
    assert await page.locator("main > *").evaluate_all("(all) => all.map(({ id }) => id).filter(Boolean)") == [
        "w-milk",
        "w-alone",
    ]
    assert await page.evaluate("mark") == "the same page"
