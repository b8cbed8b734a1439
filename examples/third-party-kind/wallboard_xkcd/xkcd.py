"""The newest xkcd: its title and the text that stands behind it, from xkcd.com, which needs no key."""

from dashboard import widget

EVERY = "1h"


class Options(widget.Options):
    """Whose comics."""

    base_url: str = widget.Field(
        "https://xkcd.com", pattern="^https?://", description="Another server with the same API."
    )


class Comic(widget.Struct):
    """What is read of /info.0.json, which https://xkcd.com/about tells of."""

    num: int
    safe_title: str
    alt: str


class View(widget.Struct):
    """What the template gets."""

    title: str
    name: str
    text: str


def source(options: Options) -> widget.Json[Comic]:
    """The newest comic."""
    return widget.Json(widget.Request.to(f"{options.base_url.rstrip('/')}/info.0.json"), into=Comic)


def view(answer: Comic, options: Options) -> View:
    """Its number stands in the heading."""
    return View(f"xkcd {answer.num}", answer.safe_title, answer.alt)
