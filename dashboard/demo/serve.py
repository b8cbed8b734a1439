"""Runs an application on a free port of loopback, within the running event loop. Not the wall's own server.

It takes the protocol of uvicorn and leaves out its server, which is made for a whole process: that one catches signals,
logs its life and takes its time to end.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar
from uvicorn import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

HOST = "127.0.0.1"

GRACE = 0.3
"""Seconds that answers under way have at the end."""


class QuietProtocol(H11Protocol):
    """HTTP as uvicorn speaks it, without a line in the access log of the wall's own server."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.access_log = False


@asynccontextmanager
async def serve(application: Litestar) -> AsyncIterator[int]:
    """Serve `application` as long as the context lasts, and give the port."""
    config = Config(application, lifespan="off", ws="none", log_config=None)
    config.load()
    state = ServerState()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: QuietProtocol(config, state, {}), HOST, 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for connection in list(state.connections):
            connection.shutdown()
        if state.tasks:
            await asyncio.wait(state.tasks, timeout=GRACE)
        for connection in list(state.connections):
            connection.transport.close()
        await asyncio.sleep(0)
