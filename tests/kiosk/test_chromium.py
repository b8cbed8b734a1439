"""A kiosk with a real Chromium: killed, and ended; stopped in tests/faults."""

from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.browser.installed import Browser, Family
from tests.e2e.program import needed
from tests.kiosk.conftest import FLAGS, PATIENT, StandIn, keeping, processes
from tests.waiting import until


@pytest.fixture
def chromium() -> Browser:
    """The one that is installed."""
    return Browser(Path(needed("chromium")), Family.CHROMIUM)


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
