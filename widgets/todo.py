"""What is to be done: the tasks of a list in Markdown, from a file that anybody can edit, or from config.toml."""

import asyncio
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Literal, Self

from markdown_it import MarkdownIt
from markdown_it.token import Token
from pydantic import model_validator

from dashboard import widget
from dashboard.widget import Field, File, Http, Rhythm, Struct

EVERY = "10s"
HISTORY = "7d"

LIMIT = 200_000
"""No file of tasks may be larger, in bytes."""

MOST = 1000
"""Tasks that are kept of a file."""

BOX = re.compile(r"\[([ xX])\]\s+")
"""What GitHub and others put before a task: open or done. Markdown itself knows nothing of it."""


class Options(widget.Options):
    """The list itself, or the file that holds it: one of the two. A task is a line such as `- [ ] Label the pieces`."""

    file: Path | None = Field(
        None, description="A file of Markdown in UTF-8; its path counts from config.toml. Read again every `every`."
    )
    text: str | None = Field(
        None,
        min_length=1,
        max_length=20_000,
        description="The list, in Markdown.",
        examples=["- [ ] Label the pieces\n- [ ] Order clay\n- [x] Sweep the kiln\n"],
    )
    done: Literal["last", "keep", "hide"] = Field(
        "last", description='Where tasks stand that are done: "last", where they are ("keep"), or nowhere ("hide").'
    )
    limit: int = Field(20, ge=1, le=100, description="How many tasks at most; the rest is counted.")

    @model_validator(mode="after")
    def one_of_two(self) -> Self:
        """Refuse a table with no list, or with two."""
        if (self.file is None) == (self.text is None):
            raise ValueError("either `file` or `text` is expected, and not both")
        return self


class Task(Struct):
    """One task, whether it is done, and the heading that it stands under."""

    text: str
    done: bool
    group: str = ""


class Tasks(Struct):
    """All tasks in the order of the list."""

    tasks: tuple[Task, ...]


class View(Struct):
    """The tasks as they will stand, how many those are, and how many of all are open and done."""

    tasks: tuple[Task, ...]
    total: int
    open: int
    done: int


@dataclass(frozen=True)
class List:
    """A list of tasks, from a file or as it is written."""

    rhythm: ClassVar[Rhythm] = Rhythm.EVERY
    file: Path | None
    text: str = field(repr=False)

    async def fetch(self, http: Http) -> Tasks:
        """The tasks; SourceError where the file can't be read."""
        text = await File(self.file, LIMIT).fetch(http) if self.file else self.text
        return Tasks(await asyncio.to_thread(read, text))


def read(text: str) -> tuple[Task, ...]:
    """The items of all lists in a text; one without a box is open."""
    group, tasks, begins = "", [], False
    tokens = MarkdownIt("commonmark").parse(text)
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "list_item_open":
            begins = True
        elif token.type == "inline":
            if before is not None and before.type == "heading_open":
                group = plain(token)
            elif begins:
                tasks.append(task(plain(token), group))
            begins = False
    return tuple(each for each in tasks if each.text)[:MOST]


def task(words: str, group: str) -> Task:
    """A task as its line says it."""
    box = BOX.match(words)
    return Task(words[box.end() :], box[1] in "xX", group) if box else Task(words, False, group)


def plain(token: Token) -> str:
    """What a piece of Markdown says, in one line, without its marks."""
    pieces = (child.content if child.content else " " for child in token.children or ())
    return " ".join("".join(pieces).split())[:300]


def source(options: Options) -> List:
    """The file or the text."""
    return List(options.folder / options.file if options.file else None, options.text or "")


def view(answer: Tasks, options: Options) -> View:
    """The tasks in the order that was asked for."""
    still = [task for task in answer.tasks if not task.done]
    over = [task for task in answer.tasks if task.done]
    shown = list(answer.tasks) if options.done == "keep" else still + over if options.done == "last" else still
    return View(tuple(shown[: options.limit]), len(shown), len(still), len(over))


def measure(answer: Tasks, options: Options) -> dict[str, float]:
    """How many tasks are `open`, and how many `done`."""
    done = sum(task.done for task in answer.tasks)
    return {"open": float(len(answer.tasks) - done), "done": float(done)}
