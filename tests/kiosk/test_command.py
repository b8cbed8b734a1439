"""`wallboard kiosk`, as people and systemd start it: what it opens, what it says, how it ends."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from dashboard.browser.installed import Browser
from tests.e2e.program import Program
from tests.kiosk.conftest import StandIn
from tests.waiting import until

STAYS = "exec sleep 1000"
Script = Callable[[str], Browser]
Starts = Callable[[], list[str]]
Start = Callable[..., Program]


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Starts the command with profiles in a folder of the test's; what is left of it at the end is ended."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    programs: list[Program] = []

    def started(*arguments: str) -> Program:
        programs.append(Program("kiosk", *arguments, folder=tmp_path))
        return programs[-1]

    yield started
    for program in programs:
        if program.process.poll() is None:
            program.end()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
async def test_a_signal_ends_the_browser_and_then_the_kiosk_with_0(
    wall: StandIn, script: Script, starts: Starts, start: Start, number: signal.Signals
) -> None:
    browser = script(STAYS)
    kiosk = start(
        "--url", wall.site.url, "--browser", str(browser.path), "--display", "hall", "--", "--mine", "--two=2"
    )
    await until(starts, 20)
    process, _, arguments = starts()[0].partition(" ")
    assert arguments.endswith(f"--mine --two=2 --app={wall.site.url}/?display=hall")
    assert await asyncio.to_thread(kiosk.end, number) == 0
    assert not psutil.pid_exists(int(process))
    assert kiosk.out == ""
    assert "Traceback" not in kiosk.err


async def test_a_signal_ends_it_while_it_waits_for_the_server(wall: StandIn, script: Script, start: Start) -> None:
    await wall.site.close()
    kiosk = start("--url", wall.site.url, "--browser", str(script(STAYS).path))
    await until(lambda: "does not answer yet" in kiosk.err, 20)
    assert await asyncio.to_thread(kiosk.end) == 0


async def test_the_wall_of_a_config_is_shown_with_the_page_that_is_named(
    wall: StandIn, script: Script, starts: Starts, start: Start, tmp_path: Path
) -> None:
    (tmp_path / "config.toml").write_text(f"[server]\nport = {wall.site.port}\n[pages.garden]\n", "utf-8")
    start("--browser", str(script(STAYS).path), "--page", "garden", "--", "--mine")
    await until(starts, 20)
    assert f"--mine --app={wall.site.url}/pages/garden?display=" in starts()[0]


async def test_two_kiosks_of_one_screen_do_not_fight(
    wall: StandIn, script: Script, starts: Starts, start: Start, tmp_path: Path
) -> None:
    arguments = ("--url", wall.site.url, "--browser", str(script(STAYS).path), "--display", "hall")
    start(*arguments)
    await until(starts, 20)
    second = start(*arguments)
    assert await asyncio.to_thread(second.process.wait, 20) == 2
    assert "Another kiosk on this machine is the screen 'hall'" in second.err
    assert len(starts()) == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--browser", "no-such-program"), "There is no program 'no-such-program' to show the wall with.\n"),
        (("--url", "wall"), "'wall' is no wall's address; it looks like http://wall.lan:8000\n"),
        (("gone.toml",), "gone.toml can't be read: No such file or directory. The wall can be named: --url http://…\n"),
    ],
)
def test_what_can_not_be_ends_in_a_sentence(tmp_path: Path, arguments: tuple[str, ...], sentence: str) -> None:
    command = [sys.executable, "-m", "dashboard", "kiosk", "--browser", "sh", *arguments]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stderr) == (2, sentence)


def test_the_help_names_the_flags_of_the_browser(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dashboard", "kiosk", "--help"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=30, check=False)
    assert "kiosk [OPTIONS] [CONFIG] [-- FLAGS OF THE BROWSER]" in done.stdout
