"""The wall of the screenshots, which shows every kind there is, on data that are played."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from tests.e2e.conftest import Wall, open_page, seen, upstream, wall
from tests.e2e.program import Program

__all__ = ["open_page", "seen", "upstream", "wall"]

WALL = (
    (Path(__file__).parents[2] / "docs" / "wall.toml")
    .read_text("utf-8")
    .replace("${PUSH_TOKEN}", "looks")
    .replace("[widgets.uptime]", "[widgets.uptime]\nembed = true")
)


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def home(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Wall]:
    """It runs, and its number has been pushed."""
    folder = tmp_path_factory.mktemp("home")
    config = folder / "config.toml"
    config.write_text(WALL, "utf-8")
    program = Program("demo", str(config), "--port", "0", folder=folder)
    try:
        url = await asyncio.to_thread(program.address)
        await asyncio.to_thread(program.answers, f"{url}/readyz")
        async with httpx.AsyncClient(base_url=url, headers={"Authorization": "Bearer looks"}) as client:
            answer = await client.put("/api/widgets/solar", json={"value": 3.4, "label": "since noon"})
            answer.raise_for_status()
        yield Wall(program, url, config)
    finally:
        program.end()
