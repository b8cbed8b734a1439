"""What the gallery shows: a kind or a recipe, with a tile for each state that it can have. Not its pages; see kinds."""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Literal

from markupsafe import Markup

from dashboard.config.board import Kind, Widget
from dashboard.config.describe import Key, example, example_id, keys, rhythm
from dashboard.config.recipes import Recipe
from dashboard.live.alerts import Ringing
from dashboard.live.publisher import Publisher
from dashboard.live.render import safe
from dashboard.store.reading import Reading

__all__ = ["Shown", "shown"]

OLD = timedelta(hours=3)
REASON = "api.example answers 503"
AGAIN = timedelta(seconds=40)

FRAME = re.compile(r"<iframe\b[^>]*></iframe>")
NOTE = '<p class="message">The page of somebody else stands here</p>'


@dataclass(frozen=True)
class Shown:
    """A kind, or a `recipe` of that kind, as the gallery shows it: with a tile for each state in which it can be.

    `id` is the event by which its fresh tile follows on a demo, empty for one that never changes.
    """

    kind: Kind
    id: str
    tiles: dict[str, Markup]
    recipe: Recipe | None = None

    @property
    def name(self) -> str:
        """Its name."""
        return self.recipe.name if self.recipe else self.kind.name

    @property
    def description(self) -> str:
        """What it is, in a sentence."""
        return self.recipe.about if self.recipe else self.kind.description

    @property
    def about(self) -> str:
        """What its options are for, in a sentence or two."""
        return " ".join((self.kind.options.__doc__ or "").split())

    @property
    def table(self) -> str:
        """The table to paste."""
        return self.recipe.text if self.recipe else example(self.kind)

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


def shown(publisher: Publisher, widget: Widget, recipe: Recipe | None = None) -> Shown:
    """A widget with its tiles, as `harmless` as they have to be; those that are don't follow."""
    drawn = dict(tiles(publisher, widget))
    found = {state: harmless(tile) for state, tile in drawn.items()}
    follows = widget.id if found == drawn else ""
    return Shown(widget.kind, follows, {state: safe(tile) for state, tile in found.items()}, recipe)


def harmless(tile: str) -> str:
    """A tile for looking at: a note stands in place of somebody else's page, and a form can't be sent. It would go to a
    widget of the wall that may have the same name.
    """
    return FRAME.sub(NOTE, tile).replace("<form ", "<form inert ")


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
