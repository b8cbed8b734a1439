"""The newest headlines of news feeds: RSS and Atom, several at once if you like."""

import asyncio
import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from itertools import islice
from typing import Annotated, Any, ClassVar

import feedparser
import nh3
from pydantic import StringConstraints

from dashboard import widget
from dashboard.widget import Answer, Field, Http, Request, Rhythm, SourceError, Struct

EVERY = "15m"

MOST = 200
"""Headlines that are kept of one feed, and of all together."""

OWN_DOCTYPE = re.compile(rb"<!DOCTYPE[^>]*\[|<!ENTITY", re.IGNORECASE)
"""A document that defines entities of its own may unfold into anything (reliability D15), and no feed needs to."""

ENCODING = re.compile(rb"<\?[^>]*?encoding\s*=\s*[\"']([^\"']*)")
FAMILIAR = re.compile(
    rb"utf-?(8|16)|us-ascii|iso-?8859-?\d+|windows-?125\d|koi8-[ru]|gb2312|gbk|big5|euc-(jp|kr)|shift_jis",
    re.IGNORECASE,
)
"""Encodings in which a DOCTYPE looks like one. In others, UTF-7 for one, it could hide."""

FAILS_WITH = (ValueError, TypeError, LookupError, AttributeError, AssertionError, ArithmeticError, RecursionError)
"""What feedparser lets through, found by feeding it damaged feeds."""

Address = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]\S*$", max_length=2000)]


class Options(widget.Options):
    """Which feeds, and how many headlines of them."""

    urls: tuple[Address, ...] = Field(
        min_length=1,
        max_length=20,
        description="Addresses of RSS or Atom feeds.",
        examples=[["https://feeds.bbci.co.uk/news/world/rss.xml"]],
    )
    limit: int = Field(20, ge=1, le=100, description="How many headlines at most.")


class Item(Struct):
    """One headline. `at` is None where the feed gives no date."""

    title: str
    link: str
    at: datetime | None
    source: str


class News(Struct):
    """The headlines of all feeds, newest first, and the hosts of the feeds that gave none."""

    items: tuple[Item, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Feeds:
    """All feeds, asked at once."""

    rhythm: ClassVar[Rhythm] = Rhythm.EVERY
    requests: tuple[Request, ...]

    async def fetch(self, http: Http) -> News:
        """What those feeds that answer have; SourceError where none does."""
        found = await asyncio.gather(*(attempt(http, request) for request in self.requests))
        failures = [error for error in found if isinstance(error, SourceError)]
        if len(failures) == len(found):
            raise failures[0]
        items = [item for feed in found if not isinstance(feed, SourceError) for item in feed]
        missing = (request.host for request, feed in zip(self.requests, found, strict=True) if feed in failures)
        return News(tuple(merge(items)), tuple(dict.fromkeys(missing)))


async def attempt(http: Http, request: Request) -> list[Item] | SourceError:
    """The headlines of one feed, or why there are none."""
    try:
        answer = (await http.send(request)).expect_ok()
        return await asyncio.to_thread(read, answer)
    except SourceError as error:
        return error


def read(answer: Answer) -> list[Item]:
    """The headlines in an answer; SourceError where it is not a feed."""
    refused = SourceError(f"{answer.host} answers something that is not a feed")
    plain = answer.body.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    encoding = ENCODING.match(plain)
    if not plain.startswith(b"<") or OWN_DOCTYPE.search(plain) or (encoding and not FAMILIAR.fullmatch(encoding[1])):
        raise refused
    # A stream, for feedparser would take bare bytes for the name of a file and open it. It cleans summaries, not titles
    # and links, so what it cleans is not relied on; see `text` here, and `safe_url` in the template.
    try:
        feed = feedparser.parse(BytesIO(answer.body), sanitize_html=False, resolve_relative_uris=False)
    except FAILS_WITH as error:
        raise refused from error
    if not feed.get("version") and not feed.entries:
        raise refused
    source = text(feed.feed.get("title")) or answer.host
    items = (item(entry, source) for entry in islice(feed.entries, MOST))
    return [item for item in items if item.title]


def item(entry: Any, source: str) -> Item:
    """One entry; where it has no title, the beginning of its text stands in.

    A feed that gathers from others names where each entry is from, and some say it once more behind the title.
    """
    link, origin = entry.get("link"), dict.get(entry, "source")
    source = (text(origin.get("title")) if isinstance(origin, dict) else "") or source
    return Item(
        title=text(entry.get("title")).removesuffix(f" - {source}") or text(entry.get("summary")),
        link=link if isinstance(link, str) and len(link) <= 2000 else "",
        # dict's own `get`: that of an entry warns where it puts one date in the place of the other.
        at=date(dict.get(entry, "published_parsed")) or date(dict.get(entry, "updated_parsed")),
        source=source,
    )


def text(markup: Any) -> str:
    """Markup as one line of plain text, without its tags, at most 300 characters."""
    if not isinstance(markup, str):
        return ""
    plain = html.unescape(nh3.clean(markup[:10_000], tags=set()))
    return " ".join(plain.split())[:300]


def date(parsed: Any) -> datetime | None:
    """A time as feedparser gives it, in UTC; None for what is no time of our age."""
    try:
        year, month, day, hour, minute, second = parsed[:6]
        at = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except (TypeError, ValueError):
        return None
    return at if 1970 <= year < 2200 else None


def merge(items: Iterable[Item]) -> list[Item]:
    """Newest first, undated ones last, each link and each title once."""
    seen: set[str] = set()
    merged = []
    for entry in sorted(items, key=lambda item: -item.at.timestamp() if item.at else 0.0):
        names = {entry.title.casefold(), entry.link} - {""}
        if seen.isdisjoint(names):
            merged.append(entry)
        seen |= names
    return merged[:MOST]


class View(Struct):
    """What the template gets; `several` where the items are from several sources, so that each is named."""

    items: tuple[Item, ...]
    missing: tuple[str, ...]
    several: bool


def source(options: Options) -> Feeds:
    """The feeds, each once."""
    accept = {"Accept": "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5"}
    return Feeds(tuple(Request.to(url, headers=accept) for url in dict.fromkeys(options.urls)))


def view(answer: News, options: Options) -> View:
    """As many as asked for."""
    shown = answer.items[: options.limit]
    several = len(set(options.urls)) > 1 or len({item.source for item in shown}) > 1
    return View(shown, answer.missing, several)
