"""`GET /gallery/design`: every part in every state, and what they are made of. Not the kinds, nor anybody's data."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from litestar import MediaType, Response, get
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery
from markupsafe import Markup

from dashboard.live.alerts import Ringing
from dashboard.live.publisher import Publisher
from dashboard.live.render import Renderer, Tile, safe
from dashboard.store.reading import State
from dashboard.web.assets import Assets
from dashboard.web.contrast import AIMS, Colour, contrast
from dashboard.web.samples import Sample, samples

SIZES = ("2x2", "2x1", "1x1", "4x2")
"""The sizes in which each part is shown, in cells of a wall of five columns and five rows."""

BOUND = Ringing("danger", 4000.0, None, None, timedelta(minutes=6))
"""The alert that a headline tells of."""

SYMBOL = re.compile(r'<symbol id="([is]-[a-z-]+)"')


@dataclass(frozen=True)
class Part:
    """A part: the macro of templates/gallery/bodies.html that fills a tile with it, and what is to know of it.

    `kind` is the one whose style the tile borrows, where the part needs it. Its states are shown at `size`.
    """

    name: str
    title: str
    about: str
    kind: str = "gallery"
    size: str = "1x1"


PARTS = (
    Part("value", "Value", "A headline with its unit, and how it has changed."),
    Part("headline", "Headline", "A value in a format that the user chose. What is too wide is shortened."),
    Part("rows", "List", "Rows share the height. What does not fit is counted."),
    Part("table", "Table", "The first column names, figures stand at the right, heads are quiet."),
    Part("spark", "Sparkline", "The course beside its value. The extremes are marked, gaps are gaps.", size="2x1"),
    Part("area", "Area", "The same to the rim of the tile, with the bound of its alert.", size="2x1"),
    Part("lines", "Lines", "Several courses on one scale, told apart by colour and list.", "prometheus", size="2x1"),
    Part("bars", "Bars by category", "From zero. The highest stands out, no value is no bar."),
    Part("hours", "Bars over time", "From left to right. The newest stands out."),
    Part("gauges", "Gauge", "A share of a whole: three quarters of a ring.", "system"),
    Part("meters", "Progress", "A share as a bar: in a row of its own, or below its value."),
    Part("ranges", "Range", "From a lowest to a highest, on a common scale.", "weather"),
    Part("beats", "Heartbeat", "Up stands tall, slow is shorter, down is a stub, no answer is a gap.", "monitor"),
    Part("signs", "Status", "A sign has a silhouette of its own, so that it is told without its colour."),
    Part("ages", "Age", "When something was, or will be. The browser makes ages of it and goes on counting."),
    Part("words", "Words", "A sentence that is the news, and what belongs to it. Three lines, then an ellipsis."),
)


@dataclass(frozen=True)
class Case:
    """One tile: what state it is in and which sample fills it."""

    name: str
    state: State = State.FRESH
    filling: str = "usual"
    alert: str | None = None
    reason: str | None = None


CASES = (
    Case("pending", State.PENDING),
    Case("fresh"),
    Case("stale", State.STALE),
    Case("expired", State.EXPIRED, reason="api.example answers 503"),
    Case("failed", State.FAILED, reason="api.example answers 503"),
    Case("warn", alert="warn"),
    Case("danger", alert="danger"),
    Case("empty", filling="empty"),
    Case("long", filling="long"),
    Case("rtl", filling="rtl"),
)


@dataclass(frozen=True)
class Specimen:
    """A tile in the gallery, and the section that it stands in."""

    size: str
    case: str
    direction: str
    html: Markup


def gallery_route(
    publisher: Publisher, assets: Assets, templates: Path, palettes: dict[str, dict[str, Colour]]
) -> HTTPRouteHandler:
    """`GET /gallery/design`; `?theme=` shows it in another theme than the wall's."""
    symbols = SYMBOL.findall((templates / "parts" / "signs.svg").read_text("utf-8"))

    # Two hundred tiles take a fifth of a second, in which walls must not wait: it is drawn in a thread.
    @get("/gallery/design", sync_to_thread=True, include_in_schema=False)
    def design(theme: FromQuery[str] = "") -> Response[str]:
        if theme and theme not in palettes:
            raise NotFoundException(detail=f"There is no theme called {theme[:64]!r}: {', '.join(palettes)}.")
        html = page(
            publisher.renderer,
            publisher.now(),
            lang=publisher.board.wall.locale.replace("_", "-"),
            theme=theme or publisher.theme(),
            chosen=theme,
            themes=list(palettes),
            assets=assets.base,
            kinds=sorted({part.kind for part in PARTS} & assets.kinds.keys()),
            symbols=symbols,
            measured=list(measured(palettes)),
        )
        return Response(html, media_type=MediaType.HTML, headers={"Cache-Control": "no-store"})

    return design


def page(renderer: Renderer, now: datetime, **around: Any) -> str:
    """The whole page: each part at each size, then in each state."""
    fillings = samples(renderer.formats, now)
    shown = [
        (
            part,
            [specimen(renderer, part, CASES[1], size, fillings, now) for size in SIZES],
            [specimen(renderer, part, case, part.size, fillings, now) for case in CASES],
        )
        for part in PARTS
    ]
    return renderer.page(
        "gallery/design.html",
        **around,
        title="Design of the wall",
        direction=renderer.formats.direction,
        parts=shown,
        filling=fillings["usual"],
        now=now,
    )


def specimen(
    renderer: Renderer, part: Part, case: Case, size: str, fillings: dict[str, Sample], now: datetime
) -> Specimen:
    """One part in one state at one size, in the same markup as on a wall."""
    filling = fillings[case.filling]
    inner = renderer.page(
        "gallery/tile.html",
        part=part.name,
        filling=filling,
        unique=f"{part.name}-{size}-{case.name}",
        title=filling.title if case.filling == "long" else f"{filling.title}, {case.name}",
        state=str(case.state),
        alert=case.alert,
        age=timedelta(hours=3),
        ages=False,
        bound=BOUND,
        polled=now - timedelta(hours=3),
        reason=case.reason,
        next_try=now + timedelta(seconds=40) if case.reason else None,
        link=None,
        now=now,
    )
    tile = Tile(part.kind, case.state, case.alert, None, inner)
    return Specimen(size, case.name, filling.direction, safe(tile.html(None)))


def measured(palettes: dict[str, dict[str, Colour]]) -> Iterator[tuple[str, str, float, list[float]]]:
    """What is read on what, the contrast that is asked for, and what each theme gives."""
    for name, ground, aim in AIMS:
        yield name, ground, aim, [contrast(palette[name], palette[ground]) for palette in palettes.values()]
