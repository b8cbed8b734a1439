"""`${NAME}` and `${file:/path}` in the texts of a configuration, replaced. Not where the environment comes from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

from dashboard.config.errors import Problem
from dashboard.config.toml import Document, KeyPath

__all__ = ["Expanded", "expand", "redact"]

PLACEHOLDER = re.compile(r"\$\$\{|\$\{(?:file:(?P<file>[^}]+)|(?P<name>[A-Za-z_][A-Za-z0-9_]*))\}|\$\{[^}]*\}?")
LARGEST_FILE = 64_000


@dataclass(frozen=True)
class Expanded:
    """Plain data with its placeholders replaced.

    `secrets` are the texts that were put in; `places` the paths of the texts that hold one; `missing` those of them
    where something was not to be had, which stay as they are written.
    """

    data: dict[str, Any]
    secrets: frozenset[str]
    places: frozenset[KeyPath]
    missing: frozenset[KeyPath]
    problems: tuple[Problem, ...]


def expand(document: Document, environment: Mapping[str, str], folder: Path) -> Expanded:
    """The document's data with its placeholders replaced; files are relative to `folder`."""
    work = Expansion(document, environment, folder)
    data = work.value(document.data, ())
    secrets = frozenset(filter(None, work.secrets))
    return Expanded(data, secrets, frozenset(work.places), frozenset(work.missing), tuple(work.problems))


def redact(message: str, secrets: frozenset[str]) -> str:
    """A message that somebody else wrote, with each secret in it, however quoted, as `***`."""
    for secret in sorted(secrets, key=len, reverse=True):
        for spelling in (secret, repr(secret)[1:-1], quote(secret, safe=""), quote(secret), quote_plus(secret)):
            message = re.sub(re.escape(spelling), "***", message, flags=re.IGNORECASE)
    return message


class Missing(Exception):
    """A placeholder names something that is not there; the message says what to do."""


class Expansion:
    """One pass over a document, with what it collects on the way."""

    def __init__(self, document: Document, environment: Mapping[str, str], folder: Path) -> None:
        self.document = document
        self.environment = environment
        self.folder = folder
        self.secrets: set[str] = set()
        self.places: set[KeyPath] = set()
        self.missing: set[KeyPath] = set()
        self.problems: list[Problem] = []

    def value(self, value: Any, path: KeyPath) -> Any:
        """This value, with every text in it expanded."""
        if isinstance(value, dict):
            return {key: self.value(inner, (*path, key)) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.value(inner, (*path, index)) for index, inner in enumerate(value)]
        return self.text(value, path) if isinstance(value, str) else value

    def text(self, text: str, path: KeyPath) -> str:
        """This text, expanded."""

        def replacement(found: re.Match[str]) -> str:
            if found[0] == "$${":
                return "${"
            self.places.add(path)
            try:
                content = self.content(found)
            except Missing as problem:
                self.missing.add(path)
                self.problems.append(Problem(self.document.inside(path, found.start()), str(problem)))
                return found[0]
            self.secrets.add(content)
            return content

        return PLACEHOLDER.sub(replacement, text)

    def content(self, found: re.Match[str]) -> str:
        """What this placeholder stands for; Missing where that can't be had."""
        if name := found["name"]:
            if name not in self.environment:
                raise Missing(
                    f"`{found[0]}`: the environment has no {name}; set it, or write `${found[0]}` for the text itself"
                )
            return self.environment[name]
        if file := found["file"]:
            return self.file(file, found[0])
        raise Missing(f"`{found[0]}` is no placeholder; ${{NAME}} or ${{file:/path}} is expected, or $${{ for the text")

    def file(self, name: str, written: str) -> str:
        """The content of this file without the newline at its end."""
        try:
            with (self.folder / name).open("rb") as file:
                content = file.read(LARGEST_FILE + 1)
            text = content.decode()
        except UnicodeDecodeError:
            raise Missing(f"`{written}`: the file is not text in UTF-8") from None
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else "no file can have this name"
            raise Missing(f"`{written}`: the file can't be read: {reason}") from None
        if len(content) > LARGEST_FILE:
            raise Missing(f"`{written}`: the file is larger than {LARGEST_FILE:,} bytes")
        return text.rstrip("\r\n")
