"""The kind `lobsters`. The sample answer is composed from the site's public source.

https://github.com/lobsters/lobsters (app/models/story.rb, as_json)
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from dashboard.widget import SourceError
from tests.widgets.answers import One
from tests.widgets.hostile import HOSTILE, LINKS, harmless

SAMPLE = (Path(__file__).with_name("lobsters") / "hottest.json").read_bytes()


@pytest.mark.parametrize(
    ("options", "url"),
    [
        ({}, "https://lobste.rs/hottest.json"),
        ({"show": "newest"}, "https://lobste.rs/newest.json"),
        ({"tags": ["web", "c++"]}, "https://lobste.rs/t/web,c++.json"),
        ({"base_url": "http://lob.test:81/"}, "http://lob.test:81/hottest.json"),
    ],
)
async def test_what_is_asked(bench: Callable[..., Any], options: dict[str, Any], url: str) -> None:
    http = One(SAMPLE)
    await bench("lobsters", **options).source().fetch(http)
    assert http.asked.url == url


@pytest.mark.parametrize(
    "options", [{"show": "best"}, {"limit": 0}, {"limit": 26}, {"base_url": "x"}, {"tags": ["../x"]}, {"tags": ["a/b"]}]
)
def test_options_that_make_no_sense(bench: Callable[..., Any], options: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        bench("lobsters", **options)


async def test_the_tile(bench: Callable[..., Any]) -> None:
    kind = bench("lobsters")
    html = kind.html(await kind.source().fetch(One(SAMPLE)))
    assert '<a href="https://tides.example/types">A type system for tides</a>' in html
    assert '41 points, <a href="https://lobste.rs/s/abc123/slug">12 comments</a>' in html
    assert '<a href="https://lobste.rs/s/abc124/slug">What are you doing this week?</a>' in html
    assert '<time datetime="2026-11-24T09:12:00Z"' in html


@pytest.mark.parametrize("limit", [1, 2])
async def test_no_more_than_asked_for(bench: Callable[..., Any], limit: int) -> None:
    kind = bench("lobsters", limit=limit)
    assert len(kind.view(await kind.source().fetch(One(SAMPLE))).stories) == limit


async def test_nothing_to_read_says_so(bench: Callable[..., Any]) -> None:
    kind = bench("lobsters")
    html = kind.html(await kind.source().fetch(One(b'[{"title": " "}]')))
    assert '<p class="message">No stories</p>' in html


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        (b"", 503, "answers 503"),
        (b"<html>", 200, "not JSON"),
        (b"null", 200, "another shape"),
        (b"{}", 200, "another shape"),
        (b"[null]", 200, "another shape"),
        (b'[{"score": "<b>"}]', 200, "another shape"),
        (b'[{"score": 1e999}]', 200, "another shape"),
        (b'[{"created_at": "soon"}]', 200, "another shape"),
    ],
)
async def test_what_cannot_be_used_is_said(bench: Callable[..., Any], body: bytes, status: int, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        await bench("lobsters").source().fetch(One(body, status))


async def test_ten_thousand_stories_are_cut(bench: Callable[..., Any]) -> None:
    kind = bench("lobsters")
    body = json.dumps([{"title": "x"}] * 10_000).encode()
    assert len(kind.view(await kind.source().fetch(One(body))).stories) == 20


@pytest.mark.parametrize("text", [*HOSTILE, *LINKS, None])
async def test_hostile_text_is_text(bench: Callable[..., Any], text: str | None) -> None:
    entry = {"title": text or "x", "url": text, "comments_url": text, "created_at": "0001-01-01T00:00:00Z"}
    body = json.dumps([entry] * 40).encode()
    kind = bench("lobsters")
    html = kind.html(await kind.source().fetch(One(body)))
    harmless(html)
    assert html.count("<li>") <= 20
    assert len(html) < 25_000
