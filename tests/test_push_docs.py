"""docs/push.md is true: every command in it is run against a wall, and every body is shown."""

import asyncio
import json
import os
import re
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from tests.walls import app_of, serving

TEXT = (Path(__file__).parents[1] / "docs" / "push.md").read_text("utf-8")

TOKEN = "open sesame"

CONFIG = f"""
[server]
push_token = "{TOKEN}"
smashing_push = true

[widgets.orders]
kind = "number"

[widgets.backup]
kind = "status"

[widgets.list]
kind = "list"

[widgets.table]
kind = "table"

[widgets.chart]
kind = "chart"

[widgets.messages]
kind = "messages"
"""

BODIES = re.findall(r"^\| `(\w+)` \| `(\{.*?\})`", TEXT, re.MULTILINE)
ORDERS = re.findall(r"^\| `(\{.*?\})` \|", TEXT, re.MULTILINE)


def blocks(language: str) -> list[str]:
    """The code blocks of this language."""
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def wall(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[httpx.AsyncClient]:
    """The wall of the document."""
    app = app_of(tmp_path_factory.mktemp("wall"), CONFIG)
    async with serving(app) as url, httpx.AsyncClient(base_url=url, trust_env=False) as client:
        yield client


async def run(wall: httpx.AsyncClient, *command: str) -> str:
    """What a program says that knows where the wall is."""
    environment = {**os.environ, "WALL": str(wall.base_url).rstrip("/"), "PUSH_TOKEN": TOKEN, "no_proxy": "*"}
    process = await asyncio.create_subprocess_exec(
        *command, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 0, said.decode()
    return said.decode()


async def states(wall: httpx.AsyncClient) -> dict[str, dict[str, Any]]:
    """Every widget by its id."""
    return {each["id"]: each for each in (await wall.get("/api/widgets")).json()}


@pytest.mark.skipif(not shutil.which("curl"), reason="this machine has no curl")
@pytest.mark.parametrize("script", [*blocks("sh"), *(line.split(" ", 5)[5] for line in blocks("cron"))])
async def test_every_shell_command_does_what_it_says(wall: httpx.AsyncClient, script: str) -> None:
    before = await states(wall)
    said = await run(wall, "sh", "-euc", script)
    if "/api/displays" in script:
        assert said.startswith("[]")
        assert json.loads(said.removeprefix("[]")) == {"told": 0}
    else:
        assert await states(wall) != before


async def test_the_python_pushes(wall: httpx.AsyncClient) -> None:
    (script,) = blocks("python")
    await run(wall, sys.executable, "-c", script)
    assert (await states(wall))["orders"]["measures"] == {"value": 44}


@pytest.mark.skipif(not shutil.which("pwsh"), reason="this machine has no PowerShell")
async def test_the_powershell_pushes(wall: httpx.AsyncClient) -> None:
    (script,) = blocks("powershell")
    await run(wall, "pwsh", "-NoProfile", "-Command", script)
    assert (await states(wall))["orders"]["measures"] == {"value": 45}


@pytest.mark.parametrize(("kind", "body"), BODIES)
async def test_every_body_is_shown(wall: httpx.AsyncClient, kind: str, body: str) -> None:
    name = {"number": "orders", "status": "backup"}.get(kind, kind)
    content = json.loads(body) | ({"ttl": "15m"} if kind != "messages" else {})
    answer = await wall.put(f"/api/widgets/{name}", json=content, headers={"Authorization": f"Bearer {TOKEN}"})
    assert (answer.status_code, answer.json()["state"]) == (200, "fresh"), answer.text


async def test_every_kind_that_is_pushed_to_has_a_body() -> None:
    assert {kind for kind, _ in BODIES} == {"number", "list", "status", "table", "chart", "messages"}


@pytest.mark.parametrize("order", ORDERS)
async def test_every_order_is_understood(wall: httpx.AsyncClient, order: str) -> None:
    answer = await wall.post("/api/displays/all", content=order)
    assert (answer.status_code, answer.json()) == (200, {"told": 0}), answer.text


async def test_there_are_orders() -> None:
    assert len(ORDERS) == 4
