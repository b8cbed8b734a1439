"""What Hacker News talks about, by its search at Algolia, which needs no key and answers all stories at once."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from msgspec import Meta

from dashboard import widget
from dashboard.widget import Field, Json, Request, Struct

EVERY = "10m"

PAGES = {
    "front": ("search", "front_page"),
    "new": ("search_by_date", "story"),
    "ask": ("search_by_date", "ask_hn"),
    "show": ("search_by_date", "show_hn"),
}
"""By what is to be shown: how it is searched, and by which tag."""


class Options(widget.Options):
    """Which stories, and how many."""

    show: Literal["front", "new", "ask", "show"] = Field(
        "front", description="The front page by points, or the newest stories, questions or things people show."
    )
    limit: int = Field(20, ge=1, le=50, description="How many stories at most.")
    base_url: str = Field("https://hn.algolia.com", pattern="^https?://", description="Another server like it.")


Count = Annotated[int, Meta(ge=-(10**9), lt=10**9)]


class Hit(Struct):
    """What is read of one story."""

    objectID: str
    title: str | None = None
    url: str | None = None
    points: Count | None = None
    num_comments: Count | None = None
    created_at_i: Annotated[int, Meta(ge=0, lt=2**33)] | None = None


class Hits(Struct):
    """What is read of /api/v1/search and search_by_date: see "HN Search API" at hn.algolia.com/api."""

    hits: tuple[Hit, ...]


class Story(Struct):
    """One story; `talk` is where people talk about it."""

    title: str
    link: str
    talk: str
    points: int
    comments: int
    at: datetime | None


class View(Struct):
    """The stories, on the front page those with the most points first."""

    title: str
    stories: tuple[Story, ...]


def source(options: Options) -> Json[Hits]:
    """One search."""
    way, tag = PAGES[options.show]
    query = {"tags": tag, "hitsPerPage": options.limit}
    return Json(Request.to(f"{options.base_url.rstrip('/')}/api/v1/{way}", params=query), into=Hits)


def view(answer: Hits, options: Options) -> View:
    """Those that have a title."""
    stories = [story(hit) for hit in answer.hits[: options.limit] if hit.title and hit.title.strip()]
    if options.show == "front":
        stories.sort(key=lambda one: -one.points)
    return View("Hacker News", tuple(stories))


def story(hit: Hit) -> Story:
    """A story; one without an address of its own, such as a question, is its own talk."""
    talk = f"https://news.ycombinator.com/item?id={hit.objectID}" if hit.objectID.isdigit() else ""
    return Story(
        title=" ".join((hit.title or "").split())[:300],
        link=hit.url if hit.url and len(hit.url) <= 2000 else talk,
        talk=talk[:100],
        points=hit.points or 0,
        comments=hit.num_comments or 0,
        at=datetime.fromtimestamp(hit.created_at_i, UTC) if hit.created_at_i else None,
    )
