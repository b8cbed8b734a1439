"""Two readers of event streams: httpx-sse, and the rules of the WHATWG written out once more."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
from httpx_sse import EventSource


@dataclass(frozen=True)
class Event:
    """One event as a browser would dispatch it; `id` is the last event id at that moment."""

    name: str
    data: str
    id: str = ""


def by_the_rules(stream: bytes) -> list[Event]:
    """The events of a stream that has ended, as the WHATWG's rules have it."""
    text = stream.decode("utf-8", errors="replace").removeprefix("\ufeff")
    events: list[Event] = []
    data: list[str] = []
    name = last = ""
    *lines, _ = re.split(r"\r\n|\r|\n", text)
    for line in lines:
        if not line:
            if data:
                events.append(Event(name or "message", "\n".join(data), last))
            name, data = "", []
            continue
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "event":
            name = value
        elif field == "data":
            data.append(value)
        elif field == "id" and "\0" not in value:
            last = value
    return events


class Pieces(httpx.SyncByteStream):
    """A body that arrives cut in two."""

    def __init__(self, stream: bytes, cut: int) -> None:
        self.pieces = [piece for piece in (stream[:cut], stream[cut:]) if piece]

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.pieces)


def by_httpx_sse(stream: bytes, cut: int = 0) -> list[Event]:
    """The same as httpx-sse reads it, where the network cuts the stream at `cut`."""
    response = httpx.Response(200, headers={"Content-Type": "text/event-stream"}, stream=Pieces(stream, cut))
    return [Event(event.event, event.data, event.id) for event in EventSource(response).iter_sse()]
