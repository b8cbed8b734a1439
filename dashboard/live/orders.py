"""What may be asked of a screen: to show a page, load it anew, say something, rest. Not who may ask; see web."""

import json
from collections.abc import Collection
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from dashboard.live.frame import Frame, frame

SPOKEN = 30
"""Seconds that a message stands where nobody says how long."""

EVERYBODY = "all"
"""The name that means every screen."""


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of `show`, `reload`, `message` and `rest`, and for how many `seconds`; without them until the next order.

    `show` names a page, null goes on turning the pages. An empty message takes away the one that stands there, an empty
    `rest` wakes the screen.
    """

    show: str | UnsetType | None = UNSET
    reload: Literal[True] | UnsetType = UNSET
    message: Annotated[str, Meta(max_length=300)] | UnsetType = UNSET
    rest: Literal["dim", "blank", ""] | UnsetType = UNSET
    level: Literal["info", "warn", "danger"] | UnsetType = UNSET
    seconds: Annotated[int, Meta(ge=1, le=86_400)] | None = None


def event(order: Order, display: str, pages: Collection[str]) -> Frame:
    """The event that tells the screen of this name, or every one; ValueError where the order can't be understood."""
    given = [name for name in ("show", "reload", "message", "rest") if getattr(order, name) is not UNSET]
    if len(given) != 1:
        raise ValueError("exactly one of show, reload, message and rest is expected")
    if order.level is not UNSET and given != ["message"]:
        raise ValueError("level belongs to a message")
    if order.seconds is not None and given == ["reload"]:
        raise ValueError("a reload has no seconds")
    if isinstance(order.show, str) and order.show not in pages:
        raise ValueError(f"there is no page called {order.show[:64]!r} on this wall, but {', '.join(pages)}")
    name, content = told(order)
    if display != EVERYBODY:
        content["display"] = display
    return frame(f"wall.{name}", json.dumps(content, separators=(",", ":")))


def told(order: Order) -> tuple[str, dict[str, Any]]:
    """The name of the event and what a page is told by it. The names are a contract with link.js."""
    if order.show is not UNSET:
        return "page", {"page": order.show, "seconds": order.seconds, "why": "asked"}
    if order.message is not UNSET:
        level = "info" if order.level is UNSET else order.level
        return "message", {"text": order.message, "level": level, "seconds": order.seconds or SPOKEN}
    if order.rest is not UNSET:
        return "rest", {"rest": order.rest, "seconds": order.seconds}
    return "reload", {}
