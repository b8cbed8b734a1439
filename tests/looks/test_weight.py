"""What a browser loads to show a wall of a dozen widgets, as it travels."""

import re
from urllib.parse import urljoin

import httpx
import pytest

from tests.e2e.conftest import OpenPage, Wall

pytestmark = pytest.mark.asyncio(loop_scope="session")

MOST = 45 * 1024
"""Bytes of HTML, style sheets and scripts, packed."""

MOST_FONT = 60 * 1024

LOADED = re.compile(r'<(?:link rel="stylesheet" href|script src)="([^"]+)"')


async def test_page_styles_and_scripts_are_within_45_kilobytes(home: Wall) -> None:
    async with httpx.AsyncClient(base_url=home.url, headers={"Accept-Encoding": "gzip"}) as client:

        async def weight(address: str) -> int:
            async with client.stream("GET", address) as answer:
                answer.raise_for_status()
                return len(b"".join([piece async for piece in answer.aiter_raw()]))

        page = (await client.get("/")).text
        parts = ["/", *LOADED.findall(page)]
        assert len(parts) >= 6
        weights = {urljoin("/", part): await weight(part) for part in parts}
    assert sum(weights.values()) <= MOST, weights


async def test_one_font_file_is_loaded_once_and_is_within_60_kilobytes(home: Wall, open_page: OpenPage) -> None:
    page = await open_page(home.url)
    await page.evaluate("() => document.fonts.ready.then(() => null)")
    fonts = await page.evaluate(
        "() => performance.getEntriesByType('resource').filter((each) => each.name.endsWith('.woff2'))"
        ".map((each) => each.encodedBodySize)"
    )
    assert len(fonts) == 1
    assert 0 < fonts[0] <= MOST_FONT
