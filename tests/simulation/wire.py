"""One stream between the server and a browser, as a pipe with little room that may break. Not who is at its ends."""

import asyncio
from typing import Any

ROOM = 500
"""So many bytes may be on their way; then whoever writes has to wait."""

GONE_AFTER = 30.0
"""Seconds until the server notices a reader that has gone without a word; see dashboard/serve.py."""


class Lost(Exception):
    """There is no connection, or no more."""


class Wire:
    """Owns the bytes on their way. The server's end is an ASGI application's `receive` and `send`."""

    def __init__(self, *, chunk: int, seconds: float, most: int | None = None) -> None:
        self.chunk, self.seconds = chunk, seconds
        """At most so many bytes arrive each so many seconds."""
        self.most = most
        """After so many bytes it breaks."""
        self.status = 0
        self.bytes = bytearray()
        self.flows = True
        self.ended = False
        """The server has said its last."""
        self.broken = False
        """The browser gets nothing more."""
        self.changed = asyncio.Event()
        self.drained = asyncio.Event()
        self.hung_up = asyncio.Event()
        """The server has noticed that nobody reads."""

    async def receive(self) -> dict[str, Any]:
        """Nothing, until the reader has gone."""
        await self.hung_up.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        """Write; wait while there is no room. What is written to nobody is lost without a word, as with uvicorn."""
        if self.hung_up.is_set():
            return
        self.status = message.get("status", self.status)
        self.bytes += message.get("body", b"")
        self.ended = message["type"] == "http.response.body" and not message.get("more_body", False)
        self.changed.set()
        while len(self.bytes) > ROOM and not self.hung_up.is_set():
            self.drained.clear()
            await self.drained.wait()

    async def read(self) -> bytes:
        """What arrives next; Lost once nothing more will."""
        while not self.broken:
            if self.bytes and self.flows:
                await asyncio.sleep(self.seconds)
                if self.bytes and self.flows and not self.broken:
                    return self.arrive(self.chunk)
            elif self.ended and self.flows:
                break
            else:
                self.changed.clear()
                await self.changed.wait()
        raise Lost

    def arrive(self, most: int) -> bytes:
        """The next bytes, and the end of it where that is due."""
        count = most if self.most is None else min(most, self.most)
        chunk = bytes(self.bytes[:count])
        del self.bytes[:count]
        self.drained.set()
        if self.most is not None:
            self.most -= len(chunk)
            if self.most <= 0:
                self.cut()
        return chunk

    def cut(self) -> None:
        """Break; both ends notice at once."""
        self.broken = True
        self.notice()
        self.changed.set()

    def leave(self, after: float) -> None:
        """The browser reads no more; the server notices after so many seconds."""
        self.broken = True
        self.changed.set()
        asyncio.get_running_loop().call_later(after, self.notice)

    def notice(self) -> None:
        """Let the server know."""
        self.hung_up.set()
        self.drained.set()

    def flow(self, flows: bool) -> None:
        """Let what is on its way arrive, or stay where it is."""
        self.flows = flows
        self.changed.set()
