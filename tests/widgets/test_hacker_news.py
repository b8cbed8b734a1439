"""The kind `hacker_news`. The sample answer is composed from public descriptions of the search.

https://hn.algolia.com/api
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

SAMPLE = (Path(__file__).with_name("hacker_news") / "front.json").read_bytes()


@pytest.mark.parametrize(
    ("options", "url"),
    [
        ({}, "https://hn.algolia.com/api/v1/search?tags=front_page&hitsPerPage=20"),
        ({"show": "ask", "limit": 5}, "https://hn.algolia.com/api/v1/search_by_date?tags=ask_hn&hitsPerPage=5"),
        ({"base_url": "http://hn.test:81/"}, "http://hn.test:81/api/v1/search?tags=front_page&hitsPerPage=20"),
    ],
)
async def test_what_is_asked(bench: Callable[..., Any], options: dict[str, Any], url: str) -> None:
    http = One(SAMPLE)
    await bench("hacker_news", **options).source().fetch(http)
    assert http.asked.url == url


@pytest.mark.parametrize("options", [{"show": "best"}, {"limit": 0}, {"limit": 51}, {"base_url": "hn"}])
def test_options_that_make_no_sense(bench: Callable[..., Any], options: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        bench("hacker_news", **options)


async def test_the_front_page_by_points(bench: Callable[..., Any]) -> None:
    kind = bench("hacker_news")
    answer = await kind.source().fetch(One(SAMPLE))
    assert [(story.points, story.comments) for story in kind.view(answer).stories] == [(312, 1), (120, 41), (1, 0)]
    html = kind.html(answer)
    talk = "https://news.ycombinator.com/item?id=41000002"
    assert f'<a href="{talk}">Ask HN: How do you label your parcels?</a>' in html
    assert f'312 points, <a href="{talk}">1 comment</a>' in html
    assert '<a href="https://tides.example/awk">A tide table in one line of awk</a>' in html
    assert "<h2>Hacker News</h2>" in html


async def test_new_stories_stay_in_order(bench: Callable[..., Any]) -> None:
    kind = bench("hacker_news", show="new")
    answer = await kind.source().fetch(One(SAMPLE))
    assert [story.points for story in kind.view(answer).stories] == [120, 312, 1]


@pytest.mark.parametrize("limit", [1, 2])
async def test_no_more_than_asked_for(bench: Callable[..., Any], limit: int) -> None:
    kind = bench("hacker_news", limit=limit)
    assert len(kind.view(await kind.source().fetch(One(SAMPLE))).stories) == limit


async def test_nothing_to_read_says_so(bench: Callable[..., Any]) -> None:
    kind = bench("hacker_news")
    html = kind.html(await kind.source().fetch(One(b'{"hits": [{"objectID": "1", "title": null}]}')))
    assert '<p class="message">No stories</p>' in html


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        (b"", 503, "answers 503"),
        (b"<html>", 200, "not JSON"),
        (b"null", 200, "another shape"),
        (b"{}", 200, "another shape"),
        (b'{"hits": [{"title": "no id"}]}', 200, "another shape"),
        (b'{"hits": [{"objectID": "1", "points": "<b>"}]}', 200, "another shape"),
        (b'{"hits": [{"objectID": "1", "points": 1e999}]}', 200, "another shape"),
        (b'{"hits": [{"objectID": "1", "created_at_i": -5}]}', 200, "another shape"),
    ],
)
async def test_what_cannot_be_used_is_said(bench: Callable[..., Any], body: bytes, status: int, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        await bench("hacker_news").source().fetch(One(body, status))


async def test_ten_thousand_stories_are_cut(bench: Callable[..., Any]) -> None:
    kind = bench("hacker_news")
    body = json.dumps({"hits": [{"objectID": "1", "title": "x"}] * 10_000}).encode()
    assert len(kind.view(await kind.source().fetch(One(body))).stories) == 20


@pytest.mark.parametrize("text", [*HOSTILE, *LINKS, None])
async def test_hostile_text_is_text(bench: Callable[..., Any], text: str | None) -> None:
    hit = {"objectID": text or "", "title": text or "x", "url": text, "points": None, "num_comments": None}
    body = json.dumps({"hits": [hit] * 40}).encode()
    kind = bench("hacker_news")
    html = kind.html(await kind.source().fetch(One(body)))
    harmless(html)
    assert html.count("<li>") <= 20
    assert len(html) < 25_000
