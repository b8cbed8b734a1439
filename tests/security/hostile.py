"""A world in which every host means harm: what the demo plays, with hostile text in place of all text. No tests."""

import contextlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec

from dashboard.poll.http import HttpClient
from dashboard.widget import Answer, Http, Push, Request, Source, SourceError

TEXT = (
    "{{ 7 * 7 }} <script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)></svg>"
    "\"' onmouseover=alert(4) style=color:red x=\"<iframe srcdoc='<script>alert(5)</script>'></iframe>"
    "<style>*{display:none}</style><base href=//evil.example><form action=//evil.example><button autofocus>"
    "</title></textarea></template></article></section></main><a hx-get=/x hx-trigger=load sse-swap=x>"
)
SHORT = "{{ 7 * 7 }} <img src=x onerror=alert(7)>"
"""For where there is room for no more."""

LINK = "javascript:alert(6)"

KEPT = re.compile(r"[\w.:+/-]*|\d{4}-\d\d.*|\w{3}, \d.*|https?:.*")
"""Texts that somebody computes with: words, numbers, dates, addresses. In their place a kind would show an error."""


def in_json(found: Any, *, links: bool, text: str = TEXT) -> Any:
    """The same document, hostile."""
    if isinstance(found, dict):
        return {key: in_json(each, links=links, text=text) for key, each in found.items()}
    if isinstance(found, list):
        return [in_json(each, links=links, text=text) for each in found]
    if not isinstance(found, str) or len(found) < 3:
        return found
    if found.startswith(("http:", "https:")):
        return LINK if links else found
    return found if KEPT.fullmatch(found) and (found.islower() or not found.isalpha()) else text


def hostile(body: bytes, *, links: bool, text: str = TEXT) -> bytes:
    """The same answer, hostile: JSON, XML, a calendar, or what is none of them as it was."""
    try:
        return json.dumps(in_json(json.loads(body), links=links, text=text)).encode()
    except ValueError:
        pass
    found = body.decode("utf-8", "replace")
    found = re.sub(r"(<title[^>]*>)[^<]*", lambda part: f"{part[1]}<![CDATA[{text}]]>", found)
    found = re.sub(r"(<link>)[^<]*", lambda part: part[1] + LINK, found) if links else found
    return re.sub(r"(?m)^(SUMMARY|LOCATION|X-WR-CALNAME):.*$", lambda part: f"{part[1]}:{text}", found).encode()


class Hostile:
    """The way out into that world. Satisfies `widget.Http`."""

    def __init__(self, http: HttpClient, change: Callable[[bytes], bytes]) -> None:
        self.http, self.change = http, change

    async def send(self, request: Request, *, keep: timedelta | None = None) -> Answer:
        """An answer that means harm."""
        answer = await self.http.send(request)
        return replace(answer, body=self.change(answer.body))

    async def connect(self, host: str, port: int) -> float:
        """As in any world."""
        return await self.http.connect(host, port)


async def worst(source: Source[Any], http: HttpClient, text: str = TEXT) -> Any:
    """The most hostile answer of this source that can be read at all; SourceError where none can."""
    for links in (True, False):
        way: Http = Hostile(http, lambda body, links=links: hostile(body, links=links, text=text))  # type: ignore[misc]
        try:
            return await source.fetch(way)
        except SourceError as error:
            failed = error
    raise failed


def worst_push(example: Any, source: Push[Any], text: str = TEXT) -> Any:
    """The most hostile thing that can be pushed to this source; SourceError where nothing can."""
    for each in (text, text[:60], SHORT):
        for links in (True, False):
            with contextlib.suppress(msgspec.ValidationError):
                plain = in_json(msgspec.to_builtins(example), links=links, text=each)
                return msgspec.convert(plain, source.into)
    raise SourceError("nothing hostile can be pushed")
