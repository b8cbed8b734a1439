"""The wall on the screens it was made for, in every theme: it fills them, all of it can be read, nothing is cut."""

import pytest
from playwright.async_api import Page, ViewportSize

from tests.e2e.conftest import OpenPage, Wall
from tests.looks.picture import READABLE, SIZES, faults, least

pytestmark = pytest.mark.asyncio(loop_scope="session")

SCROLLS = """() => {
  document.documentElement.dataset.shift = "0";
  const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
  return [scrollWidth - clientWidth, scrollHeight - clientHeight];
}"""

MARGINS = """() => {
  document.documentElement.dataset.shift = "0";
  const tiles = [...document.querySelectorAll("main > section")].map((tile) => tile.getBoundingClientRect());
  const below = document.querySelector(".demo").getBoundingClientRect().top;
  const gap = parseFloat(getComputedStyle(document.querySelector("main")).rowGap);
  const rims = [
    Math.min(...tiles.map((tile) => tile.left)),
    Math.min(...tiles.map((tile) => tile.top)),
    innerWidth - Math.max(...tiles.map((tile) => tile.right)),
    below - Math.max(...tiles.map((tile) => tile.bottom)),
  ];
  return rims.map((rim) => rim / gap);
}"""

OUTSIDE = """() => {
  const root = document.documentElement;
  const before = root.dataset.shift;
  const outside = [];
  for (let place = 0; place < 8; place += 1) {
    root.dataset.shift = String(place);
    for (const tile of document.querySelectorAll("main > section")) {
      const { left, top, right, bottom } = tile.getBoundingClientRect();
      if (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight) outside.push([place, tile.id]);
    }
  }
  if (before === undefined) delete root.dataset.shift;
  else root.dataset.shift = before;
  return outside;
}"""


async def shown(open_page: OpenPage, home: Wall, size: str) -> Page:
    """The wall on a screen of this size."""
    width, height = SIZES[size]
    return await open_page(home.url, viewport=ViewportSize(width=width, height=height))


@pytest.mark.parametrize("size", SIZES)
async def test_it_fills_the_screen_and_all_of_it_can_be_read_in_every_theme(
    home: Wall, open_page: OpenPage, size: str
) -> None:
    page = await shown(open_page, home, size)
    assert await page.evaluate(SCROLLS) == [0, 0]
    assert await page.evaluate(MARGINS) == pytest.approx([1, 1, 1, 1], abs=0.1)
    assert await page.evaluate(OUTSIDE) == []
    assert await faults(page, await least(page)) == []


async def test_on_a_phone_it_is_one_column_that_scrolls_down_only(home: Wall, open_page: OpenPage) -> None:
    page = await open_page(home.url, viewport=ViewportSize(width=390, height=844))
    sideways, down = await page.evaluate(SCROLLS)
    assert sideways == 0
    assert down > 844
    lefts = "() => [...document.querySelectorAll('main > section')].map((each) => each.getBoundingClientRect().left)"
    assert len(set(await page.evaluate(lefts))) == 1
    assert await faults(page, READABLE) == []
