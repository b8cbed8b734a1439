"""Open walls follow config.toml in place, and load themselves anew only where nothing else helps."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import OpenPage, StartWall
from tests.e2e.program import until
from tests.e2e.screen import Seen, passes, root, tile, value
from tests.e2e.upstream import Upstream

pytestmark = pytest.mark.asyncio(loop_scope="session")

ROOT = Path(__file__).parents[2]

MARK = "window.mark = 'the same page'"

MARK_TILES = """() => {
  window.tiles = new Map([...document.querySelectorAll("main > section")].map((section) =>
    [section.id, [section, section.firstElementChild]]));
  const details = document.createElement("details");
  details.open = true;
  document.querySelector("#w-number").append(details);
}"""

KEPT = """() => [...window.tiles].filter(([id, [section, tile]]) =>
  document.getElementById(id) === section && section.firstElementChild === tile).map(([id]) => id)"""

CLOCK = '[widgets.clock]\nkind = "clock"\nseconds = true\n'
NOTE = '[widgets.note]\nkind = "text"\ntext = "Milk"\n'
BREAD = '[widgets.bread]\nkind = "text"\ntext = "Bread"\n'
NUMBER = """
[widgets.number]
kind = "json"
url = "{url}/number"
value = "value"
every = "100ms"
stale_after = "1h"
history = "0s"
"""


def drawn(**pages: str) -> str:
    """Pages with these layouts, in which a slash begins the next row."""
    rows = {name: layout.replace(" / ", "\n") for name, layout in pages.items()}
    return "".join(f'[pages.{name}]\nlayout = """\n{layout}\n"""\n' for name, layout in rows.items())


async def boxes(page: Page) -> dict[str, tuple[int, int]]:
    """Where each widget begins, from left and from above."""
    found = await page.evaluate("""[...document.querySelectorAll("main > section")].map((section) => {
      const { x, y } = section.getBoundingClientRect();
      return [section.id, x, y];
    })""")
    return {name.removeprefix("w-"): (round(x), round(y)) for name, x, y in found}


async def is_the_same(page: Page) -> bool:
    """Whether the page has not been loaded anew since it was opened with `MARK`."""
    return bool(await page.evaluate("window.mark === 'the same page'"))


async def opened(open_page: OpenPage, url: str) -> Page:
    """A page that will be known again."""
    page = await open_page(url)
    await page.evaluate(MARK)
    return page


async def test_an_edited_text_appears(wall: StartWall, open_page: OpenPage) -> None:
    running = await wall(NOTE)
    page = await opened(open_page, running.url)
    running.config.write_text(NOTE.replace("Milk", "Honey"), "utf-8")
    await expect(tile(page, "note")).to_contain_text("Honey")
    running.config.write_text(NOTE.replace("[widgets.note]", '[widgets.note]\ntitle = "Shopping"'), "utf-8")
    await expect(tile(page, "note").locator("h2")).to_have_text("Shopping")
    await expect(tile(page, "note")).to_contain_text("Milk")
    assert await is_the_same(page)


async def test_another_layout_moves_tiles_and_touches_none(
    wall: StartWall, upstream: Upstream, open_page: OpenPage
) -> None:
    upstream.says("/number", {"value": 17})
    widgets = NUMBER.format(url=upstream.url) + NOTE + BREAD
    running = await wall(drawn(main="number note / number bread") + widgets)
    page = await opened(open_page, running.url)
    await page.evaluate(MARK_TILES)
    before = await boxes(page)
    assert before["number"][0] < before["note"][0] == before["bread"][0]

    running.config.write_text(drawn(main="bread number / note number") + widgets, "utf-8")

    async def has_moved() -> bool:
        return (await boxes(page))["number"] == before["note"]

    await until(has_moved)
    after = await boxes(page)
    assert after["bread"][1] < after["note"][1]
    assert after["bread"][0] == after["note"][0] < after["number"][0]
    assert sorted(await page.evaluate(KEPT)) == ["w-bread", "w-note", "w-number"]
    assert await page.locator("#w-number > details[open]").count() == 1
    assert list(await boxes(page)) == ["bread", "number", "note"]  # as it is read
    upstream.says("/number", {"value": 18})
    await expect(value(page, "number")).to_have_text("18")
    assert await is_the_same(page)


async def test_an_added_widget_lives_and_a_removed_one_goes(wall: StartWall, open_page: OpenPage) -> None:
    running = await wall(NOTE + BREAD)
    page = await opened(open_page, running.url)
    await page.evaluate("window.kept = document.querySelector('#w-bread > .tile')")
    running.config.write_text(CLOCK + BREAD, "utf-8")
    time = page.locator("#w-clock .value time")
    await expect(time).to_be_visible()
    await expect(page.locator("#w-note")).to_have_count(0)
    for _ in range(2):
        await expect(time).not_to_have_attribute("datetime", str(await time.get_attribute("datetime")))
    running.config.write_text(NOTE.replace("Milk", "Honey") + BREAD, "utf-8")
    await expect(tile(page, "note")).to_contain_text("Honey")
    await expect(page.locator("#w-clock")).to_have_count(0)
    running.config.write_text(NOTE.replace("Milk", "Sugar") + BREAD, "utf-8")
    await expect(tile(page, "note")).to_contain_text("Sugar")
    assert await page.evaluate("kept === document.querySelector('#w-bread > .tile')")
    assert await is_the_same(page)


async def test_title_language_theme_and_pages_follow(wall: StartWall, open_page: OpenPage) -> None:
    running = await wall('[wall]\ntitle = "Home"\ntheme = "night"\n' + drawn(main="note") + NOTE)
    page = await opened(open_page, running.url)
    await expect(page).to_have_title("Home")
    wall_table = '[wall]\ntitle = "Kitchen"\ntheme = "paper"\nlocale = "ar"\ntimezone = "Asia/Tokyo"\n'
    running.config.write_text(wall_table + drawn(main="note", second="note") + NOTE, "utf-8")
    await expect(page).to_have_title("Kitchen")
    await expect(root(page)).to_have_attribute("data-theme", "paper", timeout=5_000)
    await expect(root(page)).to_have_attribute("lang", "ar")
    await expect(root(page)).to_have_attribute("dir", "rtl")
    await expect(page.locator(".link time")).to_have_attribute("data-zone", "Asia/Tokyo")
    await expect(page.locator("nav.pages a")).to_have_text(["Main", "Second"])
    await expect(page.locator("h1")).to_have_text("Kitchen")
    running.config.write_text(wall_table + drawn(main="note") + NOTE, "utf-8")
    await expect(page.locator("nav.pages")).to_have_count(0)
    assert await is_the_same(page)


async def test_a_mistake_is_said_on_every_page_until_it_is_mended(wall: StartWall, open_page: OpenPage) -> None:
    config = drawn(main="clock note", second="note") + CLOCK + NOTE
    running = await wall(config)
    pages = [await opened(open_page, f"{running.url}{path}") for path in ("/", "/pages/second")]
    running.config.write_text(config.replace("seconds", "secnods"), "utf-8")
    for page in pages:
        await expect(page.locator(".notice")).to_be_visible()
        await expect(page.locator(".notice")).to_have_text(
            "config.toml line 11: unknown key `secnods` in [widgets.clock]; did you mean `seconds`?"
        )
    time = pages[0].locator("#w-clock .value time")
    await expect(time).not_to_have_attribute("datetime", str(await time.get_attribute("datetime")))
    late = await open_page(running.url)
    await expect(late.locator(".notice")).to_be_visible()
    running.config.write_text(config, "utf-8")
    for page in [*pages, late]:
        await expect(page.locator(".notice")).to_be_hidden()
    assert all([await is_the_same(page) for page in pages])


async def test_a_page_that_is_removed_leads_to_the_first_one(wall: StartWall, open_page: OpenPage) -> None:
    running = await wall(drawn(main="note", second="bread") + NOTE + BREAD)
    page = await opened(open_page, f"{running.url}/pages/second")
    running.config.write_text(drawn(main="note") + NOTE + BREAD, "utf-8")
    await expect(page).to_have_url(f"{running.url}/")
    await expect(tile(page, "note")).to_contain_text("Milk")
    await expect(root(page)).to_have_attribute("data-link", "live")


async def test_another_first_page_is_shown_where_none_is_named(
    wall: StartWall, upstream: Upstream, open_page: OpenPage
) -> None:
    upstream.says("/number", {"value": 17})
    number = NUMBER.format(url=upstream.url)
    running = await wall(drawn(main="note", second="number") + NOTE + number)
    page = await open_page(running.url)
    running.config.write_text(drawn(second="number", main="note") + NOTE + number, "utf-8")
    await expect(value(page, "number")).to_have_text("17")
    await expect(root(page)).to_have_attribute("data-link", "live")
    upstream.says("/number", {"value": 18})
    await expect(value(page, "number")).to_have_text("18")
    running.config.write_text(drawn(third="note") + NOTE, "utf-8")
    await expect(tile(page, "note")).to_contain_text("Milk")
    await expect(page.locator("#w-number")).to_have_count(0)
    await expect(root(page)).to_have_attribute("data-link", "live")


@pytest.mark.parametrize("path", ["/", "/pages/second"])
async def test_a_page_that_is_removed_while_the_server_is_away_leads_to_the_first_one(
    wall: StartWall, open_page: OpenPage, path: str
) -> None:
    running = await wall(drawn(main="bread", second="bread") + BREAD)
    page = await open_page(f"{running.url}{path}")
    running.program.kill()
    await expect(root(page)).to_have_attribute("data-link", "down")
    running.config.write_text(drawn(other="note") + NOTE, "utf-8")
    await running.start_again()
    await expect(tile(page, "note")).to_contain_text("Milk", timeout=30_000)
    await expect(page).to_have_url(f"{running.url}/")
    await expect(root(page)).to_have_attribute("data-link", "live")


async def test_no_page_is_left_while_somebody_else_answers_for_the_server(
    wall: StartWall, open_page: OpenPage, seen: Seen
) -> None:
    running = await wall(drawn(main="note", second="bread") + NOTE + BREAD)
    second = f"{running.url}/pages/second"
    page = await open_page(second, clock=True)
    health = f"{running.url}/healthz"
    await page.route(health, lambda route: route.fulfill(status=404, body="404 page not found"))
    running.config.write_text(drawn(main="note") + NOTE, "utf-8")

    async def has_asked() -> bool:
        await passes(page, seconds=1)
        return seen.requests.count(health) >= 2

    await until(has_asked)
    assert page.url == second
    await expect(tile(page, "bread")).to_contain_text("Bread")
    await page.unroute(health)

    async def has_left() -> bool:
        await passes(page, seconds=1)
        return page.url == f"{running.url}/"

    await until(has_left)
