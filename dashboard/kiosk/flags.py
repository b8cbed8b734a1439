"""How a browser is told to be a kiosk: its command line. Not its profile; see profile.

Looked up in the binary of Chromium 156, its manual page and Firefox' own list of parameters. A flag that a version does
not know is passed over, so those of older ones stay.
"""

from collections.abc import Sequence
from pathlib import Path

from dashboard.browser.installed import OUTSIDE, Browser, Family

CHROMIUM = (
    "--kiosk",
    "--noerrdialogs",
    "--disable-infobars",
    "--hide-crash-restore-bubble",
    "--disable-session-crashed-bubble",  # its name before Chromium 113
    "--disable-hang-monitor",  # no question whether to wait; the kiosk itself starts it again
    "--disable-search-engine-choice-screen",
    "--propagate-iph-for-testing",  # without a value: no hints about the browser's features
    "--deny-permission-prompts",
    "--disable-features=Translate",
    "--disable-pinch",
    "--overscroll-history-navigation=0",
    "--autoplay-policy=no-user-gesture-required",
    "--check-for-update-interval=31536000",  # nor that a newer version is out
    "--disk-cache-size=33554432",
)

UNSANDBOXED = ("--no-sandbox", "--test-type")
"""As root Chromium starts in no other way; --test-type keeps it from saying so across the wall."""

WAYLAND = "--ozone-platform=wayland"
"""By itself Chromium takes X wherever XDG_SESSION_TYPE does not say `wayland`, as under cage."""

ENVIRONMENT = {"MOZ_CRASHREPORTER_DISABLE": "1", "MOZ_ENABLE_WAYLAND": "1"}
"""What Firefox is told by other means: no window about a crash, and Wayland where there is one."""


def command(
    browser: Browser, url: str, profile: Path, extra: Sequence[str] = (), *, root: bool = False, wayland: bool = False
) -> list[str]:
    """The command that opens `url` in full screen. `extra` are the user's own flags, which come last and so win."""
    if browser.family is Family.FIREFOX:
        return [str(browser.path), "--new-instance", "--profile", str(profile), *extra, "--kiosk", url]
    own = [*CHROMIUM, *OUTSIDE, *(UNSANDBOXED if root else ()), *([WAYLAND] if wayland else [])]
    return [str(browser.path), f"--user-data-dir={profile}", *own, *extra, f"--app={url}"]
