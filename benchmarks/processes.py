"""Processes that a benchmark starts: Python modules of this checkout, each ended by its id whatever happens."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]

GRACE = 5.0
"""Seconds that a process has to end by itself when it is asked to."""


@contextmanager
def started(module: str, *arguments: str, errors: int | None = None) -> Iterator[subprocess.Popen[str]]:
    """A process that runs a module. In a session of its own, so that Ctrl-C reaches us alone and we end it."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pipe in filter(None, (process.stdin, process.stdout)):
            pipe.close()


def said(process: subprocess.Popen[str]) -> str:
    """The next line that it prints; RuntimeError where it ends without one."""
    line = process.stdout.readline() if process.stdout else ""
    if not line:
        raise RuntimeError(f"{process.args!r} has ended")
    return line.strip()


def cpu(process: psutil.Process) -> float:
    """Seconds of CPU that a process has used so far."""
    times = process.cpu_times()
    return times.user + times.system
