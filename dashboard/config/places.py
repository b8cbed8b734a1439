"""Where each key and each value of a TOML text stands. Not their values, which tomllib reads."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field

import tree_sitter
import tree_sitter_toml

__all__ = ["Again", "KeyPath", "Places", "Spot", "locate"]

KeyPath = tuple[str | int, ...]
Position = tuple[int, int]


@dataclass(frozen=True)
class Spot:
    """Where a key and its value begin, as line and column from 1, and how the value is written if it is no table."""

    key: Position = (1, 1)
    value: Position = (1, 1)
    written: str | None = None


@dataclass(frozen=True)
class Again:
    """A key or table that was defined at `first` and is defined `here` once more."""

    path: KeyPath
    here: Position
    first: Position


@dataclass
class Places:
    """What `locate` found: every spot by its path, and the first thing that stands in the text twice."""

    spots: dict[KeyPath, Spot] = field(default_factory=dict)
    again: Again | None = None


def locate(text: str) -> Places:
    """The places in `text`, as far as it is TOML."""
    content = text.encode()
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_toml.language()))
    walk = Walk(content)
    walk.document(parser.parse(content).root_node)
    return walk.places


class Walk:
    """One pass over the syntax tree, from top to bottom, as TOML gives headers their meaning."""

    def __init__(self, content: bytes) -> None:
        self.places = Places()
        self._lines = content.split(b"\n")
        self._elements: dict[KeyPath, int] = {}
        self._defined: set[KeyPath] = set()

    def document(self, root: tree_sitter.Node) -> None:
        """Walk over everything."""
        for node in root.named_children:
            if node.type == "pair":
                self._pair(node, ())
            elif node.type in ("table", "table_array_element"):
                self._table(node)

    def _table(self, node: tree_sitter.Node) -> None:
        name, *pairs = (child for child in node.named_children if child.type not in ("comment", "ERROR"))
        path: KeyPath = ()
        parts = list(self._parts(name))
        for position, (part, spot) in enumerate(parts):
            path = (*path, part)
            last = position == len(parts) - 1
            if not last or node.type == "table_array_element":
                self.places.spots.setdefault(path, Spot(spot, self._position(node)))
            if last and node.type == "table_array_element":
                index = self._elements.get(path, 0)
                self._elements[path] = index + 1
                path = (*path, index)
            elif not last and path in self._elements:
                path = (*path, self._elements[path] - 1)
        self._define(path, Spot(parts[-1][1], self._position(node)))
        for pair in pairs:
            self._pair(pair, path)

    def _pair(self, node: tree_sitter.Node, table: KeyPath) -> None:
        name, *values = (child for child in node.named_children if child.type != "comment")
        if node.type != "pair" or not values:
            return
        path = table
        parts = list(self._parts(name))
        for part, spot in parts[:-1]:
            path = (*path, part)
            self.places.spots.setdefault(path, Spot(spot, spot))
        part, spot = parts[-1]
        self._value(values[0], (*path, part), spot)

    def _value(self, node: tree_sitter.Node, path: KeyPath, key: Position) -> None:
        self._define(path, Spot(key, self._position(node), self._text(node)))
        children = [child for child in node.named_children if child.type != "comment"]
        if node.type == "inline_table":
            for pair in children:
                self._pair(pair, path)
        elif node.type == "array":
            for index, element in enumerate(children):
                self._value(element, (*path, index), self._position(element))

    def _define(self, path: KeyPath, spot: Spot) -> None:
        if path in self._defined and self.places.again is None:
            self.places.again = Again(path, spot.key, self.places.spots[path].key)
        self._defined.add(path)
        self.places.spots[path] = spot

    def _parts(self, name: tree_sitter.Node) -> Iterator[tuple[str, Position]]:
        if name.type == "dotted_key":
            for child in name.named_children:
                yield from self._parts(child)
        else:
            yield self._name(name), self._position(name)

    def _name(self, node: tree_sitter.Node) -> str:
        text = self._text(node)
        if node.type != "quoted_key":
            return text
        try:
            return next(iter(tomllib.loads(f"{text} = 0")))
        except tomllib.TOMLDecodeError:
            return text

    def _text(self, node: tree_sitter.Node) -> str:
        return (node.text or b"").decode(errors="replace")

    def _position(self, node: tree_sitter.Node) -> Position:
        row, column = node.start_point
        return row + 1, len(self._lines[row][:column].decode(errors="replace")) + 1
