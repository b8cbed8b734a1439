"""A folder of small files, each of them written whole or not at all. Not what stands in them; see kept.

Litestar's FileStore renames too, but it takes a short write for a whole one, swallows the error of a full disk, never
reaches the disk before it renames, and leaves a file behind for each time it is killed.
"""

import contextlib
import os
import re
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

OURS = re.compile(r"[0-9a-f]{64}\.json")
HALF = ".half"
"""Ends the name of a file that is being written. It is the same each time, so what a kill leaves is written over."""


class Files:
    """Owns the files of one folder. One process writes to it, one file at a time, so nothing has to be locked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, name: str) -> bytes | None:
        """What stands in the file; None where there is none. OSError where it can't be read."""
        try:
            return (self.folder / name).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def write(self, name: str, content: bytes) -> None:
        """Put this into the file, readable by its owner alone. OSError where that fails: then it is as it was."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        half = self.folder / (name + HALF)
        try:
            with open(half, "wb", opener=private) as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())  # or the name may reach the disk before the content does
            half.replace(self.folder / name)
        except OSError:
            with contextlib.suppress(OSError):
                half.unlink(missing_ok=True)  # a full disk is not to be filled by halves
            raise

    def clean(self, wanted: Collection[str], before: datetime) -> None:
        """Remove what kills have left, and the files that are not `wanted` and were last written `before`.

        Other people's files stay, and what can't be removed.
        """
        with contextlib.suppress(OSError):
            for path in list(self.folder.iterdir()):
                if OURS.fullmatch(path.name.removesuffix(HALF)) and path.name not in wanted:
                    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
                    if path.name.endswith(HALF) or written < before:
                        path.unlink()


def private(path: str, flags: int) -> int:
    """Opens a file so that its owner alone can read it."""
    return os.open(path, flags, 0o600)
