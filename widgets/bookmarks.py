"""Links to what is used from here: a click opens them. For walls that somebody can touch, and for browsers."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel

from dashboard import widget
from dashboard.widget import Field, Static, Struct


def parse_address(url: str) -> str:
    """The address, if a click may open it; ValueError otherwise."""
    if not url.lower().startswith(("https://", "http://", "mailto:")):
        raise ValueError('an address such as "https://shop.example" is expected')
    return url


class Link(BaseModel, frozen=True, extra="forbid"):
    """One link."""

    name: str = Field(min_length=1, max_length=80, description="What it is called.")
    url: Annotated[str, AfterValidator(parse_address)] = Field(max_length=2000, description="Where it leads.")
    note: str = Field("", max_length=80, description="A few quiet words behind it.")


class Options(widget.Options):
    """Which links, in this order."""

    links: tuple[Link, ...] = Field(
        min_length=1,
        max_length=50,
        description="Tables with name, url and note.",
        examples=[
            [
                {"name": "Shop", "url": "https://shop.example", "note": "admin"},
                {"name": "Post", "url": "https://mail.example"},
            ]
        ],
    )


class View(Struct):
    """The links: name, address and note."""

    links: tuple[tuple[str, str, str], ...]


def source(options: Options) -> Static[int]:
    """Nobody is asked: the links stand in the configuration."""
    return Static(len(options.links))


def view(answer: int, options: Options) -> View:
    """The links."""
    return View(tuple((link.name, link.url, link.note) for link in options.links))
