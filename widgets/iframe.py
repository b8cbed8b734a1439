"""A page of another site in a frame: a dashboard, a map, a camera. The browser fetches it, not this server."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator

from dashboard import widget
from dashboard.widget import Field, Static, Struct


def parse_address(src: str) -> str:
    """The address, if a frame can show it; ValueError otherwise."""
    parts = urlsplit(src)
    bad = set(" ;,'\"\t\r\n*")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or bad & set(parts.netloc):
        raise ValueError('an address such as "https://grafana.example/d/kiln?kiosk" is expected')
    return src


class Options(widget.Options):
    """Which page. Many sites forbid to be framed: then the frame stays empty, and only they can change that."""

    src: Annotated[str, AfterValidator(parse_address)] = Field(
        max_length=2000, description="The page's address.", examples=["https://grafana.example/d/kiln?kiosk"]
    )
    scripts: bool = Field(True, description="Whether its scripts may run. They can't reach this wall either way.")


class View(Struct):
    """What the template gets. `sandbox` says what the page may do."""

    title: str
    src: str
    sandbox: str


def source(options: Options) -> Static[str]:
    """The configuration itself: nobody is asked."""
    return Static(options.src)


def view(answer: str, options: Options) -> View:
    """The page, which may do what any page may, but open windows or take the place of this one."""
    sandbox = "allow-scripts allow-same-origin allow-forms" if options.scripts else ""
    return View(urlsplit(answer).hostname or "", answer, sandbox)


def frames(options: Options) -> tuple[str, ...]:
    """The page's address."""
    return (options.src,)
