"""Event ids: what a reader says it has, and whether that is believed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.store.revision import Revisions


def wall() -> Revisions:
    """A wall that has sent three events."""
    return Revisions(epoch="abc123", newest=3)


def test_revisions_rise_by_one() -> None:
    revisions = wall()
    assert [revisions.next(), revisions.next(), revisions.newest] == [4, 5, 5]


def test_an_id_that_was_given_out_is_understood() -> None:
    assert wall().seen(wall().name(2)) == 2


@pytest.mark.parametrize(
    "nonsense",
    [
        None,
        "",
        "2",
        "abc123",
        "abc123-",
        "-2",
        "abc124-2",
        "ABC123-2",
        "abc123-4",
        "abc123--1",
        "abc123-2 ",
        " abc123-2",
        "abc123-2\n",
        "abc123-٢",
        "abc123-1e0",
        "abc123-99999999999999999999999999",
        "x" * 100_000,
    ],
)
def test_nonsense_ids_of_another_start_and_ids_of_the_future_count_as_nothing(nonsense: str | None) -> None:
    assert wall().seen(nonsense) == 0


@given(st.text())
def test_whatever_a_reader_says_it_has_seen_nothing_that_was_not_sent(said: str) -> None:
    assert 0 <= wall().seen(said) <= 3


def test_two_starts_have_two_epochs() -> None:
    assert Revisions().epoch != Revisions().epoch
