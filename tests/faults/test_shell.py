"""Pages and servers of different versions: a page follows, seldom enough, and shows what it can until then."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import OpenPage
from tests.e2e.program import until
from tests.e2e.screen import Seen, passes, root, tile, value
from tests.e2e.upstream import Upstream
from tests.faults.copies import Copy
from tests.faults.links import LINKS, NUMBER

pytestmark = pytest.mark.asyncio(loop_scope="session")

NOTE = '[widgets.note]\nkind = "text"\ntext = "Milk"\n'

MakeCopy = Callable[[str], Copy]


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[MakeCopy]:
    """The program on this config.toml, where its assets may be changed."""
    made: list[Copy] = []

    def make(config: str) -> Copy:
        made.append(Copy(tmp_path / f"copy-{len(made)}", config))
        found = subprocess.run(
            [sys.executable, "-c", "import dashboard; print(dashboard.__file__)"],
            cwd=made[-1].folder,
            capture_output=True,
            text=True,
            check=True,
        )
        assert found.stdout.startswith(str(made[-1].folder))
        return made[-1]

    yield make
    for each in made:
        each.program.end()


def loads_of(page: Page) -> list[Page]:
    """The page, once for each time that it is loaded from now on."""
    loads: list[Page] = []
    page.on("domcontentloaded", lambda page: loads.append(page))
    return loads


async def is_live_again(page: Page) -> None:
    """The page has found the server that was started again."""
    await passes(page, seconds=10)
    await expect(root(page)).to_have_attribute("data-link", "live")


async def has_loads(page: Page, loads: list[Page], count: int) -> None:
    """Wait until the page has been loaded so many times, and is live."""

    async def so_many() -> bool:
        return len(loads) == count and await root(page).get_attribute("data-link") == "live"

    await until(so_many)


async def is_of_now(page: Page, url: str) -> bool:
    """Whether the page is what it would be, were it loaded now."""
    now = (await (await page.request.get(url)).text()).partition('data-shell="')[2].partition('"')[0]
    return await root(page).get_attribute("data-shell") == now


async def test_f45_a_server_that_is_upgraded(copy: MakeCopy, open_page: OpenPage) -> None:
    """The server is upgraded: it has other scripts and style sheets.

    Seen: each page is loaded anew once, at a moment of its own within 20 s after the server is back.
    """
    running = copy(NOTE)
    page = await open_page(running.url, clock=True)
    loads = loads_of(page)
    running.program.kill()
    running.other_assets()
    await passes(page, seconds=60)
    assert loads == []  # as long as nobody answers
    running.start_again()
    await is_live_again(page)
    await passes(page, seconds=25)
    await has_loads(page, loads, 1)
    assert await is_of_now(page, running.url)
    await passes(page, seconds=30)
    assert len(loads) == 1


async def test_f46_a_server_that_flaps_between_two_versions(copy: MakeCopy, open_page: OpenPage) -> None:
    """The server flaps between two versions, one of them a mistake.

    Seen: a page is loaded anew once in five minutes at most. In between it shows what comes; at the end it is that of
    the server.
    """
    running = copy(NOTE)
    sheet = running.folder / "static" / "wall.css"
    versions = [sheet.read_text("utf-8"), sheet.read_text("utf-8") + "\n.another { color: red }\n"]
    page = await open_page(running.url, clock=True)
    loads = loads_of(page)

    async def becomes(version: int) -> None:
        sheet.write_text(versions[version], "utf-8")
        running.restart()
        await is_live_again(page)

    await becomes(1)
    await passes(page, seconds=25)
    await has_loads(page, loads, 1)
    for version in (0, 1, 0):
        await becomes(version)
        await passes(page, seconds=40)
        assert len(loads) == 1
        await expect(tile(page, "note")).to_contain_text("Milk")
    assert not await is_of_now(page, running.url)
    await passes(page, seconds=200)
    await has_loads(page, loads, 2)
    assert await is_of_now(page, running.url)


async def test_f47_scripts_that_are_broken(copy: MakeCopy, open_page: OpenPage, seen: Seen) -> None:
    """The new scripts are broken: they end with an error as soon as they are loaded, or are no scripts at all.

    Seen: the page says within a minute that it does not work, and that its values are old. It is loaded anew every five
    or six minutes, and is right with the first scripts that work.
    """
    running = copy(NOTE)
    script = running.folder / "static" / "link.js"
    good = script.read_text("utf-8")
    page = await open_page(running.url, clock=True)
    loads, why = loads_of(page), page.locator(".link .why")
    for count, wrong in enumerate(("throw new Error('broken');\n", "} no script (\n"), 1):
        script.write_text(wrong + good, "utf-8")
        running.restart()
        await is_loaded(page, loads, count, within=60 if count == 1 else 370)
        await expect(why).to_be_hidden()
        await passes(page, seconds=60)
        await expect(why).to_have_text("This page does not work, and loads itself anew soon. These values are old.")
        await expect(tile(page, "note")).to_contain_text("Milk")
        assert len(loads) == count
    assert len(seen.errors) == 2
    seen.errors.clear()

    running.program.kill()
    script.write_text(good, "utf-8")
    await passes(page, seconds=370)
    assert len(loads) == 2  # as long as nobody answers
    running.start_again()
    await is_loaded(page, loads, 3, within=60)
    await has_loads(page, loads, 3)
    await expect(why).to_be_hidden()


async def is_loaded(page: Page, loads: list[Page], count: int, within: int) -> None:
    """Let time pass, so many seconds at most, until the page has been loaded so many times."""
    for _ in range(within):
        await passes(page, seconds=1)
        if len(loads) == count:
            return
    raise AssertionError(f"the page was loaded {len(loads)} times")


async def test_f48_an_old_page_and_a_new_server_for_an_hour(
    copy: MakeCopy, upstream: Upstream, open_page: OpenPage
) -> None:
    """A page can't load itself anew, and shows for an hour what a newer server sends.

    Seen: the newest values, in the old page; and the new page, as soon as it can be loaded.
    """
    upstream.says("/number", {"value": 0})
    running = copy(NUMBER.format(url=upstream.url, every="100ms"))
    page = await open_page(running.url, clock=True, script=LINKS)
    loads = loads_of(page)
    health = f"{running.url}/healthz"
    await page.route(health, lambda route: route.fulfill(status=404, body="404 page not found"))
    running.other_assets()
    running.restart()
    await is_live_again(page)
    for count in range(1, 13):
        await page.clock.fast_forward(290_000)
        await passes(page, seconds=10)
        upstream.says("/number", {"value": count})
        await expect(value(page, "number")).to_have_text(str(count))
    assert loads == []
    assert not await is_of_now(page, running.url)
    await page.unroute(health)
    await passes(page, seconds=30)
    await has_loads(page, loads, 1)
    assert await is_of_now(page, running.url)
