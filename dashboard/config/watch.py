"""Notices that config.toml, or a kind of the user's own, has been edited. Not what becomes of it; see app."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path

from watchfiles import Change, awatch

SETTLE = 200
"""Milliseconds without another change before an edit counts as done; editors write in several steps."""

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
        watched = {path.parent, *folders()}
        async for _ in awatch(
            *watched, watch_filter=concerns, stop_event=stop, debounce=SETTLE, step=SETTLE // 2, recursive=False
        ):
            found = await asyncio.to_thread(fingerprint, path, folders())
            if found != known:
                known = found
                yield
            if {path.parent, *folders()} != watched:
                break


def fingerprint(path: Path, folders: Iterable[Path]) -> str:
    """A hash of all that is watched; what can't be read counts as empty."""
    files = [path, *(file for folder in folders for file in sorted(folder.rglob("*")) if file.suffix in SUFFIXES)]
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file}\0".encode())
        try:
            digest.update(file.read_bytes())
        except OSError:
            continue
    return digest.hexdigest()
