"""The drawing of a page: each name a rectangle, each row of the same length."""

import pytest

from dashboard.config.board import Area
from dashboard.config.layout import Flaw, LayoutError, draw

KNOWN = ("clock", "news", "load", "weather")


def flaws(drawing: str) -> list[tuple[str, str]]:
    """What is wrong, with the drawing from the offending word on."""
    with pytest.raises(LayoutError) as caught:
        draw(drawing, KNOWN)
    return [(drawing[flaw.offset :].split()[0], flaw.message) for flaw in caught.value.flaws]


def test_each_name_is_an_area_in_reading_order() -> None:
    grid = draw("\nclock  weather weather\n\nnews news .\n  news news load\n", KNOWN)
    assert (grid.columns, grid.rows) == (3, 3)
    assert grid.areas == (
        Area("clock", 0, 0, 1, 1),
        Area("weather", 1, 0, 2, 1),
        Area("news", 0, 1, 2, 2),
        Area("load", 2, 2, 1, 1),
    )


@pytest.mark.parametrize("drawing", ["", "\n \n", ". .\n. ."])
def test_a_drawing_without_a_name_is_no_layout(drawing: str) -> None:
    with pytest.raises(LayoutError) as caught:
        draw(drawing, KNOWN)
    assert caught.value.flaws == (Flaw(0, "the layout is empty; the ids of widgets, in rows, are expected"),)


def test_rows_have_the_same_number_of_cells() -> None:
    assert flaws("clock news\nload\nweather .") == [
        ("load", "this row has 1 cell; 2 are expected, as in the other rows")
    ]


@pytest.mark.parametrize(
    ("drawing", "columns", "rows"),
    [("news news load\nnews . load", 2, 1), ("news clock\nload news", 1, 1), ("news clock news", 1, 1)],
    ids=["corner", "diagonal", "apart"],
)
def test_a_name_forms_one_rectangle(drawing: str, columns: int, rows: int) -> None:
    assert flaws(drawing) == [("news", "`news` must form one rectangle; this cell is outside of it")]


def test_the_stray_cell_is_the_place() -> None:
    with pytest.raises(LayoutError) as caught:
        draw("news news load\nnews . load", KNOWN)
    assert caught.value.flaws[0].offset == len("news news load\n")


def test_a_name_is_a_widget() -> None:
    assert flaws("clok news\nclok news") == [("clok", "no widget is called `clok`; did you mean `clock`?")]


def test_everything_wrong_is_said_at_once() -> None:
    assert [word for word, _ in flaws("clock zzz\nnews clock\n. news")] == ["zzz", "clock", "news"]
