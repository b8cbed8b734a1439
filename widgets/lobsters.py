"""What Lobsters talks about, or another site that runs its software. No key is needed."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta
from pydantic import StringConstraints

from dashboard import widget
from dashboard.widget import Field, Json, Request, Struct

EVERY = "30m"

Tag = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_+-]{1,50}$")]


class Options(widget.Options):
    """Which stories, and how many."""

    show: Literal["hottest", "newest"] = Field("hottest", description="Which stories. With `tags`, the newest of them.")
    tags: tuple[Tag, ...] = Field(
        (), max_length=10, description="Only stories with one of these tags.", examples=[["programming", "web"]]
    )
    limit: int = Field(20, ge=1, le=25, description="How many stories at most.")
    base_url: str = Field("https://lobste.rs", pattern="^https?://", description="Another site of its kind.")


Count = Annotated[int, Meta(ge=-(10**9), lt=10**9)]


class Entry(Struct):
    """What is read of one story: see as_json in app/models/story.rb of lobsters/lobsters."""

    title: str | None = None
    url: str | None = None
    comments_url: str | None = None
    score: Count | None = None
    comment_count: Count | None = None
    created_at: Annotated[datetime, Meta(tz=True)] | None = None


class Story(Struct):
    """One story; `talk` is where people talk about it."""

    title: str
    link: str
    talk: str
    points: int
    comments: int
    at: datetime | None


class View(Struct):
    """The stories, as they are answered."""

    title: str
    stories: tuple[Story, ...]


def source(options: Options) -> Json[tuple[Entry, ...]]:
    """One page of stories."""
    page = f"t/{','.join(options.tags)}" if options.tags else options.show
    return Json(Request.to(f"{options.base_url.rstrip('/')}/{page}.json"), into=tuple[Entry, ...])


def view(answer: tuple[Entry, ...], options: Options) -> View:
    """Those that have a title."""
    found = (story(entry) for entry in answer[: options.limit] if entry.title and entry.title.strip())
    return View("Lobsters", tuple(found))


def story(entry: Entry) -> Story:
    """A story; one without an address of its own is its own talk."""
    at, talk = entry.created_at, short(entry.comments_url)
    return Story(
        title=" ".join((entry.title or "").split())[:300],
        link=short(entry.url) or talk,
        talk=talk,
        points=entry.score or 0,
        comments=entry.comment_count or 0,
        at=at if at and 1970 <= at.year < 2200 else None,
    )


def short(address: str | None) -> str:
    """An address, unless it is longer than any."""
    return address if address and len(address) <= 2000 else ""
