"""An edit is noticed however it is written; what is no edit is not."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio

from dashboard.config.watch import edits
from tests.waiting import until

LATE = 10.0
"""Seconds after which an edit has not been noticed; one that nobody tells of takes two."""


@dataclass
class Desk:
    """A folder with a config.toml that is watched, and how often an edit of it was noticed."""

    path: Path
    folders: tuple[Path, ...] = ()
    noticed: int = 0
    looks: int = 0
    """How often somebody has asked which folders there are: each look at the files begins so."""
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    def known(self) -> tuple[Path, ...]:
        """The folders of kinds."""
        self.looks += 1
        return self.folders

    async def watch(self) -> None:
        """Count the edits until it is stopped."""
        async for _ in edits(self.path, self.known, self.stop):
            self.noticed += 1

    @asynccontextmanager
    async def expecting(self, edits: int = 1) -> AsyncIterator[None]:
        """What is done inside is noticed so many times."""
        wanted = self.noticed + edits
        yield
        await until(lambda: self.noticed >= wanted, LATE)
        assert self.noticed == wanted

    async def looked(self) -> None:
        """Wait until the files have been looked at, from now on and to the end."""
        looks = self.looks
        await until(lambda: self.looks >= looks + 2, LATE)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of config.toml."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "config.toml").write_text("one")
    return home


@pytest_asyncio.fixture
async def watch(home: Path) -> AsyncIterator[Callable[..., Desk]]:
    """`watch(*folders)` watches config.toml and these folders of kinds."""
    desks: list[tuple[Desk, asyncio.Task[None]]] = []

    def begin(*folders: Path) -> Desk:
        desk = Desk(home / "config.toml", folders)
        desks.append((desk, asyncio.create_task(desk.watch())))
        return desk

    yield begin
    for desk, running in desks:
        desk.stop.set()
        await asyncio.wait_for(running, 2)


def move(folder: Path, to: Path) -> None:
    """Give a folder another name."""
    folder.rename(to)


async def test_a_file_that_is_written_in_place(watch: Callable[..., Desk]) -> None:
    desk = watch()
    await until(lambda: desk.looks >= 2)
    for text in ("two", "three"):
        async with desk.expecting():
            desk.path.write_text(text)


async def test_a_file_that_is_replaced_as_editors_do(watch: Callable[..., Desk], home: Path) -> None:
    desk = watch()
    await until(lambda: desk.looks >= 2)
    for text in ("two", "three"):
        async with desk.expecting():
            (home / ".config.toml.swp").write_text(text)
            (home / ".config.toml.swp").replace(desk.path)


async def test_a_file_that_is_moved_away_first_as_other_editors_do(watch: Callable[..., Desk], home: Path) -> None:
    desk = watch()
    await until(lambda: desk.looks >= 2)
    async with desk.expecting():
        desk.path.replace(home / "config.toml~")
        desk.path.write_text("two")


async def test_a_link_that_is_turned_as_deployments_do(watch: Callable[..., Desk], home: Path) -> None:
    for version in ("one", "two", "three"):
        (home / f"..{version}").mkdir()
        (home / f"..{version}" / "config.toml").write_text(version)
    (home / "..data").symlink_to("..one")
    (home / "config.toml").unlink()
    (home / "config.toml").symlink_to("..data/config.toml")
    desk = watch()
    await until(lambda: desk.looks >= 2)
    for version in ("two", "three"):
        async with desk.expecting():
            (home / "..data_tmp").symlink_to(f"..{version}")
            (home / "..data_tmp").replace(home / "..data")


async def test_an_edit_behind_a_link_of_which_nobody_tells(
    watch: Callable[..., Desk], home: Path, tmp_path: Path
) -> None:
    real = tmp_path / "dotfiles.toml"
    real.write_text("one")
    (home / "config.toml").unlink()
    (home / "config.toml").symlink_to(real)
    desk = watch()
    await until(lambda: desk.looks >= 2)
    async with desk.expecting():
        real.write_text("two")


async def test_a_file_that_goes_and_comes_back(watch: Callable[..., Desk]) -> None:
    desk = watch()
    await until(lambda: desk.looks >= 2)
    async with desk.expecting():
        desk.path.unlink()
    async with desk.expecting():
        desk.path.write_text("one")


async def test_a_folder_that_goes_and_comes_back(watch: Callable[..., Desk], home: Path, tmp_path: Path) -> None:
    desk = watch()
    await until(lambda: desk.looks >= 2)
    async with desk.expecting():
        move(home, tmp_path / "elsewhere")
    async with desk.expecting():
        (tmp_path / "home").mkdir()
        desk.path.write_text("two")
    async with desk.expecting():
        desk.path.write_text("three")


async def test_an_edit_while_the_last_one_is_being_read(watch: Callable[..., Desk], home: Path) -> None:
    read: list[str] = []
    stop = asyncio.Event()

    async def slowly() -> None:
        async for _ in edits(home / "config.toml", lambda: (), stop):
            read.append((home / "config.toml").read_text())
            (home / "config.toml").write_text("three")  # from now on the file is another
            await asyncio.sleep(0.5)

    running = asyncio.create_task(slowly())
    await asyncio.sleep(0.3)
    (home / "config.toml").write_text("two")
    await until(lambda: len(read) == 2, LATE)
    stop.set()
    await running
    assert read == ["two", "three"]


async def test_a_file_that_is_touched_or_written_again_is_not_edited(watch: Callable[..., Desk]) -> None:
    desk = watch()
    await until(lambda: desk.looks >= 2)
    desk.path.touch()
    await desk.looked()
    desk.path.write_text("one")
    await desk.looked()
    assert desk.noticed == 0


async def test_busy_neighbours_are_nobodys_edit(watch: Callable[..., Desk], home: Path) -> None:
    desk = watch()
    await until(lambda: desk.looks >= 2)
    looks = desk.looks
    for count in range(50):
        (home / "log.txt").write_text(str(count))
        (home / "other.toml").write_text(str(count))
        await asyncio.sleep(0.01)
    assert desk.looks == looks  # it does not even look
    async with desk.expecting():
        desk.path.write_text("two")


@pytest.mark.parametrize("name", ["tide.py", "tide.html", "templates/tide.html"])
async def test_a_kind_of_the_users_own(watch: Callable[..., Desk], home: Path, name: str) -> None:
    file = home / "kinds" / name
    file.parent.mkdir(parents=True)
    file.write_text("one")
    desk = watch(home / "kinds")
    await until(lambda: desk.looks >= 2)
    async with desk.expecting():
        file.write_text("two")
    async with desk.expecting():
        file.unlink()
    async with desk.expecting():
        file.write_text("three")


async def test_what_else_lies_in_a_folder_of_kinds_is_no_kind(watch: Callable[..., Desk], home: Path) -> None:
    kinds = home / "kinds"
    (kinds / "__pycache__").mkdir(parents=True)
    desk = watch(kinds)
    await until(lambda: desk.looks >= 2)
    (kinds / "notes.txt").write_text("one")
    (kinds / "__pycache__" / "tide.py").write_text("one")
    (kinds / "folder.py").mkdir()
    async with desk.expecting():
        (kinds / "tide.py").write_text("one")


async def test_a_folder_of_kinds_that_an_edit_names_is_watched_from_then_on(
    watch: Callable[..., Desk], tmp_path: Path
) -> None:
    kinds = tmp_path / "elsewhere" / "kinds"
    kinds.mkdir(parents=True)
    desk = watch()
    await until(lambda: desk.looks >= 2)
    desk.folders = (kinds,)
    desk.path.write_text("two")
    await until(lambda: desk.noticed, LATE)
    (kinds / "tide.py").write_text("one")  # perhaps before the new watch has begun
    await until(lambda: desk.noticed >= 2, LATE)
    async with desk.expecting():
        (kinds / "tide.py").write_text("two")


async def test_a_folder_of_kinds_that_goes_and_comes_back(watch: Callable[..., Desk], tmp_path: Path) -> None:
    kinds = tmp_path / "elsewhere" / "kinds"
    kinds.mkdir(parents=True)
    (kinds / "tide.py").write_text("one")
    desk = watch(kinds)
    await until(lambda: desk.looks >= 2)
    async with desk.expecting():
        move(kinds, kinds.with_name("gone"))
    async with desk.expecting():
        move(kinds.with_name("gone"), kinds)
    async with desk.expecting():
        (kinds / "tide.py").write_text("two")


async def test_stop_ends_it_at_once(watch: Callable[..., Desk], home: Path) -> None:
    stop = asyncio.Event()

    async def all_edits() -> None:
        async for _ in edits(home / "config.toml", lambda: (), stop):
            pass

    running = asyncio.create_task(all_edits())
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(asyncio.shield(running), 0.2)
    assert not running.done()
    stop.set()
    await asyncio.wait_for(running, 1)
