"""A whole wall for a test: from the text of a config.toml, in the test's own loop, on a port of its own."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from litestar import Litestar

from dashboard.app import Parts, create_app, read_board
from dashboard.serve import GONE_AFTER, PATIENCE, Server, listen
from tests.waiting import until


def app_of(folder: Path, text: str) -> Litestar:
    """The app of the wall that this config.toml describes."""
    path = folder / "config.toml"
    path.write_text(text, "utf-8")
    return create_app(read_board(path))


def parts_of(app: Litestar) -> Parts:
    """The parts of an app."""
    parts: Parts = app.state.parts
    return parts


@asynccontextmanager
async def serving(app: Litestar, gone_after: int = GONE_AFTER, patience: float = PATIENCE) -> AsyncIterator[str]:
    """The app on a socket, as the command serves it, and the address of it."""
    with listen("127.0.0.1", 0, gone_after) as listener:
        server = Server(app, patience=patience)
        running = asyncio.create_task(server.serve(sockets=[listener]))
        await until(lambda: server.started or running.done())
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.handle_exit(signal.SIGTERM, None)
            await running
