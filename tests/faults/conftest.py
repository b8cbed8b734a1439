"""A wall in the test's own loop or as the real program, and sites that it asks."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

import pytest_asyncio

from dashboard.app import create_app
from dashboard.poll.pollers import system_now
from tests.e2e.conftest import open_page, open_tab, proxy, seen, upstream, wall
from tests.e2e.program import Program
from tests.faults.seen import Wall
from tests.poll.site import Site, answer
from tests.walls import serving

__all__ = ["open_page", "open_tab", "proxy", "seen", "upstream", "wall"]
"""Fixtures that pages need, from those tests that are about pages."""


class Serve(Protocol):
    """Serves the wall of this config.toml in the test's own loop. The file is watched."""

    async def __call__(self, text: str, *, now: Callable[[], datetime] = system_now) -> Wall: ...


@dataclass
class Running:
    """The real program, and what people see of it."""

    program: Program
    wall: Wall
    config: Path


class Start(Protocol):
    """Starts the real program on this config.toml, by way of the command `through`; waits until all has been asked.

    With `port` it listens there, and does not have to say where.
    """

    async def __call__(self, text: str, *, through: tuple[str, ...] = (), port: int = 0) -> Running: ...


class StartSite(Protocol):
    """Starts a site that says these documents in JSON, by path; `""` stands for all others."""

    async def __call__(self, **documents: object) -> Site: ...


def says(document: object) -> bytes:
    """An answer in JSON."""
    return answer(json.dumps(document).encode(), content_type="application/json")


@pytest_asyncio.fixture
async def site() -> AsyncIterator[StartSite]:
    """Sites of somebody else's."""
    async with AsyncExitStack() as stack:

        async def start(**documents: object) -> Site:
            new = Site({f"/{name}": says(document) for name, document in documents.items()})
            await new.open()
            stack.push_async_callback(new.close)
            return new

        yield start


@pytest_asyncio.fixture
async def serve(tmp_path: Path) -> AsyncIterator[Serve]:
    """Walls in this loop."""
    async with AsyncExitStack() as stack:

        async def served(text: str, *, now: Callable[[], datetime] = system_now) -> Wall:
            path = tmp_path / "config.toml"
            path.write_text(text, "utf-8")
            wall = Wall(await stack.enter_async_context(serving(create_app(path, now=now))))
            stack.push_async_callback(wall.client.aclose)
            return wall

        yield served


async def launch(
    stack: AsyncExitStack, folder: Path, text: str, *, through: tuple[str, ...] = (), port: int = 0
) -> Running:
    """The real program on this config.toml in a new folder, as `Start` has it, until the stack is closed."""
    config = written(folder, text)
    program = Program("run", "config.toml", "--port", str(port), folder=folder, command=through)
    stack.callback(ended, program)
    url = f"http://127.0.0.1:{port}" if port else await asyncio.to_thread(program.address)
    await asyncio.to_thread(program.answers, f"{url}/readyz")
    wall = Wall(url)
    stack.push_async_callback(wall.client.aclose)
    return Running(program, wall, config)


@pytest_asyncio.fixture
async def start(tmp_path: Path) -> AsyncIterator[Start]:
    """The real program, each in a folder of its own; what is left of it is ended."""
    async with AsyncExitStack() as stack:
        numbers = itertools.count(1)

        async def started(text: str, *, through: tuple[str, ...] = (), port: int = 0) -> Running:
            return await launch(stack, tmp_path / f"wall-{next(numbers)}", text, through=through, port=port)

        yield started


def written(folder: Path, text: str) -> Path:
    """A config.toml in a new folder."""
    folder.mkdir()
    config = folder / "config.toml"
    config.write_text(text, "utf-8")
    return config


def ended(program: Program) -> None:
    """End a program that may have ended."""
    if program.process.poll() is None:
        program.kill()
