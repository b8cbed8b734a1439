"""The gallery of kinds in a real browser: it fits every window, its tables are copied, its tiles follow on a demo."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from dashboard.app import create_app, read_board
from dashboard.config.describe import example
from tests.e2e.conftest import OpenPage
from tests.walls import serving

pytestmark = pytest.mark.asyncio(loop_scope="session")

KINDS = ("clock", "json", "number", "text")


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[str, str]]:
    """The address of a demo that knows four kinds, and the table of its kind number."""
    config = tmp_path_factory.mktemp("demo") / "config.toml"
    config.write_text('[widgets.clock]\nkind = "clock"\n', "utf-8")
    board = read_board(config)
    app = create_app(replace(board, kinds={name: board.kinds[name] for name in KINDS}), demo=True)
    async with serving(app) as url:
        yield url, example(board.kinds["number"])


@pytest.mark.parametrize(
    ("path", "width"),
    [("/gallery", 1280), ("/gallery?size=1x1", 1280), ("/gallery?size=4x2", 390), ("/gallery/number", 390)],
)
async def test_it_scrolls_down_and_never_sideways(
    demo: tuple[str, str], open_page: OpenPage, path: str, width: int
) -> None:
    viewport = {"width": width, "height": 844}
    page = await open_page(demo[0] + path, viewport=viewport, java_script_enabled=False)
    assert await page.evaluate("() => document.documentElement.scrollWidth") == width
    boxes = await page.evaluate(
        "() => [...document.querySelectorAll('.specimen')].map((each) => each.getBoundingClientRect())"
        ".map((box) => [box.width, box.height])"
    )
    assert min(min(box) for box in boxes) > 100


async def test_a_click_selects_the_whole_table_without_a_script(demo: tuple[str, str], open_page: OpenPage) -> None:
    url, table = demo
    page = await open_page(f"{url}/gallery/number", java_script_enabled=False)
    assert await page.locator("button.copy").first.is_visible() is False
    await page.locator("pre").first.click()
    assert await page.evaluate("() => String(getSelection())") == table


async def test_the_button_copies_the_table_and_the_tiles_follow(demo: tuple[str, str], open_page: OpenPage) -> None:
    url, table = demo
    permissions = ["clipboard-read", "clipboard-write"]
    page = await open_page(f"{url}/gallery/number", live=False, permissions=permissions)
    tile = page.locator('[data-case="fresh"] .tile').first
    before = await tile.get_attribute("data-at")
    await page.locator("button.copy").first.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("button.copy").first).to_have_text("Copied")
    assert await page.evaluate("() => navigator.clipboard.readText()") == table
    await expect(tile).not_to_have_attribute("data-at", before or "")


@pytest.mark.parametrize("path", ["/gallery?theme=night", "/gallery/number?theme=day"])
async def test_axe_finds_nothing(demo: tuple[str, str], open_page: OpenPage, path: str) -> None:
    page = await open_page(demo[0] + path, live=False)
    found = await Axe().run(page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()
