"""What an event costs the server, and how old it is when it is read, with a thousand readers of pushed numbers.

The server's whole CPU time counts: taking the push, rendering it, and writing it to everybody.
"""

import json
import time
from collections.abc import Generator, Iterator

from benchmarks.bare import bare
from benchmarks.figures import Figure
from benchmarks.processes import cpu
from benchmarks.readers import Report, readers
from benchmarks.upstream import upstream
from benchmarks.wall import TOKEN, Wall, running, table

READERS = 1000
SECONDS = 8
IDEAL = 1.5
"""Microseconds of CPU per event where a reader gets twenty in one write: the ideal hub of design/architecture.md."""


def measure() -> Generator[Figure, None, None]:
    """Cost and age of an event when one widget is pushed, when many are, and when many change by one answer."""
    yield from pushed(1, "1 push a second")
    yield from pushed(20, "20 pushes a second")
    yield from written("20 writes by a bare server")
    yield from polled(20, "20 by one answer a second", IDEAL)


def pushed(widgets: int, pace: str) -> Iterator[Figure]:
    """Each widget is pushed to once a second, at even distances."""
    with running([table(f"n{index}", kind="number", unit="W") for index in range(widgets)], fresh=0) as wall:
        wall.ready()
        push(wall, widgets, seconds=1)
        with readers(wall.port, READERS) as crowd:
            time.sleep(1)
            used = cpu(wall.process)
            push(wall, widgets, SECONDS)
            time.sleep(1)
            used = cpu(wall.process) - used
            report = crowd.report()
    if report.changes != READERS * SECONDS * widgets:
        raise RuntimeError(f"{report.changes:,} of {READERS * SECONDS * widgets:,} changes arrived")
    yield from told(used, report, pace)


def polled(widgets: int, pace: str, aim: float) -> Iterator[Figure]:
    """All widgets show the same source, which is polled once a second: every reader gets them in one write."""
    with upstream() as port:
        keys = {"kind": "json", "url": f"http://127.0.0.1:{port}/", "value": "sent", "every": "1s"}
        with running([table(f"n{index}", **keys) for index in range(widgets)], fresh=widgets) as wall:
            wall.ready()
            with readers(wall.port, READERS) as crowd:
                used = cpu(wall.process)
                time.sleep(SECONDS)
                used = cpu(wall.process) - used
                report = crowd.report()
    yield from told(used, report, pace, aim)


def written(pace: str) -> Iterator[Figure]:
    """What the kernel alone takes for a write, to compare with."""
    with bare() as (port, process), readers(port, READERS) as crowd:
        used = cpu(process)
        time.sleep(SECONDS)
        used = cpu(process) - used
        report = crowd.report()
    yield Figure(f"CPU per event, {READERS} readers: {pace}", "µs", used * 1e6 / report.events)


def told(used: float, report: Report, pace: str, aim: float | None = None) -> Iterator[Figure]:
    """The two figures of one pace; `used` is in seconds."""
    yield Figure(f"CPU per event, {READERS} readers: {pace}", "µs", used * 1e6 / report.events, aim=aim)
    yield Figure(f"sent to read, {READERS} readers: {pace}", "ms", report.median, report.p99)


def push(wall: Wall, widgets: int, seconds: int) -> None:
    """Push to every widget once a second, evenly spread."""
    connection = wall.connect()
    headers = {"Authorization": f"Bearer {TOKEN}"}
    began = time.perf_counter()
    for turn in range(seconds * widgets):
        time.sleep(max(began + turn / widgets - time.perf_counter(), 0))
        number = {"value": turn, "label": f"sent {time.time():.6f}"}
        connection.request("PUT", f"/api/widgets/n{turn % widgets}", json.dumps(number), headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"a push is answered by {answer.status}")
    time.sleep(max(began + seconds - time.perf_counter(), 0))
    connection.close()
