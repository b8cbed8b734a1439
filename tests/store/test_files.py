"""A folder of small files, each of them written whole or not at all."""

import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dashboard.store.files import HALF, Files
from tests.store.kills import kill_often

NAME = f"{'a' * 64}.json"
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """A folder that is not there yet."""
    return Files(tmp_path / "in" / "state")


def fill_the_disk(files: Files) -> None:
    """Let the next write to the file run out of space."""
    (files.folder / (NAME + HALF)).symlink_to("/dev/full")


def test_what_was_written_is_read_and_the_last_write_counts(files: Files) -> None:
    files.write(NAME, b"one")
    files.write(NAME, b"two")
    assert files.read(NAME) == b"two"
    assert [path.name for path in files.folder.iterdir()] == [NAME]


def test_a_file_or_folder_that_is_not_there_holds_nothing(files: Files) -> None:
    assert files.read(NAME) is None
    files.folder.parent.mkdir()
    files.folder.write_text("a file")
    assert files.read(NAME) is None


def test_only_its_owner_can_read_what_was_written(files: Files) -> None:
    before = os.umask(0)
    try:
        files.write(NAME, b"one")
    finally:
        os.umask(before)
    assert stat.S_IMODE(files.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((files.folder / NAME).stat().st_mode) == 0o600


def test_on_a_full_disk_the_file_is_as_it_was_and_nothing_lies_beside_it(files: Files) -> None:
    files.write(NAME, b"one")
    fill_the_disk(files)
    with pytest.raises(OSError, match="No space left"):
        files.write(NAME, b"two")
    assert files.read(NAME) == b"one"
    assert [path.name for path in files.folder.iterdir()] == [NAME]


def test_what_a_kill_left_is_written_over(files: Files) -> None:
    files.write(NAME, b"one")
    (files.folder / (NAME + HALF)).write_bytes(b"half of something longer")
    files.write(NAME, b"two")
    assert files.read(NAME) == b"two"


def test_cleaning_removes_what_kills_left_and_what_nobody_wanted_for_long(files: Files) -> None:
    long_unwanted, unwanted, wanted = (f"{letter * 64}.json" for letter in "123")
    foreign = ["notes.txt", "notes.json", f"mine{HALF}", f"{'z' * 64}.json"]
    for name in (long_unwanted, unwanted, wanted, wanted + HALF, *foreign):
        files.write(name, b"")
        if name != unwanted:
            os.utime(files.folder / name, (LONG_AGO.timestamp(), LONG_AGO.timestamp()))
    files.clean({wanted}, LONG_AGO + timedelta(days=1))
    assert {path.name for path in files.folder.iterdir()} == {unwanted, wanted, *foreign}


def test_cleaning_a_folder_that_is_not_there_does_nothing(files: Files) -> None:
    files.clean(set(), LONG_AGO)
    assert not files.folder.exists()


def test_after_a_hundred_kills_in_the_middle_of_writes_nothing_is_corrupt_and_nothing_lost(tmp_path: Path) -> None:
    figures = kill_often(100, tmp_path / "state")
    assert figures.kills == 100
    assert figures.in_a_write > 0
    assert (figures.corrupt, figures.lost) == (0, 0)
