"""A note: a few words, or a text in Markdown, from config.toml or from a file."""

import re
from pathlib import Path
from typing import Self

from pydantic import model_validator

from dashboard import widget
from dashboard.widget import Field, File, Static, Struct

EVERY = "1m"

LONG = 140
"""From this many characters on, a text is no longer written large."""

MARKUP = re.compile(
    r"[*_`~|\\]|\[.*\]|&\w+;|\n[ \t]*\n|[ ]{2}\n"
    r"|^(?:[ ]{4}|\t|[ ]{0,3}(?:#{1,6}(?:\s|$)|>|[-+](?:\s|$)|\d+[.)]\s|[-=]{3,}\s*$))",
    re.MULTILINE,
)
"""What makes a text more than words in a row, as far as Markdown can tell."""


class Options(widget.Options):
    """The text itself, or the file that holds it: one of the two."""

    text: str | None = Field(
        None,
        min_length=1,
        max_length=20_000,
        description="The text, in Markdown.",
        examples=["Kiln day is Thursday. Label your pieces."],
    )
    file: Path | None = Field(
        None, description="A file of Markdown in UTF-8; its path counts from config.toml. Read again every `every`."
    )

    @model_validator(mode="after")
    def one_of_two(self) -> Self:
        """Refuse a table with no text, or with two."""
        if (self.text is None) == (self.file is None):
            raise ValueError("either `text` or `file` is expected, and not both")
        return self


class View(Struct):
    """The text. `plain` is short and without any markup."""

    text: str
    plain: bool


def source(options: Options) -> Static[str] | File:
    """The configuration, or the file."""
    return File(options.folder / options.file) if options.file else Static(options.text or "")


def view(answer: str, options: Options) -> View:
    """The text, and whether it can be written large."""
    text = answer.replace("\x00", "").lstrip("\ufeff").strip("\r\n").rstrip()
    return View(text, plain=len(text) < LONG and MARKUP.search(text) is None)
