"""Every kind in every state at every size, and every recipe, as the gallery shows them: all can be read, none cut."""

import re

import httpx
import pytest
from playwright.async_api import ViewportSize

from dashboard.web.kinds import SIZES
from tests.e2e.conftest import OpenPage, Wall
from tests.looks.picture import READABLE, faults

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_every_kind_can_be_read_in_every_state_at_every_size(home: Wall, open_page: OpenPage) -> None:
    async with httpx.AsyncClient(base_url=home.url, timeout=60) as client:
        index = (await client.get("/gallery")).text
    kinds = sorted(set(re.findall(r'href="/gallery/([a-z0-9_]+)[?"]', index)) - {"design", "recipes"})
    assert len(kinds) > 30
    page = await open_page(f"{home.url}/gallery", live=False, viewport=ViewportSize(width=1920, height=1080))
    found = []
    for kind in kinds:
        await page.goto(f"{home.url}/gallery/{kind}?theme=night")
        found += [f"{kind}: {fault}" for fault in await faults(page, READABLE, themes=["night"])]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("size", SIZES)
async def test_every_recipe_can_be_read_at_every_size(home: Wall, open_page: OpenPage, size: str) -> None:
    url = f"{home.url}/gallery/recipes?theme=day&size={size}"
    page = await open_page(url, live=False, viewport=ViewportSize(width=1920, height=1080))
    assert await page.locator(".specimen .tile[data-state=fresh]").count() > 40
    assert await faults(page, READABLE, themes=["day"]) == []
