"""A danger brings its page to every wall, and lets it go half a minute after it is over.

The wall runs in the test itself, on a clock of its own.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from dashboard.app import create_app, read_board
from dashboard.poll.pollers import system_now
from tests.e2e.conftest import OpenPage
from tests.e2e.screen import Seen, passes, root
from tests.walls import serving

pytestmark = pytest.mark.asyncio(loop_scope="session")

CONFIG = """
[server]
push_token = "secret"
[pages.main]
layout = "note"
[pages.second]
dwell = "5s"
layout = "load note"
[pages.third]
dwell = "5s"
layout = "note"
[widgets.note]
kind = "text"
text = "Milk"
[widgets.load]
kind = "number"
alert = [{ above = 8, level = "danger" }]
"""


@dataclass
class Wall:
    """A wall, and how far its clock is ahead."""

    url: str
    ahead: timedelta = timedelta(0)

    async def load(self, value: int) -> None:
        """Push this number; above 8 it is a danger."""
        async with httpx.AsyncClient(base_url=self.url, headers={"Authorization": "Bearer secret"}) as client:
            answer = await client.put("/api/widgets/load", json={"value": value})
            assert answer.status_code == 200

    def later(self, seconds: int) -> None:
        """Time passes for the server."""
        self.ahead += timedelta(seconds=seconds)


@pytest_asyncio.fixture(loop_scope="session")
async def here(tmp_path: Path) -> AsyncIterator[Wall]:
    """A wall of three pages. The first one stands still, the danger comes on the second."""
    wall = Wall("")
    path = tmp_path / "config.toml"
    path.write_text(CONFIG, "utf-8")
    async with serving(create_app(read_board(path), now=lambda: system_now() + wall.ahead)) as url:
        wall.url = url
        yield wall


async def shows(page: Page, name: str) -> None:
    """Wait until this page of the wall stands, with a live link."""
    await expect(root(page)).to_have_attribute("data-page", name)
    await expect(root(page)).to_have_attribute("data-link", "live")


async def test_a_danger_brings_its_page_and_the_wall_returns_when_it_is_over(here: Wall, open_page: OpenPage) -> None:
    page = await open_page(here.url)
    await here.load(9)
    await shows(page, "second")
    await expect(page.locator(".sr[role=status]")).to_have_text("Second, page 2 of 3")
    assert page.url == f"{here.url}/"  # what is loaded anew is the page to which it returns
    await here.load(1)
    await expect(page.locator("#w-load .value")).to_have_text("1")
    await shows(page, "second")
    here.later(seconds=30)
    await shows(page, "main")


async def test_a_wall_that_joins_in_the_middle_is_told_too(here: Wall, open_page: OpenPage) -> None:
    await here.load(9)
    page = await open_page(here.url)
    await shows(page, "second")


async def test_a_wall_that_shows_it_already_does_not_turn_until_it_is_over(
    here: Wall, open_page: OpenPage, seen: Seen
) -> None:
    page = await open_page(f"{here.url}/pages/second", clock=True)
    await here.load(9)
    await expect(page.locator("#w-load .tile")).to_have_attribute("data-alert", "danger")
    await passes(page, seconds=20)
    assert seen.fetched("third") == 0
    await here.load(1)
    here.later(seconds=30)
    for _ in range(30):
        await passes(page, seconds=1)
        if await root(page).get_attribute("data-page") == "third":
            break
    await shows(page, "third")


async def test_a_hand_holds_it_off_for_a_minute(here: Wall, open_page: OpenPage, seen: Seen) -> None:
    page = await open_page(here.url, clock=True)
    await here.load(9)
    await shows(page, "second")
    await page.keyboard.press("1")
    await shows(page, "main")
    before = seen.fetched("second")
    await passes(page, seconds=54)
    assert seen.fetched("second") == before
    await passes(page, seconds=7)
    await shows(page, "second")


async def test_an_order_for_another_screen_is_not_obeyed(here: Wall, open_page: OpenPage, seen: Seen) -> None:
    page = await open_page(f"{here.url}/?display=lobby", clock=True)
    order = """(display) => document.dispatchEvent(new CustomEvent("wall:page",
      { detail: { page: "third", seconds: 20, why: "asked", display } }))"""
    await page.evaluate(order, "kitchen")
    await passes(page, seconds=2)
    assert seen.fetched("third") == 0
    await page.evaluate(order, "lobby")
    await shows(page, "third")
    await passes(page, seconds=22)
    await shows(page, "main")
    assert page.url == f"{here.url}/pages/main?display=lobby"
