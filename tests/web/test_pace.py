"""So many at once, then so many a second, each name for itself."""

from dashboard.web.pace import Pace


class Hand:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        """What it shows."""
        return self.seconds


def test_so_many_at_once_and_no_more() -> None:
    pace = Pace(at_once=3, each_second=2, clock=Hand())
    assert [pace.takes("a") for _ in range(5)] == [True, True, True, False, False]


def test_then_so_many_a_second() -> None:
    hand = Hand()
    pace = Pace(at_once=3, each_second=2, clock=hand)
    taken = 0
    for step in range(100):
        hand.seconds = step / 10
        taken += pace.takes("a")
    assert taken == 3 + 19


def test_who_has_rested_has_no_more_than_at_the_beginning() -> None:
    hand = Hand()
    pace = Pace(at_once=3, each_second=2, clock=hand)
    pace.takes("a")
    hand.seconds = 1e6
    assert [pace.takes("a") for _ in range(4)] == [True, True, True, False]


def test_each_name_has_its_own() -> None:
    pace = Pace(at_once=1, each_second=1, clock=Hand())
    assert [pace.takes(name) for name in ("a", "a", "b")] == [True, False, True]
