"""The kind `feed`. The sample answers are composed from the public specifications of the formats.

RSS 2.0: https://www.rssboard.org/rss-specification  Atom: RFC 4287
"""

import html as markup
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from dashboard.widget import Answer, Request, SourceError

SAMPLES = Path(__file__).with_name("feed")
NEWS, BLOG = "https://news.example/feed?key=CANARY", "https://blog.example/atom.xml"
BOMB = (
    '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    '<rss version="2.0"><channel><item><title>&b;</title></item></channel></rss>'
)


class FakeHttp:
    """Answers by host: a body, a status, or what it raises."""

    def __init__(self, **answers: bytes | int | SourceError) -> None:
        self.answers = answers

    async def send(self, request: Request, *, keep: timedelta | None = None) -> Answer:
        given = self.answers[request.host.partition(".")[0]]
        if isinstance(given, SourceError):
            raise given
        return Answer(request.host, given, {}, b"") if isinstance(given, int) else Answer(request.host, 200, {}, given)

    async def connect(self, host: str, port: int) -> float:
        raise NotImplementedError


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def rss(*items: str) -> bytes:
    """A feed of these items."""
    return f'<rss version="2.0"><channel><title>T</title>{"".join(items)}</channel></rss>'.encode()


@pytest.fixture
def fetch(bench: Callable[..., Any]) -> Callable[..., Any]:
    """Fetches the feeds that answer so."""

    async def run(*urls: str, **answers: bytes | int | SourceError) -> Any:
        return await bench("feed", urls=list(urls)).source().fetch(FakeHttp(**answers))

    return run


async def test_feeds_are_merged_newest_first(fetch: Callable[..., Any]) -> None:
    news = await fetch(NEWS, BLOG, news=sample("news.rss"), blog=sample("blog.atom"))
    assert [(item.title[:20], item.source) for item in news.items] == [
        ("Night ferry to the i", "Harbour News"),
        ("Rail link north reop", "Harbour News"),
        ("City library to stay", "Harbour News"),
        ("Free map project cou", "Maps & Makers"),
        ("حروف من الميناء", "Maps & Makers"),
        ("Tram 12 gets its woo", "Harbour News"),
        ("A page without a dat", "Harbour News"),
    ]
    assert news.items[0].title == "Night ferry to the islands returns in March & stays"
    assert news.items[0].at == datetime(2026, 11, 24, 10, 38, tzinfo=UTC)
    assert news.items[3].title == "Free map project counts its billionth edit"
    assert news.missing == ()


async def test_equal_feeds_make_equal_answers(bench: Callable[..., Any]) -> None:
    source = bench("feed", urls=[NEWS, NEWS]).source()
    assert await source.fetch(FakeHttp(news=sample("news.rss"))) == await source.fetch(
        FakeHttp(news=sample("news.rss"))
    )
    assert len(source.requests) == 1


@pytest.mark.parametrize(
    ("failing", "missing"),
    [
        ({"news": 503, "blog": sample("blog.atom")}, ("news.example",)),
        ({"news": SourceError("no"), "blog": sample("blog.atom")}, ("news.example",)),
        ({"news": sample("news.rss"), "blog": b"not a feed"}, ("blog.example",)),
    ],
)
async def test_a_feed_that_fails_leaves_the_others(
    bench: Callable[..., Any], fetch: Callable[..., Any], failing: dict[str, Any], missing: tuple[str, ...]
) -> None:
    news = await fetch(NEWS, BLOG, **failing)
    assert news.missing == missing
    assert news.items
    html = bench("feed", urls=[NEWS, BLOG]).html(news)
    assert f"No answer from {missing[0]}" in html
    assert "CANARY" not in html


async def test_all_failing_names_the_first_reason(fetch: Callable[..., Any]) -> None:
    with pytest.raises(SourceError, match=r"^news\.example answers 503$"):
        await fetch(NEWS, BLOG, news=503, blog=404)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\0",
        b"hello",
        b"[]",
        b"<!doctype html><html><head><title>Sign in</title></head><body></body></html>",
        bytes(Path(__file__)),  # a name of a file is no feed, and is not opened
        BOMB.encode(),
        BOMB.encode("utf-16"),
        BOMB.encode("utf-32"),
        b'<?xml version="1.0" encoding="utf-7"?>' + BOMB.encode("utf-7"),
        f'<?xml version="1.0" encoding="cp037"?>{BOMB}'.encode("cp037"),
        b"<!-- <x -->" + BOMB.encode(),
        b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + rss("<item><title>&x;</title></item>"),
        sample("blog.atom").replace(b"ferry", b"&#99999999999;", 1).replace(b"<link", b"<<link", 1),
    ],
)
async def test_d15_what_is_not_a_feed(fetch: Callable[..., Any], body: bytes) -> None:
    """A feed holds an XML bomb, entities from files, or hides them in another encoding.

    Against it: what declares entities is no feed; it is refused before it is read.
    """
    with pytest.raises(SourceError, match=r"^news\.example answers something that is not a feed$"):
        await fetch(NEWS, news=body)


async def test_other_encodings_are_read(fetch: Callable[..., Any]) -> None:
    text = '<rss version="2.0"><channel><item><title>Ça va</title></item></channel></rss>'
    for encoding in ("utf-8", "iso-8859-1", "windows-1252", "utf-16"):
        body = f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding)
        assert [item.title for item in (await fetch(NEWS, news=body)).items] == ["Ça va"]


@pytest.mark.parametrize(
    ("item", "title", "year"),
    [
        ("<title>A &amp;amp; B</title>", "A & B", None),
        ("<title> two \n lines </title>", "two lines", None),
        ("<title></title><description>&lt;p&gt;No title&lt;/p&gt;</description>", "No title", None),
        ("<title>Old</title><pubDate>Thu, 01 Jan 1801 00:00:00 GMT</pubDate>", "Old", None),
        ("<title>Odd</title><pubDate>the day after</pubDate>", "Odd", None),
        ("<title>Dated</title><pubDate>Tue, 24 Nov 2026 10:38:00 GMT</pubDate>", "Dated", 2026),
        (f"<title>{'long ' * 1000}</title>", ("long " * 60), None),
    ],
)
async def test_items(fetch: Callable[..., Any], item: str, title: str, year: int | None) -> None:
    [found] = (await fetch(NEWS, news=rss(f"<item>{item}</item>"))).items
    assert (found.title, found.at and found.at.year) == (title, year)


async def test_same_link_or_same_title_once(fetch: Callable[..., Any]) -> None:
    pairs = [("One", "a"), ("One again", "a"), ("one", "b"), ("Two", "c"), ("", "d")]
    body = rss(*(f"<item><title>{title}</title><link>https://x.example/{link}</link></item>" for title, link in pairs))
    assert [item.title for item in (await fetch(NEWS, news=body)).items] == ["One", "Two"]


async def test_ten_thousand_items_are_cut(bench: Callable[..., Any], fetch: Callable[..., Any]) -> None:
    body = rss(*(f"<item><title>Item {index}</title></item>" for index in range(10_000)))
    news = await fetch(NEWS, news=body)
    assert len(news.items) == 200
    assert len(bench("feed", urls=[NEWS], limit=7).view(news).items) == 7


async def test_the_tile(bench: Callable[..., Any], fetch: Callable[..., Any]) -> None:
    news = await fetch(NEWS, news=sample("news.rss"))
    html = bench("feed", urls=[NEWS]).html(news)
    assert '<p class="lead" dir="auto"><a href="https://harbour.example/ferry">Night ferry' in html
    assert html.count('class="name"') == 4
    assert '<time datetime="2026-11-24T10:33:00Z" data-ago>10:33</time>' in html
    assert "Harbour News" not in html
    assert "Harbour News" in bench("feed", urls=[NEWS, BLOG]).html(news)


async def test_an_empty_feed_says_so(bench: Callable[..., Any], fetch: Callable[..., Any]) -> None:
    news = await fetch(NEWS, news=rss())
    assert '<p class="message">No headlines</p>' in bench("feed", urls=[NEWS]).html(news)


@pytest.mark.parametrize("urls", [[], ["ftp://x.example/"], ["file:///etc/passwd"], ["/etc/passwd"], ["https://"]])
def test_only_web_addresses_are_feeds(bench: Callable[..., Any], urls: list[str]) -> None:
    with pytest.raises(ValidationError):
        bench("feed", urls=urls)


@pytest.mark.parametrize(
    ("title", "link"),
    [
        ("<script>alert(1)</script>Stays", "javascript:alert(1)"),
        ('"><img src=x onerror=alert(1)>', "JaVa\tscript:alert(1)"),
        ("<svg onload=alert(1)>Stays", "data:text/html,<script>alert(1)</script>"),
        ("&lt;img src=x onerror=alert(1)&gt;", "//evil.example/"),
        ("&amp;lt;script&amp;gt;alert(1)", ' " onmouseover="alert(1)'),
        ("{{ 7 * 7 }} </textarea>", "http://[::1"),
        ("\u202eשלום", "vbscript:x"),
    ],
)
@pytest.mark.parametrize("cdata", [False, True])
async def test_d05_hostile_text_of_a_feed_is_text(
    bench: Callable[..., Any], fetch: Callable[..., Any], title: str, link: str, cdata: bool
) -> None:
    """A feed's titles hold markup, its links scripts.

    Against it: all of it is text to us; links lead to the web or are left out.
    """
    written = f"<![CDATA[{title}]]>" if cdata else markup.escape(title)
    item = f"<item><title>{written}</title><link>{markup.escape(link)}</link></item>"
    body = rss(item, item.replace("<title>", "<title>2 ", 1).replace("</link>", "2</link>", 1))
    body = body.replace(b"<title>T</title>", f"<title>{written}</title>".encode())
    harmless(bench("feed", urls=[NEWS, BLOG]).html(await fetch(NEWS, news=body)))


async def test_a_link_that_is_no_text_is_left_out(bench: Callable[..., Any], fetch: Callable[..., Any]) -> None:
    long = json.dumps("https://x.example/" + "a" * 5000)
    body = rss(f"<item><title>Far</title><link>{long}</link></item>")
    assert "<a " not in bench("feed", urls=[NEWS]).html(await fetch(NEWS, news=body))


def harmless(html: str) -> None:
    """Only the template's elements, no handler, only web addresses."""

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
            assert tag in {"article", "header", "h2", "p", "ol", "li", "span", "a", "time"}
            assert not [name for name, _ in attributes if name.startswith(("on", "style", "hx-", "src"))]
            assert not [value for name, value in attributes if name == "href" and not str(value).startswith("http")]

    Reader().feed(html)


async def test_a_feed_that_gathers_from_others_names_each_source(
    bench: Callable[..., Any], fetch: Callable[..., Any]
) -> None:
    news = await fetch(
        NEWS,
        news=rss(
            '<item><title>A storm - The Post</title><source url="https://post.example">The Post</source></item>',
            "<item><title>A calm - The Post</title></item>",
            '<item><title>Fog</title><source url="https://x.example">&lt;script&gt;alert(1)&lt;/script&gt;</source></item>',
        ),
    )
    assert [(item.title, item.source) for item in news.items] == [
        ("A storm", "The Post"),
        ("A calm - The Post", "T"),
        ("Fog", "T"),
    ]
    assert '<span class="quiet source">T</span>' in bench("feed", urls=[NEWS]).html(news)


async def test_one_feed_with_one_source_does_not_repeat_it(
    bench: Callable[..., Any], fetch: Callable[..., Any]
) -> None:
    news = await fetch(NEWS, news=rss("<item><title>A</title></item>", "<item><title>B</title></item>"))
    assert "source" not in bench("feed", urls=[NEWS]).html(news)
