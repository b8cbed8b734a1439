"""From a reading to every reader: what is sent, what is not, and what the passing of time does."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from dashboard import widget
from dashboard.config.board import Widget
from dashboard.poll.outcome import Success
from dashboard.store.reading import State
from dashboard.widget import Push, SourceError, Static
from tests.live.conftest import NOON, MakeKind, Wall
from tests.live.decoder import by_the_rules

MakeWall = Callable[..., Wall]
Shown = Callable[..., Widget]


def test_every_widget_is_there_before_anything_was_polled(wall: MakeWall, shown: Shown) -> None:
    here = wall(shown("a"), shown("b", problem="broken"))
    assert list(here.hub.newest) == ["a", "b"]
    assert 'data-state="pending"' in here.html("a")
    assert 'data-state="failed"' in here.html("b")


def test_an_answer_is_sent_with_its_time_and_the_next_revision(wall: MakeWall, shown: Shown) -> None:
    here = wall(shown("a"), shown("b"))
    here.answer("a", "data")
    sent = here.hub.newest["a"]
    assert sent.revision == 3
    assert f"\nid: {here.publisher.revisions.epoch}-3\n".encode() in sent.wire
    assert 'data-at="2026-11-21T12:00:00Z"' in sent.text
    assert here.publisher.last == f"{here.publisher.revisions.epoch}-3"


async def test_an_equal_answer_is_not_sent_and_keeps_the_time_of_the_first(wall: MakeWall, shown: Shown) -> None:
    here = wall(shown("a"))
    here.answer("a", "data")
    before = here.hub.newest["a"]
    await here.after(minutes=1)
    here.answer("a", "data")
    assert here.hub.newest["a"] is before
    assert here.publisher.revisions.newest == before.revision


def test_another_answer_that_looks_the_same_is_not_sent(wall: MakeWall, shown: Shown, kind: MakeKind) -> None:
    here = wall(shown("a", kind(view=lambda answer, options: round(answer))))
    here.answer("a", 1.1)
    before = here.revision("a")
    here.answer("a", 1.2)
    assert here.revision("a") == before


async def test_another_answer_is_sent_with_its_own_time(wall: MakeWall, shown: Shown) -> None:
    here = wall(shown("a"))
    here.answer("a", "one")
    await here.after(minutes=1)
    here.answer("a", "two")
    assert 'data-at="2026-11-21T12:01:00Z"' in here.html("a")
    assert "<p>two</p>" in here.html("a")


def test_widgets_on_one_source_are_shown_from_one_answer(wall: MakeWall, shown: Shown) -> None:
    source = widget.Static("shared")
    here = wall(shown("a", source=source), shown("b", source=source))
    here.answer("a", "data")
    assert "<p>data</p>" in here.html("b")


def test_one_that_can_t_show_an_answer_does_not_keep_it_from_the_others(
    wall: MakeWall, shown: Shown, kind: MakeKind
) -> None:
    source = widget.Static("shared")
    broken = kind("broken", view=lambda answer, options: 1 / 0, measure=lambda answer, options: 1 / 0)
    here = wall(shown("a", broken, source=source), shown("b", source=source))
    here.answer("a", "data")
    assert 'data-state="failed"' in here.html("a")
    assert "<p>data</p>" in here.html("b")


async def test_time_alone_turns_fresh_to_stale_to_expired(wall: MakeWall, shown: Shown) -> None:
    here = wall(shown("a"))
    here.answer("a", "data")
    states = []
    for _ in range(12):
        await here.after(minutes=1)
        states.append(here.publisher.tiles["a"].state)
    assert states == [State.FRESH] * 2 + [State.STALE] * 7 + [State.EXPIRED] * 3
    assert "<p>data</p>" not in here.html("a")
    assert 'data-at="2026-11-21T12:00:00Z"' in here.html("a")


async def test_a_push_with_a_lifetime_expires_by_itself(wall: MakeWall, shown: Shown) -> None:
    here = wall(shown("a", source=Push("a", into=object), stale_after=None, expire_after=None))
    here.answer("a", "data", lifetime=timedelta(seconds=5))
    states = []
    for _ in range(2):
        await here.after(seconds=4)
        states.append(here.publisher.tiles["a"].state)
    assert states == [State.FRESH, State.EXPIRED]


async def test_while_stale_the_age_goes_on_and_no_more_is_sent_than_that(wall: MakeWall, shown: Shown) -> None:
    here = wall(shown("a"))
    here.answer("a", "data")
    await here.after(minutes=3)
    assert "3 min old" in here.html("a")
    before = here.revision("a")
    for _ in range(59):
        await here.after(seconds=1)
    assert here.revision("a") == before
    await here.after(seconds=1)
    assert here.revision("a") == before + 1
    assert "4 min old" in here.html("a")


async def test_a_good_answer_ends_staleness(wall: MakeWall, shown: Shown) -> None:
    here = wall(shown("a"))
    here.answer("a", "data")
    await here.after(minutes=4)
    here.answer("a", "data")
    assert here.publisher.tiles["a"].state is State.FRESH
    await here.after(minutes=4)
    assert "4 min old" in here.html("a")


async def test_nothing_is_rendered_while_nothing_has_changed(wall: MakeWall, shown: Shown, kind: MakeKind) -> None:
    renders = 0

    def view(answer: object, options: object) -> object:
        nonlocal renders
        renders += 1
        return answer

    here = wall(shown("a", kind(view=view)))
    here.answer("a", "data")
    once = renders
    for _ in range(100):
        await here.after(seconds=1)
    assert renders == once


async def test_a_tile_that_can_t_be_rendered_is_not_tried_each_second(
    wall: MakeWall, shown: Shown, kind: MakeKind
) -> None:
    renders = 0

    def view(answer: object, options: object) -> object:
        nonlocal renders
        renders += 1
        raise KeyError

    here = wall(shown("a", kind(view=view)))
    here.answer("a", "data")
    for _ in range(300):
        await here.after(seconds=1)
    assert renders <= 5


def test_a_failure_is_sent_and_so_is_the_next_one_with_another_time(wall: MakeWall, shown: Shown) -> None:
    here = wall(shown("a"))
    here.fail("a", "api.test answers 503", NOON + timedelta(minutes=1))
    assert "api.test answers 503" in here.html("a")
    before = here.revision("a")
    here.fail("a", "api.test answers 503", NOON + timedelta(minutes=2))
    assert here.revision("a") == before + 1


def test_a_failed_poll_is_a_gap_in_the_history(wall: MakeWall, shown: Shown, kind: MakeKind) -> None:
    of = kind(measure=lambda answer, options: {"value": answer})
    here = wall(shown("a", of, history=timedelta(hours=1)))
    here.answer("a", 1.0)
    here.now += timedelta(minutes=1)
    here.fail("a", "no")
    (series,) = here.publisher.store.series(here.publisher.board.widgets["a"]).values()
    assert [point.value for point in series.points] == [1.0, None]


def test_what_comes_for_a_source_that_nobody_shows_is_ignored(wall: MakeWall, shown: Shown) -> None:
    here = wall(shown("a"))
    before = here.publisher.revisions.newest
    here.publisher.deliver(widget.Static("stranger"), Success("data", NOON))
    assert here.publisher.revisions.newest == before


# Heartbeats


def heartbeat(here: Wall, *widgets: str) -> dict[str, object]:
    """What a reader of these widgets hears."""
    (event,) = by_the_rules(here.publisher.heartbeat(widgets).wire)
    assert (event.name, event.id) == ("wall.heartbeat", "")
    content: dict[str, object] = json.loads(event.data)
    return content


async def test_a_heartbeat_tells_the_time_and_how_fresh_each_widget_is(wall: MakeWall, shown: Shown) -> None:
    here = wall(shown("a"), shown("b"), shown("c"))
    here.answer("a", "data")
    await here.after(minutes=1)
    here.answer("a", "data")
    here.answer("c", "data")
    here.fail("b", "no")
    assert heartbeat(here, "a", "b", "nobody") == {
        "time": "2026-11-21T12:01:00Z",
        "theme": "auto",
        "polled": {"a": "2026-11-21T12:01:00Z"},
    }


@pytest.mark.parametrize(
    ("theme", "location", "hour", "says"),
    [
        ("auto", (38.72, -9.14), 12, "day"),
        ("auto", (38.72, -9.14), 23, "night"),
        ("auto", (78.2, 15.6), 12, "night"),
        ("auto", None, 12, "auto"),
        ("paper", (38.72, -9.14), 23, "paper"),
    ],
)
def test_the_theme_of_the_hour_goes_by_the_sun_where_the_wall_knows_where_it_stands(
    wall: MakeWall, shown: Shown, theme: str, location: tuple[float, float] | None, hour: int, says: str
) -> None:
    here = wall(shown("a"), theme=theme, wall=widget.Wall(location=location))
    here.now = NOON.replace(hour=hour)
    assert heartbeat(here, "a")["theme"] == says


async def test_every_reader_hears_of_its_own_widgets(wall: MakeWall, shown: Shown) -> None:
    here = wall(shown("a"), shown("b"))
    here.answer("a", "data")
    here.answer("b", "data")
    one, both = here.hub.subscribe(frozenset("a"), seen=99), here.hub.subscribe(frozenset("ab"), seen=99)
    await here.publisher.beat()
    heard = [json.loads(by_the_rules(await mailbox.next())[-1].data)["polled"] for mailbox in (one, both)]
    assert [list(polled) for polled in heard] == [["a"], ["a", "b"]]


async def test_a_widget_that_refuses_an_answer_keeps_its_last_one_and_says_why(
    wall: MakeWall, shown: Shown, kind: MakeKind
) -> None:
    def view(answer: object, options: object) -> object:
        if answer == "other":
            raise SourceError("The answer has no value at x", fault="schema")
        return answer

    source = Static("shared")
    here = wall(shown("picky", kind("picky", view=view), source=source), shown("open", source=source))
    here.answer("picky", "good")
    here.answer("picky", "other")
    assert "<p>good</p>" in here.html("picky")
    assert "The answer has no value at x" in here.html("picky")
    assert "<p>other</p>" in here.html("open")
    assert "no value" not in here.html("open")
    await here.after(minutes=3)
    assert 'data-state="stale"' in here.html("picky")
    here.answer("picky", "better")
    assert "<p>better</p>" in here.html("picky")
    assert "no value" not in here.html("picky")


async def test_a_widget_that_never_had_an_answer_it_could_use_has_failed(
    wall: MakeWall, shown: Shown, kind: MakeKind
) -> None:
    def view(answer: object, options: object) -> object:
        raise SourceError("The answer has no value at x", fault="schema")

    here = wall(shown("a", kind(view=view)))
    here.answer("a", "other")
    assert 'data-state="failed"' in here.html("a")
    assert "The answer has no value at x" in here.html("a")
