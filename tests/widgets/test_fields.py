"""No field of any answer breaks a tile: what the demo plays, with one field at a time changed to something absurd."""

import json
import math
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from dashboard.app import built_in_kinds
from dashboard.config.board import Kind, Widget
from dashboard.config.describe import example
from dashboard.config.examples import widget_of
from dashboard.config.kinds import discover
from dashboard.demo.address import played
from dashboard.demo.serve import serve
from dashboard.demo.upstream import create_upstream
from dashboard.folders import find_folders
from dashboard.live.render import Renderer
from dashboard.poll.http import HttpClient
from dashboard.store.reading import Reading
from dashboard.widget import Answer, Request, SourceError, Wall
from tests.widgets.hostile import harmless

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
WALL = Wall(location=(38.72, -9.14))
KINDS = discover(built_in_kinds())

OTHERS = {
    "calendar": ['urls = ["https://calendar.example/team.ics"]\nshow = "month"'],
    "ci": ['repo = "gitlab:inkscape/inkscape"'],
    "dns": [
        'type = "adguard_home"\nurl = "http://adguard.example"\nuser = "wall"\npassword = "x"',
        'type = "technitium"\nurl = "http://technitium.example:5380"\ntoken = "x"',
    ],
    "fx": ['symbols = ["USD"]'],
    "home_assistant": ['url = "http://homeassistant.local:8123"\ntoken = "x"\nentities = ["sensor.power"]'],
    "prometheus": ['url = "http://prometheus.example:9090"\nquery = "up"'],
    "repository": ['repo = "gitlab:inkscape/inkscape"', 'repo = "codeberg:forgejo/forgejo"'],
    "status_page": [
        'type = "uptime_kuma"\nurl = "https://kuma.example/status/all"',
        'type = "gatus"\nurl = "https://gatus.example"',
        'type = "healthchecks"\nurl = "https://healthchecks.io"\nkey = "x"',
    ],
    "system": ['url = "http://machine.example:61208"'],
    "transit": [
        'provider = "transport_rest"\nstop = "8011160"',
        'provider = "tfl"\nmodes = ["tube"]',
    ],
    "weather": [
        'latitude = 38.72\nlongitude = -9.14\nprovider = "met.no"\ncontact = "a@wall.example"',
        'latitude = 40.7\nlongitude = -74.0\nprovider = "weather.gov"\ncontact = "a@wall.example"',
    ],
}
"""Other tables than the example of a kind, where it reads more than one shape of answer."""

OF_ITS_OWN = {"clock", "countdown", "bookmarks", "iframe", "image", "monitor", "text", "todo"}
"""Kinds that read no fields of anybody's."""

ABSENT = object()
VALUES: tuple[Any, ...] = (
    {"a": None},
    10**30,
    "\u202eשלום <script>alert(1)</script>\"' onmouseover=alert(1) 👩‍👩‍👧‍👦",
    ABSENT,
    None,
    True,
    -1,
    1.5e308,
    math.nan,
    "",
    "javascript:alert(1)",
    "http://[::1",
    "9999-99-99T99:99:99Z",
    "word " * 2000,
    [],
    [None],
    {},
)
PROBES = 3
"""As many of these tell whether a field is read at all."""

MANY = 10_000
LONGEST = 400
"""Characters of a reason that a tile may have to show."""

MOST = 120_000
"""Bytes that a tile of so many things may have at most: every kind shows the first of them."""


def tables(kind: Kind) -> Iterator[str]:
    """Tables of a kind, such that each shape of answer that it reads is read by one."""
    if kind.name != "system":  # its example asks this machine
        yield example(kind)
    for number, other in enumerate(OTHERS.get(kind.name, [])):
        yield f'[widgets.other{number}]\nkind = "{kind.name}"\n{other}\n'


class Recorded:
    """What the demo answers, remembered, and one of these answers changed if you like. Satisfies `widget.Http`."""

    def __init__(self, http: HttpClient) -> None:
        self.http = http
        self.known: dict[str, Answer] = {}
        self.changed: tuple[str, bytes] = ("", b"")

    async def send(self, request: Request, *, keep: timedelta | None = None) -> Answer:
        """The answer to this request."""
        if request.url not in self.known:
            self.known[request.url] = await self.http.send(request)
        known = self.known[request.url]
        url, body = self.changed
        return Answer(known.host, known.status, known.headers, body if url == request.url else known.body)

    async def connect(self, host: str, port: int) -> float:
        """A connection that took ten milliseconds."""
        return 0.01


def shapes(found: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where each field of a document is; of a list, and of an object by numbers or dates, only those of its first."""
    if at:
        yield at
    if isinstance(found, list):
        entries: list[tuple[str | int, Any]] = list(enumerate(found[:1]))
    elif isinstance(found, dict):
        named = [(key, each) for key, each in found.items() if not key[:1].isdigit()]
        entries = named or list(found.items())[:1]
    else:
        entries = []
    for key, each in entries:
        yield from shapes(each, (*at, key))


def replaced(found: Any, at: tuple[str | int, ...], value: Any) -> Any:
    """The same document with another value there."""
    if not at:
        return value
    first, rest = at[0], at[1:]
    copy = dict(found) if isinstance(found, dict) else list(found)
    if value is ABSENT and not rest:
        del copy[first]  # type: ignore[arg-type]
    else:
        copy[first] = replaced(copy[first], rest, value)  # type: ignore[index]
    return copy


Change = tuple[str, bytes]
"""What is changed, in words, and the body that comes of it."""


def json_changes(document: Any) -> Iterator[list[Change]]:
    """This document with each field changed to each value, and with each of its lists far too long."""
    for at in shapes(document):
        place = ".".join(map(str, at))
        yield [
            (
                f"{place} = {'nothing' if value is ABSENT else value!r:.30}",
                json.dumps(replaced(document, at, value)).encode(),
            )
            for value in VALUES
        ]
    for at in [(), *shapes(document)]:
        there = document
        for step in at:
            there = there[step]
        if isinstance(there, list) and there:
            longer = (there * (MANY // len(there) + 1))[:MANY]
            yield [(f"{at} × {MANY}", json.dumps(replaced(document, at, longer)).encode())]


def text_changes(text: str) -> Iterator[list[Change]]:
    """This calendar or feed with the text of each property or element changed, and with far too many entries."""
    calendar = text.startswith("BEGIN:VCALENDAR")
    field = r"(?m)^({}[^:\n]*:)(.*)$" if calendar else r"(<{}(?:\s[^>]*)?>)([^<]+)"
    names = set(re.findall(r"(?m)^([A-Z][\w-]*)[;:]", text) if calendar else re.findall(r"<(\w[\w:]*)", text))
    for name in sorted(names - {"BEGIN", "END"}):
        place = re.compile(field.format(name))
        written = [str(value) for value in VALUES if type(value) in {str, int}]
        given = written if calendar else [f"<![CDATA[{value}]]>" for value in written]
        yield [(f"{name} = {each:.30}", place.sub(partial(behind, each), text).encode()) for each in given]
    entry = r"(?s)BEGIN:VEVENT.*?END:VEVENT\r?\n" if calendar else r"(?s)<(item|entry)\b.*?</\1>"
    if first := re.search(entry, text):
        once = first[0]
        copies = (once.replace("UID:", f"UID:{number}-") for number in range(MANY)) if calendar else [once] * MANY
        yield [(f"{MANY} entries", text.replace(once, "".join(copies)).encode())]


def behind(value: str, found: re.Match[str]) -> str:
    """What was found first, with this behind it."""
    return found[1] + value


def changes(body: bytes) -> Iterator[list[Change]]:
    """All that is changed in an answer, by its fields."""
    try:
        document = json.loads(body)
    except ValueError:
        return text_changes(body.decode())
    return json_changes(document)


def shapes_of(body: bytes) -> Iterator[object]:
    """Where the fields of an answer are, if it is JSON, else the answer itself."""
    try:
        return shapes(json.loads(body))
    except ValueError:
        return iter([body])


async def shown(widget: Widget, renderer: Renderer, way: Recorded) -> str:
    """The tile on what is answered there; empty where the source, or the kind, says that it can't be used."""
    try:
        data = await widget.source.fetch(way)
        for given in (widget.kind.measure, widget.kind.observed):
            if given is not None:
                given(data, widget.options)
        return renderer.attempt(widget, Reading().succeeded(data, NOW), {}, NOW).html(NOW)
    except SourceError as error:
        return "" if len(error.message) < LONGEST else error.message


def elements(html: str) -> set[str]:
    """The names of all elements in it."""
    return {name.lower() for name in re.findall(r"<([A-Za-z]+)", html)}


TABLES = [
    pytest.param(kind, table, id=f"{kind.name}-{number}")
    for kind in KINDS.values()
    if kind.pushed is None and kind.name not in OF_ITS_OWN
    for number, table in enumerate(tables(kind))
]


@pytest.mark.parametrize(("kind", "table"), TABLES)
async def test_whatever_stands_in_a_field_its_tile_is_harmless_or_says_that_it_can_not_be_used(
    kind: Kind, table: str
) -> None:
    widget = widget_of(table, KINDS, WALL, Path())
    renderer = Renderer(find_folders().templates, [kind], WALL)
    async with serve(create_upstream(now=lambda: NOW)) as port:
        http = HttpClient(reroute=partial(played, port=port))
        way = Recorded(http)
        good = await shown(widget, renderer, way)
        await http.close()
    assert good != ""
    broken = []
    alike = {tuple(shapes_of(answer.body)): (url, answer) for url, answer in way.known.items()}
    for url, answer in alike.values():
        for field in changes(answer.body):
            seen: set[str] = set()
            for number, (told, body) in enumerate(field):
                if number == PROBES and seen == {good}:
                    break
                way.changed = url, body
                try:
                    html = await shown(widget, renderer, way)
                    harmless(html, elements(good))
                    assert len(html) < MOST, f"{len(html)} bytes"
                except Exception as error:  # noqa: BLE001 — whatever it is, a kind must not raise it
                    broken.append(f"{told}: {type(error).__name__} {error}"[:200])
                else:
                    seen.add(html)
    assert broken == []
