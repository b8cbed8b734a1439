"""Every page for those who don't see it or have no mouse: axe-core finds nothing to object to."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import ViewportSize

from tests.e2e.conftest import OpenPage, Wall

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAGES = {
    "wall": ("/", 1920, 1080),
    "phone": ("/", 390, 844),
    "page": ("/pages/main", 1280, 720),
    "ink": ("/pages/main?ink", 800, 480),
    "status": ("/status", 1280, 720),
    "control": ("/control", 390, 844),
    "frame": ("/embed/uptime", 300, 150),
    "parts": ("/gallery/design?theme=day", 1280, 720),
    "kind": ("/gallery/weather?theme=paper", 1280, 720),
}
"""Address, width and height."""

ASKED: dict[str, dict[str, object]] = {"ink": {"rules": {"meta-refresh": {"enabled": False}}}}
"""A page for screens without scripts that draws itself anew is what a rule objects to, and what that page is for."""


@pytest.mark.parametrize("name", PAGES)
async def test_axe_finds_nothing(home: Wall, open_page: OpenPage, name: str) -> None:
    path, width, height = PAGES[name]
    live = name in ("wall", "phone", "page")
    page = await open_page(f"{home.url}{path}", live=live, viewport=ViewportSize(width=width, height=height))
    found = await Axe().run(page, options={"resultTypes": ["violations"], **ASKED.get(name, {})})
    assert found.violations_count == 0, found.generate_report()
