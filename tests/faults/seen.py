"""What people see of a wall, read from what it sends: a tile, the status page, the stream. Nothing of its inside."""

import asyncio
import contextlib
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any

import httpx

from tests.live.decoder import Event, by_the_rules

PATIENCE = 15.0
"""Seconds after which a test stops waiting for what should have happened long ago."""

EMPTY = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
"""Elements that have no end tag."""


class Outline(HTMLParser):
    """The elements of a piece of HTML with their attributes, and the text of each class of element."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.classes: dict[str, list[str]] = {}
        self.broken: list[str] = []
        self.open: list[tuple[str, list[str]]] = []
        self.feed(html)
        self.close()
        self.broken += [f"<{tag}> has no end" for tag, _ in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append((tag, attributes))
        names = attributes.get("class", "").split()
        for name in names:
            self.classes.setdefault(name, []).append("")
        if tag not in EMPTY:
            self.open.append((tag, names))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element of a drawing that has no inside."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        """The innermost element ends, or something is wrong."""
        if self.open and self.open[-1][0] == tag:
            self.open.pop()
        else:
            self.broken.append(f"</{tag}> ends nothing")

    def handle_data(self, data: str) -> None:
        """Text belongs to every class of element that it stands in."""
        for name in {name for _, names in self.open for name in names}:
            self.classes[name][-1] += data

    def text(self, name: str) -> str:
        """The text of the first element of this class, in single spaces; empty where there is none."""
        return " ".join(self.classes.get(name, [""])[0].split())


@dataclass(frozen=True)
class Tile:
    """One tile as the wall sends it."""

    html: str
    outline: Outline = field(compare=False, repr=False)

    @property
    def state(self) -> str:
        """fresh, stale, …"""
        return self.outline.elements[0][1]["data-state"]

    @property
    def value(self) -> str:
        """The headline."""
        return self.outline.text("value")

    @property
    def age(self) -> str:
        """What it says of its age while it is stale."""
        return self.outline.text("age")

    @property
    def reason(self) -> str:
        """Why there is nothing newer, or nothing at all."""
        return self.outline.text("reason") or self.outline.text("message")

    @property
    def text(self) -> str:
        """All that can be read."""
        return self.outline.text("tile")


@dataclass
class Stream:
    """A stream that is being read."""

    received: bytearray = field(default_factory=bytearray)
    ended: bool = False

    def events(self, name: str | None = None) -> list[Event]:
        """What has come so far, as a browser would have it; of one name, or all."""
        found = by_the_rules(bytes(self.received))
        return [event for event in found if name is None or event.name == name]

    def names(self) -> Counter[str]:
        """How many events of each name have come."""
        return Counter(event.name for event in self.events())


class Wall:
    """A wall that runs at `url`, seen from outside."""

    def __init__(self, url: str) -> None:
        self.url = url
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=20)
        self.client = httpx.AsyncClient(base_url=url, timeout=PATIENCE, limits=limits, trust_env=False)

    async def ready(self) -> None:
        """Return when every source has been asked once."""
        async with asyncio.timeout(PATIENCE * 2):
            while (await self.client.get("/readyz")).status_code != 200:  # noqa: ASYNC110  another part makes it so
                await asyncio.sleep(0.05)

    async def tile(self, name: str) -> Tile:
        """The tile of a widget now."""
        answer = (await self.client.get(f"/widgets/{name}")).raise_for_status()
        return Tile(answer.text, Outline(answer.text))

    async def sees(self, name: str, truth: Callable[[Tile], object], seconds: float = PATIENCE) -> Tile:
        """The tile as soon as this is true of it; AssertionError with the tile after so many seconds."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not truth(tile := await self.tile(name)):
            assert asyncio.get_running_loop().time() < deadline, tile.html
            await asyncio.sleep(0.02)
        return tile

    async def shows(self, name: str, value: str, seconds: float = PATIENCE) -> Tile:
        """The tile as soon as this is its headline and it is fresh."""
        return await self.sees(name, lambda tile: tile.value == value and tile.state == "fresh", seconds)

    async def status(self) -> str:
        """The status page as text without markup."""
        page = (await self.client.get("/status")).raise_for_status().text
        return words(page[page.index("<main") :])

    async def row(self, name: str) -> str:
        """What the status page says of a source, by the id of its first widget."""
        page = (await self.client.get("/status")).raise_for_status().text
        rows = re.findall(r"<tr data-condition=.*?</tr>", page, re.DOTALL)
        (found,) = [row for row in rows if re.search(rf'<th scope="row">{re.escape(name)}\b', row)]
        return words(found)

    async def state(self, name: str) -> dict[str, Any]:
        """What `GET /api/widgets/{id}` says."""
        found: dict[str, Any] = (await self.client.get(f"/api/widgets/{name}")).raise_for_status().json()
        return found

    async def faults(self, name: str) -> Counter[str]:
        """How many polls of a source have failed, by their class, as Prometheus is told."""
        text = (await self.client.get("/metrics")).raise_for_status().text
        found = re.findall(rf'^wallboard_polls_total{{fault="(\w+)",source="{name}"}} ([\d.e+]+)', text, re.MULTILINE)
        return Counter({fault: int(float(count)) for fault, count in found if fault != "none" and float(count)})

    async def polls(self, name: str) -> int:
        """How many polls of a source have ended."""
        text = (await self.client.get("/metrics")).raise_for_status().text
        return sum(
            int(float(count))
            for count in re.findall(rf'^wallboard_polls_total{{fault="\w+",source="{name}"}} (\S+)', text, re.MULTILINE)
        )

    async def refresh(self, name: str) -> None:
        """Let it poll now."""
        (await self.client.post(f"/api/widgets/{name}/refresh")).raise_for_status()

    async def push(self, name: str, token: str | None, content: bytes) -> httpx.Response:
        """Push to a widget; the answer, whatever it is."""
        headers = [(b"Authorization", f"Bearer {token}".encode())] if token else []
        return await self.client.put(f"/api/widgets/{name}", content=content, headers=headers)

    @asynccontextmanager
    async def stream(self, query: str = "") -> AsyncIterator[Stream]:
        """The stream of all widgets, once its snapshot has begun to come; read until the end of the block."""
        stream = Stream()

        async def read(response: httpx.Response) -> None:
            with contextlib.suppress(httpx.TransportError):
                async for piece in response.aiter_raw():
                    stream.received += piece
            stream.ended = True

        async with self.client.stream("GET", f"/events{query}", timeout=None) as response:
            response.raise_for_status()
            reading = asyncio.create_task(read(response))
            try:
                await until(lambda: b"event: wall.heartbeat" in stream.received)
                yield stream
            finally:
                reading.cancel()
                await asyncio.gather(reading, return_exceptions=True)


def words(html: str) -> str:
    """The text of a piece of HTML, in single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


async def until(truth: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait until it is true of what somebody else does."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not truth():
        assert asyncio.get_running_loop().time() < deadline, "what was waited for did not happen"
        await asyncio.sleep(0.01)
