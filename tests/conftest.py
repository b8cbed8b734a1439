"""The one browser of all tests that need one."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.e2e.program import needed

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP wall.test 127.0.0.1",  # a name to which browsers tell less than to localhost
]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium, without a window."""
    binary = needed("chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=binary, args=ARGUMENTS)
        yield browser
        await browser.close()
