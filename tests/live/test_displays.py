"""What screens say of themselves is kept for a day, and never for more screens than there is room."""

from datetime import UTC, datetime, timedelta

from dashboard.live.displays import MOST, Displays, Report

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LIVE = Report("live", page="main")


def names(displays: Displays, now: datetime = NOON) -> list[str]:
    """Those that are known."""
    return [display.name for display in displays.all(now)]


def test_a_screen_is_what_it_said_last_and_known_since_it_first_did() -> None:
    displays = Displays()
    displays.seen("lobby", LIVE, NOON, "192.0.2.7", "Firefox 133, Linux")
    displays.seen("lobby", Report("late", drops=3), NOON + timedelta(minutes=1), "192.0.2.8", "Firefox 134, Linux")
    (lobby,) = displays.all(NOON)
    assert (lobby.first, lobby.last) == (NOON, NOON + timedelta(minutes=1))
    assert (lobby.address, lobby.agent) == ("192.0.2.8", "Firefox 134, Linux")
    assert (lobby.report.link, lobby.report.page, lobby.report.drops) == ("late", None, 3)


def test_a_screen_that_says_nothing_for_three_minutes_is_away() -> None:
    displays = Displays()
    displays.seen("lobby", LIVE, NOON)
    (lobby,) = displays.all(NOON)
    assert not lobby.is_away(NOON + timedelta(seconds=179))
    assert lobby.is_away(NOON + timedelta(seconds=180))


def test_a_screen_that_says_nothing_for_a_day_is_forgotten() -> None:
    displays = Displays()
    displays.seen("old", LIVE, NOON)
    displays.seen("young", LIVE, NOON + timedelta(hours=1))
    displays.seen("old", LIVE, NOON + timedelta(hours=2))
    assert names(displays, NOON + timedelta(hours=24, minutes=59)) == ["old", "young"]
    assert names(displays, NOON + timedelta(hours=25)) == ["old"]
    assert names(displays, NOON + timedelta(hours=26)) == []
    assert displays.known == {}


def test_of_too_many_screens_the_one_that_was_silent_for_longest_goes() -> None:
    displays = Displays(most=3)
    for name in ("a", "b", "c", "a", "d"):
        displays.seen(name, LIVE, NOON)
    assert names(displays) == ["a", "c", "d"]


def test_however_many_names_are_made_up_there_are_never_more_than_fit() -> None:
    displays = Displays()
    for number in range(10 * MOST):
        displays.seen(f"{number}", LIVE, NOON + timedelta(milliseconds=number))
    assert len(displays.known) == MOST


def test_events_are_held_back_where_they_come_in_bunches_or_not_at_all() -> None:
    displays = Displays()
    displays.seen("bunches", Report("live", bursts=True), NOON)
    displays.seen("fine", LIVE, NOON)
    displays.seen("silent", Report("live", silent=True), NOON)
    assert [display.held_back for display in displays.all(NOON)] == [True, False, True]
