"""The real program as a process of its own: started, waited for, ended by its id."""

import asyncio
import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

OFFLINE = Path(__file__).with_name("offline.py")
PATIENCE = 30.0
"""Seconds after which a test stops waiting for something that should have happened long ago."""


def needed(binary: str, path: str | None = None) -> str:
    """The path of a program that tests talk to, looked for in `path` or where programs are."""
    found = shutil.which(binary, path=path)
    if found is None:
        lacking(f"{binary} is not installed; tests/install-servers installs it")
    return str(found)


def lacking(sentence: str) -> None:
    """Skip the test, since this machine lacks something; where `CI` is set nothing is skipped, and it fails."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(sentence)


async def until(truth: Callable[[], Awaitable[object]]) -> None:
    """Wait until it is true, whatever it is that we have no other way to be told of."""
    async with asyncio.timeout(PATIENCE):
        while not await truth():  # noqa: ASYNC110  another process makes it true
            await asyncio.sleep(0.05)


class Program:
    """`python -m dashboard …` in `folder`, with its two outputs in files beside it."""

    def __init__(self, *arguments: str, folder: Path, command: tuple[str, ...] = (), inherited: tuple[int, ...] = ()):
        self.folder = folder
        self.outputs = folder / f"{time.monotonic_ns()}"
        with self.outputs.with_suffix(".out").open("wb") as out, self.outputs.with_suffix(".err").open("wb") as err:
            self.process = subprocess.Popen(
                [*(command or (sys.executable, "-m", "dashboard")), *arguments],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                pass_fds=inherited,
            )

    @property
    def out(self) -> str:
        """What it has printed."""
        return self.outputs.with_suffix(".out").read_text("utf-8")

    @property
    def err(self) -> str:
        """What it has logged."""
        return self.outputs.with_suffix(".err").read_text("utf-8")

    def address(self) -> str:
        """Where it says that it listens."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if found := re.search(r"the wall is on (http://\S+)", self.err):
                return found[1]
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise AssertionError(f"the wall did not start:\n{self.out}{self.err}")

    def answers(self, url: str) -> None:
        """Wait until `url` answers 200."""
        deadline = time.monotonic() + PATIENCE
        last = "nothing"
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with urllib.request.urlopen(url, timeout=5) as answer:
                    if answer.status == 200:
                        return
            except urllib.error.HTTPError as error:
                last = f"{error.code} {error.read().decode()}"
                error.close()
            except OSError as error:
                last = str(error)
            time.sleep(0.02)
        raise AssertionError(f"{url} answers {last}:\n{self.err}")

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait()

    def end(self, number: signal.Signals = signal.SIGTERM, within: float = 10.0) -> int:
        """End it as a system does, and give its exit code."""
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(number)
        try:
            return self.process.wait(within)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"it did not end within {within:g} s:\n{self.err}") from None
