"""The profile of a kiosk's browser: a folder of its own, in which the last end was always a good one."""

import contextlib
import fcntl
import json
import os
import shutil
import signal
from itertools import pairwise
from pathlib import Path
from typing import Self

import psutil

from dashboard.browser.installed import Browser, Family

PREFERENCES = {
    "app.normandy.enabled": False,
    "apz.allow_zooming": False,
    "browser.aboutwelcome.enabled": False,
    "browser.preonboarding.enabled": False,
    "browser.sessionstore.resume_from_crash": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "browser.tabs.warnOnClose": False,
    "browser.translations.automaticallyPopup": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.max_script_run_time": 0,
    "extensions.update.enabled": False,
    "full-screen-api.warning.timeout": 0,
    "media.autoplay.default": 0,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "permissions.default.desktop-notification": 2,
    "permissions.default.geo": 2,
    "signon.rememberSignons": False,
    "termsofuse.bypassNotification": True,
    "toolkit.startup.max_resumed_crashes": -1,
    "toolkit.telemetry.enabled": False,
}
"""What Firefox has no flags for: nothing that greets, asks, warns, restores, or calls home."""

LOCKS = ("SingletonLock", "SingletonCookie", "SingletonSocket", "lock", ".parentlock")
"""By these a browser knows that its profile is in use. After a power cut, or a new host name, they are wrong."""


class InUse(Exception):
    """Another kiosk shows the same screen on this machine."""


class Profile:
    """Owns the folder of one screen. Use it with `with`: until then, and by anybody else, it is not to be touched."""

    def __init__(self, browser: Browser, display: str, home: Path | None = None) -> None:
        self.browser = browser
        self.display = display
        self.folder = (home or home_of(browser)) / display

    def __enter__(self) -> Self:
        self.folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.lock = self.folder.with_name(f"{self.display}.lock").open("w")
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self.lock.close()
            raise InUse(
                f"Another kiosk on this machine is the screen {self.display!r}; give this one a name: --display"
            ) from error
        return self

    def __exit__(self, *_: object) -> None:
        self.lock.close()

    def prepare(self) -> None:
        """Make it as after a good end, whatever the end was: no other browser in it, no lock, no crash to tell of."""
        for number in self.users():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(os.getpgid(number), signal.SIGKILL)
        self.folder.mkdir(exist_ok=True, mode=0o700)
        for name in LOCKS:
            (self.folder / name).unlink(missing_ok=True)
        if self.browser.family is Family.FIREFOX:
            lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items()]
            (self.folder / "user.js").write_text("".join(lines), "utf-8")
        else:
            ended_well(self.folder / "Default" / "Preferences")

    def renew(self) -> None:
        """Throw it away: what is in it may be why the browser does not stay."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def users(self) -> list[int]:
        """The browsers in this profile: those of a kiosk that was killed and could not end them."""
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                arguments = process.cmdline()
                mark = ("--profile", str(self.folder))
                if f"--user-data-dir={self.folder}" in arguments or mark in pairwise(arguments):
                    found.append(process.pid)
        return found


def ended_well(preferences: Path) -> None:
    """Let a Chromium believe that it was closed by its user; what can't be read it makes anew by itself."""
    try:
        known = json.loads(preferences.read_text("utf-8"))
        known.setdefault("profile", {}).update(exit_type="Normal", exited_cleanly=True)
    except (OSError, ValueError, AttributeError):
        return
    preferences.write_text(json.dumps(known), "utf-8")


def home_of(browser: Browser) -> Path:
    """Where profiles lie. A snap may write only to a folder of its own."""
    if browser.workshop:
        return browser.workshop / "wallboard"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "wallboard" / "kiosk"
