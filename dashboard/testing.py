"""For authors of kinds: what a tile looks like on an answer. Not for the wall itself, which never imports it.

from dashboard.testing import render

assert "42" in render(Path("mine/tide.py"), b'{"value": 42}', url="https://tide.example/now.json")
"""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

from dashboard import widget
from dashboard.config.board import Kind, Widget
from dashboard.config.kinds import from_file, guarded
from dashboard.folders import find_folders
from dashboard.live.render import Renderer
from dashboard.store.reading import Reading
from dashboard.widget import Answer, Push, Request, decode_json

__all__ = ["render"]

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Canned:
    """A way out on which everybody answers the same, with status 200."""

    body: bytes

    async def send(self, request: Request, *, keep: timedelta | None = None) -> Answer:
        """The answer."""
        return Answer(request.host, 200, {}, self.body)

    async def connect(self, host: str, port: int) -> float:
        """A connection that took ten milliseconds."""
        return 0.01


def render(
    kind: Path | ModuleType,
    answer: Any,
    *,
    now: datetime = NOON,
    wall: widget.Wall | None = None,
    folder: Path | None = None,
    **options: Any,
) -> str:
    """The tile of a kind with these options on this answer, as HTML.

    `kind` is its file or its module; its template lies beside it, in a folder `templates` there, or where this program
    has them. `answer` is what is fetched: bytes are what everybody answers whom its source asks, or what is pushed;
    anything else is what its source would have made of that. `now` is the time at which it is shown, `wall` where,
    `folder` where config.toml lies. Raises ValueError for a kind or options that are not valid, SourceError for an
    answer that can't be used, and whatever else the kind or its template raises. Not to be called in a coroutine.
    """
    found = load(kind)
    place = {"id": "sample", "wall": wall or widget.Wall(), "folder": folder or Path()}
    chosen = found.options.model_validate(options, context=place)
    source = found.source(chosen)
    data = fetched(source, answer) if isinstance(answer, bytes) else answer
    shown = Widget("sample", found, chosen, source, found.every, timedelta(seconds=10))
    renderer = Renderer(find_folders().templates, [found], chosen.wall)
    return renderer.attempt(shown, Reading().succeeded(data, now), {}, now).html(now)


def load(kind: Path | ModuleType) -> Kind:
    """The kind in this file or module; ValueError where it breaks the contract."""
    if isinstance(kind, Path):
        beside = kind.resolve().parent
        found = from_file(kind.resolve(), (beside, beside / "templates", beside.parent / "templates" / "widgets"))
    else:
        found = guarded(kind.__name__.rpartition(".")[2], lambda: kind, ())
    if found.problem:
        raise ValueError(found.problem)
    return found


def fetched(source: widget.Source[Any], body: bytes) -> Any:
    """What the source makes of an answer with this body."""
    if isinstance(source, Push):
        return decode_json(body, source.into, "whoever pushes")
    return asyncio.run(source.fetch(Canned(body)))
