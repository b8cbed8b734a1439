"""The forms that a page has besides the one that follows by itself: `?ink`, `?still`, `.png`. Not how each is made."""

from collections.abc import Collection
from typing import Any

from litestar import MediaType, Request, Response

from dashboard.web.pages import Pages
from dashboard.web.picture import SUFFIX, Pictures
from dashboard.web.still import look, still


class Forms:
    """Answers requests for a page in another form."""

    def __init__(self, pages: Pages, pictures: Pictures, themes: Collection[str]) -> None:
        self.pages = pages
        self.pictures = pictures
        self.themes = themes

    async def __call__(self, request: Request[Any, Any, Any], name: str) -> Response[Any] | None:
        """The page that is called `name` as the request wants it; None where it wants the one that follows."""
        if name.endswith(SUFFIX):
            return await self.pictures.answer(request, name)
        if wanted := look(request.query_params, self.themes):
            html = still(self.pages, self.pages.page(name), wanted)
            return Response(html, media_type=MediaType.HTML, headers={"Cache-Control": "no-store"})
        return None
