"""Recipes: tables that are ready to be pasted, each with the key that it needs. Not how one gets into config.toml."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import tomlkit

__all__ = ["Recipe", "contents", "read_recipes"]

HEAD = re.compile(r"# (?P<about>.+)\n# Key: (?P<key>.+)\n# Shape: (?P<shape>https?://\S+)\n(?=\[widgets\.)")
KEY = re.compile(r"([A-Z][A-Z0-9_]*) \(([^)]+)\)")
PLACEHOLDER = re.compile(r"(?<!\$)\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


@dataclass(frozen=True)
class Recipe:
    """One recipe. `keys` are the variables of the environment that it reads, each with where its value comes from;
    `shape` is the address at which the answer's shape is documented; `text` is the whole file.
    """

    name: str
    about: str
    keys: Mapping[str, str]
    shape: str
    text: str

    @property
    def table(self) -> dict[str, Any]:
        """The table of its widget."""
        found: dict[str, Any] = tomllib.loads(self.text)["widgets"][self.name]
        return found

    @property
    def asked(self) -> tuple[str, ...]:
        """The hosts that it asks, each once."""
        urls = self.table.get("urls", [self.table.get("url", "")])
        every = urls.values() if isinstance(urls, dict) else urls
        return tuple(dict.fromkeys(urlsplit(url).netloc for url in every))

    def called(self, id: str) -> str:
        """The same text for a widget of another id; comments and order stay."""
        if id == self.name:
            return self.text
        document = tomlkit.parse(self.text)
        table = document["widgets"][self.name]
        widgets = tomlkit.table(is_super_table=True).append(id, table)
        return self.text[: self.text.index("[widgets.")] + tomlkit.dumps(tomlkit.document().append("widgets", widgets))


def read_recipes(folder: Path) -> Mapping[str, Recipe]:
    """Every recipe of a folder by its name; ValueError for a file that is none."""
    files = sorted(folder.glob("*.toml"))
    return MappingProxyType({file.stem: read(file.stem, file.read_text("utf-8")) for file in files})


def read(name: str, text: str) -> Recipe:
    """The recipe in this text; ValueError where its comments, its keys or its table are not as they should be."""
    head = HEAD.match(text)
    if head is None:
        raise ValueError(f"{name} does not begin with what it shows, its key and where its shape is documented")
    keys = dict(KEY.findall(head["key"]))
    needed = set(PLACEHOLDER.findall(text))
    if keys.keys() != needed or (not keys and head["key"] != "none"):
        raise ValueError(f"{name} reads {sorted(needed)} and tells of {sorted(keys)}")
    tables = tomllib.loads(text)
    if list(tables) != ["widgets"] or list(tables["widgets"]) != [name]:
        raise ValueError(f"{name} does not hold the one table [widgets.{name}]")
    return Recipe(name, head["about"], MappingProxyType(keys), head["shape"], text)


def contents(recipes: Mapping[str, Recipe]) -> str:
    """One line for each recipe, for people at a terminal."""
    longest = max(map(len, recipes), default=0)
    return "\n".join(f"{name:<{longest}}  {recipe.about}" for name, recipe in recipes.items())
