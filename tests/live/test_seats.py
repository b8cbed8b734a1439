"""How many may read at once, and that one address can't take it all."""

import logging

import pytest

from dashboard.config.board import Server
from dashboard.live.seats import Seats, is_here


def seats(most: int = 3, own: int = 2) -> Seats:
    """A wall of so many places, of which one address may have some."""
    return Seats(lambda: Server(max_streams=most, max_streams_per_address=own))


def test_who_comes_when_all_places_are_taken_is_told_so() -> None:
    wall = seats(most=2)
    assert [wall.take(each, here=False) for each in "abc"] == [
        None, None, "All 2 places on this wall are taken. This screen tries again by itself.",
    ]  # fmt: skip
    assert (wall.open, wall.refused) == (2, 1)


def test_one_address_has_no_more_than_its_share() -> None:
    wall = seats(own=2)
    assert [wall.take("192.0.2.7", here=False) for _ in range(3)] == [
        None, None, "All 2 places for 192.0.2.7 are taken. This screen tries again by itself.",
    ]  # fmt: skip
    assert wall.take("192.0.2.8", here=False) is None


def test_this_machine_may_have_them_all_since_a_proxy_on_it_stands_for_many() -> None:
    wall = seats(most=3, own=1)
    assert [wall.take("127.0.0.1", here=True) for _ in range(3)] == [None, None, None]
    assert wall.take("127.0.0.1", here=True) is not None


def test_a_place_that_is_given_back_can_be_taken_again() -> None:
    wall = seats(most=1, own=1)
    for _ in range(5):
        assert wall.take("a", here=False) is None
        assert wall.take("a", here=False) is not None
        wall.leave("a")
    assert (wall.open, wall.addresses) == (0, {})


def test_the_file_may_change_the_limit_while_the_wall_runs() -> None:
    limits = [1]
    wall = Seats(lambda: Server(max_streams=limits[-1]))
    wall.take("a", here=False)
    assert wall.take("b", here=False) is not None
    limits.append(2)
    assert wall.take("b", here=False) is None


def test_what_the_system_allows_counts_more_than_what_the_file_says() -> None:
    wall = seats(most=2000)
    wall.room = 5
    assert wall.most == 5
    wall.room = 5000
    assert wall.most == 2000


def test_the_log_hears_of_a_full_wall_once_until_it_has_emptied(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    wall = seats(most=20, own=20)
    for _ in range(50):
        wall.take("a", here=False)
    assert len(caplog.records) == 1
    wall.leave("a")
    for _ in range(50):
        wall.take("a", here=False)
    assert len(caplog.records) == 1
    for _ in range(10):
        wall.leave("a")
    for _ in range(50):
        wall.take("a", here=False)
    assert [record.message for record in caplog.records] == [
        "a reader was turned away: all 20 places for streams are taken (max_streams in [server])",
    ] * 2


def test_the_log_hears_of_each_greedy_address_once(caplog: pytest.LogCaptureFixture) -> None:
    wall = seats(most=100, own=1)
    for address in ("192.0.2.7", "192.0.2.8"):
        for _ in range(5):
            wall.take(address, here=False)
    assert [record.message for record in caplog.records] == [
        f"a reader was turned away: {address} has 1 streams open and gets no more (max_streams_per_address)"
        for address in ("192.0.2.7", "192.0.2.8")
    ]


@pytest.mark.parametrize(
    ("address", "server", "here"),
    [
        ("127.0.0.1", "127.0.0.1", True),
        ("127.0.0.9", "127.0.0.1", True),
        ("::1", "::1", True),
        ("::ffff:127.0.0.1", "::ffff:127.0.0.1", True),
        ("192.0.2.7", "192.0.2.7", True),
        ("", "", True),
        ("192.0.2.7", "192.0.2.1", False),
        ("fe80::1%eth0", "fe80::2%eth0", False),
        ("testclient", "testserver", False),
    ],
)
def test_this_machine_is_known_by_its_address(address: str, server: str, here: bool) -> None:
    assert is_here(address, server) is here
