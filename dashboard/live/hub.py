"""Who gets what: the newest frame of each widget for every reader of it. Not how frames are made or written.

A dashboard shows state, not a log. So a reader's mailbox is one place per widget, and a frame that arrives before the
last one was taken replaces it: no queue grows, publishing never waits, and a slow reader gets the newest.
"""

import asyncio
from collections.abc import Callable, Iterable
from itertools import chain

from dashboard.live.frame import Frame
from dashboard.live.reader import Reader

FLUSH = 0.02
"""What is published within so many seconds goes to a reader in one write."""


class Mailbox:
    """What one reader has yet to be sent. The hub puts in, the reader takes out."""

    __slots__ = ("closed", "frames", "guest", "page", "reader", "waiter", "widgets")

    def __init__(self, widgets: frozenset[str], page: str | None = None) -> None:
        self.widgets = widgets
        self.page = page
        self.reader: Reader | None = None
        self.guest = False
        self.frames: dict[str, Frame] = {}
        self.waiter: asyncio.Future[None] | None = None
        self.closed = False

    def put(self, frame: Frame) -> None:
        """Replace what is there of the same name."""
        self.frames[frame.name] = frame

    def take(self) -> bytes:
        """Everything in it as one piece, oldest revision first, so that a cut never skips one; empties it."""
        if len(self.frames) == 1:
            (only,) = self.frames.values()
            self.frames.clear()
            return only.wire
        return b"".join(frame.wire for frame in self.empty())

    def empty(self) -> list[Frame]:
        """Everything in it, in the same order; empties it."""
        frames = sorted(self.frames.values(), key=order)
        self.frames.clear()
        return frames

    def wake(self) -> None:
        """Let the reader go on."""
        if self.waiter is not None and not self.waiter.done():
            self.waiter.set_result(None)

    async def next(self) -> bytes:
        """What is to be written next; empty once the hub has closed."""
        await self.filled()
        return self.take()

    async def filled(self) -> None:
        """Wait until there is something in it, or the hub has closed."""
        while not self.frames and not self.closed:
            self.waiter = asyncio.get_running_loop().create_future()
            try:
                await self.waiter
            finally:
                self.waiter = None


def order(frame: Frame) -> tuple[bool, int]:
    """By revision; the program's own events, which have none, come last."""
    return frame.revision == 0, frame.revision


class Hub:
    """Owns the newest frame of every widget, and the mailboxes of all readers."""

    def __init__(self, flush: float = FLUSH) -> None:
        self.flush = flush
        self.newest: dict[str, Frame] = {}
        self.readers: dict[frozenset[str], set[Mailbox]] = {}
        self.waiting: set[Mailbox] = set()
        self.timer: asyncio.TimerHandle | None = None
        self.closed = False

    def publish(self, frame: Frame) -> None:
        """Keep the frame as the newest of its widget and hand it to everybody who reads that widget."""
        self.newest[frame.name] = frame
        for widgets, mailboxes in self.readers.items():
            if frame.name in widgets:
                self.hand(frame, mailboxes)

    def broadcast(self, make: Callable[[frozenset[str]], Frame]) -> None:
        """Hand everybody an event of the program's own, made once for each distinct choice of widgets."""
        for widgets, mailboxes in self.readers.items():
            self.hand(make(widgets), mailboxes)

    def tell(self, make: Callable[[str | None], Frame | None]) -> None:
        """Hand everybody an event about the page that it shows, None where it shows none of ours. Where `make` makes
        none, nobody is told; guests never are.
        """
        mailboxes = {mailbox for mailbox in chain.from_iterable(self.readers.values()) if not mailbox.guest}
        made = {page: make(page) for page in {mailbox.page for mailbox in mailboxes}}
        for mailbox in mailboxes:
            if found := made[mailbox.page]:
                mailbox.put(found)
                self.waiting.add(mailbox)
        if self.waiting:
            self.plan()

    def order(self, frame: Frame, display: str) -> None:
        """Hand everybody who shows one of our pages what is asked of this screen; who is not here misses it.

        Several screens may share one stream, so orders to each stand side by side in a mailbox.
        """
        mailboxes = {mailbox for mailbox in chain.from_iterable(self.readers.values()) if mailbox.page is not None}
        for mailbox in mailboxes:
            mailbox.frames[f"{frame.name} {display}"] = frame
        self.waiting |= mailboxes
        self.plan()

    def forget(self, name: str) -> None:
        """Keep no frame of a widget that is no more."""
        self.newest.pop(name, None)

    def hand(self, frame: Frame, mailboxes: set[Mailbox]) -> None:
        """Put one frame into many mailboxes."""
        for mailbox in mailboxes:
            mailbox.frames[frame.name] = frame
        self.waiting |= mailboxes
        self.plan()

    def snapshot(self, widgets: Iterable[str], seen: int = 0) -> list[Frame]:
        """The newest frames of these widgets that are younger than the revision `seen`, oldest first."""
        found = (self.newest.get(name) for name in dict.fromkeys(widgets))
        return sorted((frame for frame in found if frame and frame.revision > seen), key=order)

    def subscribe(self, widgets: frozenset[str], seen: int = 0, page: str | None = None) -> Mailbox:
        """A mailbox that holds the snapshot already, and gets everything that comes after it.

        Readers of the same widgets stand together; hand in the same set for them, and it is kept once.
        """
        mailbox = Mailbox(widgets, page)
        mailbox.closed = self.closed
        for frame in self.snapshot(mailbox.widgets, seen):
            mailbox.put(frame)
        self.readers.setdefault(widgets, set()).add(mailbox)
        return mailbox

    def leave(self, mailbox: Mailbox) -> None:
        """Forget a reader, wherever it stands."""
        mailboxes = self.readers.get(mailbox.widgets, set())
        mailboxes.discard(mailbox)
        if not mailboxes:
            self.readers.pop(mailbox.widgets, None)
        self.waiting.discard(mailbox)

    def count(self) -> int:
        """How many readers there are."""
        return sum(map(len, self.readers.values()))

    def reads(self, display: str) -> bool:
        """Whether a screen of this name has a stream."""
        return display in self.displays()

    def displays(self) -> set[str]:
        """The names of the screens that have a stream."""
        mailboxes = chain.from_iterable(self.readers.values())
        return {mailbox.reader.display for mailbox in mailboxes if mailbox.reader and mailbox.reader.display}

    def close(self) -> None:
        """End every stream, now and from now on."""
        self.closed = True
        self.dismiss()

    def dismiss(self) -> None:
        """End every open stream, so that nothing more comes to it. Readers come back, and are looked at anew."""
        readers, self.readers = self.readers, {}
        for mailbox in chain.from_iterable(readers.values()):
            mailbox.closed = True
            mailbox.wake()

    def plan(self) -> None:
        """Wake those who wait, a short moment from now."""
        if self.timer is None:
            self.timer = asyncio.get_running_loop().call_later(self.flush, self.deliver)

    def deliver(self) -> None:
        """Wake everybody for whom something has come."""
        self.timer = None
        waiting, self.waiting = self.waiting, set()
        for mailbox in waiting:
            mailbox.wake()
