"""Live widgets for other sites' pages: a page for a frame, and what the custom element loads. Not who may have them.

That is decided in origins. Which page shows a frame nobody tells us, so a frame, like a badge, is only for widgets with
`embed = true`, whoever asks.
"""

import re
from collections.abc import Callable, Collection
from typing import Any
from urllib.parse import urlencode

from litestar import MediaType, Request, Response, get
from litestar.exceptions import ClientException, NotFoundException, PermissionDeniedException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from dashboard.live.events import unknown
from dashboard.live.publisher import Publisher
from dashboard.live.render import safe
from dashboard.web.assets import Assets
from dashboard.web.badge import badge_route
from dashboard.web.openapi import texts
from dashboard.web.origins import Reading, bad_tokens, named, not_embedded
from dashboard.web.pages import frames
from dashboard.web.still import theme

Asked = Request[Any, Any, Any]

STARTS = ("click", "visible")
"""What a frame may wait for before it connects; without any it connects at once."""

REFRESH = 60
"""Seconds after which a frame without scripts loads itself anew."""

PICTURE = re.compile(r' src="/[^"]*')
"""The address of a picture that this wall gives, in a tile: `/widgets/{id}/picture?v=…`."""

FRAME = texts({200: "<!doctype html>…"}, MediaType.HTML) | texts(dict.fromkeys((400, 403, 404), "The reason."))
KEPT = "max-age=300"
"""For the addresses that stand in other sites' pages, and so can't change with their content."""


class Embeds:
    """Makes the pages that stand in frames. `themes` are the names that can be chosen."""

    def __init__(self, publisher: Publisher, assets: Assets, themes: Collection[str]) -> None:
        self.publisher = publisher
        self.assets = assets
        self.themes = themes

    def permit(self, request: Asked, widgets: frozenset[str]) -> None:
        """Raise where these widgets are not for whoever asks: 404 for unknown ones, 403 with what to set."""
        board = self.publisher.board
        for name in sorted(widgets - board.widgets.keys()):
            raise NotFoundException(detail=unknown("widget", name))
        asked = Reading(widgets, tuple(request.query_params.getall("token", [])))
        wrong = bad_tokens(board.server, widgets, asked.tokens, self.publisher.now()) if asked.tokens else None
        if sentence := wrong or not_embedded(board, asked):
            raise PermissionDeniedException(detail=sentence)

    def answer(self, request: Asked, names: list[str]) -> Response[str]:
        """The page with these widgets, or with `?live` the part of it that connects."""
        self.permit(request, frozenset(names))
        query = request.query_params
        start = query.get("start", "")
        if start and start not in STARTS:
            raise ClientException(detail=f"start is {' or '.join(STARTS)}.")
        chosen = theme(query, self.themes)
        publisher, formats = self.publisher, self.publisher.renderer.formats
        token = {"token": request.query_params.getall("token", [])}
        origins = frames(publisher.board, names)
        html = publisher.renderer.page(
            "parts/live.html" if "live" in query else "embed.html",
            title=", ".join(publisher.board.widgets[name].title or name for name in names),
            lang=formats.language,
            direction=formats.direction,
            assets=self.assets.base,
            shell=self.assets.version,
            last=publisher.last,
            beat=publisher.heartbeat(names).text,
            theme=chosen or "auto",
            kinds=sorted({publisher.board.widgets[name].kind.name for name in names} & self.assets.kinds.keys()),
            chosen=chosen is not None,
            transparent="transparent" in query,
            refresh=REFRESH,
            start="" if "live" in query else start,
            stream=f"/events?{urlencode({'widgets': ','.join(names), 'embed': '', **token}, doseq=True)}",
            live=f"{request.url.path}?{urlencode([*query.multi_items(), ('live', '')])}",
            widgets=[(name, self.html(name, urlencode(token, doseq=True), themed=chosen is None)) for name in names],
        )
        headers = {"Content-Security-Policy": f"frame-src {' '.join(origins)}"} if origins else {}
        return Response(html, media_type=MediaType.HTML, headers={"Cache-Control": "no-store", **headers})

    def html(self, name: str, token: str, *, themed: bool) -> Any:
        """The newest HTML of a widget, which asks for its pictures with the token that was shown; without the theme of
        its own where another was chosen. In the same way as static/embed/stream.js.
        """
        html = self.publisher.hub.newest[name].text
        if token:
            html = PICTURE.sub(rf"\g<0>&amp;{token}", html)
        own = self.publisher.board.widgets[name].theme
        return safe(html if themed or own is None else html.replace(f' data-theme="{own}"', "", 1))

    def signs(self) -> str:
        """The signs that tiles refer to, and in which language they are."""
        formats = self.publisher.renderer.formats
        drawn = self.publisher.renderer.page("parts/signs.svg")
        language = f'<svg data-lang="{formats.language}" data-direction="{formats.direction}"'
        return drawn.replace("<svg", language, 1)


def embed_routes(embeds: Embeds) -> list[HTTPRouteHandler]:
    """`GET /embed/{id}`, `/embed?widgets=a,b`, `/embed.js`, `/embed.css`, `/embed.svg` and `/badge/{id}.svg`."""

    @get("/embed/{name:str}", sync_to_thread=False, media_type=MediaType.HTML, responses=FRAME)
    def one(request: Asked, name: FromPath[str]) -> Response[str]:
        """One live widget as a page for a frame. `?theme=`, `?transparent`, `?start=click` or `visible`, `?token=`."""
        return embeds.answer(request, [name])

    @get("/embed", sync_to_thread=False, media_type=MediaType.HTML, responses=FRAME)
    def several(request: Asked) -> Response[str]:
        """The same with the widgets in `?widgets=a,b`."""
        query = {"widgets": request.query_params.getall("widgets", [])}
        names = [name for name in dict.fromkeys(",".join(query["widgets"]).split(",")) if name in named(query)]
        if not names:
            raise ClientException(detail="Say which widgets: /embed?widgets=a,b or /embed/ID.")
        return embeds.answer(request, names)

    @get("/embed.js", sync_to_thread=False, include_in_schema=False)
    def script(request: Asked) -> Response[Any]:
        return asset(request, "embed.js")

    @get("/embed.css", sync_to_thread=False, include_in_schema=False)
    def sheet(request: Asked) -> Response[Any]:
        return asset(request, "element.css")

    @get("/embed.svg", sync_to_thread=False, include_in_schema=False)
    def signs(request: Asked) -> Response[Any]:
        formats = embeds.publisher.renderer.formats
        return kept(request, f"{embeds.assets.version}-{formats.language}", "image/svg+xml", embeds.signs)

    def asset(request: Asked, name: str) -> Response[Any]:
        found = embeds.assets.files[name]
        zipped = found.packed if "gzip" in request.headers.get("accept-encoding", "") else None
        answer = kept(request, embeds.assets.version, found.media_type, lambda: zipped or found.content)
        answer.set_header("Vary", "Accept-Encoding")
        if zipped and answer.status_code != 304:
            answer.set_header("Content-Encoding", "gzip")
        return answer

    return [one, several, script, sheet, signs, badge_route(embeds.publisher, embeds.permit)]


def kept(request: Asked, version: str, media_type: str, content: Callable[[], str | bytes]) -> Response[Any]:
    """An answer that is kept for a while and then asked for by its ETag."""
    tag = f'"{version}"'
    headers = {"ETag": tag, "Cache-Control": KEPT}
    if tag in request.headers.get("if-none-match", ""):
        return Response("", status_code=304, headers=headers)
    return Response(content(), media_type=media_type, headers=headers)
