"""How many streams a server has open, and whether all tabs show the same. No tests."""

import httpx
from playwright.async_api import Page, expect

from tests.e2e.conftest import Wall
from tests.e2e.program import until
from tests.e2e.screen import root, value


async def streams(wall: Wall) -> int:
    """How many streams are open at the server."""
    async with httpx.AsyncClient(base_url=wall.url) as client:
        metrics = (await client.get("/metrics")).text
    return int(float(metrics.partition("\nwallboard_readers ")[2].partition("\n")[0]))


async def has_streams(wall: Wall, count: int) -> None:
    """Wait until so many streams are open: the server learns of the end of one a moment later."""

    async def so_many() -> bool:
        return await streams(wall) == count

    await until(so_many)


async def all_show(pages: list[Page], number: int) -> None:
    """Every tab is live and shows this."""
    for page in pages:
        await expect(value(page, "number")).to_have_text(str(number))
        await expect(root(page)).to_have_attribute("data-link", "live")
