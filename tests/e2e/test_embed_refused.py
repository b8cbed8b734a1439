"""What embeds don't do: in a sandbox, under somebody's mouse, and in pages of the internet before a wall at home."""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.conftest import ARGUMENTS
from tests.e2e.host import Host, Visit, hosting, shows
from tests.e2e.program import needed
from tests.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")

WRITTEN = """
[widgets.talk]
kind = "messages"
empty = "Nobody yet"
embed = true
"""
NAME = "page.example"
STATE = "() => navigator.permissions.query({ name: 'local-network-access' }).then(({ state }) => state)"


async def test_a_frame_with_a_sandbox_needs_scripts_and_its_own_origin(host: Host) -> None:
    boxes = ("allow-scripts allow-same-origin", "allow-scripts", "allow-same-origin")
    visit = await host.visit("".join(host.frames(["n1"], more=f'sandbox="{box}"') for box in boxes))
    live, alone, still = (visit.page.frame_locator(f"iframe >> nth={number}") for number in range(3))
    await expect(live.locator("html")).to_have_attribute("data-link", "live")
    await expect(alone.locator("html")).to_have_attribute("data-link", "down")
    await shows(still.locator("main"), "1")
    await host.push("n1", 2)
    await shows(live.locator("main"), "2", within=1)
    await shows(still.locator("main"), "1")
    await until(lambda: visit.complains("sandboxed", "'allow-scripts' permission is not set"))


async def test_d07_nobody_writes_on_the_wall_by_way_of_another_site(tmp_path: Path, browser: Browser) -> None:
    """Another site puts a widget with a form under somebody's mouse, in a frame or as an element.

    Against it: a widget stands there without its form.
    """
    async with hosting(tmp_path, browser, widgets=WRITTEN) as host:
        visit = await host.visit(host.elements(["talk"]) + host.frames(["talk"]), host.script)
        for place in (visit.page.locator("live-widget"), visit.page.frame_locator("iframe").locator("main")):
            await expect(place).to_contain_text("Nobody yet")
            await expect(place.locator("form")).to_have_count(1)
            await expect(place.locator("form")).to_be_hidden()


async def test_chromium_asks_before_a_page_of_the_internet_reaches_a_wall_at_home(
    tmp_path: Path, browser: Browser
) -> None:
    async with hosting(tmp_path, browser) as home, hosting(tmp_path, browser) as public:
        outside = [home.site.host, public.site.host, public.wall.removeprefix("http://")]
        flags = [
            f"--ip-address-space-overrides={','.join(f'{each}=public' for each in outside)}",
            f"--host-resolver-rules=MAP {NAME} 127.0.0.1",
        ]
        chromium = await browser.browser_type.launch(executable_path=needed("chromium"), args=[*ARGUMENTS, *flags])
        public.stack.push_async_callback(chromium.close)
        home, public = (replace(host, browser=chromium, stack=public.stack) for host in (home, public))

        page = await home.visit("")
        assert await page.page.evaluate(STATE) == "prompt"
        asked = await visited(home)
        await until(lambda: asked.complains("/embed.js", "Permission was denied"), 15)
        assert await asked.page.frame_locator("iframe").locator(".tile").count() == 0
        await asked.page.context.grant_permissions(["local-network-access"])
        await asked.page.reload()
        await expect(asked.page.locator("live-widget")).to_have_attribute("link", "live")

        origin = home.site.url.replace("127.0.0.1", NAME)
        page = await home.visit("", origin=origin)
        assert await page.page.evaluate(STATE) == "denied"
        unsafe = await visited(home, origin)
        await until(lambda: unsafe.complains("/embed.js", "not a secure context"), 15)
        assert await unsafe.page.frame_locator("iframe").locator(".tile").count() == 0

        never = await visited(public)
        await expect(never.page.locator("live-widget")).to_have_attribute("link", "live")
        await expect(never.page.frame_locator("iframe").locator("html")).to_have_attribute("data-link", "live")
        assert never.console == []


async def visited(host: Host, origin: str = "") -> Visit:
    """A page with an element and a frame."""
    return await host.visit(host.elements(["n1"]) + host.frames(["n1"]), host.script, origin)
