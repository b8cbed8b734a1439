"""The wall as pages: complete before any script runs. Not how a widget is rendered; see live."""

import hashlib
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from litestar import MediaType, Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from dashboard.config.board import NOTICE, Board, Page
from dashboard.live.events import unknown
from dashboard.live.frame import Frame, frame
from dashboard.live.publisher import Publisher
from dashboard.live.render import safe
from dashboard.web.assets import FOR_EVER, Assets
from dashboard.web.layout import style_sheet
from dashboard.web.openapi import texts
from dashboard.web.places import places
from dashboard.web.security import HEADERS, POLICY

STAY, PLACES = 180, 8
"""The picture changes its place every so many seconds; there are so many. As in static/rest.js."""

FRAGMENT = texts({200: '<article class="tile">…</article>'}, MediaType.HTML) | texts(
    {304: "", 403: "It is not allowed.", 404: "There is none."}
)

Form = Callable[[Request[Any, Any, Any], str], Awaitable[Response[Any] | None]]
"""Answers where a request wants the page of this name in another form than the one that follows by itself."""


@dataclass(frozen=True)
class Pages:
    """Makes the pages of one wall. `demo` says that its data are played."""

    publisher: Publisher
    assets: Assets
    demo: bool = False

    def page(self, name: str) -> Page:
        """The page of this name; 404 where there is none."""
        found = self.publisher.board.pages.get(name)
        if found is None:
            raise NotFoundException(detail=unknown("page", name))
        return found

    def html(self, page: Page) -> str:
        """The whole page, with the newest HTML of each widget in it."""
        newest = self.publisher.hub.newest
        notice = newest.get(NOTICE)
        return self.publisher.renderer.page(
            "page.html",
            **self.around(page),
            theme=self.publisher.theme(),
            last=self.publisher.last,
            shell=self.version(page),
            beat=self.publisher.heartbeat(page.shown).text,
            rest=rest.how if (rest := self.publisher.rest()) else "",
            place=int(self.publisher.now().timestamp()) // STAY % PLACES,
            now=self.publisher.now(),
            places=list(places(self.publisher, page)),
            notice=safe(notice.text) if notice else "",
        )

    def around(self, page: Page) -> dict[str, Any]:
        """What a page is made of besides its widgets."""
        wall, server = self.publisher.board.wall, self.publisher.board.server
        return {
            "title": wall.title,
            "lang": self.publisher.renderer.formats.language,
            "spans": self.publisher.renderer.formats.spans,
            "zone": str(wall.timezone),
            "direction": self.publisher.renderer.formats.direction,
            "assets": self.assets.base,
            "layout": hashed(self.style_sheet(page)),
            "page": page,
            "header": page.header,
            "pages": {each.name: dwell(each) for each in self.publisher.board.pages.values()},
            "shift": self.publisher.board.rest.shift,
            "sound": self.publisher.board.sound,
            "embeds": self.embeds(page),
            "tokens": server.embed_tokens or server.access != "open",
            "demo": self.demo,
            "transport": server.transport,
            "frames": frames(self.publisher.board, page.widgets),
        }

    def embeds(self, page: Page) -> list[str]:
        """The widgets on this page that pages of other sites may show."""
        board = self.publisher.board
        return [name for name in page.widgets if board.server.embed_origins and board.widgets[name].embed]

    def version(self, page: Page) -> str:
        """Hashes of the assets and of all that is around the widgets: a page that has others is behind."""
        around = {**self.around(page), "page": (page.widgets, page.groups)}
        return f"{self.assets.version}-{hashed(repr(sorted(around.items())))}"

    def style_sheet(self, page: Page) -> str:
        """The page's own style sheet."""
        board = self.publisher.board
        kinds = sorted({board.widgets[name].kind.name for name in page.widgets})
        themes = {board.theme, *(board.widgets[name].theme or board.theme for name in page.widgets)}
        needed = sorted({*themes, "day"} if "auto" in themes else themes)
        return style_sheet(
            page,
            [
                *(self.assets.themes[theme] for theme in needed if theme in self.assets.themes),
                *(self.assets.kinds[kind] for kind in kinds if kind in self.assets.kinds),
            ],
        )

    def policy(self, page: Page) -> dict[str, str]:
        """The headers that let its frames in; none where there are no frames."""
        if not (origins := frames(self.publisher.board, page.widgets)):
            return {}
        return {**HEADERS, "Content-Security-Policy": f"{POLICY}; frame-src {' '.join(origins)}"}

    def shell(self, name: str | None) -> Frame:
        """`wall.shell`: the version of the page that is watched, or that of the assets for who watches none of ours."""
        page = self.publisher.board.pages.get(name or "")
        return frame("wall.shell", self.version(page) if page else self.assets.version)


def frames(board: Board, names: Iterable[str]) -> tuple[str, ...]:
    """The origins of the pages that these widgets put into frames."""
    widgets = (board.widgets[name] for name in names)
    framing = (widget for widget in widgets if widget.kind.frames and not widget.problem)
    found = (urlsplit(src) for widget in framing if widget.kind.frames for src in widget.kind.frames(widget.options))
    return tuple(sorted({f"{parts.scheme}://{parts.netloc}" for parts in found}))


def dwell(page: Page) -> str:
    """How many seconds the page stands before the next one; empty where it does not make way by itself."""
    return f"{page.dwell.total_seconds():g}" if page.dwell else ""


def hashed(text: str) -> str:
    """Twelve characters that change with the text."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def page_routes(pages: Pages, form: Form) -> list[HTTPRouteHandler]:
    """`GET /`, `/pages/{page}`, `/pages/{page}/layout.css` and `/widgets/{id}`."""

    @get("/", media_type=MediaType.HTML, include_in_schema=False)
    async def first_page(request: Request[Any, Any, Any]) -> Response[Any]:
        return await whole(request, next(iter(pages.publisher.board.pages)))

    @get("/pages/{name:str}", media_type=MediaType.HTML, include_in_schema=False)
    async def one_page(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[Any]:
        return await whole(request, name)

    async def whole(request: Request[Any, Any, Any], name: str) -> Response[Any]:
        if answer := await form(request, name):
            return answer
        page = pages.page(name)
        headers = {"Cache-Control": "no-store", **pages.policy(page)}
        return Response(pages.html(page), media_type=MediaType.HTML, headers=headers)

    @get("/pages/{name:str}/layout.css", sync_to_thread=False, include_in_schema=False)
    def layout(name: FromPath[str], v: FromQuery[str] = "") -> Response[str]:
        sheet = pages.style_sheet(pages.page(name))
        kept = FOR_EVER if v == hashed(sheet) else "no-cache"
        return Response(sheet, media_type="text/css", headers={"Cache-Control": kept})

    @get("/widgets/{name:str}", media_type=MediaType.HTML, sync_to_thread=False, responses=FRAGMENT)
    def fragment(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[str]:
        """The newest inner HTML of one widget. Its ETag is the id of the event that carried it."""
        found = pages.publisher.hub.newest.get(name)
        if found is None:
            raise NotFoundException(detail=unknown("widget", name))
        tag = f'"{pages.publisher.revisions.name(found.revision)}"'
        headers = {"ETag": tag, "Cache-Control": "no-cache"}
        if tag in request.headers.get("if-none-match", ""):
            return Response("", status_code=304, headers=headers)
        return Response(found.text, media_type=MediaType.HTML, headers=headers)

    return [first_page, one_page, layout, fragment]
