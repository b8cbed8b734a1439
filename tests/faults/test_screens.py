"""Screens that are not what they should be: a wrong clock, a page that has crashed, two that might not agree."""

import asyncio
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest
from playwright.async_api import Page, expect

from dashboard.app import create_app
from dashboard.browser.installed import Browser, Family
from tests.e2e.conftest import OpenPage, StartWall
from tests.e2e.program import needed, until
from tests.e2e.reports import reported, screens, status
from tests.e2e.screen import tile, value
from tests.e2e.upstream import Upstream
from tests.faults.links import NUMBER
from tests.kiosk.conftest import FLAGS, PATIENT, StandIn, keeping, renderers
from tests.waiting import until as soon
from tests.walls import serving

pytestmark = pytest.mark.asyncio(loop_scope="session")

SELDOM = '[widgets.number]\nkind = "json"\nurl = "{url}/number"\nvalue = "value"\nevery = "2m"\n'


async def test_f35_a_screen_whose_clock_is_wrong(wall: StartWall, upstream: Upstream, open_page: OpenPage) -> None:
    """A screen's clock is wrong by ten minutes.

    Seen: every age is right, since it is the server's time that counts; `/status` says how wrong the screen's clock is.
    """
    upstream.says("/number", {"value": 17})
    running = await wall(SELDOM.format(url=upstream.url))
    page = await open_page(f"{running.url}/?display=lobby", clock=True)
    await page.clock.set_system_time(datetime.now(UTC) + timedelta(minutes=10))

    async def is_told() -> bool:
        return bool(590 < (await screens(running.url))["lobby"]["skew"] < 610)

    await until(is_told)
    await page.clock.run_for(1000)
    await expect(tile(page, "number").locator(".age")).to_be_empty()
    await expect(tile(page, "number")).to_have_attribute("data-state", "fresh")
    assert "Its clock is 10 min ahead" in await status(running.url)


async def test_f62_a_page_that_crashes(open_page: OpenPage, tmp_path: Path) -> None:
    """The browser's page crashes.

    Seen: `/status` calls the screen not seen after three minutes.
    """
    config = tmp_path / "config.toml"
    config.write_text('[widgets.note]\nkind = "text"\ntext = "Milk"\n', "utf-8")
    ahead = timedelta()
    async with serving(create_app(config, now=lambda: datetime.now(UTC) + ahead)) as url:
        page = await open_page(f"{url}/?display=lobby")
        await reported(url, "lobby", link="live")
        assert "Not seen" not in await status(url)
        session = await page.context.new_cdp_session(page)
        dying = asyncio.ensure_future(session.send("Page.crash"))
        await page.wait_for_event("crash")
        ahead = timedelta(minutes=3, seconds=15)
        await until(lambda: says(url, "Not seen"))
        await reported(url, "lobby", link="away")
        dying.cancel()


async def says(url: str, words: str) -> bool:
    """Whether the status page says this."""
    return words in await status(url)


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGSTOP], ids=["crashes", "hangs"])
async def test_f62_a_page_that_crashes_or_hangs_in_a_kiosk(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, number: signal.Signals
) -> None:
    """The same in a browser that `wallboard kiosk` has opened; or the page hangs.

    Seen: after two minutes without a sign of life the browser is started again, and shows the wall.
    """
    chromium = Browser(Path(needed("chromium")), Family.CHROMIUM)
    wall = StandIn()
    await wall.site.open()
    async with keeping(chromium, wall.site.url, tmp_path, PATIENT, FLAGS):
        await soon(lambda: "lobby" in wall.displays, 30)
        stopped = renderers(tmp_path)
        assert stopped
        for process in stopped:
            process.send_signal(number)
        wall.displays.clear()
        await soon(lambda: any("has not been seen for" in message for message in caplog.messages), 15)
        await soon(lambda: "lobby" in wall.displays, 30)
        assert not any(process.is_running() and process.status() == psutil.STATUS_STOPPED for process in stopped)
    await wall.site.close()


async def test_f63_two_screens_show_the_same(wall: StartWall, upstream: Upstream, open_page: OpenPage) -> None:
    """Values change ten times a second, and people compare two screens.

    Seen: both show the same; what one shows, so does the other within a second.
    """
    upstream.says("/number", {"value": 0})
    running = await wall(NUMBER.format(url=upstream.url, every="100ms"))
    pages = [await open_page(running.url) for _ in range(2)]
    shown: list[list[tuple[float, int, float]]] = [[], []]
    for count in range(1, 61):
        upstream.says("/number", {"value": count})
        for page, glances in zip(pages, shown, strict=True):
            glances.append(await glance(page))
        await asyncio.sleep(0.1)
    for glances, others in (shown, shown[::-1]):
        for _, number, ended in glances:
            later = [other for began, other, _ in others if began >= ended + 1]
            assert min(later, default=number) >= number
    assert shown[0][-1][1] > 10
    for page in pages:
        await expect(value(page, "number")).to_have_text("60")


async def glance(page: Page) -> tuple[float, int, float]:
    """What the page shows now, and the moments between which that was."""
    began = asyncio.get_running_loop().time()
    text = await value(page, "number").text_content()
    return began, int(text or -1), asyncio.get_running_loop().time()
