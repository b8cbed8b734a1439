"""A number that somebody pushes, with where it comes from and how it moves."""

import math
from typing import Annotated, Literal

from msgspec import Meta

from dashboard import widget
from dashboard.widget import Field, Push, Struct

EVERY = "1d"
HISTORY = "24h"
PUSHED = {"value": 18.4, "label": "since sunrise"}

Word = Annotated[str, Meta(max_length=80)]


class Options(widget.Options):
    """How the number is written. What is pushed along with it goes before `label` and `unit`."""

    label: str = Field("", max_length=80, description="A caption.", examples=["since midnight"])
    unit: str = Field(
        "",
        max_length=20,
        description='Stands small behind the number; for money its ISO code: "EUR".',
        examples=["kWh"],
    )
    format: Literal["number", "integer", "percent", "bytes", "duration", "money"] = Field(
        "number", description="How it is written. A percentage is pushed as a share of 1, a duration in seconds."
    )
    digits: int | None = Field(None, ge=0, le=6, description="Decimals. Default: as its size asks for.")
    better: Literal["up", "down", ""] = Field("up", description='Which way is good; "" for neither, and no colour.')


class Number(Struct, forbid_unknown_fields=True):
    """What is pushed. `ttl`, a duration, is how long the number may be shown; the wall sees to it."""

    value: float
    label: Word | None = None
    unit: Annotated[str, Meta(max_length=20)] | None = None
    ttl: Word | None = None


class View(Struct):
    """The number and its words."""

    value: float | None
    label: str
    unit: str


def source(options: Options) -> Push[Number]:
    """Whoever pushes to this widget."""
    return Push(options.id, into=Number)


def view(answer: Number, options: Options) -> View:
    """The number, if it is one that can be written."""
    return View(
        value=answer.value if math.isfinite(answer.value) else None,
        label=options.label if answer.label is None else answer.label,
        unit=options.unit if answer.unit is None else answer.unit,
    )


def measure(answer: Number, options: Options) -> dict[str, float]:
    """The number."""
    return {"value": answer.value}
