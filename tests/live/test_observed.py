"""An upstream that goes on answering with something old: what is shown is as old as it was at its source."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dashboard.config.board import Kind, Widget
from dashboard.store.reading import State
from dashboard.widget import SourceError
from tests.live.conftest import NOON, MakeKind, Wall
from tests.live.decoder import by_the_rules

MakeWall = Callable[..., Wall]
Shown = Callable[..., Widget]
Answer = tuple[str, datetime | None]


@pytest.fixture
def stamped(kind: MakeKind) -> Kind:
    """A kind whose answers are a text and when it was true."""

    def view(answer: Answer, options: object) -> str:
        if answer[0] == "odd":
            raise SourceError("This answer is odd")
        return answer[0]

    return kind(view=view, observed=lambda answer, options: answer[1])


def polled(here: Wall) -> dict[str, Any]:
    """What the heartbeat tells."""
    (event,) = by_the_rules(here.publisher.heartbeat(["a"]).wire)
    found: dict[str, Any] = json.loads(event.data)["polled"]
    return found


async def test_a_source_that_stands_still_gets_stale_and_expires_though_every_poll_is_well(
    wall: MakeWall, shown: Shown, stamped: Kind
) -> None:
    here, states = wall(shown("a", stamped)), []
    for _ in range(12):
        here.answer("a", ("data", NOON))
        states.append(here.publisher.tiles["a"].state)
        assert polled(here) == {"a": "2026-11-21T12:00:00Z"}
        assert 'data-at="2026-11-21T12:00:00Z"' in here.html("a")
        if len(states) == 5:
            assert "4 min old" in here.html("a")
        await here.after(minutes=1)
    assert states == [State.FRESH] * 3 + [State.STALE] * 7 + [State.EXPIRED] * 2
    assert "data</p>" not in here.html("a")
    here.answer("a", ("data", here.now))
    assert here.publisher.tiles["a"].state is State.FRESH
    assert "data</p>" in here.html("a")


async def test_time_goes_by_for_it_between_polls_as_well(wall: MakeWall, shown: Shown, stamped: Kind) -> None:
    here, states = wall(shown("a", stamped)), []
    here.answer("a", ("data", NOON - timedelta(minutes=2)))
    for _ in range(2):
        states.append(here.publisher.tiles["a"].state)
        await here.after(minutes=1)
    assert states == [State.FRESH, State.STALE]


@pytest.mark.parametrize(
    "at",
    [
        None,
        NOON,
        NOON + timedelta(seconds=1),
        NOON + timedelta(days=9999),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime.min.replace(tzinfo=UTC),
        datetime(2026, 11, 21, 11),  # noqa: DTZ001  it knows no zone
        "2026-11-21",
        17,
    ],
)
def test_a_time_that_can_t_be_is_ignored(wall: MakeWall, shown: Shown, stamped: Kind, at: Any) -> None:
    here = wall(shown("a", stamped))
    here.answer("a", ("data", at))
    assert here.publisher.tiles["a"].state is State.FRESH
    assert polled(here) == {"a": "2026-11-21T12:00:00Z"}


def test_a_kind_that_fails_to_tell_shows_its_answer_all_the_same(wall: MakeWall, shown: Shown, kind: MakeKind) -> None:
    here = wall(shown("a", kind(observed=lambda answer, options: 1 / 0)))
    here.answer("a", "data")
    assert "<p>data</p>" in here.html("a")
    assert here.publisher.tiles["a"].state is State.FRESH


async def test_an_answer_that_is_refused_leaves_the_last_good_one_its_own_time(
    wall: MakeWall, shown: Shown, stamped: Kind
) -> None:
    here = wall(shown("a", stamped))
    here.answer("a", ("data", NOON - timedelta(minutes=1)))
    here.answer("a", ("odd", NOON))
    assert polled(here) == {"a": "2026-11-21T11:59:00Z"}
    here.fail("a", "api.test answers 503")
    assert polled(here) == {"a": "2026-11-21T11:59:00Z"}


def test_of_two_widgets_on_one_source_each_has_its_own_time(
    wall: MakeWall, shown: Shown, stamped: Kind, kind: MakeKind
) -> None:
    source = shown("x").source
    plain = kind("plain", view=lambda answer, options: answer[0])
    here = wall(shown("a", stamped, source=source), shown("b", plain, source=source))
    here.answer("a", ("data", NOON - timedelta(minutes=5)))
    assert [here.publisher.tiles[name].state for name in ("a", "b")] == [State.STALE, State.FRESH]


def test_another_board_judges_anew(wall: MakeWall, shown: Shown, stamped: Kind, kind: MakeKind) -> None:
    plain, states = kind("plain", view=lambda answer, options: answer[0]), []
    here = wall(shown("a", stamped))
    here.answer("a", ("data", NOON - timedelta(minutes=5)))
    for of in (plain, stamped):
        other = wall(shown("a", of)).publisher
        here.publisher.adopt(other.board, other.renderer)
        states.append(here.publisher.tiles["a"].state)
    assert states == [State.FRESH, State.STALE]


async def test_who_said_how_long_an_answer_stays_good_is_not_stale_for_it(wall: MakeWall, shown: Shown) -> None:
    here, states = wall(shown("a")), []
    here.answer("a", "data", excused=timedelta(minutes=5))
    assert 'data-stale-after="480" data-expire-after="900"' in here.html("a")
    for _ in range(16):
        await here.after(minutes=1)
        states.append(here.publisher.tiles["a"].state)
    assert states == [State.FRESH] * 7 + [State.STALE] * 7 + [State.EXPIRED] * 2
