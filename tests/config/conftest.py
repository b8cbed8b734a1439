"""A folder with a config.toml and a few little kinds, as a user has it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from dashboard.config.board import Board
from dashboard.config.errors import ConfigError
from dashboard.config.kinds import Folder
from dashboard.config.load import load

ASK = '''
"""A number from an address.

More about it.
"""

from dashboard import widget
from dashboard.widget import Field, Json, Request, SecretStr, Struct

EVERY = "20s"
HISTORY = "2h"


class Column(widget.Options):
    path: str = Field(description="Where it stands.")
    label: str = ""


class Options(widget.Options):
    url: str = Field(description="The address to ask.")
    count: int = Field(1, ge=1, le=9, description="How many.")
    token: SecretStr | None = Field(None, min_length=3, description="Who asks.")
    urls: tuple[str, ...] | str = ()
    fields: tuple[Column, ...] = ()


class View(Struct):
    value: object


def source(options):
    return Json(Request.to(options.url), into=object)


def view(answer, options):
    return View(answer)
'''

NOTE = '''
"""A note."""

from dashboard import widget
from dashboard.widget import Static, Struct


class Options(widget.Options):
    text: str = ""


class View(Struct):
    text: str


def source(options):
    return Static(options.text)


def view(answer, options):
    return View(answer)
'''

INBOX = NOTE.replace("Static(options.text)", "Push(options.id, into=str)").replace("import Static", "import Push")
PICKY = NOTE.replace("return Static(options.text)", 'raise ValueError(f"{options.text!r} is not to my taste")')
FAULTY = NOTE.replace("return Static(options.text)", "raise KeyError(options.text)")


@dataclass(frozen=True)
class Home:
    """A user's folder, beside the folder with the built-in kinds."""

    folder: Path
    built_in: Folder
    environment: dict[str, str] = field(default_factory=dict)

    def kind(self, name: str, code: str, template: str | None = "") -> None:
        """Write a built-in kind."""
        self.write(self.built_in.widgets / f"{name}.py", code)
        if template is not None:
            self.write(self.built_in.templates[0] / f"{name}.html", template)

    def write(self, path: Path | str, content: str) -> Path:
        """Write a file; its folders appear with it."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
        return file

    def board(self, config: str, environment: Mapping[str, str] | None = None) -> Board:
        """The board of this config.toml."""
        path = self.write("config.toml", config)
        return load(path, built_in=self.built_in, environment=environment or {})

    def problems(self, config: str, environment: Mapping[str, str] | None = None) -> list[str]:
        """What is wrong with this config.toml, line by line, with its folder left out."""
        with pytest.raises(ConfigError) as caught:
            self.board(config, environment)
        return str(caught.value).replace(f"{self.folder}/", "").splitlines()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A user's folder with the kinds ask, note, inbox, picky and faulty."""
    home = Home(tmp_path / "home", Folder(tmp_path / "widgets", (tmp_path / "templates" / "widgets",)))
    for name, code in {"ask": ASK, "note": NOTE, "inbox": INBOX, "picky": PICKY, "faulty": FAULTY}.items():
        home.kind(name, code)
    return home
