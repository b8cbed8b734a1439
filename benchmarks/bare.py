"""The least that a write to a reader can cost on this machine: a server that does nothing else."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import uvloop

from benchmarks.processes import said, started

EVENT = b"event: wall.heartbeat\ndata: " + b"x" * 1500 + b"\n\n"
"""About as long as a number with its curve."""

PAUSE = 0.05
"""Seconds between two events: twenty a second."""


async def main() -> None:
    """Print the port, then write the same event to everybody again and again."""
    connections: set[asyncio.BaseTransport] = set()

    class Connection(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport = transport
            connections.add(transport)

        def connection_lost(self, error: Exception | None) -> None:
            connections.discard(self.transport)

    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    while True:
        for connection in connections:
            connection.write(EVENT)  # type: ignore[attr-defined]  # uvloop's transports are none of asyncio's classes
        await asyncio.sleep(PAUSE)


@contextmanager
def bare() -> Iterator[tuple[int, psutil.Process]]:
    """The port and the process of such a server."""
    with started("benchmarks.bare") as process:
        yield int(said(process)), psutil.Process(process.pid)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
