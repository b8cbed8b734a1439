"""The wall when something is wrong: its link is lost, it has something to say, tiles are old or ring. All of it can
still be read, in every theme.
"""

import pytest
from playwright.async_api import ViewportSize

from tests.e2e.conftest import OpenPage, Wall
from tests.looks.picture import SIZES, faults, least

pytestmark = pytest.mark.asyncio(loop_scope="session")

LINK = """(state) => {
  document.documentElement.dataset.link = state;
  document.querySelector(".link time").textContent = "15:04";
  return document.querySelector(".link").getBoundingClientRect().height / innerHeight;
}"""

NOTICE = """() => {
  document.querySelector(".notice").textContent = `config.toml line 14: ${"no-such-widget ".repeat(12)}`;
}"""

DATA = """([name, value]) => {
  for (const tile of document.querySelectorAll(".tile")) tile.dataset[name] = value;
}"""


@pytest.mark.parametrize("size", ["wall", "upright", "tiny"])
async def test_a_lost_link_is_told_and_hides_nothing(home: Wall, open_page: OpenPage, size: str) -> None:
    width, height = SIZES[size]
    page = await open_page(home.url, viewport=ViewportSize(width=width, height=height))
    for state in ("late", "down"):
        assert await page.evaluate(LINK, state) > 0.03
        assert await faults(page, await least(page)) == []
    await page.evaluate(NOTICE)
    told = [fault for fault in await faults(page, await least(page)) if "notice" in fault]
    assert [
        fault for fault in told if "lies on" not in fault
    ] == []  # it lies over the lower rim, on a ground of its own


async def test_tiles_of_every_kind_can_be_read_whatever_their_state(home: Wall, open_page: OpenPage) -> None:
    """It is only their colours that a state changes here; what else they show then is looked at in the gallery."""
    page = await open_page(home.url, viewport=ViewportSize(width=1920, height=1080))
    for state in ("stale", "expired", "failed", "pending"):
        await page.evaluate(DATA, ["state", state])
        assert await faults(page, await least(page)) == [], state
    await page.evaluate(DATA, ["state", "fresh"])
    for level in ("warn", "danger"):
        await page.evaluate(DATA, ["alert", level])
        assert await faults(page, await least(page)) == [], level
