"""A drawn layout, read into a Grid: one word per cell. Not how widgets are placed that nobody drew; see arrange."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dashboard.config.board import Area, Grid, Group
from dashboard.config.words import suggestion

__all__ = ["Flaw", "LayoutError", "draw"]

NO_GROUPS: Mapping[str, Group] = MappingProxyType({})


@dataclass(frozen=True)
class Flaw:
    """What is wrong with a drawing, and the offset of the word that it is about."""

    offset: int
    message: str


class LayoutError(Exception):
    """A drawing is no layout. `flaws` are all that is wrong with it."""

    def __init__(self, *flaws: Flaw) -> None:
        self.flaws = flaws
        super().__init__("; ".join(flaw.message for flaw in flaws))


@dataclass(frozen=True)
class Cell:
    """One word of a drawing and its offset. A dot is an empty cell."""

    name: str
    offset: int


def draw(drawing: str, known: Collection[str], groups: Mapping[str, Group] = NO_GROUPS) -> Grid:
    """The grid that `drawing` shows; LayoutError with everything that is wrong. `known` are the widgets' ids."""
    rows = [row for row in cells(drawing) if row]
    names = list(dict.fromkeys(cell.name for row in rows for cell in row if cell.name != "."))
    if not names:
        raise LayoutError(Flaw(0, "the layout is empty; the ids of widgets, in rows, are expected"))
    flaws = [*unknown_widgets(rows, {*known, *groups}), *twice(rows, groups), *uneven_rows(rows)]
    areas: list[Area] = []
    if not uneven_rows(rows):
        for name in names:
            area, strays = rectangle(name, rows)
            areas.append(area)
            flaws += strays
    if flaws:
        raise LayoutError(*flaws)
    return Grid(len(rows[0]), len(rows), tuple(areas))


def cells(drawing: str) -> list[list[Cell]]:
    """The words of a drawing, line by line."""
    rows: list[list[Cell]] = [[] for _ in range(drawing.count("\n") + 1)]
    for word in re.finditer(r"\S+", drawing):
        rows[drawing.count("\n", 0, word.start())].append(Cell(word[0], word.start()))
    return rows


def unknown_widgets(rows: list[list[Cell]], known: Collection[str]) -> list[Flaw]:
    """One flaw for each name that no widget has, at its first cell."""
    first: dict[str, Cell] = {}
    for cell in (cell for row in rows for cell in row):
        first.setdefault(cell.name, cell)
    return [
        Flaw(cell.offset, f"no widget is called `{cell.name}`" + suggestion(cell.name, known))
        for cell in first.values()
        if cell.name != "." and cell.name not in known
    ]


def twice(rows: list[list[Cell]], groups: Mapping[str, Group]) -> Iterator[Flaw]:
    """One flaw for each name that brings a widget which is there by another name, at its first cell."""
    first = {cell.name: cell for row in reversed(rows) for cell in reversed(row)}
    brought: dict[str, str] = {}
    for name in dict.fromkeys(cell.name for row in rows for cell in row):
        for widget in groups[name].widgets if name in groups else (name,):
            other = brought.setdefault(widget, name)
            if other != name:
                inside = f"in the group `{other}`" if other in groups else "by itself"
                yield Flaw(first[name].offset, f"`{widget}` stands on this page already, {inside}")


def uneven_rows(rows: list[list[Cell]]) -> list[Flaw]:
    """One flaw for each row that is longer or shorter than most, at its first cell."""
    usual = Counter(len(row) for row in rows).most_common(1)[0][0]
    return [
        Flaw(
            row[0].offset,
            f"this row has {len(row)} cell{'s' * (len(row) != 1)}; {usual} are expected, as in the other rows",
        )
        for row in rows
        if len(row) != usual
    ]


def rectangle(name: str, rows: list[list[Cell]]) -> tuple[Area, list[Flaw]]:
    """The rectangle that begins at the first cell of `name`, and a flaw if a cell of that name lies outside of it."""
    found = [(y, x) for y, row in enumerate(rows) for x, cell in enumerate(row) if cell.name == name]
    taken = set(found)
    top, left = found[0]
    columns = 1
    while (top, left + columns) in taken:
        columns += 1
    height = 1
    while all((top + height, left + x) in taken for x in range(columns)):
        height += 1
    for y, x in found:
        if not (top <= y < top + height and left <= x < left + columns):
            flaw = Flaw(rows[y][x].offset, f"`{name}` must form one rectangle; this cell is outside of it")
            return Area(name, left, top, columns, height), [flaw]
    return Area(name, left, top, columns, height), []
