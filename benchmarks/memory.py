"""How much memory the server takes for each reader that only listens."""

import time
from collections.abc import Generator
from contextlib import ExitStack

from benchmarks.figures import Figure
from benchmarks.readers import readers
from benchmarks.upstream import upstream
from benchmarks.wall import Wall, mixed, running

WIDGETS = 12
STEP = 500
AIM = 16.0
SETTLING = 2.0
"""Seconds until the server has come to rest after readers have joined."""


def measure() -> Generator[Figure, None, None]:
    """The whole server first, then what a reader adds, by the whole way and by its two halves."""
    with upstream() as port, running(mixed(WIDGETS, port), fresh=WIDGETS) as wall, ExitStack() as crowd:
        wall.ready()
        taken = []
        for readers_there in (0, STEP, 2 * STEP):
            if readers_there:
                crowd.enter_context(readers(wall.port, STEP))
            time.sleep(SETTLING)
            taken.append(sizes(wall))
        resident, unique = zip(*taken, strict=True)
        yield Figure(f"server without readers, {WIDGETS} widgets (RSS)", "MB", resident[0] / 1024)
        yield grown(f"memory per reader, {2 * STEP} idle readers (RSS)", resident, AIM)
        yield grown(f"memory per reader, {2 * STEP} idle readers (USS)", unique)


def sizes(wall: Wall) -> tuple[float, float]:
    """Resident and unique memory of the server, in KB. What is unique depends on what other programs load and leave."""
    memory = wall.process.memory_full_info()
    return memory.rss / 1024, memory.uss / 1024


def grown(name: str, series: tuple[float, float, float], aim: float | None = None) -> Figure:
    """What one reader adds, where memory was taken with none, with `STEP` and with twice as many."""
    none, some, most = series
    halves = (some - none) / STEP, (most - some) / STEP
    return Figure(name, "KB", (most - none) / (2 * STEP), lowest=min(halves), highest=max(halves), aim=aim)
