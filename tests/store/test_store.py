"""A reading for each source, a history for each widget."""

from datetime import UTC, datetime, timedelta

from dashboard import widget
from dashboard.config.board import Kind, Widget
from dashboard.poll.outcome import Failure, Success
from dashboard.store.reading import Reading
from dashboard.store.store import Store
from dashboard.widget import Static

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=5)


def widget_on(source: Static[str], name: str, history: timedelta | None = None) -> Widget:
    """A widget that shows this source."""
    every = timedelta(minutes=5)
    return Widget(name, Kind("any"), widget.Options(), source, every, every, history=history)


def test_widgets_on_one_source_know_the_same() -> None:
    one, two, other = (widget_on(Static(text), name) for text, name in [("a", "one"), ("a", "two"), ("b", "other")])
    store = Store([one, two, other])
    store.apply(one.source, Success("data", NOON, LATER))
    assert store.reading(one) == store.reading(two) == Reading("data", NOON, NOON, next_try=LATER)
    assert store.reading(other) == Reading()


def test_a_failure_keeps_what_is_known_and_says_when_the_next_try_is() -> None:
    shown = widget_on(Static("a"), "one")
    store = Store([shown])
    store.apply(shown.source, Success("data", NOON, LATER))
    store.apply(shown.source, Failure("no", "dns", LATER, None))
    assert store.reading(shown) == Reading("data", NOON, NOON, "no", "dns", 1, None)


def test_history_is_kept_for_each_widget_that_wants_one() -> None:
    hour, none = widget_on(Static("a"), "hour", timedelta(hours=1)), widget_on(Static("a"), "none")
    store = Store([hour, none])
    for shown in (hour, none):
        store.remember(shown, NOON, {"load": 1.0})
    assert store.series(hour)["load"].values == (1.0,)
    assert store.series(none) == {}


def test_what_is_not_on_the_board_is_unknown_and_no_error() -> None:
    store, stranger = Store([]), widget_on(Static("a"), "stranger")
    store.remember(stranger, NOON, {"load": 1.0})
    assert store.reading(stranger) == Reading()
    assert store.series(stranger) == {}
