"""The board: everything config.toml says, as frozen values. Not how it is read; see load."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import SecretStr

from dashboard import widget

NOTICE = "wall.notice"
"""The event by which the wall itself says something; no widget can have a dot in its id."""


@dataclass(frozen=True)
class Kind:
    """A widget kind as it was found: its name, its contract (see dashboard.widget) and its template.

    `pushed` is an example of what is pushed to it, None for a kind that asks.
    `problem` says in a sentence why a kind that was found can't be used; its widgets are error tiles then, and the
    rest of its fields hold defaults.
    """

    name: str
    description: str = ""
    every: timedelta = timedelta(minutes=5)
    history: timedelta | None = None
    options: type[widget.Options] = widget.Options
    source: Callable[[Any], widget.Source[Any]] = field(default=lambda options: widget.Static(None), compare=False)
    view: Callable[[Any, Any], Any] = field(default=lambda answer, options: None, compare=False)
    measure: Callable[[Any, Any], dict[str, float]] | None = field(default=None, compare=False)
    observed: Callable[[Any, Any], datetime | None] | None = field(default=None, compare=False)
    picture: Callable[[Any, Any], widget.Picture | None] | None = field(default=None, compare=False)
    frames: Callable[[Any], tuple[str, ...]] | None = field(default=None, compare=False)
    take: Callable[[Any, Mapping[str, str], datetime, Any], Any] | None = field(default=None, compare=False)
    pushed: Any = field(default=None, compare=False)
    template: Path | None = None
    problem: str | None = None


@dataclass(frozen=True)
class Alert:
    """A bound on a measured number: beyond it for so long as `lasting`, the widget is at `level`.

    `of` names the number, by default the first. `clear` is where the number must be back before that is over; None is
    the bound itself.
    """

    level: Literal["warn", "danger"]
    above: float | None = None
    below: float | None = None
    of: str | None = None
    lasting: timedelta = timedelta(0)
    clear: float | None = None


@dataclass(frozen=True)
class Widget:
    """One `[widgets.<id>]` table.

    `stale_after` and `expire_after` count from the last good poll; None is never. `history` is how far back its
    measured numbers are kept. `problem` replaces the content where the widget can't work at all.
    """

    id: str
    kind: Kind
    options: widget.Options
    source: widget.Source[Any]
    every: timedelta
    timeout: timedelta
    title: str | None = None
    stale_after: timedelta | None = None
    expire_after: timedelta | None = None
    history: timedelta | None = None
    alert: tuple[Alert, ...] = ()
    embed: bool = False
    link: str | None = None
    theme: str | None = None
    problem: str | None = None
    push_token: SecretStr | None = None


@dataclass(frozen=True)
class Area:
    """Where a widget or group stands: its first column and row, counted from 0, and how many of each it takes."""

    widget: str
    column: int
    row: int
    columns: int
    rows: int


@dataclass(frozen=True)
class Grid:
    """A drawn layout: `columns` × `rows` equal cells, and the areas in the order in which they are read."""

    columns: int
    rows: int
    areas: tuple[Area, ...]


@dataclass(frozen=True)
class Group:
    """One `[groups.<name>]` table: widgets that take turns in one place, each for `dwell`; None is by hand only."""

    name: str
    widgets: tuple[str, ...]
    dwell: timedelta | None = None
    title: str | None = None


@dataclass(frozen=True)
class Page:
    """One `[pages.<name>]` table. `portrait` is its layout on a screen that stands upright.

    `header` says whether a strip with title, date and time stands above it. `groups` are those that stand on it.
    """

    name: str
    grid: Grid
    portrait: Grid
    dwell: timedelta | None = None
    header: bool = False
    groups: tuple[Group, ...] = ()

    @property
    def widgets(self) -> tuple[str, ...]:
        """The ids on this page, in reading order."""
        members = {group.name: group.widgets for group in self.groups}
        return tuple(name for area in self.grid.areas for name in members.get(area.widget, (area.widget,)))

    @cached_property
    def shown(self) -> frozenset[str]:
        """What readers of the page hear of: its widgets, and the wall itself. One set that they all share."""
        return frozenset({*self.widgets, NOTICE})


@dataclass(frozen=True)
class Hours:
    """Hours of each of these days in the wall's own time: from `begin` until `end`, in minutes since midnight.

    Where `end` is not later than `begin`, it is that of the next day. Monday is 0; a day is that of the beginning.
    """

    begin: int
    end: int
    days: frozenset[int] = frozenset(range(7))


@dataclass(frozen=True)
class Rest:
    """How a wall spares its screens: when it is dim, when black, and whether the picture moves against burn-in."""

    dim: tuple[Hours, ...] = ()
    blank: tuple[Hours, ...] = ()
    shift: bool = True


@dataclass(frozen=True)
class Server:
    """The `[server]` table."""

    host: str = "127.0.0.1"
    port: int = 8000
    state: Path | None = None
    embed_origins: tuple[str, ...] = ()
    allowed_hosts: tuple[str, ...] = ()
    access: Literal["open", "password", "proxy"] = "open"
    password: SecretStr | None = None
    proxy_header: str = "X-Remote-User"
    trusted_proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    push_token: SecretStr | None = None
    smashing_push: bool = False
    transport: Literal["auto", "sse", "ws", "poll"] = "auto"
    max_streams: int = 2000
    max_streams_per_address: int = 100
    pictures: bool = False
    token_key: SecretStr | None = None
    revoked_tokens: tuple[str, ...] = ()
    embed_tokens: bool = False


@dataclass(frozen=True)
class Board:
    """A whole configuration that is valid.

    `kinds` are all that were found, broken ones too; `folders` hold the user's own. `secrets` are the texts that came
    from placeholders: never to be shown.
    """

    wall: widget.Wall = field(default_factory=widget.Wall)
    theme: str = "auto"
    rest: Rest = field(default_factory=Rest)
    sound: bool = False
    takeover: bool = True
    server: Server = field(default_factory=Server)
    pages: Mapping[str, Page] = field(default_factory=dict)
    widgets: Mapping[str, Widget] = field(default_factory=dict)
    kinds: Mapping[str, Kind] = field(default_factory=dict, repr=False)
    folders: tuple[Path, ...] = ()
    secrets: frozenset[str] = field(default=frozenset(), repr=False)
