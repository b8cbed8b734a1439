"""A wall in another language: the browser goes on in the words, digits and clock in which the server began."""

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import OpenPage, StartWall
from tests.e2e.screen import passes, root, tile, value
from tests.e2e.upstream import Upstream

pytestmark = pytest.mark.asyncio(loop_scope="session")

WALL = """
[wall]
timezone = "UTC"
locale = "{locale}"
clock = "{clock}"

[widgets.number]
kind = "json"
url = "{url}/number"
every = "1h"
value = "value"
stale_after = "2d"
"""


@pytest.mark.parametrize(
    ("locale", "clock", "direction", "number", "ages"),
    [
        ("ar_EG", "24h", "rtl", "١٬٧٠٠", ["\u2068٣ د\u2069", "\u2068٢ س\u2069", "\u2068يوم\u2069"]),
        ("he_IL", "12h", "rtl", "1,700", ["\u20683 דק׳\u2069", "\u2068שעתיים\u2069", "\u20681 יום\u2069"]),
        ("pl", "12h", "ltr", "1700", ["3 min", "2 godz.", "1 dzień"]),
    ],
)
async def test_ages_count_on_in_the_language_of_the_wall(
    wall: StartWall,
    upstream: Upstream,
    open_page: OpenPage,
    locale: str,
    clock: str,
    direction: str,
    number: str,
    ages: list[str],
) -> None:
    upstream.says("/number", {"value": 1700})
    running = await wall(WALL.format(locale=locale, clock=clock, url=upstream.url))
    page = await open_page(running.url, clock=True)
    await expect(root(page)).to_have_attribute("dir", direction)
    shown = "".join((await value(page, "number").inner_text()).split())
    assert shown == number
    running.program.kill()
    await expect(root(page)).to_have_attribute("data-link", "down")
    half = await page.locator(".link time").inner_text()
    assert bool([each for each in half if each.isalpha()]) is (clock == "12h")
    for seconds, age in zip((185, 7200, 86400), ages, strict=True):
        await page.clock.fast_forward(seconds * 1000)
        await passes(page, seconds=1)
        await expect(tile(page, "number").locator(".head .age")).to_have_text(age)
