"""Collects what is wrong with one document. Not what is checked, and not how it is said; see load and explain."""

from collections.abc import Collection
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from dashboard.config.errors import Place, Problem
from dashboard.config.explain import explain, where
from dashboard.config.placeholders import Expanded, redact
from dashboard.config.toml import Document, KeyPath

__all__ = ["Report"]

Model = TypeVar("Model", bound=BaseModel)


class Report:
    """The problems of one document so far. No message holds a secret, whoever wrote it."""

    def __init__(self, document: Document, expanded: Expanded) -> None:
        self.document = document
        self.expanded = expanded
        self.problems: list[Problem] = list(expanded.problems)

    @property
    def folder(self) -> Path:
        """Where the document lies."""
        return self.document.file.parent

    def key(self, path: KeyPath, message: str) -> None:
        """A problem with the key at `path`: it should not be there, or not be called so."""
        self.note(self.document.key(path), message)

    def value(self, path: KeyPath, message: str) -> None:
        """A problem with what stands at `path`; nothing is said of a placeholder that is missing, for that is said."""
        if not any(missing[: len(path)] == path for missing in self.expanded.missing):
            self.absent(path, message)

    def absent(self, path: KeyPath, message: str) -> None:
        """A problem with something that should stand in the table at `path`."""
        self.note(self.document.value(path), message)

    def inside(self, path: KeyPath, offset: int, message: str) -> None:
        """A problem with the word at `offset` of the text at `path`.

        Placeholders move the words, and the word may be part of a secret: then it is not named.
        """
        if path in self.expanded.places:
            about = where(self.document, path)
            self.value(path, f"{about}: it is wrong with its placeholders replaced; write it out to see where")
        else:
            self.note(self.document.inside(path, offset), message)

    def validated(
        self,
        model: type[Model],
        data: Any,
        path: KeyPath,
        *,
        known: Collection[str] = (),
        context: dict[str, Any] | None = None,
    ) -> Model | None:
        """`data`, which stands at `path`, as `model`; None where something is wrong with it, which is noted.

        `known` are the keys that may stand there besides the model's.
        """
        try:
            return model.model_validate(data, context=context)
        except ValidationError as error:
            for sentence in explain(error, model, self.document, path, known):
                if sentence.kind == "unknown":
                    self.key(sentence.path, sentence.words)
                elif sentence.kind == "missing":
                    self.absent(sentence.path, sentence.words)
                else:
                    self.value(sentence.path, sentence.words)
            return None

    def note(self, place: Place, message: str) -> None:
        """A problem at `place`."""
        self.problems.append(Problem(place, self.redact(message)))

    def redact(self, message: str) -> str:
        """The message in one line, with `***` for each secret."""
        return " ".join(redact(message, self.expanded.secrets).split())
