"""`GET /gallery`: kinds and recipes on played data, with the tables to paste. Not where data are from; see showroom."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from litestar import MediaType, Response, get
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery
from markupsafe import Markup, escape

from dashboard.config.recipes import Recipe
from dashboard.live.publisher import Publisher
from dashboard.live.render import safe
from dashboard.web.assets import Assets
from dashboard.web.contrast import Colour
from dashboard.web.exhibits import Shown, shown

SIZES = ("1x1", "2x1", "2x2", "4x2", "300x150")
"""Cells of a wall of five columns and five rows; the last is an embedded widget, in pixels."""

STATES = ("fresh", "stale", "failed", "warn", "danger")


def kind_routes(
    showroom: Callable[[], Awaitable[Publisher]],
    wall: Publisher,
    assets: Assets,
    palettes: dict[str, dict[str, Colour]],
    *,
    recipes: Mapping[str, Recipe],
    live: bool,
) -> list[HTTPRouteHandler]:
    """`GET /gallery`, `/gallery/recipes` and `/gallery/{name}`; `?theme=` shows them in another theme than the wall's.

    `recipes` are those of the showroom, by their ids there.
    """

    def page(template: str, exhibits: list[Shown], chosen: dict[str, str], **around: Any) -> Response[str]:
        theme = chosen["theme"]
        if theme and theme not in palettes:
            raise NotFoundException(detail=f"There is no theme called {theme[:64]!r}: {', '.join(palettes)}.")
        names = dict.fromkeys(each.kind.name for each in exhibits)
        html = wall.renderer.page(
            template,
            lang=wall.renderer.formats.language,
            direction=wall.renderer.formats.direction,
            theme=theme or wall.theme(),
            themes=list(palettes),
            assets=assets.base,
            sheets=[f"kind-{name}.css" for name in names if name in assets.kinds],
            events=",".join(each.id for each in exhibits if each.id),
            live=live,
            sizes=SIZES,
            states=STATES,
            exhibits=exhibits,
            recipes=len(recipes),
            marked=marked,
            chosen=chosen,
            **around,
        )
        return Response(html, media_type=MediaType.HTML, headers={"Cache-Control": "no-store"})

    async def index(of_recipes: bool, title: str, **chosen: str) -> Response[str]:
        if chosen["size"] not in SIZES or chosen["case"] not in STATES:
            raise NotFoundException(detail=f"Sizes are {', '.join(SIZES)}; cases are {', '.join(STATES)}.")
        publisher = await showroom()
        exhibits = [
            shown(publisher, each, recipes.get(name))
            for name, each in publisher.board.widgets.items()
            if (name in recipes) == of_recipes
        ]
        return page("gallery/index.html", exhibits, chosen, title=title, of_recipes=of_recipes)

    @get("/gallery", include_in_schema=False)
    async def gallery(
        theme: FromQuery[str] = "", size: FromQuery[str] = "2x1", case: FromQuery[str] = "fresh"
    ) -> Response[str]:
        return await index(False, "Gallery", theme=theme, size=size, case=case)

    @get("/gallery/recipes", include_in_schema=False)
    async def all_recipes(
        theme: FromQuery[str] = "", size: FromQuery[str] = "2x1", case: FromQuery[str] = "fresh"
    ) -> Response[str]:
        return await index(True, "Recipes", theme=theme, size=size, case=case)

    @get("/gallery/{name:str}", include_in_schema=False)
    async def one(name: FromPath[str], theme: FromQuery[str] = "") -> Response[str]:
        publisher = await showroom()
        widgets = publisher.board.widgets
        found = {recipe.name: id for id, recipe in recipes.items() if id in widgets}
        found |= {each.kind.name: id for id, each in widgets.items() if id not in recipes}
        if name not in found:
            raise NotFoundException(detail=f"There is no kind and no recipe called {name[:64]!r} in the gallery.")
        id = found[name]
        names = [other for other in found if (found[other] in recipes) == (id in recipes)]
        return page(
            "gallery/one.html",
            [shown(publisher, widgets[id], recipes.get(id))],
            {"theme": theme},
            title=name,
            before=names[names.index(name) - 1],
            after=names[(names.index(name) + 1) % len(names)],
        )

    return [gallery, all_recipes, one]


def marked(text: str) -> Markup:
    """A sentence in which what stands between backticks is code."""
    return safe(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))
