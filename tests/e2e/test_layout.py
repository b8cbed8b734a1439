"""The drawn layout on every screen: it fills a wall exactly, and on a phone it is one column that scrolls."""

from itertools import pairwise

import pytest
from playwright.async_api import Page, ViewportSize

from tests.e2e.conftest import OpenPage, Wall

pytestmark = pytest.mark.asyncio(loop_scope="session")

WALLS = [(1920, 1080), (3840, 2160), (1080, 1920), (1280, 720), (800, 480)]
PHONE = (390, 844)

TEXTS = ".head, .value, .caption, .message, .lead, .rows > li, .gauge, .figures > li"
"""What must never be cut by the rim of its tile. What a style sheet takes out of sight, it places absolutely."""

LAYOUT = """(texts) => {
  const box = (element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return { left, top, right, bottom };
  };
  const page = document.scrollingElement;
  document.documentElement.dataset.shift = "0"; // the picture moves by a little every three minutes
  return {
    width: page.scrollWidth,
    height: page.scrollHeight,
    gap: parseFloat(getComputedStyle(document.querySelector("main")).rowGap),
    main: box(document.querySelector("main")),
    below: document.querySelector(".demo").getBoundingClientRect().bottom,
    tiles: [...document.querySelectorAll(".tile")].map(box),
    cut: [...document.querySelectorAll(`.tile :is(${texts})`)].filter((text) => {
      const [outer, inner] = [box(text.closest(".tile")), box(text)];
      const drawn = text.checkVisibility() && getComputedStyle(text).position !== "absolute";
      return drawn && (inner.left < outer.left - 1 || inner.top < outer.top - 1 ||
        inner.right > outer.right + 1 || inner.bottom > outer.bottom + 1);
    }).map((text) => `${text.closest("section").id}: ${text.className} ${text.textContent}`),
  };
}"""


def size(width: int, height: int) -> ViewportSize:
    """A screen of so many pixels."""
    return {"width": width, "height": height}


def overlap(one: dict[str, float], other: dict[str, float]) -> bool:
    """Whether two boxes share any area."""
    return (
        min(one["right"], other["right"]) - max(one["left"], other["left"]) > 1
        and min(one["bottom"], other["bottom"]) - max(one["top"], other["top"]) > 1
    )


@pytest.mark.parametrize(("width", "height"), WALLS)
async def test_the_wall_fills_the_screen_and_nothing_scrolls(
    demo: Wall, open_page: OpenPage, width: int, height: int
) -> None:
    page = await open_page(demo.url, viewport=size(width, height))
    seen = await page.evaluate(LAYOUT, TEXTS)
    assert (seen["width"], seen["height"]) == (width, height)
    tiles = seen["tiles"]
    assert len(tiles) == 8
    assert not any(overlap(one, other) for one in tiles for other in tiles if one is not other)
    gap = seen["gap"]
    assert min(tile["left"] for tile in tiles) == pytest.approx(gap, abs=1)
    assert min(tile["top"] for tile in tiles) == pytest.approx(gap, abs=1)
    assert max(tile["right"] for tile in tiles) == pytest.approx(width - gap, abs=1)
    assert max(tile["bottom"] for tile in tiles) == pytest.approx(seen["main"]["bottom"] - gap, abs=1)
    assert seen["below"] == pytest.approx(height, abs=1)
    assert seen["cut"] == []


async def test_a_phone_scrolls_one_column(demo: Wall, open_page: OpenPage) -> None:
    width, height = PHONE
    page = await open_page(demo.url, viewport=size(width, height), is_mobile=True, has_touch=True)
    seen = await page.evaluate(LAYOUT, TEXTS)
    assert seen["width"] == width
    assert seen["height"] > height
    tiles = seen["tiles"]
    assert len({(round(tile["left"]), round(tile["right"])) for tile in tiles}) == 1
    assert all(above["bottom"] <= below["top"] for above, below in pairwise(tiles))
    assert seen["cut"] == []
    assert await scrolled(page, 10_000) == pytest.approx(seen["height"] - height, abs=1)


async def scrolled(page: Page, by: int) -> float:
    """How far the page is scrolled after somebody has tried to scroll it so far."""
    await page.evaluate(f"scrollBy(0, {by})")
    return float(await page.evaluate("scrollY"))
