"""`GET /pages/{page}.png`: a page as a picture, for what shows nothing else. Not how a picture is taken; see camera."""

import asyncio
import hashlib
import logging
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response
from litestar.exceptions import ClientException, HTTPException, NotFoundException

from dashboard.browser.installed import Browser, Family, NoBrowser, find_browser
from dashboard.config.board import Page
from dashboard.web.camera import NoPicture, photograph
from dashboard.web.grey import NotGrey, grey
from dashboard.web.pages import Pages
from dashboard.web.still import Look, revision, theme

log = logging.getLogger("wallboard.picture")

SUFFIX = ".png"
SMALLEST, LARGEST = 64, 4096
"""Pixels that a side may have."""

SIZE = ("800", "480")
"""Width and height where nothing is said: a panel of 7.5 inches."""

AT_LEAST = 10.0
"""Seconds for which a picture is kept, whatever happens on the page; and for which a failure counts."""

AT_MOST = 600.0
"""Seconds after which it is taken again though nothing has happened: it says when that was."""

KEPT = 16
WAITING = 8
"""Requests that may wait for the one browser."""


@dataclass(frozen=True)
class Wanted:
    """A picture that somebody asks for."""

    page: str
    width: int
    height: int
    look: Look


@dataclass(frozen=True)
class Picture:
    """A picture that was taken: of which version of its page, and when on a clock that only rises."""

    content: bytes
    version: str
    taken: float

    @property
    def tag(self) -> str:
        """Its ETag."""
        return f'"{hashlib.sha256(self.content).hexdigest()[:24]}"'


def installed() -> Browser:
    """The browser that takes pictures."""
    return find_browser(families=(Family.CHROMIUM,))


class Pictures:
    """Owns the pictures that are kept, and the one browser that takes them, which has `deadline` seconds for each."""

    def __init__(
        self,
        pages: Pages,
        themes: Collection[str],
        find: Callable[[], Browser] = installed,
        deadline: float = 20.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.pages = pages
        self.themes = themes
        self.find = find
        self.deadline = deadline
        self.clock = clock
        self.kept: dict[Wanted, Picture] = {}
        self.failed: tuple[float, str] | None = None
        self.waiting = 0
        self.turn = asyncio.Lock()

    async def answer(self, request: Request[Any, Any, Any], name: str) -> Response[bytes]:
        """The picture of a page; 503 in a sentence where it can't be had now."""
        page = self.pages.page(name.removesuffix(SUFFIX))
        if not self.pages.publisher.board.server.pictures:
            raise NotFoundException(detail="This wall gives no pictures. [server] pictures = true lets it.")
        wanted = asked(page, request.query_params, self.themes)
        picture = await self.picture(page, wanted, own_address(request.scope.get("server")))
        headers = {"ETag": picture.tag, "Cache-Control": "no-cache"}
        if picture.tag in request.headers.get("if-none-match", ""):
            return Response(b"", status_code=304, headers=headers)
        return Response(picture.content, media_type="image/png", headers=headers)

    async def picture(self, page: Page, wanted: Wanted, address: str) -> Picture:
        """The picture that is kept, or a new one as soon as it is our turn."""
        if found := self.still_good(page, wanted):
            return found
        if self.waiting >= WAITING:
            raise unavailable("Too many pictures are asked for at once.", 10)
        self.waiting += 1
        try:
            async with self.turn:
                if found := self.still_good(page, wanted):
                    return found
                return await self.take(page, wanted, address)
        finally:
            self.waiting -= 1

    def still_good(self, page: Page, wanted: Wanted) -> Picture | None:
        """The picture that is kept, if it shows what a new one would show."""
        found = self.kept.get(wanted)
        if found is None:
            return None
        age = self.clock() - found.taken
        good = age < AT_LEAST or (age < AT_MOST and found.version == self.version(page))
        return found if good else None

    async def take(self, page: Page, wanted: Wanted, address: str) -> Picture:
        """A new picture, which is kept."""
        if self.failed and self.clock() - self.failed[0] < AT_LEAST:
            raise unavailable(self.failed[1], 10)
        version = self.version(page)
        url = f"{address}/pages/{page.name}?{wanted.look.query}"
        try:
            content = await photograph(self.find(), url, wanted.width, wanted.height, self.deadline)
            content = await asyncio.to_thread(grey, content) if wanted.look.ink else content
        except NoBrowser as error:
            raise unavailable(str(error), 3600) from error
        except (NoPicture, NotGrey) as error:
            log.warning("no picture of %s: %s", page.name, error)
            self.failed = (self.clock(), str(error))
            raise unavailable(str(error), 30) from error
        picture = Picture(content, version, self.clock())
        self.kept.pop(wanted, None)
        self.kept[wanted] = picture
        if len(self.kept) > KEPT:
            del self.kept[next(iter(self.kept))]
        return picture

    def version(self, page: Page) -> str:
        """What changes with anything that the picture shows, but for the time on it."""
        publisher = self.pages.publisher
        return f"{self.pages.version(page)} {publisher.theme()} {revision(publisher, page)}"


def asked(page: Page, query: Mapping[str, str], themes: Collection[str]) -> Wanted:
    """What the query asks for; 400 in a sentence where it is out of bounds."""
    width, height = (side(name, query.get(name, usual)) for name, usual in zip(("width", "height"), SIZE, strict=True))
    look = Look(ink=True) if "ink" in query else Look(theme=theme(query, themes))
    return Wanted(page.name, width, height, look)


def side(name: str, text: str) -> int:
    """One side of a picture, in pixels."""
    if not (text.isascii() and text.isdigit() and len(text) < 6 and SMALLEST <= int(text) <= LARGEST):
        raise ClientException(detail=f"{name} is a number of pixels, {SMALLEST} to {LARGEST}.")
    return int(text)


def own_address(server: tuple[str, int | None] | None) -> str:
    """Where the connection came in, which nobody outside can choose, unlike the Host header."""
    if server is None or server[1] is None:
        raise unavailable("This server listens where no browser can open it.", 3600)
    host, port = server
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def unavailable(detail: str, seconds: int) -> HTTPException:
    """503, and when it is worth asking again."""
    return HTTPException(detail=detail, status_code=503, headers={"Retry-After": str(seconds)})
