"""Where the program's own folders lie: beside the package in a checkout, inside it once installed from a wheel."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Folders:
    """The folders with the built-in kinds, the templates, the assets and the recipes, and the example config.toml."""

    widgets: Path
    templates: Path
    static: Path
    example: Path
    recipes: Path


def find_folders() -> Folders:
    """The folders of this installation."""
    package = Path(__file__).resolve().parent
    root = package if (package / "templates").is_dir() else package.parent
    return Folders(root / "widgets", root / "templates", root / "static", root / "config.toml", root / "recipes")
