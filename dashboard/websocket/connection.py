"""A connection of uvicorn's that has become a WebSocket, as ASGI sees one. Not the rules of its bytes; see messages.

uvicorn leaves WebSockets to packages of others, and there is none among ours. It needs little: a wall sends text and
now and then hears a short one. Before it is accepted, an app may answer with HTTP as it would anywhere else.
"""

import asyncio
import base64
import binascii
import hashlib
import logging
from collections import deque
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from uvicorn.config import Config
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.server import ServerState

from dashboard.websocket.messages import Close, Incoming, Kind, Message, Refused, framed

log = logging.getLogger("wallboard")

LARGEST = 16 * 1024
"""Bytes that a message may have which somebody sends us."""

UNREAD = 8
"""Messages that wait to be read before no more are taken from the connection."""

ANSWER = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
"""What the key of a request is hashed with, by RFC 6455."""

Event = dict[str, Any]


class WebSocket(asyncio.Protocol):
    """Owns one connection, from the request for a WebSocket until it ends."""

    def __init__(self, config: Config, server_state: ServerState) -> None:
        self.app = config.loaded_app
        self.connections = server_state.connections
        self.tasks = server_state.tasks
        self.incoming = Incoming(LARGEST)
        self.unread: deque[Event] = deque([{"type": "websocket.connect"}])
        self.news = asyncio.Event()
        self.news.set()
        self.accepted = False
        self.ended = False
        self.refusal: Event | None = None

    def begin(self, transport: asyncio.Transport, scope: Event, target: bytes) -> None:
        """Take over a connection on which a WebSocket at `target` is asked for; `scope` is the head of the request."""
        self.transport = transport
        self.flow = FlowControl(transport)
        self.connections.add(self)  # type: ignore[arg-type]  # uvicorn names only its own
        headers = dict(scope["headers"])
        if headers.get(b"sec-websocket-version") != b"13":
            self.answer(426, [(b"sec-websocket-version", b"13")], b"WebSocket version 13 is spoken here.\n")
            return
        self.key = headers.get(b"sec-websocket-key", b"")
        if scope["method"] != "GET" or not is_key(self.key):
            self.answer(400, [], b"This is no request for a WebSocket.\n")
            return
        path, _, query = target.partition(b"?")
        scope = scope | {
            "type": "websocket",
            "scheme": "wss" if scope["scheme"] == "https" else "ws",
            "path": scope["root_path"] + unquote(path.decode("ascii")),
            "raw_path": path,
            "query_string": query,
            "subprotocols": [],
        }
        del scope["method"]
        task = asyncio.get_running_loop().create_task(self.run(scope))
        task.add_done_callback(self.tasks.discard)
        self.tasks.add(task)

    async def run(self, scope: Event) -> None:
        """Let the app speak, and end when it has."""
        try:
            await self.app(scope, self.receive, self.send)
        except Exception:
            log.exception("the WebSocket %s failed", scope["path"])
            self.close(Close.OUR_MISTAKE)
        self.close(Close.NORMAL)

    async def receive(self) -> Event:
        """What has come next."""
        await self.news.wait()
        event = self.unread.popleft()
        if not self.unread and not self.ended:
            self.news.clear()
        if len(self.unread) < UNREAD:
            self.flow.resume_reading()
        if event["type"] == "websocket.disconnect":
            self.unread.append(event)  # whoever asks again is told again
        return event

    async def send(self, event: Event) -> None:
        """Do what the app wants. Waits while the reader's connection is full."""
        if self.ended:
            return
        match event["type"]:
            case "websocket.accept":
                self.accept()
            case "websocket.send":
                self.transport.write(framed(Kind.TEXT, event["text"].encode()))
                await self.flow.drain()
            case "websocket.close":
                self.close(event.get("code", Close.NORMAL))
            case "http.response.start":
                self.refusal = event
            case "http.response.body" if self.refusal:
                self.answer(self.refusal["status"], self.refusal["headers"], event.get("body", b""))

    def accept(self) -> None:
        """Say yes: from here on it is a WebSocket."""
        answer = base64.b64encode(hashlib.sha1(self.key + ANSWER, usedforsecurity=False).digest())
        head = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        self.transport.write(head + b"Sec-WebSocket-Accept: " + answer + b"\r\n\r\n")
        self.accepted = True

    def close(self, code: int) -> None:
        """End it: with this code, or with 403 or 500 where it has not begun."""
        if self.ended:
            return
        if not self.accepted:
            self.answer(500 if code == Close.OUR_MISTAKE else 403, [], b"There is no WebSocket here for you.\n")
            return
        self.transport.write(framed(Kind.CLOSE, code.to_bytes(2, "big")))
        self.end()

    def answer(self, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        """Answer with HTTP in place of a WebSocket, and end."""
        more = [(b"content-length", b"%d" % len(body)), (b"connection", b"close")]
        if not any(name.lower() == b"content-type" for name, _ in headers):
            more.append((b"content-type", b"text/plain; charset=utf-8"))
        lines = [b"HTTP/1.1 %d %s" % (status, HTTPStatus(status).phrase.encode())]
        lines += [b"%s: %s" % pair for pair in (*headers, *more)]
        self.transport.write(b"\r\n".join(lines) + b"\r\n\r\n" + body)
        self.end()

    def end(self) -> None:
        """Close the connection once all is sent, and tell the app."""
        self.leave()
        self.transport.close()

    def leave(self) -> None:
        """Whoever waits is told that it is over."""
        if not self.ended:
            self.ended = True
            self.unread.append({"type": "websocket.disconnect", "code": Close.NORMAL})
            self.news.set()
            self.flow.resume_writing()

    def data_received(self, data: bytes) -> None:
        """Take in what comes. What nobody may send ends it."""
        if not self.accepted or self.ended:
            return
        try:
            for message in self.incoming.feed(data):
                if self.ended:
                    return
                self.take(message)
        except Refused as refused:
            self.close(refused.code)

    def take(self, message: Message) -> None:
        """One message. Refused for one that is no text."""
        if message.kind is Kind.CLOSE:
            self.close(Close.NORMAL)
        elif message.kind is Kind.PING:
            self.transport.write(framed(Kind.PONG, message.content))
        elif message.kind is not Kind.PONG:
            self.unread.append({"type": "websocket.receive", "text": message.text})
            self.news.set()
            if len(self.unread) >= UNREAD:
                self.flow.pause_reading()

    def eof_received(self) -> bool:
        """The other side has hung up."""
        return False

    def connection_lost(self, error: Exception | None) -> None:
        """It is over."""
        self.connections.discard(self)
        self.leave()

    def shutdown(self) -> None:
        """The server ends; whoever comes back finds the next one."""
        self.close(Close.RESTART)

    def pause_writing(self) -> None:
        """The connection is full."""
        self.flow.pause_writing()

    def resume_writing(self) -> None:
        """It is not any more."""
        self.flow.resume_writing()


def is_key(text: bytes) -> bool:
    """Whether it can be the key of a request: 16 bytes in Base64."""
    try:
        return len(base64.b64decode(text, validate=True)) == 16
    except binascii.Error:
        return False
