"""The arithmetic of the soak on made-up series: what grows is found, what only shakes is not."""

from random import Random

import pytest

from tests.soak.slopes import Limit, Point, judge, slope

HEAP = Limit("heap", "MB", "10^6 events", slope=1.0, noise=0.5)
FLAT = Limit("nodes", "", "10^6 events", slope=0.0, noise=100)


def series(*, count: int, end: float, each: float, noise: float = 0.0, start: float = 10.0) -> list[Point]:
    """So many samples up to `end`, which grow by `each` for 1 and shake by `noise` either way."""
    random = Random(1)
    places = [end * index / (count - 1) for index in range(count)]
    return [(place, start + each * place + random.uniform(-noise, noise)) for place in places]


def good(limit: Limit, points: list[Point]) -> bool | None:
    """What the verdict is."""
    verdict = judge(limit, points)
    assert verdict is not None
    return verdict.good


def test_the_slope_of_a_line_is_found() -> None:
    assert slope(series(count=20, end=2.0, each=3.0)) == pytest.approx(3.0)


def test_a_quarter_of_the_samples_may_lie_anywhere_without_moving_the_slope() -> None:
    points = series(count=40, end=2.0, each=3.0)
    points[::4] = [(place, 1000.0 if place < 1 else -1000.0) for place, _ in points[::4]]
    assert slope(points) == pytest.approx(3.0, rel=0.1)


@pytest.mark.parametrize("count", [10, 60, 440])
def test_a_series_that_only_shakes_is_good(count: int) -> None:
    length = count * 60 * 200 / 1e6
    assert good(HEAP, series(count=count, end=length, each=0.0, noise=0.2)) is True
    assert good(FLAT, series(count=count, end=length, each=0.0, noise=60)) is True


@pytest.mark.parametrize("count", [10, 60, 440])
def test_ten_bytes_kept_for_each_event_are_found(count: int) -> None:
    length = count * 60 * 200 / 1e6
    assert good(HEAP, series(count=count, end=length, each=10.0, noise=0.2)) is False


@pytest.mark.parametrize("count", [10, 60, 440])
def test_a_node_kept_for_every_hundredth_event_is_found(count: int) -> None:
    length = count * 60 * 200 / 1e6
    assert good(FLAT, series(count=count, end=length, each=10_000, noise=60)) is False


def test_growth_within_the_limit_is_good_however_long_it_goes_on() -> None:
    assert good(HEAP, series(count=440, end=5.3, each=0.9, noise=0.2)) is True


def test_growth_just_beyond_the_limit_is_found_when_the_run_is_long_enough() -> None:
    assert good(HEAP, series(count=440, end=5.3, each=1.2, noise=0.2)) is False


def test_what_shrinks_is_good() -> None:
    assert good(FLAT, series(count=60, end=0.7, each=-5000)) is True


def test_growth_in_the_warm_up_is_not_held_against_it() -> None:
    points = [(place, min(place, 0.19) * 1000) for place, _ in series(count=60, end=1.0, each=0.0)]
    assert good(FLAT, points) is True


def test_of_few_samples_nothing_is_said() -> None:
    assert good(FLAT, series(count=5, end=1.0, each=1e6)) is None
    assert judge(FLAT, []) is None


def test_the_verdict_tells_what_it_was_made_of() -> None:
    verdict = judge(FLAT, [(float(place), 5.0 * place) for place in range(11)])
    assert verdict is not None
    assert (verdict.samples, verdict.lowest, verdict.median, verdict.highest) == (8, 15, 32.5, 50)
    assert (verdict.slope, verdict.growth) == (5, 35)
