"""Notices that config.toml, or a kind of the user's own, has been edited. Not what becomes of it; see reload."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import aclosing
from pathlib import Path

from watchfiles import Change, awatch

from dashboard.config.kinds import Folder

SETTLE = 200
"""Milliseconds within which all changes are one edit; editors write in several steps."""

LOOK = 2_000
"""Milliseconds after which the files are looked at anyway: behind a link, on a network drive or between two watches
nobody tells of a change.
"""

SUFFIXES = {".py", ".html"}
"""What a folder of kinds is made of."""


async def edits(path: Path, folders: Callable[[], Iterable[Path]], stop: asyncio.Event) -> AsyncIterator[None]:
    """Yield each time the file at `path`, or a kind in one of the `folders`, has another content than before.

    The folder around the file is watched and not the file: editors, and those who deploy by symbolic link, replace it.
    Ends when `stop` is set.
    """

    def concerns(_: Change, name: str) -> bool:
        """Whether a change may be one of ours. Deployments by symbolic link move a folder that begins with two dots."""
        changed = Path(name)
        return changed.name == path.name or changed.suffix in SUFFIXES or changed.name.startswith("..")

    known = await asyncio.to_thread(fingerprint, path, folders())
    while not stop.is_set():
        watched = places(path, folders())
        changes = awatch(
            *watched,
            watch_filter=concerns,
            stop_event=stop,
            debounce=SETTLE,
            step=SETTLE // 2,
            rust_timeout=LOOK,
            yield_on_timeout=True,
            recursive=False,
        )
        async with aclosing(changes):
            async for _ in changes:
                found = await asyncio.to_thread(fingerprint, path, folders())
                if found != known:
                    known = found
                    yield
                if places(path, folders()) != watched:
                    break


def places(path: Path, folders: Iterable[Path]) -> set[Path]:
    """The folders that there are of those in which an edit may happen."""
    kinds = [place for folder in folders for place in Folder.of_user(folder).templates]
    return {place for place in [path.parent, *kinds] if place.is_dir()}


def fingerprint(path: Path, folders: Iterable[Path]) -> str:
    """A hash of all that is watched; what can't be read counts as empty."""
    kinds = [place for folder in folders for place in Folder.of_user(folder).templates]
    digest = hashlib.sha256()
    for file in [path, *(file for place in kinds for file in files(place))]:
        digest.update(f"{file}\0".encode())
        try:
            digest.update(file.read_bytes())
        except OSError:
            continue
    return digest.hexdigest()


def files(folder: Path) -> list[Path]:
    """What a folder of kinds is made of, none where there is no folder."""
    try:
        return sorted(file for file in folder.iterdir() if file.suffix in SUFFIXES)
    except OSError:
        return []
