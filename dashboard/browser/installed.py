"""The browser that is installed: which one it is, and where. Not what it is started for; see kiosk and web.picture."""

import os
import shutil
import sys
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Family(StrEnum):
    """Whose command line a browser understands."""

    CHROMIUM = "Chromium"
    FIREFOX = "Firefox"


NAMES = {
    Family.CHROMIUM: (
        "chromium",
        "chromium-browser",
        "google-chrome-stable",
        "google-chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ),
    Family.FIREFOX: ("firefox", "firefox-esr", "/Applications/Firefox.app/Contents/MacOS/firefox"),
}
"""What each family's programs are called, the likeliest first."""

OUTSIDE = (
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--disable-breakpad",
    "--no-pings",
    "--password-store=basic",
)
"""What keeps a Chromium from greeting its user and from calling anybody but the wall."""


class NoBrowser(Exception):
    """No browser was found; the message says in a sentence what to do about it."""


@dataclass(frozen=True)
class Browser:
    """An installed browser."""

    path: Path
    family: Family

    @property
    def is_snap(self) -> bool:
        """Whether it is a snap, which can't write to hidden folders of its user, nor to /tmp as we see it."""
        return self.path.is_relative_to("/snap")

    @property
    def workshop(self) -> Path | None:
        """The only folder in which it can write; None where it can write wherever its user can."""
        return Path.home() / "snap" / self.path.name / "common" if self.is_snap else None


def find_browser(
    named: str | None = None, families: Collection[Family] = tuple(Family), search: str | None = None
) -> Browser:
    """The browser that is `named`, by its path or its command; else the first of these families that is installed.

    `search` is where commands are looked for, by default PATH. Raises NoBrowser.
    """
    if named is not None:
        found = shutil.which(named, path=search)
        if found is None:
            raise NoBrowser(f"There is no program {named!r} to show the wall with.")
        return Browser(Path(found), family_of(Path(found)))
    for family in families:
        for name in NAMES[family]:
            if found := shutil.which(name, path=search):
                return Browser(Path(found), family)
    wanted = " or ".join(families)
    raise NoBrowser(f"No {wanted} is installed. On Debian and Raspberry Pi OS: sudo apt install chromium")


def family_of(path: Path) -> Family:
    """The family of a program, by its name. Whatever is no Firefox is taken for a Chromium, of which there are many."""
    return Family.FIREFOX if "firefox" in path.name.lower() else Family.CHROMIUM


def is_root() -> bool:
    """Whether we are root, as whom Chromium runs without its sandbox or not at all."""
    return sys.platform != "win32" and os.geteuid() == 0
