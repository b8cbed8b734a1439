"""Widgets that nobody placed: inside, apart, without needless holes, and of a pleasant shape."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.config.arrange import LANDSCAPE, PORTRAIT, Size, arrange, evenly
from dashboard.config.board import Area, Grid

MOCK = """
clock  clock  weather weather agenda load
clock  clock  weather weather agenda load
sales  sales  trains  trains  agenda nas
news   news   trains  trains  builds rates
uptime uptime note    solar   builds rates
"""

unhurried = settings(deadline=None)  # a busy machine is no failure
spans = st.lists(st.tuples(st.integers(1, 6), st.integers(1, 4)), min_size=1, max_size=14)
sizes = spans.map(lambda found: [Size(f"w{index}", *span) for index, span in enumerate(found)])


def cells(area: Area) -> set[tuple[int, int]]:
    return set(
        product(range(area.column, area.column + area.columns), range(area.row, area.row + area.rows)),
    )


def taken(grid: Grid) -> list[tuple[int, int]]:
    return [cell for area in grid.areas for cell in cells(area)]


def drawn(grid: Grid) -> str:
    at = {cell: area.widget for area in grid.areas for cell in cells(area)}
    return "\n".join(" ".join(at.get((x, y), ".") for x in range(grid.columns)) for y in range(grid.rows))


def beside(area: Area) -> list[set[tuple[int, int]]]:
    columns = range(area.column, area.column + area.columns)
    rows = range(area.row, area.row + area.rows)
    return [
        {(area.column - 1, row) for row in rows},
        {(area.column + area.columns, row) for row in rows},
        {(column, area.row - 1) for column in columns},
        {(column, area.row + area.rows) for column in columns},
    ]


@unhurried
@given(sizes, st.integers(1, 6))
def test_nothing_overlaps_and_all_is_inside_and_present(wanted: list[Size], columns: int) -> None:
    grid = arrange(wanted, columns)
    found = taken(grid)
    assert len(found) == len(set(found))
    assert all(0 <= x < grid.columns and 0 <= y < grid.rows for x, y in found)
    assert sorted(area.widget for area in grid.areas) == sorted(size.widget for size in wanted)


@unhurried
@given(sizes, st.integers(1, 6))
def test_no_hole_is_left_that_a_neighbour_could_fill(wanted: list[Size], columns: int) -> None:
    grid = arrange(wanted, columns)
    free = set(product(range(grid.columns), range(grid.rows))) - set(taken(grid))
    assert not [area for area in grid.areas for strip in beside(area) if strip <= free]


@unhurried
@given(sizes, st.integers(1, 6))
def test_every_widget_gets_what_it_wants_or_more(wanted: list[Size], columns: int) -> None:
    areas = {area.widget: area for area in arrange(wanted, columns).areas}
    for size in wanted:
        assert areas[size.widget].columns >= min(size.columns, columns)
        assert areas[size.widget].rows >= size.rows


@pytest.mark.parametrize(
    ("wanted", "columns", "expected"),
    [
        ([Size("a")], 1, "a"),
        ([Size("a"), Size("b")], 3, "a b b"),
        ([Size("a", 2), Size("b", 2), Size("c")], 3, "a a c\nb b b"),
        ([Size("a", 9)], 3, "a a a"),
        ([Size("a", 1, 2), Size("b", 2)], 3, "a b b\na b b"),
    ],
    ids=["one", "grows", "fills a gap", "too wide", "grows down"],
)
def test_widgets_are_packed_in_order(wanted: list[Size], columns: int, expected: str) -> None:
    assert drawn(arrange(wanted, columns)) == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [(1, "a"), (2, "a b"), (3, "a a\nb c"), (4, "a b\nc d"), (5, "a a a b b b\nc c d d e e")],
)
def test_a_page_that_nobody_drew_has_tiles_of_nearly_one_size(count: int, expected: str) -> None:
    assert drawn(evenly("abcde"[:count], LANDSCAPE)) == expected


@unhurried
@given(st.integers(1, 80), st.sampled_from([LANDSCAPE, PORTRAIT]))
def test_an_even_page_has_no_hole_and_keeps_the_order(count: int, screen: float) -> None:
    names = [f"w{index}" for index in range(count)]
    grid = evenly(names, screen)
    assert len(taken(grid)) == grid.columns * grid.rows
    assert [area.widget for area in grid.areas] == names
    assert grid.columns <= 60


@unhurried
@given(st.integers(4, 80))
def test_tiles_of_an_even_page_are_about_as_wide_as_screens(count: int) -> None:
    grid = evenly([f"w{index}" for index in range(count)], LANDSCAPE)
    shapes = sorted(LANDSCAPE * (area.columns / grid.columns) / (area.rows / grid.rows) for area in grid.areas)
    assert 1.15 <= shapes[len(shapes) // 2] <= 2.7
