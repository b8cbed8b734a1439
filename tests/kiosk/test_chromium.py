"""A kiosk with a real Chromium: killed, stopped, and ended."""

import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from dashboard.browser.installed import Browser, Family
from tests.e2e.program import needed
from tests.kiosk.conftest import HURRY, StandIn, keeping
from tests.waiting import until

FLAGS = ("--headless=new", "--disable-gpu")
PATIENT = replace(HURRY, patience=4.0, ending=5.0)


@pytest.fixture
def chromium() -> Browser:
    """The one that is installed."""
    return Browser(Path(needed("chromium")), Family.CHROMIUM)


def processes(folder: Path) -> Iterator[psutil.Process]:
    """Every process of the browser with a profile in this folder, its first one first."""
    for process in psutil.process_iter():
        try:
            if any(str(folder) in argument for argument in process.cmdline()):
                yield process
                yield from process.children(recursive=True)
                return
        except psutil.Error:
            continue


def renderers(folder: Path) -> list[psutil.Process]:
    """Those of them that draw pages."""
    return [process for process in processes(folder) if "--type=renderer" in process.cmdline()]


async def test_a_browser_that_is_killed_shows_the_wall_again(
    wall: StandIn, chromium: Browser, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with keeping(chromium, wall.site.url, tmp_path, replace(PATIENT, patience=30), FLAGS):
        await until(lambda: "lobby" in wall.displays, 30)
        first = next(processes(tmp_path))
        first.kill()
        await until(lambda: "the browser ended by signal 9; it is started again in 0.05 s" in caplog.messages, 10)
        wall.displays.clear()
        await until(lambda: "lobby" in wall.displays, 30)
        assert next(processes(tmp_path)).pid != first.pid
    assert list(processes(tmp_path)) == []


async def test_a_page_that_hangs_is_noticed_and_shown_again(
    wall: StandIn, chromium: Browser, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with keeping(chromium, wall.site.url, tmp_path, PATIENT, FLAGS):
        await until(lambda: "lobby" in wall.displays, 30)
        stopped = renderers(tmp_path)
        assert stopped
        for process in stopped:
            process.send_signal(signal.SIGSTOP)
        wall.displays.clear()
        await until(lambda: any("has not been seen for" in message for message in caplog.messages), 15)
        await until(lambda: "lobby" in wall.displays, 30)
        assert not any(process.is_running() and process.status() == psutil.STATUS_STOPPED for process in stopped)
