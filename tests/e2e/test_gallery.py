"""The design gallery in a real browser, without any script: whole at every width, and no text is stretched."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page

from tests.e2e.conftest import OpenPage
from tests.walls import app_of, serving

OpenGallery = Callable[[int], Awaitable[Page]]

pytestmark = pytest.mark.asyncio(loop_scope="session")

CONFIG = """
[widgets.clock]
kind = "clock"
"""

FAULTS = """
() => {
  const faults = [];
  const shown = (element) => element.checkVisibility() && !element.closest(".sr");
  const hides = (element) => getComputedStyle(element).overflowX !== "visible";
  for (const section of document.querySelectorAll(".specimen")) {
    const tile = section.firstElementChild.getBoundingClientRect();
    const name = `${section.closest(".part").id} ${section.dataset.size} ${section.dataset.case}`;
    for (const element of section.querySelectorAll(".tile *")) {
      const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
      if (!own || !shown(element)) continue;
      const range = document.createRange();
      range.selectNodeContents(element);
      const box = range.getBoundingClientRect();
      const style = getComputedStyle(element);
      if (style.position === "absolute" && style.clipPath !== "none") continue;
      if (element.closest("li") && getComputedStyle(element.closest("li")).clipPath !== "none") continue;
      const signed = style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none"
        || element.closest(".caption, .note, .lead, .message, .name, .head h2");
      const out = box.left < tile.left - 1 || box.right > tile.right + 1 || box.bottom > tile.bottom + 1;
      if (out && !(signed && [element, element.parentElement].some(hides))) {
        faults.push(`${name}: ${element.className || element.tagName} "${element.textContent.slice(0, 40)}"`);
      }
    }
  }
  return faults;
}
"""
"""Text that leaves its tile without a sign that there is more of it."""

SCALE = """
() => [...document.querySelectorAll("#spark .specimen")].map((section) => [
  section.dataset.size, [...section.querySelectorAll(".scale, .times")].filter((each) => each.checkVisibility()).length,
]).slice(0, 4)
"""


@pytest_asyncio.fixture(loop_scope="session")
async def gallery(tmp_path: Path, open_page: OpenPage) -> AsyncIterator[OpenGallery]:
    """Opens the gallery of a small wall in a window of this width: `await gallery(390)`."""
    async with serving(app_of(tmp_path, CONFIG)) as url:

        async def opened(width: int) -> Page:
            viewport = {"width": width, "height": 900}
            return await open_page(f"{url}/gallery/design?theme=night", viewport=viewport, java_script_enabled=False)

        yield opened


@pytest.mark.parametrize("width", [390, 1280, 1920])
async def test_it_scrolls_down_and_never_sideways_and_no_text_leaves_its_tile(gallery: OpenGallery, width: int) -> None:
    page = await gallery(width)
    root = await page.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    assert root[0] == width
    assert root[1] > 5000
    assert await page.evaluate(FAULTS) == []


async def test_labels_stand_beside_a_chart_only_where_there_is_room(gallery: OpenGallery) -> None:
    page = await gallery(1280)
    assert await page.evaluate(SCALE) == [["2x2", 2], ["2x1", 0], ["1x1", 0], ["4x2", 2]]


async def test_stretched_strokes_keep_their_weight_and_hold_no_text(gallery: OpenGallery) -> None:
    page = await gallery(1280)
    assert await page.evaluate("() => document.querySelectorAll('main svg text').length") == 0
    kept = await page.evaluate(
        "() => [...new Set([...document.querySelectorAll('svg[preserveAspectRatio=none] :is(path, line):not(.beat *)')]"
        ".map((each) => getComputedStyle(each).vectorEffect))]"
    )
    assert kept == ["non-scaling-stroke"]


async def test_the_end_of_the_scale_stands_at_the_height_it_means(gallery: OpenGallery) -> None:
    page = await gallery(1280)
    distances = await page.evaluate(
        """() => [...document.querySelectorAll("#spark [data-size='4x2'] .plot")].flatMap((plot) => {
          const middle = (element) => { const box = element.getBoundingClientRect(); return box.top + box.height / 2; };
          const chart = plot.querySelector("svg").getBoundingClientRect();
          const [top, bottom] = [...plot.querySelectorAll(".scale span")].map((span) => middle(span) - chart.top);
          return [top - chart.height * 6 / 80, bottom - chart.height * 74 / 80];
        })"""
    )
    assert distances == pytest.approx([0, 0], abs=1.5)


async def test_a_theme_is_chosen_with_the_keyboard(gallery: OpenGallery) -> None:
    page = await gallery(1280)
    ground = "() => getComputedStyle(document.documentElement).backgroundColor"
    before = await page.evaluate(ground)
    await page.keyboard.press("Tab")  # to the wall
    await page.keyboard.press("Tab")  # day
    await page.keyboard.press("Enter")
    await page.wait_for_url("**?theme=day")
    assert await page.evaluate(ground) != before
