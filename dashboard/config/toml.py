"""TOML text as plain data that remembers where each key and each value stands. Not what any of it means."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboard.config.errors import ConfigError, Place, Problem
from dashboard.config.places import KeyPath, Spot, locate

__all__ = ["Document", "KeyPath", "parse"]

HINTS = {
    "Invalid value": 'a value is expected here; text stands in quotes, as in title = "Home"',
    "Invalid statement": "a [table] or key = value is expected here",
    "Unterminated string": "the text that begins before this has no closing quote",
    "Unclosed array": "the list that begins before this has no closing ]",
    "Invalid date or datetime": "there is no such date",
}


@dataclass(frozen=True)
class Document:
    """A parsed file: its data, and the place and the spelling of everything in it by its path."""

    file: Path
    data: dict[str, Any]
    spots: Mapping[KeyPath, Spot]

    def key(self, path: KeyPath) -> Place:
        """Where the key at `path` stands, or the nearest thing around it that stands in the file."""
        line, column = self._nearest(path).key
        return Place(self.file, line, column)

    def value(self, path: KeyPath) -> Place:
        """Where the value at `path` begins: for a table its header."""
        line, column = self._nearest(path).value
        return Place(self.file, line, column)

    def written(self, path: KeyPath) -> str | None:
        """The value at `path` as it is spelled in the file; None for a table with a header of its own."""
        spot = self.spots.get(path)
        return spot.written if spot else None

    def inside(self, path: KeyPath, offset: int) -> Place:
        """Where the character at `offset` of the text at `path` stands.

        Escapes move the characters; a text that has any is answered with its beginning.
        """
        begin = self.value(path)
        text = self.get(path)
        written = self.written(path)
        if written is None or not isinstance(text, str) or ("\\" in written and written.startswith('"')):
            return begin
        quotes = 3 if written.startswith(('"""', "'''")) else 1
        opens_line = quotes == 3 and written[quotes:].startswith(("\n", "\r\n"))
        before = text[:offset]
        newlines = before.count("\n") + opens_line
        if newlines == 0:
            return Place(self.file, begin.line, begin.column + quotes + offset)
        return Place(self.file, begin.line + newlines, offset - (before.rfind("\n") + 1) + 1)

    def get(self, path: KeyPath) -> object:
        """The value at `path`; None where there is none."""
        found: Any = self.data
        for part in path:
            try:
                found = found[part]
            except (KeyError, IndexError, TypeError):
                return None
        return found

    def _nearest(self, path: KeyPath) -> Spot:
        for length in range(len(path), 0, -1):
            if spot := self.spots.get(path[:length]):
                return spot
        return Spot()


def parse(text: str, file: Path) -> Document:
    """The document that `text` is; ConfigError at the first thing that is not TOML."""
    try:
        return Document(file, tomllib.loads(text), locate(text).spots)
    except RecursionError:
        raise ConfigError([Problem(Place(file, 1, 1), "lists or tables stand too deep in one another")]) from None
    except ValueError as error:
        raise ConfigError([syntax_problem(str(error), text, file)]) from None


def syntax_problem(error: str, text: str, file: Path) -> Problem:
    """What tomllib says, in our words, at the place it names."""
    if ("twice" in error or "overwrite" in error or "immutable" in error) and (again := locate(text).again):
        name = ".".join(map(str, again.path))
        message = f"`{name}` stands here again; it stands in line {again.first[0]} already"
        return Problem(Place(file, *again.here), message)
    message = re.sub(r" \(at .*\)$", "", error)
    message = HINTS.get(message) or f"this is not TOML: {message[:1].lower()}{message[1:]}"
    if found := re.search(r"\(at line (\d+), column (\d+)\)$", error):
        return Problem(Place(file, int(found[1]), int(found[2])), message)
    lines = text.rstrip().split("\n")
    return Problem(Place(file, len(lines), len(lines[-1]) + 1), message)
