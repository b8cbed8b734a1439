"""A whole simulation: clock, upstream, server and browsers, and what must hold of them at any moment."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from dashboard.config.board import NOTICE
from dashboard.live.frame import Frame
from dashboard.poll.outcome import Outcome, Success
from dashboard.widget import Push, Source
from tests.simulation.boards import Table, board
from tests.simulation.browser import Browser
from tests.simulation.clock import VirtualLoop, WallClock
from tests.simulation.picture import Choice
from tests.simulation.polling import Polling
from tests.simulation.server import Ears, Server
from tests.simulation.truth import Truth
from tests.simulation.upstream import Upstream

LOOK = 0.93
"""How often everything is looked at, in seconds; out of step with the ticks of the server."""

OWN_EVENTS = 2
"""A mailbox may hold a heartbeat and a shell besides its widgets."""

OWN_JOBS = 10
"""A schedule may hold so many jobs besides the polls."""

TO_HEAL = 120.0
"""Seconds after which all is right again, once nothing is broken any more."""


class World:
    """Owns everything in one simulation."""

    def __init__(self, tables: Mapping[str, Table], start: datetime) -> None:
        self.loop = VirtualLoop()
        self.clock = WallClock(self.loop, start)
        self.upstream = Upstream(self.loop.time, noticed=lambda name: self.polling.begins(name))
        self.tables = dict(tables)
        self.browsers: dict[str, Browser] = {}
        self.problems: list[str] = []
        self.joined = self.pushes = 0
        self.begin()
        self.watch = self.loop.create_task(self.look())

    # What can happen

    def do(self, action: Callable[[], object]) -> None:
        """Do it inside the loop."""

        async def inside() -> None:
            action()

        self.loop.run_until_complete(inside())

    def begin(self) -> None:
        """The server starts."""
        shown = board(self.tables, self.upstream)
        self.published: dict[str, float] = {}
        self.polling = Polling(shown, self.upstream, self.loop.time)
        self.truth = Truth(shown, self.loop.time)

        async def start() -> None:
            self.server = Server(shown, self.clock, Ears(self.outcome, self.publish))
            await self.server.start()

        self.loop.run_until_complete(start())

    def restart(self, after: float, *, politely: bool) -> None:
        """The server ends, and starts again after so many seconds."""
        self.loop.run_until_complete(self.server.stop() if politely else self.server.kill())
        self.loop.pass_time(after)
        self.begin()

    def reload(self, tables: Mapping[str, Table]) -> None:
        """config.toml is edited."""
        self.tables = dict(tables)
        shown = board(self.tables, self.upstream)
        self.polling.adopt(shown)
        self.truth.adopt(shown)
        self.do(lambda: self.server.take(shown))

    def pushable(self) -> list[str]:
        """The widgets that can be pushed to."""
        return [name for name, widget in self.server.board.widgets.items() if isinstance(widget.source, Push)]

    def push(self, name: str, lifetime: timedelta | None) -> None:
        """Somebody pushes to a widget."""
        self.pushes += 1
        pushed = Success(f"push {self.pushes}", self.clock.now(), lifetime=lifetime)
        self.do(lambda: self.server.deliver(self.server.board.widgets[name].source, pushed))

    def refresh(self, name: str) -> None:
        """Somebody asks for a poll of this widget's source now."""
        if poller := self.server.pollers.by_widget.get(name):
            self.polling.excuse()
            self.do(poller.refresh)

    def turn(self, by: timedelta) -> None:
        """The wall clock is set."""
        self.clock.turn(by)
        self.polling.excuse()
        self.truth.turned = self.loop.time()

    def join(self, choice: Choice, most: int | None) -> str:
        """A browser is opened; its first connection breaks after so many bytes."""
        self.joined += 1
        name = f"browser {self.joined}"

        def opened() -> None:
            browser = self.browsers[name] = Browser(name, choice, lambda: self.server, self.problems.append)
            browser.most = most

        self.do(opened)
        return name

    def leave(self, name: str) -> None:
        """A browser is closed."""
        self.loop.run_until_complete(self.browsers.pop(name).leave())

    def heal(self) -> None:
        """Nothing is broken any more: after a while everybody shows the newest of everything."""
        self.upstream.moods.clear()
        for browser in self.browsers.values():
            self.do(partial(browser.set_network, "up"))
            self.do(browser.resume)
        self.loop.pass_time(TO_HEAL)
        self.check()
        for browser in self.browsers.values():
            known = self.server.board.pages.get(browser.page or "")
            if known and browser.picture.elements.keys() != known.shown:
                self.problems.append(
                    f"{browser.name} shows {sorted(browser.picture.elements)} and not {sorted(known.shown)}"
                )
            exists = browser.page or set(browser.choice.widgets) <= self.server.board.widgets.keys()
            settled = self.loop.time() - browser.choice.within
            behind = browser.picture.behind(self.server.hub.newest, settled, self.published)
            if exists and (browser.live_since is None or behind):
                self.problems.append(f"{browser.name} is not right again")
        self.check()

    def end(self) -> None:
        """Stop everything; nothing may be left."""
        for name in list(self.browsers):
            self.leave(name)
        self.loop.run_until_complete(self.server.stop())
        self.watch.cancel()
        self.loop.pass_time(60)
        assert not asyncio.all_tasks(self.loop)
        assert not self.server.hub.readers
        assert not any(self.upstream.under_way.values())

    # What is noted

    def outcome(self, source: Source[Any], outcome: Outcome) -> None:
        """A poll or a push has ended."""
        self.polling.ends(source, outcome)
        self.truth.outcome(source, outcome)

    def publish(self, frame: Frame) -> None:
        """A frame was published."""
        self.published[frame.name] = self.loop.time()

    async def look(self) -> None:
        """Look at everything, again and again."""
        while not self.problems:
            await asyncio.sleep(LOOK)
            self.problems += self.found()

    # What must hold

    def check(self) -> None:
        """AssertionError where something is not as it must be, or was not."""
        wrong = self.problems or self.found()
        assert not wrong, "\n".join(wrong[:5])

    def found(self) -> list[str]:
        """Everything that is not as it must be now."""
        if not self.server.up:
            return []
        return [
            *self.polling.check(),
            *self.truth.check(self.server.hub.newest),
            *self.pictures(),
            *self.bounds(),
        ]

    def pictures(self) -> list[str]:
        """Browsers that do not show the newest though they should."""
        newest, now = self.server.hub.newest, self.loop.time()
        return [late for browser in self.browsers.values() for late in browser.late(newest, self.published, now)]

    def bounds(self) -> list[str]:
        """What has grown beyond its bounds."""
        server = self.server
        mailboxes = [mailbox for together in server.hub.readers.values() for mailbox in together]
        full = [mailbox for mailbox in mailboxes if len(mailbox.frames) > len(mailbox.widgets | {NOTICE}) + OWN_EVENTS]
        found = [f"a mailbox of {len(mailbox.widgets)} widgets holds {sorted(mailbox.frames)}" for mailbox in full]
        if len(mailboxes) > len(server.streams):
            found.append(f"there are {len(mailboxes)} mailboxes and {len(server.streams)} streams")
        if len(server.schedule.entries) > len(server.pollers.by_source) + OWN_JOBS:
            found.append(f"{len(server.schedule.entries)} jobs for {len(server.pollers.by_source)} sources")
        return found
