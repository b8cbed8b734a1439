"""What the long version has found, in its fewest steps."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from tests.simulation.boards import Table
from tests.simulation.picture import Choice
from tests.simulation.world import World

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)

MakeWorld = Callable[..., World]


@pytest.fixture
def world() -> Iterator[MakeWorld]:
    """`world(a=Table("news", 10))` is a wall of these widgets, at noon."""
    made: list[World] = []

    def make(**tables: Table) -> World:
        made.append(World(tables, NOON))
        return made[-1]

    yield make
    for each in made:
        each.end()
        each.loop.end()


def test_a_source_that_is_taken_away_and_comes_back_is_not_asked_twice_at_the_same_time(world: MakeWorld) -> None:
    here = world(a=Table("news", 10))
    here.upstream.moods["news"] = "silent"
    here.loop.pass_time(1)
    here.reload({"a": Table("load", 10)})
    here.reload({"a": Table("news", 10)})
    here.loop.pass_time(1)
    here.check()


def test_a_clock_that_is_set_back_makes_no_old_answer_young(world: MakeWorld) -> None:
    here = world(a=Table("news", 10))
    here.loop.pass_time(1)
    here.upstream.moods["news"] = "unavailable"
    here.turn(timedelta(hours=-1))
    here.loop.pass_time(60)
    here.check()


def test_two_screens_show_the_same_newest_values_after_any_trouble(world: MakeWorld) -> None:
    here = world(a=Table("news", 10), b=Table("load", 60), c=Table("minute"), d=Table("pushed", 60), e=Table("fixed"))
    one, other = here.join(Choice(), None), here.join(Choice(chunk=200, seconds=0.05), 500)
    for politely, mood in [(True, "silent"), (False, "odd"), (True, "refused")]:
        here.upstream.moods.update(news=mood, load=mood)
        here.upstream.values.update(["news", "load", "minute"])
        here.push("d", None)
        here.do(partial(here.browsers[other].cut, 0.5))
        here.loop.pass_time(60)
        here.turn(timedelta(hours=1))
        here.loop.pass_time(20)
        here.check()
        here.restart(3, politely=politely)
    here.push("d", None)
    here.heal()
    pictures = [here.browsers[name].picture.elements for name in (one, other)]
    assert pictures[0] == pictures[1]
    for name, value in {"a": "news 3", "b": "load 3", "c": "minute 3", "d": "push 4", "e": "fixed e"}.items():
        assert f'<p class="value">{value}</p>' in pictures[0][name].html
