"""What is known of one source as bytes that outlive the program, and back. Not where they lie; see files."""

import inspect
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, get_type_hints

import msgspec
from pydantic import BaseModel, SecretStr

from dashboard.config.board import Widget
from dashboard.store.history import Point
from dashboard.store.reading import Reading
from dashboard.widget import Json, Push, Rhythm, Source

VERSION = 1
"""Rises when older programs could misread what this one writes, or the other way round."""

FACTS = ("at", "polled", "error", "fault", "failures", "lifetime", "excused")
"""What is kept of a reading as it is."""

Points = Mapping[str, Mapping[str, Sequence[Point]]]
"""The histories of widgets: their points by widget and measure."""


class Unusable(Exception):
    """This can't be kept, or what was kept can't be used any more; the message says why."""


class Kept(msgspec.Struct, frozen=True):
    """A reading that has a good answer, and the histories of the widgets that show it."""

    data: msgspec.Raw
    at: datetime
    polled: datetime
    error: str | None
    fault: str | None
    failures: int
    lifetime: timedelta | None
    histories: dict[str, dict[str, tuple[Point, ...]]]
    excused: timedelta = timedelta()


class Envelope(msgspec.Struct, frozen=True):
    """What a file holds. `digest` is that of `kept`, byte by byte: a file that lost some is not half believed."""

    version: int
    digest: str
    kept: msgspec.Raw


def keeps(source: Source[Any]) -> bool:
    """Whether it is worth keeping: the clock and the configuration are there without."""
    return source.rhythm in (Rhythm.EVERY, Rhythm.PUSHED)


def name_of(source: Source[Any]) -> str:
    """The file of a source: the same for equal sources, over restarts. Unusable where there is no such name.

    It is a hash, for addresses may hold secrets.
    """
    try:
        facts = msgspec.json.encode([type(source).__qualname__, source], enc_hook=fact, order="deterministic")
    except Exception as error:  # the source's type is a stranger's
        raise Unusable(f"its source can't be named: {error}") from error
    return f"{sha256(facts).hexdigest()}.json"


def fact(value: object) -> object:
    """What tells a value that JSON does not know from another one of its type."""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, BaseModel):
        return dict(value)
    return value.__qualname__ if isinstance(value, type) else str(value)


def shape(source: Source[Any], widget: Widget) -> Any:
    """The type of a source's answers: as it says itself, else as the kind of a `widget` on it takes them."""
    if isinstance(source, Json | Push):
        return source.into
    answer = next(iter(inspect.signature(widget.kind.view).parameters))
    return get_type_hints(widget.kind.view, include_extras=True).get(answer, object)


def encode(source: Source[Any], widget: Widget, reading: Reading, histories: Points) -> bytes:
    """A reading with a good answer as bytes; Unusable where it would not come back as it is."""
    try:
        data = msgspec.json.encode(reading.data)
        into = shape(source, widget)
        plain = isinstance(source, Json | Push) and into is object  # was JSON, and may be large
        if not plain and msgspec.json.decode(data, type=into) != reading.data:
            raise Unusable("its answer does not come back from JSON as it was")
        kept = msgspec.json.encode(
            {name: getattr(reading, name) for name in FACTS} | {"data": msgspec.Raw(data), "histories": histories}
        )
    except Unusable:
        raise
    except Exception as error:  # the answer's type is a stranger's, and whatever it raises must not stop the others
        raise Unusable(f"{type(error).__name__}: {error}") from error
    return msgspec.json.encode(Envelope(VERSION, sha256(kept).hexdigest(), msgspec.Raw(kept)))


def decode(source: Source[Any], widget: Widget, content: bytes, now: datetime) -> tuple[Reading, Points]:
    """The reading and the histories in these bytes; Unusable where they are damaged or somebody else's.

    Times that are yet to come were written by another clock than this. Nobody can tell how old such an answer is: it is
    taken for stale, and such points are left out.
    """
    try:
        envelope = msgspec.json.decode(content, type=Envelope)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Unusable("damaged") from error
    if envelope.version != VERSION:
        raise Unusable("written by another version")
    if sha256(envelope.kept).hexdigest() != envelope.digest:
        raise Unusable("damaged")
    try:
        kept = msgspec.json.decode(envelope.kept, type=Kept)
        data = msgspec.json.decode(kept.data, type=shape(source, widget))
    except Exception as error:  # again a stranger's type; or the kind has changed since
        raise Unusable("of another shape") from error
    polled = kept.polled if kept.polled <= now else now - (widget.stale_after or widget.every)
    reading = Reading(
        data=data,
        at=min(kept.at, polled),
        polled=polled,
        error=kept.error,
        fault=kept.fault,
        failures=kept.failures,
        lifetime=kept.lifetime,
        excused=kept.excused,
    )
    return reading, {
        name: {measure: [point for point in points if point.at <= now] for measure, points in rings.items()}
        for name, rings in kept.histories.items()
    }
