"""What is wrong with a configuration, and where. Not how it is found; see load."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

__all__ = ["ConfigError", "Place", "Problem"]


@dataclass(frozen=True, order=True)
class Place:
    """A character in a file. Line and column count from 1; 0 is the file as a whole."""

    file: Path
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else str(self.file)


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong: its place, what was found there and what was expected."""

    place: Place
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class ConfigError(Exception):
    """The configuration can't be used. `problems` are all that was found, in the order of their places."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))
