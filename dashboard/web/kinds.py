"""`GET /gallery`: every kind on played data, with the table to paste. Not where the data come from; see showroom."""

import json
import math
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Literal

from litestar import MediaType, Response, get
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery
from markupsafe import Markup, escape

from dashboard.config.board import Kind, Widget
from dashboard.config.describe import Key, example, example_id, keys, rhythm
from dashboard.config.recipes import Recipe
from dashboard.live.alerts import Ringing
from dashboard.live.publisher import Publisher
from dashboard.live.render import safe
from dashboard.store.reading import Reading
from dashboard.web.assets import Assets
from dashboard.web.contrast import Colour

SIZES = ("1x1", "2x1", "2x2", "4x2", "300x150")
"""Cells of a wall of five columns and five rows; the last is an embedded widget, in pixels."""

STATES = ("fresh", "stale", "failed", "warn", "danger")

OLD = timedelta(hours=3)
REASON = "api.example answers 503"
AGAIN = timedelta(seconds=40)

FRAME = re.compile(r"<iframe\b[^>]*></iframe>")
NOTE = '<p class="message">The page of somebody else stands here</p>'


@dataclass(frozen=True)
class Shown:
    """A kind as the gallery shows it: its widget, and a tile for each state in which it can be.

    `id` is the event by which its fresh tile follows on a demo, empty for one that never changes.
    """

    kind: Kind
    id: str
    tiles: dict[str, Markup]

    @property
    def name(self) -> str:
        """Its name."""
        return self.kind.name

    @property
    def about(self) -> str:
        """What its options are for, in a sentence or two."""
        return " ".join((self.kind.options.__doc__ or "").split())

    @property
    def table(self) -> str:
        """The table to paste."""
        return example(self.kind)

    @property
    def keys(self) -> list[Key]:
        """Its options."""
        return list(keys(self.kind.options))

    @property
    def pushed(self) -> str:
        """What is pushed, as JSON; empty for a kind that asks."""
        return "" if self.kind.pushed is None else json.dumps(self.kind.pushed, indent=2, ensure_ascii=False)

    @property
    def push_to(self) -> str:
        """The address it is pushed to."""
        return f"/api/widgets/{example_id(self.kind)}"

    @property
    def rhythm(self) -> str:
        """How often it asks, and how far back its numbers are kept."""
        return rhythm(self.kind)


def kind_routes(
    showroom: Callable[[], Awaitable[Publisher]],
    wall: Publisher,
    assets: Assets,
    palettes: dict[str, dict[str, Colour]],
    *,
    recipes: Iterable[Recipe] = (),
    live: bool,
) -> list[HTTPRouteHandler]:
    """`GET /gallery` and `/gallery/{kind}`; `?theme=` shows them in another theme than the wall's."""

    def page(template: str, kinds: list[Shown], chosen: dict[str, str], **around: Any) -> Response[str]:
        theme = chosen["theme"]
        if theme and theme not in palettes:
            raise NotFoundException(detail=f"There is no theme called {theme[:64]!r}: {', '.join(palettes)}.")
        html = wall.renderer.page(
            template,
            lang=wall.renderer.formats.language,
            direction=wall.renderer.formats.direction,
            theme=theme or wall.theme(),
            themes=list(palettes),
            assets=assets.base,
            sheets=[f"kind-{each.kind.name}.css" for each in kinds if each.kind.name in assets.kinds],
            events=",".join(each.id for each in kinds if each.id),
            live=live,
            sizes=SIZES,
            states=STATES,
            kinds=kinds,
            recipes=list(recipes),
            marked=marked,
            chosen=chosen,
            **around,
        )
        return Response(html, media_type=MediaType.HTML, headers={"Cache-Control": "no-store"})

    @get("/gallery", include_in_schema=False)
    async def gallery(
        theme: FromQuery[str] = "", size: FromQuery[str] = "2x1", case: FromQuery[str] = "fresh"
    ) -> Response[str]:
        if size not in SIZES or case not in STATES:
            raise NotFoundException(detail=f"Sizes are {', '.join(SIZES)}; cases are {', '.join(STATES)}.")
        publisher = await showroom()
        kinds = [shown(publisher, each) for each in publisher.board.widgets.values()]
        return page("gallery/index.html", kinds, {"theme": theme, "size": size, "case": case}, title="Gallery")

    @get("/gallery/{name:str}", include_in_schema=False)
    async def kind(name: FromPath[str], theme: FromQuery[str] = "") -> Response[str]:
        publisher = await showroom()
        found = {each.kind.name: each for each in publisher.board.widgets.values()}
        if name not in found:
            raise NotFoundException(detail=f"There is no kind called {name[:64]!r} in the gallery.")
        names = list(found)
        return page(
            "gallery/kind.html",
            [shown(publisher, found[name])],
            {"theme": theme},
            title=name,
            before=names[names.index(name) - 1],
            after=names[(names.index(name) + 1) % len(names)],
        )

    return [gallery, kind]


def shown(publisher: Publisher, widget: Widget) -> Shown:
    """A kind with its tiles. Pages of others are never asked for by a gallery: a note stands in their place."""
    found = {state: FRAME.sub(NOTE, tile) for state, tile in tiles(publisher, widget)}
    framed = any(NOTE in tile for tile in found.values())
    return Shown(widget.kind, "" if framed else widget.id, {state: safe(tile) for state, tile in found.items()})


def tiles(publisher: Publisher, widget: Widget) -> Iterator[tuple[str, str]]:
    """A tile for each state. A kind that measures nothing can't ring, one that never answered can only fail."""
    now, renderer = publisher.now(), publisher.renderer
    known, history = publisher.store.reading(widget), publisher.store.series(widget)
    good = Reading().succeeded(known.data, now) if known.polled else known

    def drawn(reading: Reading, ringing: Ringing | None = None, widget: Widget = widget) -> str:
        tile = renderer.tile(widget, reading, history, now, ringing)
        return replace(tile, stale_after=None, expire_after=None).html(reading.shown)

    newest = publisher.hub.newest.get(widget.id)
    yield "fresh", newest.text if newest and not known.error else drawn(good)
    yield "failed", drawn(Reading().failed(REASON, "status").trying(now + AGAIN))
    if not known.polled:
        return
    old = replace(widget, stale_after=OLD, expire_after=None)
    yield "stale", drawn(Reading().succeeded(known.data, now - OLD).failed(REASON, "status"), widget=old)
    if (bound := reached(widget, known.data)) is not None:
        for level in levels():
            yield level, drawn(good, Ringing(level, above=bound, lasting=timedelta(minutes=6)))


def levels() -> Iterator[Literal["warn", "danger"]]:
    """The levels of an alert."""
    yield "warn"
    yield "danger"


def reached(widget: Widget, data: Any) -> float | None:
    """A bound beyond which the first number of this answer is; None where there is no number."""
    if widget.kind.measure is None or widget.problem:
        return None
    numbers = widget.kind.measure(data, widget.options).values()
    first = next((number for number in numbers if math.isfinite(number)), None)
    return None if first is None else float(f"{first - abs(first) / 5:.2g}")


def marked(text: str) -> Markup:
    """A sentence in which what stands between backticks is code."""
    return safe(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))
