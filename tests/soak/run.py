"""One soak from beginning to end: minutes full of faults, each with a calm end in which all must be right."""

import asyncio
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import httpx

from tests.e2e.upstream import Upstream
from tests.soak.crowd import Crowd
from tests.soak.faults import FAULTS, KILLED, Fault, Rig
from tests.soak.line import Line
from tests.soak.model import SLOWEST, Model, config, times
from tests.soak.report import Report, Sample
from tests.soak.screen import Look, opened
from tests.soak.wall import Wall

MINUTE = 60.0
CALM = 56.0
"""Seconds of a minute after which no fault is begun."""

HEALED = 8.0 + 8.0 + 5 * 8 * SLOWEST
"""Seconds after a fault by which the page must be right: it opens a new stream, which may fail once, and a source that
has failed is asked at an eighth of its pace. Five such intervals are given."""

STILL = 5 * SLOWEST
"""Seconds for which nothing new is said before anything is measured: five intervals."""

LIFE = 15
"""Minutes that a server lives at least, except in the first fifth of a run; in the last third none is killed."""


def kills(minutes: float) -> set[int]:
    """The minutes in which the server is killed."""
    first = max(round(minutes / 5), 1)
    return set(range(first, int(minutes * 2 / 3), LIFE)) if minutes >= 3 else set()


class Soak:
    """Owns the parts of one run, and what is found."""

    def __init__(self, minutes: float, seed: int, script: str, say: Callable[[str], None]) -> None:
        self.report = Report(seed, minutes)
        self.random = Random(seed)
        self.script = script
        self.say = say
        self.began = time.monotonic()

    async def run(self) -> Report:
        """All of it. Whatever happens, what was started is ended."""
        async with AsyncExitStack() as stack:
            folder = Path(stack.enter_context(TemporaryDirectory(prefix="wallboard-soak-", ignore_cleanup_errors=True)))
            upstream, model = Upstream(), Model()
            await upstream.start()
            stack.push_async_callback(upstream.stop)
            model.speak(upstream)
            speaking = asyncio.create_task(model.go_on(upstream))
            stack.callback(speaking.cancel)
            wall = Wall(folder, config(upstream.url))
            stack.push_async_callback(wall.stop)
            await wall.start()
            client = await stack.enter_async_context(httpx.AsyncClient())
            pushing = asyncio.create_task(wall.push(model, client))
            stack.callback(pushing.cancel)
            line = Line(wall.url)
            await line.start()
            stack.push_async_callback(line.stop)
            profile = folder / "chromium"
            profile.mkdir()
            screen = await stack.enter_async_context(opened(profile, self.script))
            await screen.page.goto(line.url)
            rig = Rig(line, model, screen, wall)
            crowd = Crowd(wall.port, Random(self.report.seed))
            stack.push_async_callback(crowd.go)
            try:
                await self.soak(rig, crowd, client)
            except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001  what was measured until then is told
                self.report.wrong.append(f"the run broke off: {type(error).__name__} {error}".rstrip())
            self.report.visitors = dict(crowd.count)
            self.report.wrong += [f"the page has thrown: {error}" for error in screen.errors]
            self.report.wrong += [f"the log has a traceback: {line}" for line in wall.tracebacks()]
            if screen.loads != 1:
                self.report.wrong.append(f"the page was loaded {screen.loads} times")
        return self.report

    async def soak(self, rig: Rig, crowd: Crowd, client: httpx.AsyncClient) -> None:
        """Minute after minute."""
        self.began = time.monotonic()
        await self.measure(rig, client, ())
        fatal = kills(self.report.minutes)
        minute = 0
        while time.monotonic() - self.began < (self.report.minutes - 0.5) * MINUTE:
            began = time.monotonic()
            crowd.come()
            faults = await self.trouble(rig, began, [KILLED] if minute in fatal else [])
            await crowd.go()
            await self.measure(rig, client, faults)
            minute += 1
            self.tell(minute)

    async def trouble(self, rig: Rig, began: float, first: list[Fault]) -> tuple[Fault, ...]:
        """Faults until the minute that has begun becomes calm; those that there were."""
        faults: list[Fault] = []
        while True:
            fault = first.pop() if first else self.random.choice(FAULTS)
            pause = self.random.uniform(8, 18)
            if time.monotonic() + pause - began > CALM - fault.noticed / 2:
                await asyncio.sleep(max(began + CALM - time.monotonic(), 0))
                return tuple(faults)
            await asyncio.sleep(pause)
            await fault.play(rig, self.random)
            faults.append(fault)

    async def measure(self, rig: Rig, client: httpx.AsyncClient, faults: tuple[Fault, ...]) -> None:
        """Let nothing new be said; wait until all is right; see that it stays right; measure."""
        rig.model.still = True
        began = time.monotonic()
        noticed = max((fault.noticed for fault in faults), default=0.0)
        left = await self.heal(rig, HEALED + noticed)
        healed = time.monotonic() - began
        await asyncio.sleep(STILL)
        left = left or await self.heal(rig, STILL)
        screen = await rig.screen.sample()
        server = await rig.wall.sample(client)
        hours = (time.monotonic() - self.began) / 3600
        names = tuple(fault.name for fault in faults)
        self.report.samples.append(Sample(hours, names, healed, screen, server))
        place = f"minute {hours * 60:.1f}, after {', '.join(names) or 'the start'}"
        self.report.wrong += [f"{place}: {difference}" for difference in left]
        if screen.streams != 1:
            self.report.wrong.append(f"{place}: the page has {screen.streams} streams open")
        if server.readers != 1:
            self.report.wrong.append(f"{place}: the server has {server.readers} streams open for one page")
        rig.model.still = False

    async def heal(self, rig: Rig, patience: float) -> list[str]:
        """Wait until the page is right; where it is still wrong after so many seconds."""
        until = time.monotonic() + patience
        left = await self.differences(rig)
        while left and time.monotonic() < until:
            await asyncio.sleep(0.1)
            left = await self.differences(rig)
        return left

    async def differences(self, rig: Rig) -> list[str]:
        """Where the page does not show what is true."""
        look = await rig.screen.look()
        clock = look.tiles.pop("clock", [])
        found = [] if look.link == "live" else [f"the link is {look.link}"]
        if clock[0] != "fresh" or clock[1] not in times(datetime.now(UTC)):
            found.append(f"the clock shows {clock}")
        return [*found, *compared(rig.model, look)]

    def tell(self, minute: int) -> None:
        """One line about the minute that has passed."""
        before, sample = self.report.samples[-2:]
        rate = (sample.screen.events - before.screen.events) / ((sample.hours - before.hours) * 3600)
        busy = (sample.screen.busy - before.screen.busy) / ((sample.hours - before.hours) * 36)
        wrong = f"; {len(self.report.wrong)} WRONG" if self.report.wrong else ""
        self.say(
            f"{minute:4} {rate:4.0f} events/s  page {sample.screen.heap:.2f} MB {sample.screen.nodes} nodes "
            f"{sample.screen.listeners} listeners {busy:.0f}% busy  server {sample.server.rss:.1f} MB "
            f"{sample.server.descriptors} fds {sample.server.cpu:.0f}% CPU  "
            f"right after {sample.healed:.1f} s: {', '.join(sample.faults)}{wrong}"
        )


def compared(model: Model, look: Look) -> list[str]:
    """Where the tiles differ from the model, the clock's apart."""
    expected = model.expected()
    gone = [f"{name} is not on the page" for name in expected.keys() - look.tiles.keys()]
    return gone + [
        f"{name} shows {shown} and not {expected.get(name)}"
        for name, shown in sorted(look.tiles.items())
        if shown != ["fresh", *expected.get(name, [])]
    ]
