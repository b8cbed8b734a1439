"""What is known outlives the program: what is written when, what comes back, and what a bad folder costs."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dashboard import widget
from dashboard.config.board import Kind, Widget
from dashboard.poll.outcome import Failure, Success
from dashboard.store.disk import FORGET_AFTER, Disk
from dashboard.store.files import HALF
from dashboard.store.kept import name_of
from dashboard.store.reading import Reading, State
from dashboard.store.store import Store
from dashboard.widget import Clock, Json, Push, Request, Source, Static

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

Logged = Callable[[], list[tuple[str, str]]]


def api(path: str = "") -> Json[object]:
    """A source."""
    return Json(Request(f"https://api.test/{path}"), into=object)


def shown(name: str, source: Source[Any] | None = None, **others: Any) -> Widget:
    """A widget with a history, on a source of its own if nothing else is said."""
    usual: dict[str, Any] = {"every": MINUTE * 5, "timeout": MINUTE, "history": MINUTE * 60}
    return Widget(name, Kind("json"), widget.Options(), source or api(name), **usual | others)


def names(folder: Path) -> list[str]:
    """The files in a folder."""
    return sorted(path.name for path in folder.iterdir())


class Wall:
    """What a program knows that keeps it in a folder."""

    def __init__(self, folder: Path, *widgets: Widget) -> None:
        self.widgets = widgets
        self.store = Store(widgets)
        self.disk = Disk(folder, self.store, lambda source: [each for each in widgets if each.source == source])

    async def restored(self, now: datetime = NOON) -> dict[Source[Any], datetime]:
        """Begin with what is in the folder."""
        return await self.disk.restore(now)

    def answer(self, source: Source[Any], data: object, at: datetime = NOON) -> None:
        """A poll has brought this."""
        self.store.apply(source, Success(data, at, at + MINUTE * 5))
        for each in self.widgets:
            if each.source == source:
                self.store.remember(each, at, {"load": 1.0})

    def fail(self, source: Source[Any], error: str) -> None:
        """A poll has failed."""
        self.store.apply(source, Failure(error, "status", NOON, NOON + MINUTE))

    def known(self) -> list[object]:
        """The data of each widget."""
        return [self.store.reading(each).data for each in self.widgets]


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Logged:
    """The lines of the log, but for debugging."""
    caplog.set_level(logging.INFO, "wallboard")
    return lambda: [(record.levelname, record.getMessage()) for record in caplog.records]


# What comes back


async def test_data_and_history_come_back_with_their_times(tmp_path: Path) -> None:
    a, pushed = shown("a"), shown("b", Push("b", into=dict[str, float]), every=MINUTE * 1440)
    before = Wall(tmp_path / "state", a, pushed)
    before.answer(a.source, {"value": 1}, NOON - MINUTE * 20)
    before.answer(a.source, {"value": 1}, NOON - MINUTE * 10)
    before.fail(a.source, "api.test answers 503")
    before.answer(pushed.source, {"value": 2.0})
    await before.disk.save()
    after = Wall(tmp_path / "state", a, pushed)
    await after.restored()
    assert after.store.reading(a) == Reading(
        {"value": 1}, NOON - MINUTE * 20, NOON - MINUTE * 10, "api.test answers 503", "status", 1
    )
    assert after.store.reading(pushed) == Reading({"value": 2.0}, NOON, NOON)
    assert [after.store.series(each) for each in (a, pushed)] == [before.store.series(each) for each in (a, pushed)]
    assert len(after.store.series(a)["load"].points) == 2


async def test_widgets_on_one_source_share_a_file_and_each_has_its_history(tmp_path: Path) -> None:
    one, two, third = shown("one", api()), shown("two", api()), shown("third", api(), history=None)
    before = Wall(tmp_path, one, two, third)
    before.answer(api(), "data")
    await before.disk.save()
    assert names(tmp_path) == [name_of(api())]
    after = Wall(tmp_path, two, one, third)
    await after.restored()
    assert after.known() == ["data"] * 3
    assert [bool(after.store.series(each)) for each in (one, two, third)] == [True, True, False]


async def test_what_fits_no_more_does_not_come_back(tmp_path: Path) -> None:
    before = Wall(tmp_path, shown("same"), shown("moved"), shown("shorter"))
    for each in before.widgets:
        before.answer(each.source, "data", NOON - MINUTE * 10)
        before.answer(each.source, "data")
    await before.disk.save()
    after = Wall(tmp_path, shown("same"), shown("moved", api("elsewhere")), shown("shorter", history=MINUTE * 5))
    await after.restored()
    assert after.known() == ["data", None, "data"]
    assert [len(rings["load"].points) if rings else 0 for rings in map(after.store.series, after.widgets)] == [2, 0, 1]


async def test_a_source_is_due_when_its_interval_has_passed(tmp_path: Path) -> None:
    young, old, shared, failing = shown("young"), shown("old"), shown("shared", api("young"), every=MINUTE), shown("f")
    pushed, never = shown("pushed", Push("pushed", into=int)), shown("never")
    before = Wall(tmp_path, young, old, shared, failing, pushed)
    before.answer(young.source, 1, NOON - timedelta(seconds=20))
    before.answer(old.source, 1, NOON - MINUTE * 500)
    before.answer(failing.source, 1, NOON)
    before.fail(failing.source, "no")
    before.answer(pushed.source, 1)
    await before.disk.save()
    after = Wall(tmp_path, *before.widgets, never)
    due = await after.restored()
    assert due == {young.source: NOON + timedelta(seconds=40), old.source: NOON - MINUTE * 495}
    assert after.store.reading(young).next_try == NOON + timedelta(seconds=40)
    assert after.store.reading(failing).next_try is None


async def test_after_the_clock_was_set_back_what_is_known_is_stale_and_everything_is_due(tmp_path: Path) -> None:
    before = Wall(tmp_path, shown("a"))
    before.answer(api("a"), 1, NOON + timedelta(days=3000))
    await before.disk.save()
    after = Wall(tmp_path, shown("a"))
    assert max((await after.restored()).values()) <= NOON
    assert after.store.reading(shown("a")).state(NOON, shown("a").every, None) is State.STALE
    assert after.store.series(shown("a")) == {}


async def test_a_wall_that_starts_for_the_first_time_knows_nothing_and_says_nothing(
    tmp_path: Path, logged: Logged
) -> None:
    wall = Wall(tmp_path / "state", shown("a"))
    assert await wall.restored() == {}
    assert wall.known() == [None]
    assert logged() == []


async def test_what_can_t_be_used_costs_one_line_and_is_replaced_by_the_next_write(
    tmp_path: Path, logged: Logged
) -> None:
    widgets = [shown(name) for name in ("whole", "empty", "cut", "old")]
    before = Wall(tmp_path, *widgets)
    for each in widgets:
        before.answer(each.source, each.id)
    await before.disk.save()
    cut, old = (tmp_path / name_of(api(name)) for name in ("cut", "old"))
    (tmp_path / name_of(api("empty"))).write_bytes(b"")
    cut.write_bytes(cut.read_bytes()[:-10])
    old.write_bytes(old.read_bytes().replace(b'"version":1', b'"version":0'))
    after = Wall(tmp_path, *widgets)
    await after.restored()
    assert after.known() == ["whole", None, None, None]
    reasons = "empty (damaged); cut (damaged); old (written by another version)"
    assert logged() == [("WARNING", f"what was kept in {tmp_path} of {reasons} is not used")]
    for each in widgets:
        after.answer(each.source, "new")
    await after.disk.save()
    again = Wall(tmp_path, *widgets)
    await again.restored()
    assert again.known() == ["new"] * 4


async def test_what_nobody_shows_any_more_is_forgotten_after_a_month(tmp_path: Path) -> None:
    before = Wall(tmp_path, shown("a"), shown("gone"))
    for each in before.widgets:
        before.answer(each.source, each.id)
    await before.disk.save()
    written = datetime.now(UTC)
    for later, kept in [(FORGET_AFTER - MINUTE, {"a", "gone"}), (FORGET_AFTER + MINUTE, {"a"})]:
        await Wall(tmp_path, shown("a")).restored(written + later)
        assert names(tmp_path) == sorted(name_of(api(name)) for name in kept)


async def test_of_an_answer_that_nobody_can_show_the_one_before_comes_back(tmp_path: Path) -> None:
    one, two = shown("one", api()), shown("two", api())
    wall = Wall(tmp_path, one, two)
    wall.answer(api(), "good", NOON - MINUTE)
    good = wall.store.reading(one)
    wall.answer(api(), "odd")
    for each, comes_back in [(one, "odd"), (two, "good")]:  # one can't show it, then both can't
        wall.store.refuse(each, good, "there is nothing at this path", "parse")
        wall.store.changed.add(api())
        await wall.disk.save()
        after = Wall(tmp_path, one, two)
        await after.restored()
        assert after.known() == [comes_back] * 2


# What is written, and when


async def test_only_what_has_changed_is_written(tmp_path: Path) -> None:
    wall = Wall(tmp_path, shown("a"), shown("b"))
    wall.answer(api("a"), 1)
    wall.answer(api("b"), 1)
    await wall.disk.save()
    for name in names(tmp_path):
        (tmp_path / name).unlink()
    await wall.disk.save()
    assert names(tmp_path) == []
    wall.answer(api("b"), 1, NOON + MINUTE)
    await wall.disk.save()
    assert names(tmp_path) == [name_of(api("b"))]


async def test_the_clock_the_configuration_and_what_was_never_had_are_not_written(tmp_path: Path) -> None:
    wall = Wall(tmp_path / "state", shown("clock", Clock()), shown("text", Static("text")), shown("failing"))
    wall.answer(Clock(), NOON)
    wall.answer(Static("text"), "text")
    wall.fail(api("failing"), "no")
    wall.answer(api("of nobody"), "data")
    await wall.disk.save()
    assert not (tmp_path / "state").exists()


async def test_an_answer_that_can_t_be_kept_costs_one_line_for_debugging_and_keeps_nothing_else_from_it(
    tmp_path: Path, logged: Logged, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "wallboard")
    wall = Wall(tmp_path, shown("odd"), shown("fine"))
    for minute in range(3):
        wall.answer(api("odd"), object(), NOON + MINUTE * minute)
        wall.answer(api("fine"), minute)
        await wall.disk.save()
    (line,) = logged()
    assert line[0] == "DEBUG"
    assert line[1].startswith("odd is not kept on disk")
    assert names(tmp_path) == [name_of(api("fine"))]


async def test_what_was_about_to_be_written_when_the_wall_ends_is_written_at_the_end(tmp_path: Path) -> None:
    wall = Wall(tmp_path, shown("a"))
    wall.answer(api("a"), "new")
    saving = asyncio.create_task(wall.disk.save())
    await asyncio.sleep(0)
    saving.cancel()
    await asyncio.gather(saving, return_exceptions=True)
    await wall.disk.save()
    after = Wall(tmp_path, shown("a"))
    await after.restored()
    assert after.known() == ["new"]


async def test_the_loop_goes_on_while_a_write_waits_for_the_disk(tmp_path: Path) -> None:
    wall = Wall(tmp_path, shown("a"))
    wall.answer(api("a"), "new")
    with wall.disk.writing:  # as if a write was under way
        saving = asyncio.create_task(wall.disk.save())
        done, _ = await asyncio.wait([saving], timeout=0.05)
        assert not done
    await saving
    assert names(tmp_path) == [name_of(api("a"))]


# A folder that can't be written


async def test_a_folder_that_can_t_be_made_costs_one_line_and_one_more_when_it_can(
    tmp_path: Path, logged: Logged
) -> None:
    (tmp_path / "file").write_text("in the way")
    folder = tmp_path / "file" / "state"
    wall = Wall(folder, shown("a"))
    assert await wall.restored() == {}
    for value in range(3):
        wall.answer(api("a"), value)
        await wall.disk.save()
    assert logged() == [("WARNING", f"{folder} can't be used, all is kept in memory only: Not a directory")]
    assert wall.known() == [2]
    (tmp_path / "file").unlink()
    await wall.disk.save()
    assert logged()[1:] == [("INFO", f"{folder} can be used again")]
    after = Wall(folder, shown("a"))
    await after.restored()
    assert after.known() == [2]


async def test_a_full_disk_costs_one_line_and_what_is_there_stays(tmp_path: Path, logged: Logged) -> None:
    wall = Wall(tmp_path, shown("a"), shown("b"))
    wall.answer(api("a"), "old")
    await wall.disk.save()
    wall.answer(api("a"), "new")
    wall.answer(api("b"), "new")
    (tmp_path / (name_of(api("a")) + HALF)).symlink_to("/dev/full")
    await wall.disk.save()
    assert logged() == [("WARNING", f"{tmp_path} can't be used, all is kept in memory only: No space left on device")]
    meanwhile = Wall(tmp_path, shown("a"), shown("b"))
    await meanwhile.restored()
    assert meanwhile.known() == ["old", "new"]
    await wall.disk.save()
    assert logged()[1:] == [("INFO", f"{tmp_path} can be used again")]
    after = Wall(tmp_path, shown("a"), shown("b"))
    await after.restored()
    assert after.known() == ["new", "new"]


async def test_a_file_that_can_t_be_read_is_told_like_a_folder_that_can_t_be_written(
    tmp_path: Path, logged: Logged
) -> None:
    (tmp_path / name_of(api("a"))).mkdir()
    wall = Wall(tmp_path, shown("a"))
    assert await wall.restored() == {}
    wall.answer(api("a"), 1)
    await wall.disk.save()
    assert logged() == [("WARNING", f"{tmp_path} can't be used, all is kept in memory only: Is a directory")]
