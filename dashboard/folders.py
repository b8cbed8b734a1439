"""Where the program's own folders lie: beside the package in a checkout, inside it once installed from a wheel."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Folders:
    """The folders with the built-in kinds, the templates, the assets, the recipes and a sample answer of each of these,
    and the example config.toml.
    """

    widgets: Path
    templates: Path
    static: Path
    example: Path
    recipes: Path
    samples: Path


def find_folders() -> Folders:
    """The folders of this installation."""
    package = Path(__file__).resolve().parent
    installed = (package / "templates").is_dir()
    root = package if installed else package.parent
    return Folders(
        root / "widgets",
        root / "templates",
        root / "static",
        root / "config.toml",
        root / "recipes",
        root / "samples" if installed else root / "tests" / "recipes",
    )
