"""docs/transport.md is true: its tables are valid and its command is run. Its page and its proxy: see tests/e2e."""

import asyncio
import os
import re
import shutil
from pathlib import Path

import httpx
import pytest

from dashboard.app import read_board
from tests.walls import app_of, serving

TEXT = (Path(__file__).parents[1] / "docs" / "transport.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    """The code blocks of this language."""
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("table", blocks("toml"))
def test_every_table_is_valid(tmp_path: Path, table: str) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f'{table}\n[widgets.clock]\nkind = "clock"\n', "utf-8")
    assert read_board(config).widgets


def test_every_way_is_one_that_can_be_chosen(tmp_path: Path) -> None:
    ways = re.findall(r'^\| `"(\w+)"` \|', TEXT, re.MULTILINE)
    assert ways == ["auto", "sse", "ws", "poll"]
    for way in ways:
        test_every_table_is_valid(tmp_path, f'[server]\ntransport = "{way}"\n')


@pytest.mark.skipif(not shutil.which("curl"), reason="this machine has no curl")
@pytest.mark.parametrize("write", ["anyone", "token"])
async def test_the_command_writes_on_the_wall(tmp_path: Path, write: str) -> None:
    (command,) = blocks("sh")
    config = f'[server]\npush_token = "sesame"\n[widgets.notes]\nkind = "messages"\nwrite = "{write}"\n'
    async with serving(app_of(tmp_path, config)) as url, httpx.AsyncClient(base_url=url, trust_env=False) as wall:
        environment = {**os.environ, "WALL": url, "PUSH_TOKEN": "sesame", "no_proxy": "*"}
        process = await asyncio.create_subprocess_exec("sh", "-euc", command, env=environment)
        assert await asyncio.wait_for(process.wait(), 20) == 0
        assert "Post is here" in (await wall.get("/widgets/notes")).text
