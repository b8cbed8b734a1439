"""One picture of one address, by the installed Chromium without a window. Not whose address, nor whether it may be."""

import asyncio
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from dashboard.browser.installed import OUTSIDE, Browser, is_root
from dashboard.browser.running import Running

FLAGS = (
    "--headless=new",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
    "--force-prefers-reduced-motion",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--mute-audio",
    *OUTSIDE,
)

LARGEST = 50_000_000
"""Bytes that a picture may have."""


class NoPicture(Exception):
    """There is no picture; the message says why in a sentence."""


async def photograph(browser: Browser, url: str, width: int, height: int, deadline: float) -> bytes:
    """A PNG of what stands at `url`, so many pixels wide and high. Raises NoPicture, at the latest after `deadline` s.

    The browser has a folder of its own for all that it writes, which goes with it, and sees nothing of our environment:
    secrets may be in it.
    """
    folder = await asyncio.to_thread(
        TemporaryDirectory, prefix="wallboard-", dir=browser.workshop, ignore_cleanup_errors=True
    )
    try:
        place = Path(folder.name)
        picture = place / "picture.png"
        own = [f"--user-data-dir={place / 'profile'}", f"--window-size={width},{height}", f"--screenshot={picture}"]
        line = [str(browser.path), *FLAGS, *(["--no-sandbox"] if is_root() else []), *own, url]
        await run(line, browser, place, deadline)
        return await asyncio.to_thread(content, picture)
    finally:
        await asyncio.to_thread(folder.cleanup)


async def run(line: list[str], browser: Browser, place: Path, deadline: float) -> None:
    """Run the browser to its end; nothing of it is left."""
    home = Path.home() if browser.is_snap else place
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH") if name in os.environ}
    try:
        running = await Running.start(
            line, {**kept, "HOME": str(home), "TMPDIR": str(place)}, folder=place, outputs=asyncio.subprocess.DEVNULL
        )
    except OSError as error:
        raise NoPicture(f"{browser.path} can't be started: {error.strerror}.") from error
    try:
        async with asyncio.timeout(deadline):
            await running.ended()
    except TimeoutError:
        raise NoPicture(f"The browser was not done within {deadline:g} s.") from None
    finally:
        await running.end()


def content(picture: Path) -> bytes:
    """What is in the file, once the browser has ended."""
    try:
        if picture.stat().st_size <= LARGEST:
            return picture.read_bytes()
    except OSError:
        raise NoPicture("The browser ended without a picture.") from None
    raise NoPicture(f"The picture is larger than {LARGEST // 1_000_000} MB.")
