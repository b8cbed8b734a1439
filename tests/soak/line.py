"""The network between browser and wall: the proxy of the other tests, and a link that is slow or stands still."""

import asyncio

from tests.e2e.proxy import Proxy, reset

PIECE = 4096


class Line(Proxy):
    """A proxy in front of the wall whose way back to the browser may be throttled. `rate` is in bytes per second."""

    def __init__(self, target: str) -> None:
        super().__init__(target)
        self.rate: float | None = None

    def reset_all(self) -> None:
        """End what is open with RST in place of FIN."""
        for writer in self.connections.values():
            reset(writer)

    async def pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, back: bool = False) -> None:
        """One way; the way back at the line's rate."""
        await super().pump(Throttled(reader, self) if back else reader, writer, back=back)


class Throttled(asyncio.StreamReader):
    """What `inner` reads, no faster than the line allows. A rate of nothing holds everything back until it rises."""

    def __init__(self, inner: asyncio.StreamReader, line: Line) -> None:
        super().__init__()
        self.inner = inner
        self.line = line

    async def read(self, n: int = -1) -> bytes:
        """The next piece, when it may pass."""
        piece = await self.inner.read(n if self.line.rate is None else PIECE)
        while self.line.rate == 0:  # noqa: ASYNC110  a fault lasts seconds, and its end may be seen a little late
            await asyncio.sleep(0.05)
        if self.line.rate:
            await asyncio.sleep(len(piece) / self.line.rate)
        return piece
