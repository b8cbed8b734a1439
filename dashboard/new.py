"""Writes a new kind with its template, its test and a sample: `wallboard new`. Not what a kind is; see widget."""

import tomllib
from dataclasses import dataclass
from os.path import relpath
from pathlib import Path
from string import Template

from dashboard.config.kinds import NAME


class NoPlace(Exception):
    """The kind can't be written; the message says why, and what to do."""


@dataclass(frozen=True)
class Place:
    """Where the files of a kind go: kinds, their templates, and a folder of tests."""

    widgets: Path
    templates: Path
    tests: Path


def place(config: Path, folder: Path) -> Place:
    """Where kinds are written: the `widgets_dir` of `config`, where it has one, else the checkout in `folder`."""
    if (own := widgets_dir(config)) is not None:
        return Place(own, own, own / "tests")
    if (folder / "widgets").is_dir() and (folder / "templates" / "widgets").is_dir():
        return Place(folder / "widgets", folder / "templates" / "widgets", folder / "tests" / "widgets")
    raise NoPlace(
        f'There is no folder for kinds of your own. Name one in {config}, such as widgets_dir = "mine" under [wall].'
    )


def widgets_dir(config: Path) -> Path | None:
    """The folder with kinds that this file names; None where it names none, or there is no such file."""
    try:
        wall = tomllib.loads(config.read_text("utf-8")).get("wall")
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise NoPlace(f"{config} can't be read: {error}") from None
    named = wall.get("widgets_dir") if isinstance(wall, dict) else None
    return config.parent / named if isinstance(named, str) else None


def write(name: str, place: Place, drafts: Path) -> list[Path]:
    """Write the kind, and give its files; NoPlace, before anything is written, where one of them is there already."""
    if not NAME.fullmatch(name):
        raise NoPlace(f"A kind can't be called {name!r}: a-z, 0-9 and _ are expected, beginning with a letter.")
    kind = place.widgets / f"{name}.py"
    files = {
        kind: "kind.py.txt",
        place.templates / f"{name}.html": "kind.html.txt",
        place.tests / f"test_{name}.py": "test.py.txt",
        place.tests / name / "answer.json": "answer.json.txt",
    }
    if there := [str(file) for file in files if file.exists()]:
        raise NoPlace(f"Nothing is written, since there is already {' and '.join(there)}.")
    way = Path(relpath(kind, place.tests)).as_posix()
    for file, draft in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(Template((drafts / draft).read_text("utf-8")).substitute(name=name, kind=way), "utf-8")
    return list(files)
