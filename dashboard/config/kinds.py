"""Widget kinds, found in folders and in installed packages. Not what widgets make of them; see widgets."""

import importlib.metadata
import importlib.util
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

from dashboard import widget
from dashboard.config.board import Kind
from dashboard.config.words import listed

__all__ = ["GROUP", "Folder", "discover", "installed"]

GROUP = "wallboard.widgets"
NAME = re.compile(r"[a-z][a-z0-9_]*")
NEEDED = ("Options", "View", "source", "view")
SHORTEST = timedelta(milliseconds=100)


@dataclass(frozen=True)
class Folder:
    """A folder of kinds, and the folders in which their templates are looked for, in that order."""

    widgets: Path
    templates: tuple[Path, ...]

    @classmethod
    def of_user(cls, widgets: Path) -> "Folder":
        """Somebody's own folder: templates stand beside the kinds or in a folder of their own."""
        return cls(widgets, (widgets, widgets / "templates"))


def installed(path: list[str] | None = None) -> tuple[importlib.metadata.EntryPoint, ...]:
    """The kinds that installed packages offer; `path` are the folders to look in instead of `sys.path`."""
    packages = importlib.metadata.distributions(path=sys.path if path is None else path)
    return tuple(point for package in packages for point in package.entry_points if point.group == GROUP)


def discover(
    built_in: Folder,
    user: Path | None = None,
    entry_points: Iterable[importlib.metadata.EntryPoint] = (),
) -> dict[str, Kind]:
    """Every kind by its name. A user's own wins over an installed one, and that over a built-in one.

    A kind that can't be used is among them, with its `problem`.
    """
    kinds = dict(in_folder(built_in))
    kinds |= {point.name: from_entry_point(point) for point in entry_points}
    if user is not None:
        kinds |= in_folder(Folder.of_user(user))
    return dict(sorted(kinds.items()))


def in_folder(folder: Folder) -> dict[str, Kind]:
    """The kinds of one folder."""
    files = sorted(file for file in folder.widgets.glob("*.py") if not file.name.startswith("_"))
    return {file.stem: from_file(file, folder.templates) for file in files}


def from_file(file: Path, templates: Iterable[Path]) -> Kind:
    """The kind that this file is."""
    return guarded(file.stem, lambda: load_file(file), templates)


def from_entry_point(point: importlib.metadata.EntryPoint) -> Kind:
    """The kind that this entry point names; its template stands beside the module."""
    return guarded(point.name, point.load, ())


def guarded(name: str, load: Callable[[], Any], templates: Iterable[Path]) -> Kind:
    """The kind whose module `load` returns, or a kind that says why there is none.

    This is where a stranger's code is run for the first time, so whatever it raises ends here.
    """
    if not NAME.fullmatch(name):
        return Kind(name, problem=f"the kind `{name}` needs another name: a-z, 0-9 and _, beginning with a letter")
    try:
        module = load()
        if not isinstance(module, ModuleType):
            raise TypeError("the entry point must name a module")
        folders = tuple(templates) or (Path(module.__file__ or "").parent,)
        return read(name, module, folders)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a broken kind must not take the wall with it
        return Kind(name, problem=f"the kind `{name}` can't be used: {reason(error)}")


def load_file(file: Path) -> ModuleType:
    """The module in this file, under a name of its own, so that a kind may be called json.

    The name says what is in the file: an unchanged file is the module it was, so its classes stay equal over a reload
    of the configuration; a changed one is another module.
    """
    digest = sha256(str(file.resolve()).encode() + b"\0" + file.read_bytes()).hexdigest()[:12]
    name = f"wallboard_kinds.{file.stem}_{digest}"
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, file, loader=Fresh(name, str(file)))
    if spec is None or spec.loader is None:
        raise ImportError(f"{file} can't be loaded")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


class Fresh(SourceFileLoader):
    """Reads the source each time: a compiled file is trusted by second and size, and a quick edit may keep both."""

    def path_stats(self, path: Any) -> Any:
        """There are none: so nothing compiled is looked for, and nothing is written beside the source."""
        raise OSError


class Unfit(Exception):
    """A module breaks the contract of a kind; the message says how."""


def read(name: str, module: ModuleType, templates: Iterable[Path]) -> Kind:
    """The kind that `module` is; Unfit where it breaks the contract."""
    if absent := [needed for needed in NEEDED if not hasattr(module, needed)]:
        raise Unfit(f"it has no {listed(f'`{needed}`' for needed in absent)}")
    if not (isinstance(module.Options, type) and issubclass(module.Options, widget.Options)):
        raise Unfit("its `Options` is no class that extends widget.Options")
    every = duration(module, "EVERY") or Kind.every
    if every < SHORTEST:
        raise Unfit("its `EVERY` is shorter than 100ms")
    candidates = [folder / f"{name}.html" for folder in templates]
    template = next(filter(Path.is_file, candidates), None)
    if template is None:
        raise Unfit(f"it has no template; {listed(map(str, candidates))} is expected")
    return Kind(
        name=name,
        description=next(iter((module.__doc__ or "").strip().splitlines()), ""),
        every=every,
        history=duration(module, "HISTORY"),
        options=module.Options,
        source=module.source,
        view=module.view,
        measure=getattr(module, "measure", None),
        observed=getattr(module, "observed", None),
        take=getattr(module, "take", None),
        pushed=getattr(module, "PUSHED", None),
        picture=getattr(module, "picture", None),
        frames=getattr(module, "frames", None),
        template=template,
    )


def duration(module: ModuleType, name: str) -> timedelta | None:
    """The duration that a module calls `name`, if it does."""
    if not hasattr(module, name):
        return None
    try:
        return widget.parse_duration(getattr(module, name))
    except ValueError as error:
        raise Unfit(f"its `{name}`: {error}") from None


def reason(error: BaseException) -> str:
    """An exception in one line, with its type where it is a stranger's and the line where it is about syntax."""
    if isinstance(error, SyntaxError):
        return f"line {error.lineno}: {error.msg}"
    message = next(iter(str(error).strip().splitlines()), "")
    if isinstance(error, Unfit):
        return message
    return f"{type(error).__name__}: {message}" if message else type(error).__name__
