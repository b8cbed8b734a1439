"""Chance that is no chance: the same for the same key, smooth in time, spread over its range."""

from itertools import islice, pairwise

import pytest

from dashboard.demo.arrivals import arrivals, since
from dashboard.demo.noise import Noise

AT = 1_795_262_400.0


def test_equal_keys_give_equal_numbers() -> None:
    assert Noise(1).chance("a", 1) == Noise(1).chance("a", 1)


def test_another_key_or_seed_gives_another_number() -> None:
    assert (
        len({Noise(1).chance("a", 1), Noise(1).chance("a", 2), Noise(1).chance("b", 1), Noise(2).chance("a", 1)}) == 4
    )


def test_chance_fills_its_range() -> None:
    numbers = [Noise().chance("spread", number) for number in range(2000)]
    assert 0 <= min(numbers) < 0.01
    assert 0.99 < max(numbers) < 1
    assert abs(sum(numbers) / len(numbers) - 0.5) < 0.03


def test_whole_numbers_reach_both_ends() -> None:
    assert {Noise().whole(1, 3, "die", number) for number in range(100)} == {1, 2, 3}


def test_pick_reaches_every_choice() -> None:
    assert {Noise().pick("abc", "letter", number) for number in range(100)} == {"a", "b", "c"}


def test_a_drift_is_smooth_and_moves() -> None:
    values = [Noise().drift(AT + second, 60, "load") for second in range(600)]
    steps = [abs(after - before) for before, after in pairwise(values)]
    assert max(steps) < 0.12
    assert all(value != values[index + 5] for index, value in enumerate(values[:-5]))
    assert max(values) - min(values) > 0.4
    assert 0 <= min(values) <= max(values) <= 1


def test_arrivals_come_newest_first_and_never_from_the_future() -> None:
    came = list(islice(arrivals(Noise(), AT, 300, "news"), 50))
    assert came[0].at <= AT
    assert all(newer.at > older.at and newer.number == older.number + 1 for newer, older in pairwise(came))


def test_an_arrival_stays_what_it_was() -> None:
    before = next(arrivals(Noise(), AT, 300, "news"))
    later = list(islice(arrivals(Noise(), AT + 3000, 300, "news"), 20))
    assert before in later


@pytest.mark.parametrize("gap", [10.0, 300.0, 86400.0])
def test_about_one_comes_in_every_gap(gap: float) -> None:
    assert 99 <= len(list(since(arrivals(Noise(), AT, gap, "news"), AT - 100 * gap))) <= 101
