"""What a screen that asks is told of the orders that were given meanwhile."""

from datetime import timedelta

from dashboard.live.frame import Frame, frame
from dashboard.live.given import Given
from tests.live.conftest import NOON

SECOND = timedelta(seconds=1)


def message(text: str) -> Frame:
    """An order to show this text."""
    return frame("wall.message", text)


def texts(orders: list[Frame]) -> list[str]:
    """What they tell."""
    return [order.text for order in orders]


def test_each_order_comes_once_to_whoever_says_the_number_of_the_last_one() -> None:
    given = Given()
    begun = given.newest
    given.keep(message("lunch"), "lobby", NOON)
    assert texts(given.since(begun, NOON)) == ["lunch"]
    heard = given.newest
    given.keep(frame("wall.reload", "{}"), "lobby", NOON)
    assert texts(given.since(heard, NOON)) == ["{}"]
    assert given.since(given.newest, NOON) == []


def test_the_newest_of_each_sort_to_each_screen_is_kept_the_oldest_first() -> None:
    given = Given()
    for display, text in (("lobby", "old"), ("kitchen", "lunch"), ("lobby", "new")):
        given.keep(message(text), display, NOON)
    assert texts(given.since(0, NOON)) == ["lunch", "new"]


def test_after_half_a_minute_it_is_too_late() -> None:
    given = Given()
    given.keep(message("lunch"), "lobby", NOON)
    assert texts(given.since(0, NOON + 29 * SECOND)) == ["lunch"]
    assert given.since(0, NOON + 30 * SECOND) == []
    assert given.orders == {}


def test_a_clock_that_is_set_back_keeps_nothing_for_longer() -> None:
    given = Given()
    given.keep(message("lunch"), "lobby", NOON)
    assert given.since(0, NOON - timedelta(hours=1)) == []


def test_numbers_rise_even_where_the_clock_does_not_and_after_a_restart() -> None:
    given = Given()
    numbers = []
    for after in (0, 0, -5):
        given.keep(message("lunch"), "lobby", NOON + after * SECOND)
        numbers.append(given.newest)
    assert numbers == sorted(set(numbers))
    again = Given()
    again.keep(message("lunch"), "lobby", NOON + SECOND)
    assert again.newest > numbers[-1]
