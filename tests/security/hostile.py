"""A world in which every host means harm: what the demo plays, with hostile text wherever a tile shows any. No tests.

Each place of an answer is made hostile by itself first, to see whether a tile shows it; then all of them at once.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Any

import msgspec

from dashboard.config.board import Widget
from dashboard.live.render import Renderer
from dashboard.poll.pollers import system_now
from dashboard.store.reading import Reading
from dashboard.widget import Answer, Http, Push, Request, SourceError

MARK = "7 * 7"
"""What tells in a tile that hostile text is shown."""

TEXT = (
    "{{ 7 * 7 }} <script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)></svg>"
    "\"' onmouseover=alert(4) style=color:red x=\"<iframe srcdoc='<script>alert(5)</script>'></iframe>"
    "<style>*{display:none}</style><base href=//evil.example><form action=//evil.example><button autofocus>"
    "</title></textarea></template></article></section></main><a hx-get=/x hx-trigger=load sse-swap=x>"
)
SHORT = "{{ 7 * 7 }} <img src=x onerror=alert(7)>"
"""For where there is room for no more."""

LINK = "javascript:alert(6)"
"""In place of every address."""

Place = tuple[str, ...]
"""Where a text is: the keys on the way to it, `*` for each of a list, `#` for the keys of an object themselves. In XML
and calendars, the name of what holds it.
"""

Where = Mapping[Place, str]
"""What is to be written into which places."""


def places(found: Any, at: Place = ()) -> Iterator[Place]:
    """Every place of a document where a text is."""
    if isinstance(found, str):
        yield at
    if isinstance(found, dict):
        yield (*at, "#")
    entries = [("*", each) for each in found] if isinstance(found, list) else ()
    for key, each in found.items() if isinstance(found, dict) else entries:
        yield from places(each, (*at, key))


def written(found: Any, where: Where, at: Place = ()) -> Any:
    """The same document, hostile in these places."""
    if isinstance(found, dict):
        keys = where.get((*at, "#"), "")
        return {
            f"{keys} {number}" if keys else key: written(each, where, (*at, key))
            for number, (key, each) in enumerate(found.items())
        }
    if isinstance(found, list):
        return [written(each, where, (*at, "*")) for each in found]
    if at not in where or not isinstance(found, str):
        return found
    return LINK if re.match("https?:", found) else where[at]


HELD = {"calendar": r"(?m)^({}(?:;[^:\r\n]*)?:)([^\r\n]*)", "xml": r"(<{}(?:\s[^>]*)?>)([^<]+)"}
"""How a property of a calendar, or an element of XML, holds its text."""


def of(body: bytes) -> Any:
    """The document in an answer: JSON, or text."""
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")


def all_places(document: Any) -> set[Place]:
    """Every place of it, as JSON, a calendar or XML."""
    if not isinstance(document, str):
        return set(places(document))
    names = r"(?m)^([A-Z-]+)[;:]" if document.startswith("BEGIN:") else r"<(\w+)"
    return {(name,) for name in re.findall(names, document)}


def changed(document: Any, where: Where) -> bytes:
    """The same answer, hostile in these places."""
    if not isinstance(document, str):
        return json.dumps(written(document, where)).encode()
    calendar = document.startswith("BEGIN:")

    def instead(found: re.Match[str], text: str) -> str:
        given = LINK if re.match("https?:", found[2]) else text
        return found[1] + (given if calendar else f"<![CDATA[{given}]]>")

    for place, text in where.items():
        held = HELD["calendar" if calendar else "xml"].format(re.escape(place[0]))
        document = re.sub(held, partial(instead, text=text), document)
    return str(document).encode()


@dataclass
class World:
    """What the hosts answer, remembered, and made hostile in these places. Satisfies `widget.Http`."""

    http: Http
    known: dict[Request, tuple[Answer, Any]] = field(default_factory=dict)
    where: Where = field(default_factory=dict)

    async def send(self, request: Request, *, keep: timedelta | None = None) -> Answer:
        """An answer that means harm."""
        if request not in self.known:
            answer = await self.http.send(request)
            self.known[request] = answer, of(answer.body)
        answer, document = self.known[request]
        return replace(answer, body=changed(document, self.where)) if self.where else answer

    async def connect(self, host: str, port: int) -> float:
        """As in any world."""
        return 0.01


async def worst(
    widget: Widget, renderer: Renderer, http: Http, texts: tuple[str, ...] = (TEXT, SHORT), mark: str = MARK
) -> Any:
    """What the widget is given where everything that it shows is hostile; None where it shows no text of anybody's.

    A place takes the first of `texts` for which it has room; `mark` stands in all of them.
    """
    world = World(http)

    async def given(where: Where) -> Any:
        if isinstance(widget.source, Push):
            return msgspec.convert(written(msgspec.to_builtins(widget.kind.pushed), where), widget.source.into)
        world.where = where
        return await widget.source.fetch(world)

    async def marks(where: Where) -> int:
        with suppress(SourceError, msgspec.ValidationError):
            now = system_now()
            reading = Reading().succeeded(await given(where), now)
            return renderer.attempt(widget, reading, {}, now).html(now).count(mark)
        return -1

    usual = await marks({})
    documents = [document for _, document in world.known.values()] or [msgspec.to_builtins(widget.kind.pushed)]
    alone: dict[Place, tuple[int, str]] = {}
    for place in sorted(set().union(*map(all_places, documents))):
        for text in texts:
            if (found := await marks({place: text})) >= usual:
                alone[place] = found, text
                break
    where: Where = {}
    most = usual
    for place, (_, text) in sorted(alone.items(), key=lambda each: each[1], reverse=True):
        if (found := await marks({**where, place: text})) >= most:
            where, most = {**where, place: text}, found
    return await given(where) if most > usual else None
