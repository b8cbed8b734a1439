"""`make bench`: measures the program as it runs, on this machine, and prints what was found beside what is aimed at.

    make bench                                  all of it, in less than five minutes
    make bench ARGS="page stream --json out.json"

A missed aim is told, and is no failure: the exit code is 0 whenever everything could be measured.
"""

import argparse
import json
import os
import platform
import resource
import signal
import sys
from collections.abc import Callable, Generator
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from types import FrameType

import psutil

from benchmarks import browser, kinds, memory, page, start, stream
from benchmarks.figures import Figure, heading, line, verdict

BENCHMARKS: dict[str, Callable[[], Generator[Figure, None, None]]] = {
    "start": start.measure,
    "page": page.measure,
    "kinds": kinds.measure,
    "stream": stream.measure,
    "memory": memory.measure,
    "browser": browser.measure,
}

PACKAGES = ("wallboard", "litestar", "uvicorn", "uvloop", "httptools")

FILES = 4096
"""A thousand readers are two thousand open sockets."""


def main() -> None:
    """Run what was asked for, and print it as it comes."""
    parser = argparse.ArgumentParser(description="Measures the program as it runs, on this machine.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(BENCHMARKS)}; all by default")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to this file too")
    options = parser.parse_args()
    if unknown := [name for name in options.names if name not in BENCHMARKS]:
        parser.error(f"there is no benchmark called {unknown[0]!r}; there are {', '.join(BENCHMARKS)}")
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, stop)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, FILES), hard))
    about = machine()
    print("  ".join(f"{name} {value}" for name, value in about.items()), heading(), sep="\n\n", flush=True)
    figures: list[Figure] = []
    for name in options.names or BENCHMARKS:
        with closing(BENCHMARKS[name]()) as found:
            for shown in found:
                figures.append(shown)
                print(line(shown), flush=True)
    print("", *verdict(figures), sep="\n")
    if options.json:
        content = {"machine": about, "figures": [shown.record() for shown in figures]}
        options.json.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def stop(number: int, frame: FrameType | None) -> None:
    """End in good order, so that every process that was started is ended too."""
    raise KeyboardInterrupt


def machine() -> dict[str, str]:
    """Where this was measured. A machine that is busy already (load) measures that too."""
    return {
        "cores": f"{psutil.cpu_count()}",
        "load": f"{os.getloadavg()[0]:.1f}",
        "python": platform.python_version(),
        "kernel": platform.release(),
        **{name: version(name) for name in PACKAGES},
    }


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
