"""How long it takes from the start of the process to the first page on which every widget is fresh."""

from collections.abc import Generator

from benchmarks.figures import Figure, figure
from benchmarks.upstream import upstream
from benchmarks.wall import mixed, running

WALLS = [(12, 5, 1.5), (200, 3, 3.0)]
"""Widgets, runs, and the aim in seconds."""


def measure() -> Generator[Figure, None, None]:
    """One figure for each size of wall."""
    with upstream() as port:
        for widgets, runs, aim in WALLS:
            samples = []
            for _ in range(runs):
                with running(mixed(widgets, port), fresh=widgets) as wall:
                    samples.append(wall.ready())
            yield figure(f"start to complete page, {widgets} widgets", "s", samples, aim)
