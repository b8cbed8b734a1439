"""A kiosk from its start to the signal that ends it. Not what it does in between; see keep."""

import asyncio
import signal
from collections.abc import Sequence

from dashboard.browser.installed import Browser
from dashboard.kiosk.address import Address
from dashboard.kiosk.keep import Kiosk
from dashboard.kiosk.profile import Profile
from dashboard.poll.http import HttpClient

ENDINGS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
"""Whatever ends the session ends the kiosk, and its browser with it."""


def run_kiosk(browser: Browser, address: Address, flags: Sequence[str] = (), password: str = "") -> None:
    """Show the wall until a signal comes. Raises InUse where another kiosk is this screen."""
    with Profile(browser, address.display) as profile:
        asyncio.run(kept_open(browser, address, flags, profile, password))


async def kept_open(
    browser: Browser, address: Address, flags: Sequence[str], profile: Profile, password: str = ""
) -> None:
    """The same in a running loop, with the profile in hand."""
    http = HttpClient()
    kiosk = Kiosk(browser, address, http, flags, password=password)
    loop = asyncio.get_running_loop()
    for number in ENDINGS:
        loop.add_signal_handler(number, kiosk.stop.set)
    try:
        await kiosk.keep_open(profile)
    finally:
        await http.close()
