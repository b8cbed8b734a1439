"""How long a poll may take, not counting the time for which it waits for its turn at a host. Not when it begins."""

import asyncio
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from contextvars import ContextVar
from types import TracebackType


class Deadline(AbstractAsyncContextManager["Deadline"]):
    """Raises TimeoutError after so many seconds, as `asyncio.timeout` does.

    Its clock stands still while requests of this poll wait for their turn and none of them is under way. So nobody is
    blamed for a queue of ours, and since whoever holds a turn has a clock that runs, every wait ends.
    """

    def __init__(self, seconds: float) -> None:
        self.limit = asyncio.timeout(seconds)
        self.waiting = 0
        self.asking = 0
        self.left: float | None = None
        """The seconds that are left, while the clock stands still."""
        self.over = False

    async def __aenter__(self) -> "Deadline":
        await self.limit.__aenter__()
        self.outer = CURRENT.set(self)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        CURRENT.reset(self.outer)
        self.over = True
        await self.limit.__aexit__(kind, error, trace)

    def when(self) -> float | None:
        """When it ends on the loop's clock; None while its clock stands still."""
        return self.limit.when()

    def count(self, *, waiting: int = 0, asking: int = 0) -> None:
        """So many more requests, or fewer, wait or are under way."""
        self.waiting += waiting
        self.asking += asking
        if self.over or self.limit.expired():
            return
        now = asyncio.get_running_loop().time()
        still = self.waiting > 0 and not self.asking
        if still and self.left is None:
            self.left = (self.limit.when() or now) - now
            self.limit.reschedule(None)
        elif not still and self.left is not None:
            self.limit.reschedule(now + self.left)
            self.left = None


CURRENT: ContextVar[Deadline | None] = ContextVar("deadline", default=None)
"""The deadline of the poll that this task works for. Each poll has its own, and so have the tasks that it starts."""


@contextmanager
def waiting() -> Iterator[None]:
    """For as long as a request waits for its turn."""
    deadline = CURRENT.get()
    if deadline:
        deadline.count(waiting=1)
    try:
        yield
    finally:
        if deadline:
            deadline.count(waiting=-1)


@contextmanager
def asking() -> Iterator[None]:
    """For as long as a request is under way."""
    deadline = CURRENT.get()
    if deadline:
        deadline.count(asking=1)
    try:
        yield
    finally:
        if deadline:
            deadline.count(asking=-1)
