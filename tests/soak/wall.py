"""The real program under soak: started, killed, started again on its port, looked at from outside, pushed to."""

import asyncio
import contextlib
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
from prometheus_client.parser import text_string_to_metric_families

from tests.e2e.program import Program
from tests.soak.model import PUSHED, TOKEN, Model

PUSH_PAUSE = 0.1
"""Seconds between two rounds of pushes."""


@dataclass(frozen=True)
class ServerSample:
    """What the server's process takes. `life` counts its starts. `tasks` and `lag` (in ms) if /metrics tells them."""

    life: int
    rss: float
    descriptors: int
    threads: int
    readers: int
    cpu: float
    tasks: int | None
    lag: float | None


class Wall:
    """Owns the process. Its config.toml, its state and its log lie in `folder`."""

    def __init__(self, folder: Path, config: str) -> None:
        self.folder = folder
        self.config = folder / "config.toml"
        self.config.write_text(config, "utf-8")
        self.lives: list[Program] = []
        self.url = ""
        self.process: psutil.Process | None = None

    @property
    def port(self) -> int:
        """Where it listens, at each start again."""
        return int(self.url.rpartition(":")[2])

    async def start(self) -> None:
        """Start it; returns when it answers."""
        port = self.url.rpartition(":")[2] or "0"
        program = Program("run", str(self.config), "--port", port, folder=self.folder)
        self.lives.append(program)
        self.process = psutil.Process(program.process.pid)
        self.url = self.url or await asyncio.to_thread(program.address)
        await asyncio.to_thread(program.answers, f"{self.url}/readyz")

    async def kill(self) -> None:
        """End it as a power cut would."""
        await asyncio.to_thread(self.lives[-1].kill)

    async def stop(self) -> None:
        """End it as a system does, if it runs."""
        if self.lives and self.lives[-1].process.poll() is None:
            await asyncio.to_thread(self.lives[-1].end)

    def tracebacks(self) -> list[str]:
        """The last line of every traceback in its log: none is expected, whatever happens outside."""
        return [
            block.strip().splitlines()[-1]
            for life in self.lives
            for block in life.err.split("Traceback (most recent call last):\n")[1:]
        ]

    async def sample(self, client: httpx.AsyncClient) -> ServerSample:
        """What it takes now."""
        assert self.process is not None
        answer = await client.get(f"{self.url}/metrics", timeout=10)
        found = {
            sample.name: sample.value
            for family in text_string_to_metric_families(answer.text)
            for sample in family.samples
            if not sample.labels
        }
        lag = found.get("wallboard_loop_lag_seconds")
        tasks = found.get("wallboard_tasks")
        return ServerSample(
            life=len(self.lives),
            rss=self.process.memory_info().rss / 1e6,
            descriptors=self.process.num_fds(),
            threads=self.process.num_threads(),
            readers=int(found["wallboard_readers"]),
            cpu=self.process.cpu_percent(None),
            tasks=None if tasks is None else int(tasks),
            lag=None if lag is None else lag * 1000,
        )

    async def push(self, model: Model, client: httpx.AsyncClient) -> None:
        """Push what is true to the widgets that wait for it, again and again, as long as the wall is there or not."""
        headers = {"Authorization": f"Bearer {TOKEN}"}
        while True:
            began = time.monotonic()
            for name in PUSHED:
                with contextlib.suppress(httpx.HTTPError):
                    content = {"value": model.pushed(name)}
                    await client.put(f"{self.url}/api/widgets/{name}", json=content, headers=headers, timeout=5)
            await asyncio.sleep(max(PUSH_PAUSE - (time.monotonic() - began), 0.01))
