"""The app on a socket: uvicorn, and how it ends. Not the app itself."""

import asyncio
import logging
import signal
import socket
import sys
from types import FrameType

import uvicorn
from litestar import Litestar

log = logging.getLogger("wallboard")

GONE_AFTER = 30_000
"""Milliseconds after which a reader that acknowledges nothing has gone; else Linux waits a quarter of an hour."""


class Server(uvicorn.Server):
    """uvicorn, which by itself waits for open streams for ever, and raises a signal it was ended by once more."""

    def __init__(self, app: Litestar) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                lifespan="on",
                server_header=False,
                timeout_graceful_shutdown=1,
                ws="none",
            )
        )
        self.app = app

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Say where the wall is, once it is there."""
        await super().startup(sockets)
        for listener in sockets or []:
            name, port = listener.getsockname()[:2]
            log.info("the wall is on http://%s:%d", f"[{name}]" if ":" in name else name, port)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End all streams, then the server."""
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True
        asyncio.get_running_loop().call_soon_threadsafe(self.app.state.parts.hub.close)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. OSError where the address is taken or is not this machine's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # said, or asyncio leaves Nagle on
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if sys.platform == "linux":
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, GONE_AFTER)
        listener.bind((host, port))
    except BaseException:
        listener.close()
        raise
    return listener


def serve(app: Litestar, host: str, port: int) -> bool:
    """Serve until a signal ends it; whether it had started at all."""
    listener = listen(host, port)
    server = Server(app)
    try:
        with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
            runner.run(server.serve(sockets=[listener]))
    finally:
        listener.close()
    return server.started
