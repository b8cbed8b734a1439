"""Alerts over time: what sets one off, what keeps it off, what ends it, and what the tile says meanwhile."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from dashboard.config.board import Alert, Widget
from dashboard.live.alerts import Alerts, Ringing
from dashboard.store.reading import Reading
from tests.live.conftest import NOON, MakeKind, Wall

MINUTE = timedelta(minutes=1)

Shown = Callable[..., Widget]
MakeWall = Callable[..., Wall]


def course(widget: Widget, values: list[float | None]) -> list[str]:
    """What is said after each of these polls, a minute apart; None is a poll that failed."""
    alerts, reading, said = Alerts(), Reading(), []
    for minute, value in enumerate(values):
        now = NOON + minute * MINUTE
        if value is not None:
            reading = reading.succeeded(value, now)
            alerts.learn(widget, {"load": value})
        said.append(words(alerts.look(widget, reading, now)))
    return said


def words(ringing: Ringing | None) -> str:
    """An alert in short: its level, its bound, and its minutes."""
    if ringing is None:
        return ""
    bound = f"<{ringing.below:g}" if ringing.above is None else f">{ringing.above:g}"
    return f"{ringing.level}{bound}" + (f" {ringing.lasting // MINUTE}" if ringing.lasting else "")


HIGH = Alert("warn", above=8)
LASTING = replace(HIGH, lasting=2 * MINUTE)
HELD = replace(HIGH, clear=7)
LOW = Alert("warn", below=2, clear=3)
WORSE = Alert("danger", above=12)


@pytest.mark.parametrize(
    ("rules", "values", "said"),
    [
        # A bound alone: beyond it, and not on it.
        ((HIGH,), [8, 9, 9, 8], ["", "warn>8", "warn>8 1", ""]),
        ((Alert("warn", below=2),), [2, 1, 2], ["", "warn<2", ""]),
        ((Alert("warn", above=8, below=2),), [9, 5, 1], ["warn>8", "", "warn<2"]),
        ((HIGH,), [float("nan"), float("inf")], ["", ""]),
        # `for`: only without a pause.
        ((LASTING,), [9, 9, 9, 9, 7], ["", "", "warn>8 2", "warn>8 3", ""]),
        ((LASTING,), [9, 9, 7, 9, 9, 9], ["", "", "", "", "", "warn>8 2"]),
        # `clear`: what is off stays off until it is back behind it, and says what is true meanwhile.
        ((HELD,), [7.5, 9, 7.5, 7, 6.9, 7.5], ["", "warn>8", "warn>7 1", "warn>7 2", "", ""]),
        ((HELD,), [9, 7.5, 9, 9], ["warn>8", "warn>7 1", "warn>8", "warn>8 1"]),
        ((LOW,), [1, 2.5, 3, 3.1], ["warn<2", "warn<3 1", "warn<3 2", ""]),
        ((Alert("warn", above=0, clear=-1),), [1, -0.5, -2], ["warn>0", "warn>-1 1", ""]),
        # Both: the dip does not begin the `for` anew.
        ((replace(LASTING, clear=7),), [9, 9, 9, 7.5, 9], ["", "", "warn>8 2", "warn>7 3", "warn>8"]),
        # The gravest of several, each with a time of its own.
        ((HIGH, WORSE), [9, 13, 13, 9], ["warn>8", "danger>12", "danger>12 1", "warn>8 3"]),
        ((WORSE, HIGH), [13, 9], ["danger>12", "warn>8 1"]),
        # A failure in between: the last good answer counts while it is fresh.
        ((LASTING,), [9, None, None], ["", "", "warn>8 2"]),
    ],
)
def test_what_the_tile_says_over_time(
    shown: Shown, rules: tuple[Alert, ...], values: list[float | None], said: list[str]
) -> None:
    assert course(shown(alert=rules), values) == said


def test_a_rule_is_about_the_number_that_it_names_else_about_the_first(shown: Shown) -> None:
    for of, rings in [("heat", True), (None, False), ("none", False)]:
        widget, alerts = shown(alert=(Alert("warn", above=8, of=of),)), Alerts()
        alerts.learn(widget, {"load": 1, "heat": 9})
        assert (alerts.look(widget, Reading().succeeded("x", NOON), NOON) is not None) is rings


def test_an_old_answer_keeps_what_is_off_but_neither_sets_off_nor_lengthens(shown: Shown) -> None:
    # Stale after 3 minutes, expired after 10.
    off, waiting = shown(alert=(HIGH,)), shown(alert=(replace(HIGH, lasting=5 * MINUTE),))
    assert course(off, [9, *[None] * 10]) == [
        *["warn>8", "warn>8 1", "warn>8 2"],
        *["warn>8"] * 7,
        "",
    ]
    assert course(waiting, [9, *[None] * 9, 9]) == [""] * 11


def test_time_counts_from_when_the_answer_was_true(shown: Shown) -> None:
    widget, alerts = shown(alert=(LASTING,)), Alerts()
    alerts.learn(widget, {"load": 9})
    reading = replace(Reading().succeeded("x", NOON), observed=NOON - 2 * MINUTE)
    assert words(alerts.look(widget, reading, NOON)) == "warn>8 2"


def test_a_clock_that_is_set_back_does_not_put_an_alert_off_for_longer(shown: Shown) -> None:
    widget, alerts = shown(alert=(LASTING,)), Alerts()
    for minutes in (60, 0, 1, 2):
        now = NOON + minutes * MINUTE
        alerts.learn(widget, {"load": 9})
        found = alerts.look(widget, Reading().succeeded(minutes, now), now)
    assert words(found) == "warn>8 2"


# Through the publisher


@pytest.fixture
def load(kind: MakeKind) -> object:
    """A kind whose answer is its one number."""
    return kind("load", measure=lambda answer, options: {"load": answer})


async def test_an_alert_goes_off_between_two_polls_and_counts_its_minutes(
    wall: MakeWall, shown: Shown, load: object
) -> None:
    here = wall(shown("a", load, alert=(replace(HIGH, lasting=90 * timedelta(seconds=1)),)))
    here.answer("a", 9.0)
    await here.after(seconds=89)
    assert "data-alert" not in here.html("a")
    await here.after(seconds=1)
    assert 'data-alert="warn"' in here.html("a")
    before = here.revision("a")
    await here.after(seconds=20)
    assert here.revision("a") == before, "what looks the same is not sent"


async def test_another_setting_leaves_the_time_of_a_rule_that_stays(wall: MakeWall, shown: Shown, load: object) -> None:
    here = wall(shown("a", load, alert=(LASTING,)))
    here.answer("a", 9.0)
    await here.after(minutes=1)
    for alert in ((LASTING, WORSE), (LASTING, replace(WORSE, above=99))):
        other = wall(shown("a", load, alert=alert, title="Other")).publisher
        here.publisher.adopt(other.board, other.renderer)
    await here.after(minutes=1)
    assert 'data-alert="warn"' in here.html("a")
    assert "Other" in here.html("a")


async def test_another_source_begins_anew(wall: MakeWall, shown: Shown, load: object) -> None:
    here = wall(shown("a", load, alert=(LASTING,)), shown("b", load))
    here.answer("a", 9.0)
    await here.after(minutes=2)
    assert 'data-alert="warn"' in here.html("a")
    here.answer("b", 9.0)
    source = here.publisher.board.widgets["b"].source
    other = wall(shown("a", load, alert=(LASTING,), source=source), shown("b", load)).publisher
    here.publisher.adopt(other.board, other.renderer)
    assert "data-alert" not in here.html("a")
    await here.after(minutes=2)
    assert 'data-alert="warn"' in here.html("a")


def test_a_new_rule_judges_what_is_known_and_one_that_has_gone_rings_no_more(
    wall: MakeWall, shown: Shown, load: object
) -> None:
    here = wall(shown("a", load))
    here.answer("a", 9.0)
    for alert, rings in [((HIGH,), True), ((), False)]:
        other = wall(shown("a", load, alert=alert)).publisher
        here.publisher.adopt(other.board, other.renderer)
        assert ("data-alert" in here.html("a")) is rings
    assert (here.publisher.alerts.measures, here.publisher.alerts.watches) == ({}, {})
