"""A model of a browser that shows the wall: what static/link.js, static/shell.js and htmx do with a page and a stream.

It knows no time but the loop's, and no chance but its own, which goes by its name.
"""

import asyncio
import random
from collections.abc import Callable, Mapping

from dashboard.live.frame import Frame
from tests.live.decoder import Event, by_the_rules
from tests.simulation.picture import Choice, Loaded, Picture, older
from tests.simulation.server import Server
from tests.simulation.wire import GONE_AFTER, Lost, Wire

SILENCE = 40.0
"""Seconds after which a stream is given up; a heartbeat comes each 15. As in link.js, like the next five."""

OPENING = 8.0
SLEPT = 20.0
LONGEST_WAIT = 8.0
HEALTHY = 60.0
SOON = 1.0
"""A new layout is fetched somewhere within so many seconds."""

AGAIN = 5.0
LATENCY = 0.03


class Browser:
    """Owns the picture on one screen. `server` is the one that answers now; `complain` takes what must never be."""

    def __init__(
        self, name: str, choice: Choice, server: Callable[[], Server], complain: Callable[[str], None]
    ) -> None:
        self.name, self.choice, self.server, self.complain = name, choice, server, complain
        self.page = choice.page
        self.chance = random.Random(name)
        self.picture = Picture(fixed=self.page is not None)
        self.last = self.shell = self.wanted = ""
        self.network = "up"
        """up, down (every connection fails) or dead (none is answered)."""
        self.most: int | None = None
        """After so many bytes the next connection breaks."""
        self.wire: Wire | None = None
        self.buffer = b""
        self.live_since: float | None = None
        self.flowing_since = 0.0
        self.heard = 0.0
        self.failures = 0
        self.anew = False
        self.taking: asyncio.Task[None] | None = None
        self.awake = asyncio.Event()
        self.awake.set()
        self.loop = asyncio.get_running_loop()
        self.task = self.loop.create_task(self.live())

    def late(self, newest: Mapping[str, Frame], published: Mapping[str, float], now: float) -> list[str]:
        """Where it shows something else than the newest, which was published when `published` says, and has had time
        enough to show that. One that hears nothing has no such duty.
        """
        within = self.choice.within
        if self.live_since is None or now - max(self.live_since, self.flowing_since) <= within or not self.hears():
            return []
        return [f"{self.name} shows {what}" for what in self.picture.behind(newest, now - within, published)]

    def hears(self) -> bool:
        """Whether what is sent arrives."""
        wire = self.wire
        return wire is not None and wire.flows and not wire.broken and not wire.hung_up.is_set()

    # What the world does to it

    def set_network(self, state: str) -> None:
        """What becomes of its connections, the one that is open among them."""
        self.network = state
        if self.wire and state == "down":
            self.wire.cut()
        elif self.wire:
            self.flow()
            if state == "dead":
                self.loop.call_later(GONE_AFTER, self.given_up, self.wire)

    def given_up(self, wire: Wire) -> None:
        """The server gets no sign of life any more from this end of a connection."""
        if self.network == "dead":
            wire.notice()

    def flow(self) -> None:
        """What is on its way arrives, if nothing is against it."""
        if self.wire:
            self.wire.flow(self.network == "up" and self.awake.is_set())
        self.flowing_since = self.loop.time()

    def cut(self, share: float) -> None:
        """The connection breaks when this share of what is on its way has arrived."""
        if wire := self.wire:
            self.read(wire, wire.arrive(round(len(wire.bytes) * share)))
            wire.cut()

    def stall(self) -> None:
        """It stands still, its clocks too."""
        self.awake.clear()
        self.flow()

    def resume(self) -> None:
        """It goes on; after a long silence with a new connection."""
        self.awake.set()
        self.flow()
        if self.wire and self.loop.time() - self.heard > SLEPT:
            self.connect()

    async def leave(self) -> None:
        """It is closed for good."""
        tasks = [self.task, *([self.taking] if self.taking else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.drop()

    # link.js

    async def live(self) -> None:
        """Load the page, then keep a stream open for ever."""
        while self.page and not self.shell:
            try:
                await self.load(self.page)
            except Lost:
                await self.pause(AGAIN)
        while True:
            try:
                await self.listen()
            except Lost:
                self.drop()
            if self.anew:
                self.anew = False
                continue
            if self.live_since is not None and self.loop.time() - self.live_since > HEALTHY:
                self.failures = 0
            self.live_since = None
            self.take_later(AGAIN + self.chance.random() * AGAIN)
            most = min(LONGEST_WAIT, 2.0 ** min(self.failures, 10))
            self.failures += 1
            await self.pause(self.chance.random() * most)

    async def listen(self) -> None:
        """Open one stream and show what comes; Lost when it ends."""
        await self.reach()
        query = {"page": self.page} if self.page else {"widgets": ",".join(self.choice.widgets)}
        wire = Wire(chunk=self.choice.chunk, seconds=self.choice.seconds, most=self.most)
        self.anew = False
        self.wire, self.most, self.buffer, self.picture.newest, self.live_since = wire, None, b"", 0, None
        self.server().connect(query | ({"last": self.last} if self.last else {}), self.name, wire)
        while True:
            try:
                async with asyncio.timeout(SILENCE if self.live_since is not None else OPENING):
                    chunk = await wire.read()
            except TimeoutError:
                if self.awake.is_set():
                    if self.hears() and self.live_since is not None and self.loop.time() - self.flowing_since > SILENCE:
                        self.complain(f"{self.name} hears nothing any more")
                    raise Lost from None
                await self.awake.wait()
            else:
                self.read(wire, chunk)

    def connect(self) -> None:
        """Leave the stream there is for another one."""
        self.anew = True
        self.live_since = None
        self.drop()

    def drop(self) -> None:
        """Read no more from the stream there is."""
        if self.wire:
            self.wire.leave(LATENCY if self.network == "up" else GONE_AFTER)
        self.wire = None

    async def reach(self) -> None:
        """A request's way to the server; Lost where there is none."""
        if self.network == "down":
            raise Lost
        await self.pause(LATENCY if self.network == "up" else OPENING)
        if self.network != "up":
            raise Lost

    async def pause(self, seconds: float) -> None:
        """Wait, and for longer if it stands still meanwhile."""
        await asyncio.sleep(seconds)
        await self.awake.wait()

    def read(self, wire: Wire, chunk: bytes) -> None:
        """Show the events that are whole by now."""
        if wire.status == 200:
            whole, end, self.buffer = (self.buffer + chunk).rpartition(b"\n\n")
            for event in by_the_rules(whole + end):
                self.hear(event)

    def hear(self, event: Event) -> None:
        """One event."""
        self.heard = self.loop.time()
        if event.name == "wall.full":
            return
        if self.live_since is None:
            self.live_since = self.heard
            if self.wanted == self.shell:
                self.take_never()
        if event.name == "wall.shell":
            self.follow(event.data)
        elif event.name not in {"wall.heartbeat", "wall.page"} and (wrong := self.picture.swap(event)):
            self.complain(f"{self.name} {wrong}")
        if event.id:
            self.last = event.id

    # shell.js

    def follow(self, version: str) -> None:
        """Another version of what is around the widgets: fetch the page soon, and take over what differs."""
        if not self.page or version == self.wanted:
            return
        self.wanted = version
        if version == self.shell:
            self.take_never()
        else:
            self.take_later(self.chance.random() * SOON)

    def take_later(self, delay: float) -> None:
        """Fetch the page after so many seconds, and again until it comes."""
        self.take_never()
        if self.page:
            self.taking = self.loop.create_task(self.take(delay))

    def take_never(self) -> None:
        """Nothing is to be fetched any more."""
        if self.taking:
            self.taking.cancel()
            self.taking = None

    async def take(self, delay: float) -> None:
        """Fetch the page and keep of it what is new; go to the first page where it is no more."""
        while True:
            await self.pause(delay)
            delay = AGAIN + self.chance.random() * AGAIN
            try:
                loaded = await self.fetch(self.page)
                if loaded is None:
                    await self.load(None)
                elif loaded.shell == self.shell:
                    return
                else:
                    self.picture.merge(loaded)
                    self.last, self.shell, self.wanted = older(self.last, loaded.last), loaded.shell, loaded.shell
            except Lost:
                continue
            self.connect()
            return

    async def load(self, page: str | None) -> None:
        """Load a page as for the first time, by default the first one, or that where this one is no more."""
        loaded = await self.fetch(page) or await self.fetch(None)
        assert loaded is not None
        self.page, self.last, self.shell, self.wanted = loaded.page, loaded.last, loaded.shell, loaded.shell
        self.picture.elements = dict(loaded.elements)

    async def fetch(self, page: str | None) -> Loaded | None:
        """A page as it is when the request arrives; None where there is none. Lost where nobody answers."""
        await self.reach()
        server = self.server()
        found = server.page(page)
        loaded = Loaded.read(*found, server.hub.newest) if found else None
        await self.reach()
        return loaded
