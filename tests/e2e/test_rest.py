"""A wall at rest: dim and blank hours, what wakes it, where its picture stands, its slow change of theme."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import OpenPage
from tests.e2e.moment import moment
from tests.e2e.screen import root

pytestmark = pytest.mark.asyncio(loop_scope="session")

WALL = """
[wall]
timezone = "UTC"
theme = "night"
dim = "22:00-07:00"
blank = "00:30-06:00"
shift = false
"""
NOTES = """
[pages.main]
layout = '''
one two
one load
'''

[widgets.one]
kind = "text"
text = "Milk"

[widgets.two]
kind = "text"
text = "Bread"

[widgets.load]
kind = "number"
alert = [{ above = 8, level = "danger" }]
"""

LIGHT = """() => {
  const { opacity, visibility } = getComputedStyle(document.documentElement, "::after");
  const turning = document.getAnimations().filter((each) => each.effect.pseudoElement === "::after");
  return { opacity, visibility, turning: turning.map((each) => each.effect.getTiming().duration) };
}"""

BOXES = """[...document.querySelectorAll(".tile")].map((tile) => {
  const { left, top, right, bottom } = tile.getBoundingClientRect();
  return [left, top, innerWidth - right, innerHeight - bottom];
})"""


async def order(page: Page, rest: str, seconds: int | None = None, display: str = "") -> None:
    """What link.js makes of an order by the server."""
    detail = {"rest": rest, "seconds": seconds, **({"display": display} if display else {})}
    await page.evaluate("(detail) => document.dispatchEvent(new CustomEvent('wall:rest', { detail }))", detail)


async def test_a_page_grows_dim_in_a_minute_goes_black_and_comes_back_at_its_hours(
    tmp_path: Path, open_page: OpenPage
) -> None:
    async with moment(tmp_path, WALL + NOTES, "2026-11-21T21:59:50") as wall:
        page = await open_page(wall.url)
        assert await page.evaluate(LIGHT) == {"opacity": "0", "visibility": "hidden", "turning": []}
        await wall.becomes("2026-11-21T22:00:05")
        await expect(root(page)).to_have_attribute("data-rest", "dim")
        light = await page.evaluate(LIGHT)
        assert light["visibility"] == "visible"
        assert light["turning"] == [60_000]
        assert float(light["opacity"]) < 0.1
        await page.locator("#w-one").click()  # the layer lets a hand through
        await wall.becomes("2026-11-22T00:30:05")
        await page.reload()
        await expect(root(page)).to_have_attribute("data-rest", "blank")
        await expect(page.locator("body")).to_be_hidden()
        assert await page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(0, 0, 0)"
        await wall.becomes("2026-11-22T07:00:05")
        await expect(page.locator("#w-one .tile")).to_be_visible()
        await expect(root(page)).not_to_have_attribute("data-rest", "blank")
        await expect(root(page)).to_have_attribute("data-shift", "")  # this wall is to stand still


async def test_a_hand_wakes_it_for_a_minute(tmp_path: Path, open_page: OpenPage) -> None:
    async with moment(tmp_path, WALL + NOTES, "2026-11-22T03:00:00") as wall:
        page = await open_page(wall.url, clock=True)
        await expect(page.locator("body")).to_be_hidden()
        await page.keyboard.press("Shift")
        await expect(page.locator("body")).to_be_visible()
        await page.clock.run_for(40_000)
        await expect(page.locator("body")).to_be_visible()
        for x in (200, 300):
            await page.mouse.move(x, 200)
        await page.clock.run_for(40_000)
        await expect(page.locator("body")).to_be_visible()
        await page.clock.run_for(21_000)
        await expect(page.locator("body")).to_be_hidden()


async def test_a_danger_wakes_it_until_it_is_over(tmp_path: Path, open_page: OpenPage) -> None:
    async with moment(tmp_path, WALL + NOTES, "2026-11-22T03:00:00") as wall:
        page = await open_page(wall.url)
        await expect(page.locator("body")).to_be_hidden()
        load = wall.parts.publisher.board.widgets["load"].source.into  # type: ignore[attr-defined]
        wall.says("load", load(value=9))
        await expect(page.locator("body")).to_be_visible()
        wall.says("load", load(value=7))
        await expect(page.locator("body")).to_be_hidden()


async def test_without_a_server_it_wakes_when_its_hours_are_over(tmp_path: Path, open_page: OpenPage) -> None:
    async with moment(tmp_path, WALL + NOTES, "2026-11-22T05:59:00") as wall:
        page = await open_page(wall.url, clock=True)
        await expect(page.locator("body")).to_be_hidden()
    await expect(root(page)).to_have_attribute("data-link", "down")
    await page.clock.run_for(50_000)
    await expect(page.locator("body")).to_be_hidden()
    await page.clock.run_for(45_000)
    await expect(page.locator("body")).to_be_visible()


async def test_an_order_counts_for_its_time_and_for_its_screen_alone(tmp_path: Path, open_page: OpenPage) -> None:
    async with moment(tmp_path, NOTES, "2026-11-22T12:00:00") as wall:
        page = await open_page(f"{wall.url}/?display=lobby", clock=True)
        await order(page, "blank", display="kitchen")
        await expect(page.locator("body")).to_be_visible()
        await order(page, "blank", seconds=30, display="lobby")
        await expect(page.locator("body")).to_be_hidden()
        await page.clock.run_for(31_000)
        await expect(page.locator("body")).to_be_visible()
        await order(page, "dim")
        await page.clock.run_for(60_000)
        await expect(root(page)).to_have_attribute("data-rest", "dim")
        await order(page, "")
        await expect(root(page)).not_to_have_attribute("data-rest", "dim")
        await order(page, "blank")
    await page.clock.run_for(125_000)
    await expect(page.locator("body")).to_be_visible()


async def test_the_picture_changes_its_place_and_no_tile_leaves_the_screen(tmp_path: Path, open_page: OpenPage) -> None:
    async with moment(tmp_path, NOTES, "2026-11-22T12:00:00") as wall:
        page = await open_page(wall.url)
        places = []
        for step in range(8):
            await wall.becomes(f"2026-11-22T12:{3 * step:02}:00")
            await expect(root(page)).to_have_attribute("data-shift", str(step))
            places.append(await page.evaluate(BOXES))
        assert min(space for boxes in places for box in boxes for space in box) >= 0
        assert len(set(map(str, places))) == 8


SUN = """
[wall]
location = [38.72, -9.14]
"""

COLOURS = r"""(at) => {
  const turning = document.getAnimations().filter((each) => each.transitionProperty?.startsWith("--"));
  for (const each of turning) {
    each.pause();
    each.currentTime = at;
  }
  const style = getComputedStyle(document.documentElement);
  const light = (name) => Number(/okl(?:ch|ab)\(([\d.]+)/.exec(style.getPropertyValue(name))[1]);
  const lengths = turning.map((each) => each.effect.getTiming().duration);
  return { longest: Math.max(0, ...lengths), tile: light("--tile"), ink: light("--ink") };
}"""


async def test_night_comes_in_a_minute_and_ink_never_stands_on_its_own_grey(
    tmp_path: Path, open_page: OpenPage
) -> None:
    async with moment(tmp_path, SUN + NOTES, "2026-11-21T12:00:00") as wall:
        page = await open_page(wall.url)
        await expect(root(page)).to_have_attribute("data-theme", "day")
        day = await page.evaluate(COLOURS, 0)
        await wall.becomes("2026-11-21T21:00:00")
        await expect(root(page)).to_have_attribute("data-theme", "night")
        seen = [await page.evaluate(COLOURS, at * 1000) for at in (0, 20, 28, 32, 40, 59.9)]
        assert {each["longest"] for each in seen} == {60_000}
        assert seen[0]["tile"] == pytest.approx(day["tile"], abs=0.01)
        tiles = [each["tile"] for each in seen]
        assert tiles == sorted(tiles, reverse=True)
        assert tiles[-1] < 0.25 < 0.85 < tiles[0]
        assert min(abs(each["tile"] - each["ink"]) for each in seen) > 0.3


async def test_where_motion_is_not_wanted_nothing_fades(tmp_path: Path, open_page: OpenPage) -> None:
    async with moment(tmp_path, SUN + 'dim = "22:00-07:00"\ntimezone = "UTC"\n' + NOTES, "2026-11-21T12:00:00") as wall:
        page = await open_page(wall.url, reduced_motion="reduce")
        await wall.becomes("2026-11-21T22:00:05")
        await expect(root(page)).to_have_attribute("data-theme", "night")
        await expect(root(page)).to_have_attribute("data-rest", "dim")
        assert (await page.evaluate(LIGHT))["opacity"] == "0.6"
        assert await page.evaluate("document.getAnimations().length") == 0


EDGES = """[...document.querySelectorAll(".tile")].map((tile) => {
  const edge = getComputedStyle(tile, "::after");
  const { color, backgroundColor } = getComputedStyle(tile);
  const { borderTopColor, borderTopStyle, borderTopWidth } = edge;
  return { edge: borderTopColor, style: borderTopStyle, width: parseFloat(borderTopWidth), color, backgroundColor };
})"""


@pytest.mark.parametrize(
    ("wanted", "ink"),
    [({"contrast": "more"}, "rgb(255, 255, 255)"), ({"forced_colors": "active"}, "rgb(0, 0, 0)")],
    ids=["more contrast", "forced colours"],
)
async def test_for_eyes_that_need_more_tiles_have_edges_and_states_their_own(
    tmp_path: Path, open_page: OpenPage, wanted: dict[str, Any], ink: str
) -> None:
    async with moment(tmp_path, '[wall]\ntheme = "night"\n' + NOTES, "2026-11-21T12:00:00") as wall:
        load = wall.parts.publisher.board.widgets["load"].source.into  # type: ignore[attr-defined]
        wall.says("load", load(value=9))
        page = await open_page(wall.url, **wanted)
        await page.locator("#w-two .tile").evaluate("(tile) => { tile.dataset.state = 'stale'; }")
        calm, old, danger = await page.evaluate(EDGES)
        assert (calm["color"], calm["edge"], calm["style"]) == (ink, ink, "solid")
        assert calm["width"] >= 1
        assert (old["style"], danger["style"]) == ("dashed", "double")
        assert danger["width"] > 2 * calm["width"]
        assert calm["backgroundColor"] != ink
