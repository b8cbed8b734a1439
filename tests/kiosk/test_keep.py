"""What a kiosk does about a browser that dies, hangs or never starts: a script plays the browser."""

import asyncio
import logging
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from dashboard.browser.installed import Browser, Family
from dashboard.kiosk.keep import Pace
from tests.kiosk.conftest import HURRY, StandIn, keeping
from tests.poll.site import answer
from tests.waiting import until

STAYS = "exec sleep 1000"
DIES = "exit 3"

Script = Callable[[str], Browser]
Starts = Callable[[], list[str]]


def process_of(start: str) -> int:
    """The process of a start that was written down."""
    return int(start.partition(" ")[0])


async def test_the_browser_is_opened_at_the_wall_with_the_name_of_the_screen(
    wall: StandIn, script: Script, starts: Starts, tmp_path: Path
) -> None:
    async with keeping(script(STAYS), f"{wall.site.url}/pages/second", tmp_path / "home", flags=("--mine",)):
        await until(starts)
    assert starts()[0].endswith(f"--mine --app={wall.site.url}/pages/second?display=lobby")


async def test_nothing_is_opened_until_the_server_answers_and_that_is_said_once(
    wall: StandIn, script: Script, starts: Starts, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await wall.site.close()
    async with keeping(script(STAYS), wall.site.url, tmp_path / "home"):
        await asyncio.sleep(0.3)
        assert starts() == []
        wall.site.replies["/healthz"] = answer(status="503 Service Unavailable")
        await wall.site.open()
        await until(lambda: wall.asked_for("/healthz") > 2)
        assert starts() == []
        wall.site.replies["/healthz"] = answer(b"ok\n")
        await until(starts)
    said = [record for record in caplog.messages if "does not answer yet" in record]
    assert said == [f"{wall.site.url} does not answer yet; the wall is shown as soon as it does"]


async def test_a_page_that_is_broken_is_waited_for_too(
    wall: StandIn, script: Script, starts: Starts, tmp_path: Path
) -> None:
    wall.site.replies["/"] = answer(status="500 Internal Server Error")
    async with keeping(script(STAYS), wall.site.url, tmp_path / "home"):
        await until(lambda: wall.asked_for("/") > 2)
        assert starts() == []
        wall.site.replies["/"] = answer(b"")
        await until(starts)


async def test_where_the_page_is_gone_the_first_one_is_shown(
    wall: StandIn, script: Script, starts: Starts, tmp_path: Path
) -> None:
    wall.site.replies["/pages/gone"] = answer(status="404 Not Found")
    async with keeping(script(STAYS), f"{wall.site.url}/pages/gone", tmp_path / "home"):
        await until(starts)
    assert starts()[0].endswith(f"--app={wall.site.url}/?display=lobby")


async def test_a_browser_that_dies_is_started_again_each_time_a_little_later(
    wall: StandIn, script: Script, starts: Starts, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with keeping(script(DIES), wall.site.url, tmp_path / "home"):
        await until(lambda: len(starts()) >= 5)
    said = [message for message in caplog.messages if "started again" in message]
    assert said[:4] == [
        f"the browser ended with code 3; it is started again in {delay} s" for delay in ("0.05", "0.1", "0.2", "0.4")
    ]


async def test_after_a_long_life_the_wait_is_short_again(
    wall: StandIn, script: Script, starts: Starts, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with keeping(script(DIES), wall.site.url, tmp_path / "home", replace(HURRY, calm=0.0)):
        await until(lambda: len(starts()) >= 4)
    assert {message[-6:] for message in caplog.messages if "started again" in message} == {"0.05 s"}


async def test_a_browser_that_never_stays_gets_a_new_profile(
    wall: StandIn, script: Script, starts: Starts, tmp_path: Path
) -> None:
    spoilt = tmp_path / "home" / "lobby" / "spoilt"
    spoilt.parent.mkdir(parents=True)
    spoilt.touch()
    stays_without = f"[ -e {spoilt} ] && exit 1; {STAYS}"
    async with keeping(script(stays_without), wall.site.url, tmp_path / "home", replace(HURRY, soon=5)):
        await until(lambda: len(starts()) >= 4)
        assert not spoilt.exists()
        assert alive(process_of(starts()[3]))


async def test_a_browser_that_never_stays_on_wayland_tries_x_in_turn(
    wall: StandIn, script: Script, starts: Starts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    async with keeping(script(DIES), wall.site.url, tmp_path / "home", replace(HURRY, soon=5, most=0.05)):
        await until(lambda: len(starts()) >= 7, 10)
    assert ["--ozone-platform=wayland" in start for start in starts()[:7]] == [True] * 3 + [False] * 3 + [True]


async def test_a_screen_that_is_not_seen_is_started_again(
    wall: StandIn, script: Script, starts: Starts, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with keeping(script(STAYS), wall.site.url, tmp_path / "home", replace(HURRY, patience=0.2)):
        await until(lambda: len(starts()) >= 2)
    assert "the page has not been seen for 0 s; it is started again in 0.05 s" in caplog.messages


async def test_a_screen_that_reports_without_painting_is_started_again(
    wall: StandIn, script: Script, starts: Starts, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with keeping(script(STAYS), wall.site.url, tmp_path / "home", replace(HURRY, patience=0.2)):
        async with asyncio.timeout(5):
            while len(starts()) < 2:
                wall.seen("lobby", painted=0.3)
                await asyncio.sleep(0.02)
    assert any(message.startswith("the page has not painted for") for message in caplog.messages)


@pytest.mark.parametrize("painted", [0.0, None])
async def test_a_screen_that_reports_stays(
    wall: StandIn, script: Script, starts: Starts, tmp_path: Path, painted: float | None
) -> None:
    async with keeping(script(STAYS), wall.site.url, tmp_path / "home", replace(HURRY, patience=0.2)):
        for _ in range(30):
            wall.seen("lobby", painted)
            wall.seen("other", 1e6)
            await asyncio.sleep(0.02)
        assert len(starts()) == 1


async def test_what_a_screen_said_before_the_browser_was_started_does_not_count(
    wall: StandIn, script: Script, starts: Starts, tmp_path: Path
) -> None:
    wall.seen("lobby")
    async with keeping(script(STAYS), wall.site.url, tmp_path / "home", replace(HURRY, patience=0.2)):
        await until(lambda: len(starts()) >= 2)


@pytest.mark.parametrize("reply", [answer(status="404 Not Found"), answer(b"[[]]"), None])
async def test_while_the_server_does_not_say_the_browser_stays(
    wall: StandIn, script: Script, starts: Starts, tmp_path: Path, reply: bytes | None
) -> None:
    async with keeping(script(STAYS), wall.site.url, tmp_path / "home", replace(HURRY, patience=0.2)):
        await until(starts)
        if reply is None:
            await wall.site.close()
        else:
            wall.site.replies["/api/displays"] = reply
        await asyncio.sleep(0.6)
        assert len(starts()) == 1


async def test_a_screen_that_can_never_report_is_started_again_ever_more_rarely(
    wall: StandIn, script: Script, starts: Starts, tmp_path: Path
) -> None:
    async with keeping(script(STAYS), wall.site.url, tmp_path / "home", replace(HURRY, patience=0.1)) as kiosk:
        await until(lambda: len(starts()) >= 4)
        assert kiosk.patience == pytest.approx(0.8)
        async with asyncio.timeout(5):
            while kiosk.patience != 0.1:
                wall.seen("lobby")
                await asyncio.sleep(0.02)


async def test_at_the_end_nothing_of_the_browser_is_left_not_even_what_is_stopped(
    wall: StandIn, script: Script, starts: Starts, tmp_path: Path
) -> None:
    children = tmp_path / "children"
    body = f"sleep 1000 & echo $! > {children}; kill -STOP $!; trap '' TERM; wait; {STAYS}"
    async with keeping(script(body), wall.site.url, tmp_path / "home", replace(HURRY, ending=0.1)):
        await until(lambda: children.exists() and children.read_text("utf-8").endswith("\n"))
        child = int(children.read_text("utf-8"))
        await until(lambda: psutil.Process(child).status() == psutil.STATUS_STOPPED)
    await until(lambda: not alive(child) and not alive(process_of(starts()[0])))


def alive(number: int) -> bool:
    """Whether there is such a process, and it has not only to be buried yet."""
    try:
        return psutil.Process(number).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


async def test_the_browser_of_a_kiosk_that_was_killed_is_ended_first(
    wall: StandIn, script: Script, starts: Starts, tmp_path: Path
) -> None:
    profile = tmp_path / "home" / "lobby"
    left = await asyncio.create_subprocess_exec(
        "sh", "-c", "sleep 1000; :", f"--user-data-dir={profile}", start_new_session=True
    )
    other = await asyncio.create_subprocess_exec("sh", "-c", "sleep 1000; :", str(profile), start_new_session=True)
    async with keeping(script(STAYS), wall.site.url, tmp_path / "home"):
        await until(starts)
        assert await left.wait() < 0
        assert other.returncode is None
    os.killpg(other.pid, 9)
    await other.wait()


async def test_a_browser_that_can_not_be_started_is_said_and_tried_again(
    wall: StandIn, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    gone = Browser(tmp_path / "gone", Family.CHROMIUM)
    async with keeping(gone, wall.site.url, tmp_path / "home"):
        await until(lambda: len([each for each in caplog.messages if "can't be started" in each]) >= 2)


def test_the_pace_of_a_real_kiosk() -> None:
    pace = Pace()
    assert (pace.first, pace.most, pace.calm, pace.patience) == (1, 30, 300, 120)
