"""config.toml read into a Board, or a ConfigError with everything that is wrong. Not the rules of single tables."""

from collections.abc import Callable, Collection, Iterable, Mapping
from importlib.metadata import EntryPoint
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from dashboard import widget
from dashboard.config import kinds, models
from dashboard.config.arrange import LANDSCAPE, PORTRAIT, evenly
from dashboard.config.board import Board, Grid, Group, Page, Rest, Server, Widget
from dashboard.config.errors import ConfigError, Place, Problem
from dashboard.config.groups import in_file_order, read_groups
from dashboard.config.layout import LayoutError, draw
from dashboard.config.placeholders import expand
from dashboard.config.report import Report
from dashboard.config.toml import Document, KeyPath, parse
from dashboard.config.values import ID
from dashboard.config.widgets import Builder
from dashboard.config.words import dotted, suggestion

__all__ = ["load"]

TABLES = ("wall", "server", "defaults", "pages", "groups", "widgets")
HOMES = MappingProxyType({"wall": frozenset(models.Wall.model_fields), "server": frozenset(models.Server.model_fields)})
Model = TypeVar("Model", bound=BaseModel)


def load(
    path: Path,
    *,
    built_in: kinds.Folder,
    entry_points: Iterable[EntryPoint] = (),
    environment: Mapping[str, str],
    themes: Collection[str] | None = None,
    check_template: Callable[[str], None] | None = None,
) -> Board:
    """The board that the file at `path` describes; ConfigError with all of its problems.

    `themes` are the names that a theme may have, and `check_template` raises ValueError for a text that is no Jinja;
    None leaves them unchecked.
    """
    document = read(path)
    expanded = expand(document, environment, path.parent)
    report = Report(document, expanded)
    data = expanded.data
    unknown_tables(report)
    wall_table = table(report, models.Wall, data, "wall")
    server_table = table(report, models.Server, data, "server")
    defaults = table(report, models.Common, data, "defaults")
    wall = widget.Wall(
        wall_table.title,
        wall_table.timezone,
        wall_table.locale,
        wall_table.location,
        wall_table.clock,
        wall_table.units,
    )
    found = kinds.discover(built_in, own_folder(report, wall_table), entry_points)
    widgets = read_widgets(report, data.get("widgets"), Builder(report, wall, found, defaults, check_template))
    groups = read_groups(report, data.get("groups"), tuple(widgets))
    pages = read_pages(report, data.get("pages"), tuple(widgets), groups, wall_table.header)
    if themes is not None:
        unknown_themes(report, themes)
    if report.problems:
        raise ConfigError(report.problems)
    return Board(
        wall=wall,
        theme=wall_table.theme,
        rest=Rest(wall_table.dim, wall_table.blank, wall_table.shift),
        sound=wall_table.sound,
        takeover=wall_table.takeover,
        server=server(server_table, path.parent),
        pages=pages,
        widgets={name: each for name, each in widgets.items() if each is not None},
        kinds=found,
        folders=tuple(filter(None, [own_folder(report, wall_table)])),
        secrets=expanded.secrets,
    )


def read(path: Path) -> Document:
    """The document in the file at `path`; ConfigError where there is none."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        message = "there is no such file; write one, or name another: wallboard run <config.toml>"
        raise ConfigError([Problem(Place(path), message)]) from None
    except OSError as error:
        raise ConfigError([Problem(Place(path), f"the file can't be read: {error.strerror}")]) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigError([Problem(Place(path, line, 1), "this line is not text in UTF-8")]) from None
    return parse(text, path)


def unknown_tables(report: Report) -> None:
    """Note what stands at the top of the file and means nothing there."""
    for name, value in report.document.data.items():
        if name in TABLES:
            continue
        if isinstance(value, dict):
            report.key((name,), f"unknown table [{dotted(name)}]{suggestion(name, TABLES)}")
        else:
            homes = [f"[{home}]" for home, keys in HOMES.items() if name in keys] or ["a table such as [wall]"]
            report.key((name,), f"unknown key `{name}` outside of a table; it belongs in {homes[0]}")


def unknown_themes(report: Report, themes: Collection[str]) -> None:
    """Note each theme that does not exist, for the wall, for all widgets or for one."""
    paths: list[KeyPath] = [("wall", "theme"), ("defaults", "theme")]
    tables = report.document.data.get("widgets")
    paths += [("widgets", name, "theme") for name in (tables if isinstance(tables, dict) else ())]
    for path in paths:
        name = report.document.get(path)
        if isinstance(name, str) and name not in themes:
            report.value(path, f"unknown theme {report.document.written(path)}{suggestion(name, themes)}")


def table(report: Report, model: type[Model], data: Mapping[str, Any], name: str) -> Model:
    """The table of this name as `model`; where it is wrong, which is noted, that of its keys which are right."""
    content = data.get(name, {})
    found = report.validated(model, content, (name,))
    if found is not None:
        return found
    keys = content if isinstance(content, dict) else {}
    return model.model_validate({key: value for key, value in keys.items() if is_right(model, key, value)})


def is_right(model: type[BaseModel], key: str, value: object) -> bool:
    """Whether a key would be fine if it stood alone."""
    try:
        model.model_validate({key: value})
    except ValidationError:
        return False
    return True


def own_folder(report: Report, wall: models.Wall) -> Path | None:
    """The folder with the user's own kinds."""
    if wall.widgets_dir is None:
        return None
    folder = report.folder / wall.widgets_dir
    if not folder.is_dir():
        path = ("wall", "widgets_dir")
        report.value(path, f"`widgets_dir` in [wall]: there is no folder {report.document.written(path)}")
        return None
    return folder


def server(table: models.Server, folder: Path) -> Server:
    """The server, with its folder for state found."""
    return Server(
        host=table.host,
        port=table.port,
        state=None if table.state is None else folder / table.state,
        embed_origins=table.embed_origins,
        allowed_hosts=table.allowed_hosts,
        access=table.access,
        password=table.password,
        proxy_header=table.proxy_header,
        trusted_proxies=table.trusted_proxies,
        push_token=table.push_token,
        smashing_push=table.smashing_push,
        transport=table.transport,
        max_streams=table.max_streams,
        max_streams_per_address=table.max_streams_per_address,
        pictures=table.pictures,
        token_key=table.token_key,
        revoked_tokens=table.revoked_tokens,
        embed_tokens=table.embed_tokens,
    )


def read_widgets(report: Report, tables: object, builder: Builder) -> dict[str, Widget | None]:
    """Each widget by its id, in file order; None where something is wrong with it."""
    if tables is not None and not isinstance(tables, dict):
        report.value(("widgets",), "[widgets] must hold one table for each widget, such as [widgets.clock]")
        return {}
    if not tables:
        report.absent(("widgets",), 'there is no widget; add one, such as [widgets.clock] with the line kind = "clock"')
        return {}
    return {name: builder.build(name, each) for name, each in tables.items()}


def read_pages(
    report: Report, tables: object, widgets: Collection[str], groups: Mapping[str, Group], header: bool
) -> dict[str, Page]:
    """Each page by its name, in file order; all widgets on one where none is described. `header` is the wall's."""
    if tables is not None and not isinstance(tables, dict):
        report.value(("pages",), "[pages] must hold one table for each page, such as [pages.main]")
        return {}
    if not tables:
        if not widgets:
            return {}
        names = in_file_order(report, widgets, groups)
        grids = evenly(names, LANDSCAPE), evenly(names, PORTRAIT)
        return {"main": Page("main", *grids, header=header, groups=tuple(groups.values()))}
    pages = {name: read_page(report, name, each, widgets, groups, header) for name, each in tables.items()}
    return {name: page for name, page in pages.items() if page is not None}


def read_page(
    report: Report, name: str, data: object, widgets: Collection[str], groups: Mapping[str, Group], header: bool
) -> Page | None:
    """One page; None where something is wrong with it, which is noted."""
    path: KeyPath = ("pages", name)
    if not ID.fullmatch(name):
        report.key(path, f"`{name}` can't be a page's name; up to 64 of a-z, 0-9 and - are expected")
    page = report.validated(models.Page, data, path)
    if page is None:
        return None
    grid = drawn(report, (*path, "layout"), page.layout, widgets, groups)
    upright = None
    if page.portrait is not None:
        upright = drawn(report, (*path, "portrait"), page.portrait, widgets, groups)
    if grid is None:
        return None
    names = [area.widget for area in grid.areas]
    return Page(
        name,
        grid,
        upright or evenly(names, PORTRAIT),
        page.dwell,
        header if page.header is None else page.header,
        tuple(groups[each] for each in names if each in groups),
    )


def drawn(
    report: Report, path: KeyPath, drawing: str, widgets: Collection[str], groups: Mapping[str, Group]
) -> Grid | None:
    """The grid of this drawing; None where it is none, which is noted."""
    try:
        return draw(drawing, widgets, groups)
    except LayoutError as error:
        for flaw in error.flaws:
            report.inside(path, flaw.offset, f"[{'.'.join(map(str, path[:-1]))}]: {flaw.message}")
        return None
