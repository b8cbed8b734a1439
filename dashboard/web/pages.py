"""The wall as pages: complete before any script runs. Not how a widget is rendered; see live."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from litestar import MediaType, Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from dashboard.config.board import NOTICE, Page
from dashboard.live.events import unknown
from dashboard.live.frame import Frame, frame
from dashboard.live.publisher import Publisher
from dashboard.live.render import safe
from dashboard.web.assets import FOR_EVER, Assets
from dashboard.web.layout import style_sheet

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
            now=self.publisher.now(),
            widgets=[(name, safe(newest[name].text)) for name in page.widgets],
            notice=safe(notice.text) if notice else "",
        )

    def around(self, page: Page) -> dict[str, Any]:
        """What a page is made of besides its widgets."""
        wall = self.publisher.board.wall
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
            "pages": list(self.publisher.board.pages),
            "demo": self.demo,
        }

    def version(self, page: Page) -> str:
        """Hashes of the assets and of all that is around the widgets: a page that has others is behind."""
        around = {**self.around(page), "page": page.widgets}
        return f"{self.assets.version}-{hashed(repr(sorted(around.items())))}"

    def style_sheet(self, page: Page) -> str:
        """The page's own style sheet."""
        widgets = self.publisher.board.widgets
        kinds = sorted({widgets[name].kind.name for name in page.widgets})
        return style_sheet(page, (self.assets.kinds[kind] for kind in kinds if kind in self.assets.kinds))

    def shell(self, name: str | None) -> Frame:
        """`wall.shell`: the version of the page that is watched, or that of the assets for who watches none of ours."""
        page = self.publisher.board.pages.get(name or "")
        return frame("wall.shell", self.version(page) if page else self.assets.version)


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
        html = pages.html(pages.page(name))
        return Response(html, media_type=MediaType.HTML, headers={"Cache-Control": "no-store"})

    @get("/pages/{name:str}/layout.css", sync_to_thread=False, include_in_schema=False)
    def layout(name: FromPath[str], v: FromQuery[str] = "") -> Response[str]:
        sheet = pages.style_sheet(pages.page(name))
        kept = FOR_EVER if v == hashed(sheet) else "no-cache"
        return Response(sheet, media_type="text/css", headers={"Cache-Control": kept})

    @get("/widgets/{name:str}", media_type=MediaType.HTML, sync_to_thread=False)
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
