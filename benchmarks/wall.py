"""The program under measurement: `python -m dashboard run` as a process of its own, on a free port of 127.0.0.1."""

import http.client
import json
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from tempfile import TemporaryDirectory, TemporaryFile

import psutil

from benchmarks.processes import started

TOKEN = "benchmark"  # noqa: S105  guards nothing
"""What pushes to a measured wall carry."""

PATIENCE = 30.0
"""Seconds after which a wall that is not ready will not be."""

PAUSE = 0.01
"""Seconds between two looks at whether it is."""


@dataclass(frozen=True)
class Wall:
    """One running wall. `began` is when its process was started, on the performance counter."""

    process: psutil.Process
    port: int
    widgets: int
    began: float

    def connect(self) -> http.client.HTTPConnection:
        """A connection that is kept alive."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def ready(self) -> float:
        """Wait for the first complete page, where every widget is fresh; seconds since the process was started."""
        while (passed := time.perf_counter() - self.began) < PATIENCE:
            if self.asked("/readyz") and self.complete():
                return time.perf_counter() - self.began
            if not self.process.is_running() or self.process.status() == psutil.STATUS_ZOMBIE:
                raise RuntimeError(f"the wall has ended after {passed:.1f} s instead of getting ready")
            time.sleep(PAUSE)
        raise TimeoutError(f"the wall is not ready after {passed:.0f} s")

    def asked(self, path: str) -> bytes | None:
        """The answer to one request, if there is one and it is 200."""
        connection = self.connect()
        with suppress(OSError):
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read()
            connection.close()
            return body if answer.status == 200 else None
        return None

    def complete(self) -> bool:
        """Whether every widget that can be fresh without a push is fresh in `GET /`."""
        page = self.asked("/") or b""
        return page.count(b'data-state="fresh"') == self.widgets


@contextmanager
def running(tables: Iterable[str], *, fresh: int) -> Iterator[Wall]:
    """A wall with these tables as its config.toml, of whose widgets so many become fresh by themselves.

    Its log is told when a benchmark fails.
    """
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with TemporaryDirectory(prefix="wallboard-benchmark-") as folder, TemporaryFile("w+") as log:
        config = Path(folder) / "config.toml"
        config.write_text("\n\n".join([f'[server]\npush_token = "{TOKEN}"', *tables]))
        began = time.perf_counter()
        with started("dashboard", "run", str(config), "--port", str(port), errors=log.fileno()) as process:
            try:
                yield Wall(psutil.Process(process.pid), port, fresh, began)
            except Exception:
                log.seek(0)
                print(log.read(), file=sys.stderr)
                raise


def table(name: str, **keys: object) -> str:
    """One `[widgets.<name>]` table."""
    return "\n".join([f"[widgets.{name}]", *(f"{key} = {json.dumps(value)}" for key, value in keys.items())])


def mixed(count: int, upstream: int) -> list[str]:
    """Tables of so many widgets of mixed kinds. Half of them ask the upstream on that port, each its own address."""
    tables = []
    for index in range(count):
        name, address = f"w{index}", f"http://127.0.0.1:{upstream}/{index}"
        kinds = (
            table(name, kind="json", url=address, value="value", every="1m"),
            table(name, kind="clock", zones=["America/New_York", "Asia/Tokyo"]),
            table(name, kind="json", url=address, rows="rows", every="1m"),
            table(name, kind="text", text=f"Note {index}: **bins** out on Tuesday, paper on Friday."),
            table(name, kind="json", url=address, value="sent", every="1m"),
            table(name, kind="countdown", to="2030-12-24", label="Christmas"),
        )
        tables.append(kinds[index % len(kinds)])
    return tables
