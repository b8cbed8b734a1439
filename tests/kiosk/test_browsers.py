"""Which browser a kiosk finds, how it tells it to be one, and the profile that it gives it."""

import json
import re
from pathlib import Path

import pytest

from dashboard.browser.installed import Browser, Family, NoBrowser, find_browser
from dashboard.kiosk.flags import command
from dashboard.kiosk.profile import InUse, Profile, home_of

URL = "http://127.0.0.1:8000/?display=lobby"


def installed(folder: Path, *names: str) -> str:
    """A folder with these programs."""
    for name in names:
        (folder / name).write_text("#!/bin/sh\n", "utf-8")
        (folder / name).chmod(0o755)
    return str(folder)


@pytest.mark.parametrize(
    ("names", "found", "family"),
    [
        (["firefox", "google-chrome", "chromium"], "chromium", Family.CHROMIUM),
        (["chromium-browser"], "chromium-browser", Family.CHROMIUM),
        (["firefox-esr"], "firefox-esr", Family.FIREFOX),
    ],
)
def test_the_likeliest_browser_is_found(tmp_path: Path, names: list[str], found: str, family: Family) -> None:
    assert find_browser(search=installed(tmp_path, *names)) == Browser(tmp_path / found, family)


def test_a_browser_can_be_named_by_its_command_or_its_path(tmp_path: Path) -> None:
    search = installed(tmp_path, "vivaldi", "chromium", "firefox-nightly")
    assert find_browser("vivaldi", search=search) == Browser(tmp_path / "vivaldi", Family.CHROMIUM)
    assert find_browser(str(tmp_path / "firefox-nightly")).family is Family.FIREFOX


def test_without_a_browser_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(NoBrowser, match="No Chromium or Firefox is installed"):
        find_browser(search=str(tmp_path))
    with pytest.raises(NoBrowser, match="There is no program 'lynx'"):
        find_browser("lynx", search=str(tmp_path))


def test_a_family_that_will_not_do_is_passed_over(tmp_path: Path) -> None:
    with pytest.raises(NoBrowser, match=r"No Chromium is installed\."):
        find_browser(families=[Family.CHROMIUM], search=installed(tmp_path, "firefox"))


def test_chromium_is_told_to_be_a_kiosk_and_the_user_has_the_last_word() -> None:
    line = command(Browser(Path("/usr/bin/chromium"), Family.CHROMIUM), URL, Path("/p"), ["--mine"])
    assert line[:3] == ["/usr/bin/chromium", "--user-data-dir=/p", "--kiosk"]
    assert line[-2:] == ["--mine", f"--app={URL}"]
    assert "--no-sandbox" not in line


def test_chromium_leaves_its_sandbox_only_as_root() -> None:
    line = command(Browser(Path("/usr/bin/chromium"), Family.CHROMIUM), URL, Path("/p"), root=True)
    assert "--no-sandbox" in line


def test_chromium_is_told_of_wayland_which_it_does_not_see_by_itself() -> None:
    browser = Browser(Path("/usr/bin/chromium"), Family.CHROMIUM)
    assert "--ozone-platform=wayland" in command(browser, URL, Path("/p"), wayland=True)
    assert not [flag for flag in command(browser, URL, Path("/p")) if "ozone" in flag]


def test_firefox_is_told_to_be_a_kiosk() -> None:
    line = command(Browser(Path("/usr/bin/firefox"), Family.FIREFOX), URL, Path("/p"), ["--mine"], root=True)
    assert line == ["/usr/bin/firefox", "--new-instance", "--profile", "/p", "--mine", "--kiosk", URL]


def test_after_a_kill_chromium_believes_that_its_user_closed_it(tmp_path: Path) -> None:
    preferences = tmp_path / "lobby" / "Default" / "Preferences"
    preferences.parent.mkdir(parents=True)
    preferences.write_text('{"a": 1, "profile": {"exit_type": "Crashed", "name": "x"}}', "utf-8")
    (tmp_path / "lobby" / "SingletonLock").symlink_to("another-host-77")
    with Profile(Browser(Path("chromium"), Family.CHROMIUM), "lobby", tmp_path) as profile:
        profile.prepare()
    assert json.loads(preferences.read_text("utf-8")) == {
        "a": 1,
        "profile": {"exit_type": "Normal", "exited_cleanly": True, "name": "x"},
    }
    assert not (tmp_path / "lobby" / "SingletonLock").is_symlink()


@pytest.mark.parametrize("content", ["", "[]", "{cut", '{"profile": 1}'])
def test_preferences_that_a_power_cut_has_spoilt_are_left_to_chromium(tmp_path: Path, content: str) -> None:
    preferences = tmp_path / "lobby" / "Default" / "Preferences"
    preferences.parent.mkdir(parents=True)
    preferences.write_text(content, "utf-8")
    with Profile(Browser(Path("chromium"), Family.CHROMIUM), "lobby", tmp_path) as profile:
        profile.prepare()
    assert preferences.read_text("utf-8") == content


def test_firefox_gets_its_preferences_by_a_file(tmp_path: Path) -> None:
    with Profile(Browser(Path("firefox"), Family.FIREFOX), "lobby", tmp_path) as profile:
        profile.prepare()
    lines = (tmp_path / "lobby" / "user.js").read_text("utf-8").splitlines()
    assert 'user_pref("browser.sessionstore.resume_from_crash", false);' in lines
    assert [
        line for line in lines if not re.fullmatch(r'user_pref\("[\w.-]+", (true|false|-?\d+|"\w+")\);', line)
    ] == []


def test_a_screen_has_one_kiosk_on_a_machine(tmp_path: Path) -> None:
    browser = Browser(Path("chromium"), Family.CHROMIUM)
    with Profile(browser, "lobby", tmp_path):
        with pytest.raises(InUse, match="Another kiosk on this machine is the screen 'lobby'"):
            Profile(browser, "lobby", tmp_path).__enter__()
        with Profile(browser, "hall", tmp_path):
            pass
    with Profile(browser, "lobby", tmp_path):
        pass


def test_a_snap_keeps_its_profile_where_it_may_write() -> None:
    assert (
        home_of(Browser(Path("/snap/bin/chromium"), Family.CHROMIUM)) == Path.home() / "snap/chromium/common/wallboard"
    )
