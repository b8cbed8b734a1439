"""Where widgets stand that nobody drew: all of them on one page, or a drawn page on an upright screen.

Type is as large on an upright screen as on a wide one, so there is room for a third of the letters: a
drawing can't just be turned. Its widgets are laid out anew there, in their order.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dashboard.config.board import Area, Grid

__all__ = ["LANDSCAPE", "PORTRAIT", "Size", "arrange", "evenly"]

LANDSCAPE = 16 / 9
PORTRAIT = 9 / 16
PLEASANT = math.sqrt(4 / 3 * 16 / 9)
MOST_COLUMNS = 60


@dataclass(frozen=True)
class Size:
    """How many columns and rows a widget would like to take."""

    widget: str
    columns: int = 1
    rows: int = 1


def arrange(sizes: Sequence[Size], columns: int) -> Grid:
    """A grid of so many columns, each widget at the first free place that has its size, then grown into what is left.

    A widget that is too wide is cut to the grid.
    """
    taken: set[tuple[int, int]] = set()
    areas: list[Area] = []
    for size in sizes:
        area = first_free(replace(size, columns=min(size.columns, columns)), columns, taken)
        taken.update(cells(area))
        areas.append(area)
    rows = max((area.row + area.rows for area in areas), default=0)
    while True:
        grown = [grow(area, columns, rows, taken) for area in areas]
        if grown == areas:
            return Grid(columns, rows, tuple(sorted(areas, key=lambda area: (area.row, area.column))))
        areas = grown


def evenly(widgets: Sequence[str], screen: float) -> Grid:
    """A page of tiles as equal as can be, in order, for a screen of this width to height.

    Rows differ by one widget at most, the emptier ones first: what is named first is the largest.
    """
    count = len(widgets)

    def strangeness(rows: int) -> float:
        return sum(abs(math.log(screen * rows / inside / PLEASANT)) * inside for inside in shares(count, rows))

    in_rows = shares(count, min(range(1, count + 1), key=strangeness))
    columns = math.lcm(*in_rows)
    if columns > MOST_COLUMNS:
        return arrange([Size(name) for name in widgets], max(in_rows))
    widths = [columns // inside for inside in in_rows for _ in range(inside)]
    return arrange([Size(name, width) for name, width in zip(widgets, widths, strict=True)], columns)


def shares(count: int, rows: int) -> list[int]:
    """`count` things in so many rows, as even as can be, the smaller rows first."""
    return [(count + row) // rows for row in range(rows)]


def first_free(size: Size, columns: int, taken: set[tuple[int, int]]) -> Area:
    """The first place, in reading order, where nothing stands."""
    row = 0
    while True:
        for column in range(columns - size.columns + 1):
            area = Area(size.widget, column, row, size.columns, size.rows)
            if taken.isdisjoint(cells(area)):
                return area
        row += 1


def grow(area: Area, columns: int, rows: int, taken: set[tuple[int, int]]) -> Area:
    """The area, one column or row larger where all of that is free; what it takes is then taken."""
    for wider in (
        replace(area, columns=area.columns + 1),
        replace(area, rows=area.rows + 1),
        replace(area, column=area.column - 1, columns=area.columns + 1),
        replace(area, row=area.row - 1, rows=area.rows + 1),
    ):
        inside = 0 <= wider.column <= columns - wider.columns and 0 <= wider.row <= rows - wider.rows
        added = set(cells(wider)) - set(cells(area))
        if inside and taken.isdisjoint(added):
            taken.update(added)
            return wider
    return area


def cells(area: Area) -> Iterator[tuple[int, int]]:
    """The cells that an area takes, as column and row."""
    for row in range(area.row, area.row + area.rows):
        for column in range(area.column, area.column + area.columns):
            yield column, row
