"""The app on a socket: uvicorn, and how it ends. Not the app itself."""

import asyncio
import logging
import signal
import socket
import sys
from contextlib import suppress
from types import FrameType
from typing import Any

import uvicorn
from litestar import Litestar
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from dashboard.live.seats import Seats

if sys.platform != "win32":
    import resource

log = logging.getLogger("wallboard")

GONE_AFTER = 30_000
"""Milliseconds after which a reader that acknowledges nothing, or reads nothing, has gone. By itself Linux waits a
quarter of an hour for the first, and for ever for the second.
"""

SEND_BUFFER = 256 * 1024
"""Bytes that the system keeps for a reader who is slow, times two; by itself it would let them grow to megabytes."""

RESERVED = 200
"""Open files that are left for all that is no stream: polls, pages that are being loaded, the log, state on disk."""

LARGEST_MESSAGE = 16 * 1024
"""Bytes that a message may have which somebody sends us by WebSocket."""

LARGEST_HEAD = 64 * 1024
"""Bytes that a request may have besides its body: its address and its headers."""

PATIENCE = 30.0
"""Seconds within which a request has to be there as a whole."""

OPEN_MAX = 10_240
"""What macOS allows where it says that there is no limit."""


class Connection(HttpToolsProtocol):
    """A connection, which by itself may stay for ever without a word or in the middle of one, have headers without end,
    and take the last file that a poll needs.
    """

    most = sys.maxsize
    """How many there may be at once."""

    patience = PATIENCE
    """Seconds that it has for a request."""

    head = 0
    """Bytes that have come of a request, and are not of its body."""

    waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take it in, until it says nothing for as long as one that has said it all."""
        super().connection_made(transport)
        if len(self.connections) > self.most:
            transport.abort()
        else:
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )
            self.wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        super().connection_lost(exc)
        self.heard()

    def data_received(self, data: bytes) -> None:
        """Take it in, unless there is too much of it."""
        self.head += len(data)
        super().data_received(data)
        if self.head > LARGEST_HEAD:
            self.transport.write(b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\n\r\n")
            self.transport.close()

    def on_body(self, body: bytes) -> None:
        """Of this the app says how much it takes."""
        self.head -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is whole; the next may begin."""
        super().on_message_complete()
        self.head = 0
        if self.cycle is not None and not self.cycle.response_complete:
            self.heard()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        if not self.pipeline:
            self.wait()

    def handle_websocket_upgrade(self) -> None:
        """Leave the connection to those who know how to go on with it."""
        self.heard()
        super().handle_websocket_upgrade()

    def wait(self) -> None:
        """Hang up unless a whole request comes."""
        self.heard()
        self.waiting = self.loop.call_later(self.patience, self.transport.abort)

    def heard(self) -> None:
        """It has come."""
        if self.waiting is not None:
            self.waiting.cancel()
            self.waiting = None


class Socket(WebSocketsSansIOProtocol):
    """A WebSocket. That it is refused by HTTP is an answer, where uvicorn by itself complains that there was none."""

    async def send(self, message: Any) -> None:
        """Send this event of ASGI."""
        await super().send(message)
        if message["type"] == "websocket.http.response.body":
            self.handshake_complete = True


class Server(uvicorn.Server):
    """uvicorn, which by itself waits for open streams for ever, and raises a signal it was ended by once more.

    Of so many open `files` some are left for what is no connection. A request has `patience` seconds to be whole.
    """

    def __init__(self, app: Litestar, files: int | None = None, patience: float = PATIENCE) -> None:
        most = sys.maxsize if files is None else room(files) + (files - room(files)) // 4
        super().__init__(
            uvicorn.Config(
                app,
                http=type("Connection", (Connection,), {"most": most, "patience": patience}),
                log_config=None,
                access_log=False,
                lifespan="on",
                server_header=False,
                proxy_headers=False,  # it would believe whatever 127.0.0.1 says; see web/proxies
                timeout_graceful_shutdown=1,
                ws=Socket,
                ws_max_size=LARGEST_MESSAGE,
                ws_per_message_deflate=False,
            )
        )
        self.app = app
        self.terminal = sys.stdin is not None and sys.stdin.isatty()

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

    def handle_hangup(self) -> None:
        """Read config.toml again; end where the terminal in which we were started has been closed."""
        if self.terminal and not sys.stdin.isatty():
            self.handle_exit(signal.SIGHUP, None)
        else:
            self.app.state.parts.reread.set()


def listen(host: str, port: int, gone_after: int = GONE_AFTER) -> socket.socket:
    """A listening socket; what it accepts is as it is. OSError where the address is taken or is not this machine's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # said, or asyncio leaves Nagle on
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)  # for who is gone and is not owed anything
        if sys.platform == "linux":
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, gone_after)
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, max(gone_after // 1000, 1))
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, max(gone_after // 3000, 1))
        listener.bind((host, port))
    except BaseException:
        listener.close()
        raise
    return listener


def raise_open_files() -> int | None:
    """Let this process open as many files as it is allowed to, and say how many; None where that has no limit."""
    if sys.platform == "win32":
        return None
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for wanted in (hard, OPEN_MAX):
        if soft != resource.RLIM_INFINITY and (wanted == resource.RLIM_INFINITY or wanted > soft):
            with suppress(ValueError, OSError):
                resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
                break
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return None if soft == resource.RLIM_INFINITY else soft


def room(files: int) -> int:
    """How many streams there may be where so many files may be open."""
    return files - min(RESERVED, files // 2)


def limit_streams(seats: Seats, files: int) -> None:
    """Never take in more streams than so many open files allow. The log hears of it where that is fewer."""
    wanted, seats.room = seats.most, room(files)
    if seats.most < wanted:
        log.warning("no more than %d streams, not %d: this process may open only %d files", seats.most, wanted, files)


def serve(app: Litestar, host: str, port: int) -> bool:
    """Serve until a signal ends it; whether it had started at all."""
    files = raise_open_files()
    if files is not None:
        limit_streams(app.state.parts.seats, files)
    listener = listen(host, port)
    server = Server(app, files)
    try:
        with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
            if sys.platform != "win32":
                runner.get_loop().add_signal_handler(signal.SIGHUP, server.handle_hangup)
            runner.run(server.serve(sockets=[listener]))
    finally:
        listener.close()
    return server.started
