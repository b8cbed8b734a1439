"""`GET /badge/{id}.svg`: a widget's headline as a picture, for a README or a mail. Not live: it is asked for again.

What it says is what the tile says: it is read from the tile's own HTML, so a value is written the same way everywhere.
A list gives its first row, which is the worst or the next; what has neither gives the first of its measured numbers, or
else its state in a word.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from dashboard.live.publisher import Publisher
from dashboard.store.reading import State
from dashboard.web.openapi import texts

SVG = "image/svg+xml"
PICTURE = texts({200: "<svg>…</svg>"}, SVG) | texts({304: "", 403: "It is not allowed.", 404: "There is none."})

KEPT = 60
"""Seconds for which a picture may be kept by whoever fetched it."""

HEADLINES = ("value", "number", "note", "lead")
"""The classes of what is a tile's headline; the first that it has."""

ROW = ("name", "figure")
"""The classes of what is read of a list's first row."""

LONGEST = 40
"""Characters that either side may have."""

WORDS = {
    State.FRESH: "ok",
    State.STALE: "old",
    State.PENDING: "waiting",
    State.EXPIRED: "too old",
    State.FAILED: "no data",
}
COLOURS = {"danger": "#b42318", "warn": "#8f5800", State.FRESH: "#24663b"}
"""White stands on each at 4.5:1 and more."""

TONES = {"bad": "danger", "warn": "warn"}
"""The tones of signs in a list, and what they are where they stand for the whole of it."""

GREY = "#5c6470"
UNSEEN = frozenset(["change"])
WIDE, NARROW, USUAL = frozenset("MWmw@%—"), frozenset("fijlrtI1.,:;|!' ()"), 6.9
PADDING = 7.0


@dataclass(frozen=True)
class Badge:
    """What a badge says: at the left what it is, at the right how it is. `alert` is the level of one that is off."""

    label: str
    value: str
    state: State
    alert: str | None = None

    @property
    def colour(self) -> str:
        """The colour of the right side."""
        return COLOURS.get(self.alert or self.state, GREY)


class Words(HTMLParser):
    """The texts of a tile by the element that holds them: its `h2`, and whatever has the class of a headline."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: dict[str, str] = {}
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of which element is open."""
        if tag in {"path", "use", "circle", "br", "img", "rect", "line", "stop"}:
            return
        names = (dict(attrs).get("class") or "").split()
        kind = next((name for name in (*HEADLINES, *ROW) if name in names), "")
        self.open.append("unseen" if UNSEEN.intersection(names) else kind or ("h2" if tag == "h2" else ""))
        if kind in self.texts:
            self.open[-1] = "unseen"  # the first is the headline
        elif tag == "small" and (inside := self.inside()):
            self.texts[inside] = self.texts.get(inside, "") + "\N{NARROW NO-BREAK SPACE}"

    def handle_endtag(self, tag: str) -> None:
        """It is closed."""
        if self.open:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        """Add a text to the element that it stands in."""
        if inside := self.inside():
            self.texts[inside] = self.texts.get(inside, "") + data

    def inside(self) -> str:
        """The headline or heading that is open; empty where none is, or what is open is not seen."""
        return "" if "unseen" in self.open else next(filter(None, self.open), "")


def badge(publisher: Publisher, name: str) -> Badge:
    """What the badge of this widget says now."""
    tile, widget = publisher.tiles[name], publisher.board.widgets[name]
    words = Words(tile.inner).texts
    label = words.get("h2") or widget.title or name
    if tile.state not in (State.FRESH, State.STALE):
        return Badge(short(label), WORDS[tile.state], tile.state)
    headline = next((words[kind] for kind in HEADLINES if kind in words), "")
    value = headline or " ".join(words[kind] for kind in ROW if kind in words) or first_number(publisher, name)
    bad = (
        None
        if headline
        else next((level for tone, level in TONES.items() if f'class="sign {tone}"' in tile.inner), None)
    )
    return Badge(short(label), short(value or WORDS[tile.state]), tile.state, tile.alert or bad)


def first_number(publisher: Publisher, name: str) -> str:
    """The first number that the widget's kind measures, as this wall writes numbers; empty where it measures none."""
    measures = publisher.measure(publisher.board.widgets[name])
    number: Callable[[float], str] = publisher.renderer.formats.number
    return number(next(iter(measures.values()))) if measures else ""


def short(text: str) -> str:
    """The text on one line, cut where it is too long."""
    line = " ".join(text.split(" ")).strip().replace("\n", " ")
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"


def width(text: str) -> float:
    """About how wide a text is in 11 pixels of a common sans serif; the picture then fits the text to it."""
    return sum(10.0 if sign in WIDE else 4.2 if sign in NARROW else USUAL for sign in text)


def drawn(publisher: Publisher, shown: Badge) -> str:
    """The picture."""
    left, right = width(shown.label), width(shown.value)
    return publisher.renderer.page(
        "badge.svg",
        badge=shown,
        left=round(left, 1),
        right=round(right, 1),
        padding=PADDING,
        split=round(left + 2 * PADDING, 1),
        whole=round(left + right + 4 * PADDING, 1),
        state="" if shown.state is State.FRESH else WORDS[shown.state],
    )


def badge_route(
    publisher: Publisher, permit: Callable[[Request[Any, Any, Any], frozenset[str]], None]
) -> HTTPRouteHandler:
    """`GET /badge/{id}.svg`. `permit` raises where the request may not have it."""

    @get("/badge/{name:str}", sync_to_thread=False, media_type=SVG, responses=PICTURE)
    def one_badge(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[str]:
        """The headline of one widget as a picture: `/badge/ID.svg`."""
        widget = name.removesuffix(".svg")
        permit(request, frozenset({widget}))
        content = drawn(publisher, badge(publisher, widget))
        tag = f'"{hashlib.sha256(content.encode()).hexdigest()[:24]}"'
        headers = {"ETag": tag, "Cache-Control": f"max-age={KEPT}"}
        if tag in request.headers.get("if-none-match", ""):
            return Response("", status_code=304, headers=headers)
        return Response(content, media_type=SVG, headers=headers)

    return one_badge
