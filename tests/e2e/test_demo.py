"""The demo, and the example wall where there is no network."""

import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import EXAMPLE, OpenPage, StartWall, Wall
from tests.e2e.screen import tile

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAMES = re.findall(r"^\[widgets\.(.+)\]", EXAMPLE, re.MULTILINE)
ANSWERING = {"clock", "system", "uptime"}


def left_behind(wall: Wall) -> int:
    """Packets that the program has tried to send where no way leads."""
    lines = Path(f"/proc/{wall.program.process.pid}/net/snmp").read_text("utf-8").splitlines()
    names, numbers = (line.split() for line in lines if line.startswith("Ip:"))
    return int(numbers[names.index("OutNoRoutes")])


async def test_the_demo_says_so_and_its_values_change_as_one_watches(wall: StartWall, open_page: OpenPage) -> None:
    page = await open_page((await wall(EXAMPLE, command="demo")).url)
    await expect(page.get_by_text("Demo data")).to_be_visible()
    for name in NAMES:
        await expect(tile(page, name)).to_have_attribute("data-state", "fresh")
    before = await page.locator("#w-uptime").inner_text()
    await expect(page.locator("#w-uptime")).not_to_have_text(before, timeout=40_000)


async def test_the_demo_needs_no_network_and_asks_for_none(wall: StartWall, open_page: OpenPage) -> None:
    running = await wall(EXAMPLE, command="demo", offline=True)
    page = await open_page(running.url)
    for name in NAMES:
        await expect(tile(page, name)).to_have_attribute("data-state", "fresh")
    assert left_behind(running) == 0


async def test_the_example_wall_without_a_network_says_so_and_what_needs_none_is_alive(
    wall: StartWall, open_page: OpenPage
) -> None:
    reason = re.compile(r"\w+\.\w+ can't be found.* no network, next try in \d+ s")
    running = await wall(EXAMPLE, offline=True)
    page = await open_page(running.url)
    for name in NAMES:
        state = "fresh" if name in ANSWERING else "failed"
        await expect(tile(page, name)).to_have_attribute("data-state", state)
        if name not in ANSWERING:
            await expect(tile(page, name)).to_contain_text(reason)
    await expect(tile(page, "uptime").get_by_text("not found")).to_have_count(3)
    await expect(tile(page, "uptime").get_by_text("no contact")).to_have_count(1)
    assert left_behind(running) > 0
