"""A recipe written at the end of config.toml. Not the recipes themselves; see recipes."""

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from dashboard.config.errors import ConfigError, Problem
from dashboard.config.load import read
from dashboard.config.placeholders import expand
from dashboard.config.recipes import Recipe

__all__ = ["Added", "add"]


@dataclass(frozen=True)
class Added:
    """What came of it: the widget's id, the variables still to be set, and whether there are drawn pages."""

    id: str
    missing: tuple[str, ...]
    drawn: bool


def add(recipe: Recipe, path: Path, check: Callable[[Path], object], environment: Mapping[str, str]) -> Added:
    """Write the recipe at the end of the file at `path`, under an id that is free there.

    All that stands in the file stays as it is. `check` reads the outcome and raises ConfigError: then nothing is
    written, unless it is only that variables are missing. OSError where the file can't be written.
    """
    path = path.resolve()
    data = read(path).data
    widgets = data.get("widgets")
    id = free(recipe.name, widgets if isinstance(widgets, dict) else {})
    before = path.read_bytes()
    ending = b"\r\n" if b"\r\n" in before else b"\n"
    gap = b"" if not before.strip() else ending if before.endswith(b"\n") else ending * 2
    after = before + gap + recipe.called(id).encode().replace(b"\n", ending)
    written = beside(path, after)
    try:
        others = beyond_keys(written, check, environment)
        if others is not None:
            raise ConfigError(replace(each, place=replace(each.place, file=path)) for each in others.problems)
        shutil.copymode(path, written)
        written.replace(path)
    finally:
        with suppress(FileNotFoundError):
            written.unlink()
    missing = tuple(name for name in recipe.keys if name not in environment)
    return Added(id, missing, drawn=isinstance(data.get("pages"), dict))


def free(name: str, taken: Mapping[str, object]) -> str:
    """The name, with the first number behind it that makes it free."""
    return next(each for each in (name, *(f"{name}-{number}" for number in range(2, 10_000))) if each not in taken)


def beside(path: Path, content: bytes) -> Path:
    """A file with this content in the folder of `path`, on the disk before it takes that one's place."""
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=".toml", dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)


def beyond_keys(path: Path, check: Callable[[Path], object], environment: Mapping[str, str]) -> ConfigError | None:
    """What is wrong with the file besides variables that are not set; None where nothing is."""
    try:
        check(path)
    except ConfigError as error:
        if others := [problem for problem in error.problems if problem not in unset(path, environment)]:
            return ConfigError(others)
    return None


def unset(path: Path, environment: Mapping[str, str]) -> tuple[Problem, ...]:
    """What the file reads and nobody has set, as far as it can be read."""
    try:
        return expand(read(path), environment, path.parent).problems
    except ConfigError:
        return ()
