"""Bars side by side: where each stands, which stands out, and what is read out of them."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.live.bars import SPOKEN, Bars, Named, bars
from dashboard.live.charts import BOTTOM, HEIGHT, TOP, WIDTH

Box = tuple[float, float, float, float]


def made(*values: float | None, timed: bool = False) -> Bars:
    """The bars of these values, named a, b, c and so on."""
    drawn = bars(named(*values), number=lambda value: f"{value:g}", timed=timed)
    assert drawn is not None
    return drawn


def named(*values: float | None) -> list[Named]:
    """These values with a letter each."""
    return [(chr(ord("a") + index % 26), value) for index, value in enumerate(values)]


def boxes(path: str) -> list[Box]:
    """The left, end, width and base of each bar in a path."""
    found = re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)V([\d.]+)h-[\d.]+z", path)
    return [(float(left), float(end), float(width), float(base)) for left, end, width, base in found]


@pytest.mark.parametrize("values", [(), (None,), (None, None)])
def test_without_a_value_there_are_no_bars(values: tuple[None, ...]) -> None:
    assert bars(named(*values), number=str) is None


@pytest.mark.parametrize(
    ("values", "rest", "mark"),
    [
        ((10.0,), [], [(38.4, TOP, 163.2, HEIGHT)]),
        ((5.0, 10.0), [(19.2, 43.0, 81.6, HEIGHT)], [(139.2, TOP, 81.6, HEIGHT)]),
        ((10.0, None, 5.0), [(172.8, 43.0, 54.4, HEIGHT)], [(12.8, TOP, 54.4, HEIGHT)]),
        ((10.0, 0.0), [(139.2, 79.0, 81.6, HEIGHT)], [(19.2, TOP, 81.6, HEIGHT)]),
        ((10.0, -10.0), [(139.2, BOTTOM, 81.6, 40.0)], [(19.2, TOP, 81.6, 40.0)]),
        ((0.0,), [], [(38.4, 79.0, 163.2, HEIGHT)]),
        ((-4.0,), [], [(38.4, BOTTOM, 163.2, TOP)]),
    ],
    ids=["one", "half as high", "a gap", "a zero is a stub", "below zero", "nothing but zero", "all below zero"],
)
def test_a_bar_begins_at_zero_and_ends_at_its_value(
    values: tuple[float | None, ...], rest: list[Box], mark: list[Box]
) -> None:
    drawn = made(*values)
    assert (boxes(drawn.rest), boxes(drawn.mark)) == (rest, mark)


def test_the_highest_stands_out_or_over_time_the_newest() -> None:
    assert boxes(made(1, 9, 5).mark)[0][0] == pytest.approx(92.8)
    assert boxes(made(1, 9, 5, timed=True).mark)[0][0] == pytest.approx(172.8)


def test_of_equal_bars_one_stands_out() -> None:
    drawn = bars([("a", 3.0), ("a", 3.0)], number=str)
    assert drawn is not None
    assert (len(boxes(drawn.rest)), len(boxes(drawn.mark))) == (1, 1)


def test_while_the_newest_is_unknown_none_stands_out() -> None:
    assert made(1, 9, None, timed=True).mark == ""


def test_the_base_line_is_drawn_where_something_lies_below_it() -> None:
    assert made(10, -10).base == f"M0 40H{WIDTH:g}"
    assert made(10, 0).base == ""


def test_the_scale_names_the_upper_end_and_the_lower_where_it_is_not_zero() -> None:
    assert (made(3, 8).top, made(3, 8).bottom) == ("8", "")
    assert (made(3, -8).top, made(3, -8).bottom) == ("3", "-8")


def test_every_bar_has_its_name_and_the_rims_are_known() -> None:
    drawn = made(1, None, 3)
    assert (drawn.heads, drawn.first, drawn.last) == (("a", "b", "c"), "a", "c")


def test_a_few_bars_are_read_out_one_by_one() -> None:
    assert made(1, None, 3).label == "a 1, b no value, c 3"


def test_many_bars_are_read_out_by_their_extremes_and_their_gaps() -> None:
    values = [*range(1, SPOKEN), None, None, 50]
    assert made(*values).label == "a to n: lowest 1 at a, highest 50 at n; no data at l and 1 more"
    assert made(*range(1, SPOKEN + 2)).label == "a to m: lowest 1 at a, highest 13 at m"


@settings(deadline=None)  # a busy machine is not a wrong picture
@given(
    st.lists(st.none() | st.floats(-1e12, 1e12), min_size=1, max_size=60).filter(
        lambda values: any(value is not None for value in values)
    )
)
def test_whatever_is_drawn_stays_in_the_picture_and_apart(values: list[float | None]) -> None:
    drawn = made(*values)
    found = sorted(boxes(drawn.rest) + boxes(drawn.mark))
    assert len(found) == sum(value is not None for value in values)
    for left, end, width, base in found:
        assert 0 <= left <= left + width <= WIDTH
        assert TOP - 1 <= min(end, base) <= max(end, base) <= HEIGHT
    for (left, _, width, _), (following, *_) in pairwise(found):
        assert left + width <= following + 0.02
