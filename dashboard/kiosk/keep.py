"""Keeping a wall on the screen: wait for its server, start the browser, start it again. Not how any of it is done."""

import asyncio
import contextlib
import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.browser.installed import Browser, Family, is_root
from dashboard.browser.running import Running
from dashboard.kiosk.address import Address
from dashboard.kiosk.flags import ENVIRONMENT, command
from dashboard.kiosk.profile import Profile
from dashboard.kiosk.wall import Wall
from dashboard.kiosk.watch import Watch
from dashboard.poll.http import HttpClient
from dashboard.widget import SourceError

log = logging.getLogger("wallboard.kiosk")


@dataclass(frozen=True)
class Pace:
    """How long what takes, in seconds.

    `first` and `most` bound the wait before the next start, `calm` is how long a browser has to stay for the wait to be
    short again, and after `hasty` deaths within `soon` its profile is thrown away. The server is asked every `look`; a
    screen that is not well for `patience` is started again, at most every `longest` where it never reports at all.
    `ending` is how long a browser may take to close.
    """

    first: float = 1.0
    most: float = 30.0
    calm: float = 300.0
    soon: float = 10.0
    hasty: int = 3
    look: float = 15.0
    patience: float = 120.0
    longest: float = 3600.0
    ending: float = 5.0


class Kiosk:
    """Owns the browser of one screen."""

    def __init__(
        self,
        browser: Browser,
        address: Address,
        http: HttpClient,
        flags: Sequence[str] = (),
        pace: Pace | None = None,
        password: str = "",
    ) -> None:
        self.browser = browser
        self.address = address
        self.http = http
        self.flags = flags
        self.pace = pace or Pace()
        self.password = password
        self.stop = asyncio.Event()
        self.patience = self.pace.patience
        self.wayland = "WAYLAND_DISPLAY" in os.environ

    async def keep_open(self, profile: Profile) -> None:
        """Show the wall until `stop` is set. Whatever happens to the browser, it is started again."""
        self.warn()
        delay, hasty = self.pace.first, 0
        clock = asyncio.get_running_loop().time
        while address := await self.address_that_answers():
            began = clock()
            trouble = await self.show(address, profile)
            if self.stop.is_set():
                return
            lasted = clock() - began
            delay = self.pace.first if lasted >= self.pace.calm else delay
            hasty = hasty + 1 if lasted < self.pace.soon else 0
            log.warning("%s; it is started again in %g s", trouble, delay)
            if hasty == self.pace.hasty:
                log.warning("%d times in a row, so it gets a new profile", hasty)
                profile.renew()
                self.wayland = not self.wayland and "WAYLAND_DISPLAY" in os.environ  # perhaps it gets on better with X
                hasty = 0
            await self.pause(delay)
            delay = min(delay * 2, self.pace.most)

    async def address_that_answers(self) -> Address | None:
        """What to open, once the wall's server answers; None where we are to stop before it does."""
        wall, delay, waiting = Wall(self.http, self.address, self.password), self.pace.first / 2, False
        while not self.stop.is_set():
            if found := await wall.open_at():
                if found != self.address:
                    log.warning("the wall has no %s: its first page is shown", self.address.path)
                return found
            if not waiting:
                waiting = True
                log.info("%s does not answer yet; the wall is shown as soon as it does", self.address.origin)
            await self.pause(delay)
            delay = min(delay * 1.5, self.pace.look / 3)
        return None

    async def show(self, address: Address, profile: Profile) -> str:
        """Run a browser until it dies, must be ended or we are to stop; why, in a sentence without a full stop."""
        profile.prepare()
        door = await Wall(self.http, address, self.password).door()
        line = command(self.browser, door, profile.folder, self.flags, root=is_root(), wayland=self.wayland)
        try:
            running = await Running.start(line, {**os.environ, **ENVIRONMENT})
        except OSError as error:
            return f"{self.browser.path} can't be started: {error.strerror}"
        log.info("%s shows %s", self.browser.path.name, address.url)
        try:
            ended = asyncio.create_task(running.ended())
            watched = asyncio.create_task(self.watch())
            stopped = asyncio.create_task(self.stop.wait())
            tasks = {ended, watched, stopped}
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                task.cancel()
            if watched in done:
                return watched.result()
            return f"the browser ended{way(ended.result())}" if ended in done else "the kiosk ends"
        finally:
            await running.end(self.pace.ending)

    async def watch(self) -> str:
        """Wait until the screen is not well; what is wrong, in a sentence without a full stop."""
        wall, clock = Wall(self.http, self.address, self.password), asyncio.get_running_loop().time
        before = None
        with contextlib.suppress(SourceError):
            before = await wall.seen()
        watch = Watch(clock(), self.patience, before)
        while True:
            await asyncio.sleep(self.pace.look)
            try:
                watch.heard(await wall.seen(), clock())
            except SourceError:
                watch.unknown(clock())
            if watch.reported:
                watch.patience = self.patience = self.pace.patience
            if complaint := watch.complaint(clock()):
                # A page that can't report at all is not made better by a new browser every few minutes.
                self.patience = self.pace.patience if watch.reported else min(self.patience * 2, self.pace.longest)
                return complaint

    async def pause(self, seconds: float) -> None:
        """So many seconds, or until we are to stop."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.stop.wait()

    def warn(self) -> None:
        """Say what is odd about the place in which we run."""
        if is_root() and self.browser.family is Family.CHROMIUM:
            log.warning("as root Chromium has no sandbox; a user of its own for the kiosk is safer")
        headless = any("headless" in flag for flag in self.flags)
        if not headless and sys.platform == "linux" and not {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys():
            log.warning("there is no screen here; without a desktop: cage -- wallboard kiosk")


def way(code: int) -> str:
    """How a browser ended."""
    return f" by signal {-code}" if code < 0 else f" with code {code}" if code else ""
