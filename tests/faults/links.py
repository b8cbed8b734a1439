"""A number whose link is tested, and what a page notes down of its link. No tests."""

from playwright.async_api import Page, expect

from tests.e2e.screen import root, value

NUMBER = """
[widgets.number]
kind = "json"
url = "{url}/number"
value = "value"
every = "{every}"
stale_after = "1h"
history = "0s"
"""

LINKS = """
window.mark = "the same page";
window.links = [];
document.addEventListener("wall:link", ({ detail }) => links.push(detail));
"""


async def is_the_same_page_and_live(page: Page, shown: str) -> None:
    """The link is back within ten seconds, with the newest value, without a reload."""
    await expect(root(page)).to_have_attribute("data-link", "live", timeout=10_000)
    await expect(value(page, "number")).to_have_text(shown)
    assert await page.evaluate("mark") == "the same page"
    assert await page.evaluate("links") == ["live", "down", "live"]
