"""Kills a process that writes what is kept as fast as it can, again and again, and looks at what it leaves behind.

    python -m tests.store.kills 1000

The process is a copy of a small one that has read all it needs, so that a thousand of them take seconds to start.
"""

import os
import random
import signal
import struct
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from dashboard import widget
from dashboard.config.board import Kind, Widget
from dashboard.store.files import HALF, Files
from dashboard.store.history import Point
from dashboard.store.kept import Unusable, decode, encode, name_of
from dashboard.store.reading import Reading
from dashboard.widget import Json, Request

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
SIZES = [10, 5_000, 200_000]
"""Characters in the answer of each source: less than a page, a few, and many writes of the system's own."""

LONGEST = 0.03
"""A writer lives so many seconds at the most, which is many writes."""

ROOT = Path(__file__).parents[2]
DONE = struct.Struct("=ii")


@dataclass
class Figures:
    """What was seen. `in_a_write` counts the kills after which a half of a file lay there; `lost` writes that had ended
    and of which nothing was found; `seconds` is the time of all.
    """

    kills: int = 0
    writes: int = 0
    in_a_write: int = 0
    corrupt: int = 0
    lost: int = 0
    seconds: float = 0.0


def shown(index: int) -> Widget:
    """A widget on a source of its own."""
    source = Json(Request(f"https://api.test/{index}"), into=object)
    minute = timedelta(minutes=1)
    return Widget(f"w{index}", Kind("json"), widget.Options(), source, minute, minute)


def content(index: int, turn: int) -> bytes:
    """What is kept of source `index` after so many turns. All of it says which turn it is."""
    here = shown(index)
    data = {"turn": turn, "text": chr(97 + turn % 26) * SIZES[index], "again": turn}
    points = [Point(NOON + timedelta(seconds=step), float(turn)) for step in range(100)]
    return encode(here.source, here, Reading().succeeded(data, NOON), {here.id: {"value": points}})


def turn_of(index: int, kept: bytes) -> int:
    """The turn that the content is of; Unusable where it is not whole."""
    here = shown(index)
    reading, histories = decode(here.source, here, kept, NOON + timedelta(days=1))
    data: Any = reading.data
    values = {point.value for point in histories[here.id]["value"]}
    if content(index, data["turn"]) != kept or values != {float(data["turn"])}:
        raise Unusable("a mixture of two turns")
    return int(data["turn"])


def write_for_ever(files: Files, turn: int, report: int) -> None:
    """Write each source in turn, and tell which write has ended."""
    while True:
        turn += 1
        for index in range(len(SIZES)):
            files.write(name_of(shown(index).source), content(index, turn))
            os.write(report, DONE.pack(index, turn))


def kill_one(files: Files, newest: list[int], after: float, figures: Figures) -> None:
    """Start a writer that goes on from the `newest` turns, kill it, and look at the folder."""
    ended, report = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            write_for_ever(files, max(newest), report)
        finally:
            os._exit(1)
    os.close(report)
    time.sleep(after)
    os.kill(process, signal.SIGKILL)
    _, status = os.waitpid(process, 0)
    assert os.WIFSIGNALED(status), "the writer ended by itself"
    with os.fdopen(ended, "rb") as reports:
        for index, turn in DONE.iter_unpack(reports.read()):
            newest[index] = turn
            figures.writes += 1
    figures.kills += 1
    figures.in_a_write += any(path.name.endswith(HALF) for path in files.folder.glob("*"))
    for index, told in enumerate(newest):
        kept = files.read(name_of(shown(index).source))
        try:
            found = turn_of(index, kept) if kept is not None else 0
        except Unusable:
            figures.corrupt += 1
        else:
            figures.lost += found < told
            newest[index] = found
    files.clean({name_of(shown(index).source) for index in range(len(SIZES))}, NOON - timedelta(days=9999))


def kill_often(kills: int, folder: Path) -> Figures:
    """The figures of so many kills, found by a process of its own, for only one without threads can be copied."""
    found = subprocess.run(
        [sys.executable, "-m", "tests.store.kills", str(kills), str(folder)],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return msgspec.json.decode(found.stdout, type=Figures)


def main(kills: int, folder: Path) -> None:
    """Print the figures of so many kills as JSON."""
    chance = random.Random(kills)
    files, figures, newest = Files(folder), Figures(), [0] * len(SIZES)
    began = time.monotonic()
    for _ in range(kills):
        kill_one(files, newest, chance.uniform(0.0, LONGEST), figures)
    figures.seconds = round(time.monotonic() - began, 1)
    sys.stdout.write(f"{msgspec.json.encode(asdict(figures)).decode()}\n")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as somewhere:
        main(int(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else somewhere))
