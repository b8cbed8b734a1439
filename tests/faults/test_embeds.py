"""A widget of the wall in pages of other sites: one that is named, and others that are not."""

from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.host import hosting, shows
from tests.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_f61_a_page_of_another_site(tmp_path: Path, browser: Browser) -> None:
    """A widget stands in pages of three other sites, of which one is in `embed_origins`; two differ by name or by port.

    Seen: the first is live within a second; in the others frame and element stay empty, and the console says why.
    """
    async with hosting(tmp_path, browser) as named, hosting(tmp_path, browser) as other:
        body = named.elements(["n1"]) + named.frames(["n1"])
        visit = await named.visit(body, named.script)
        places = visit.page.locator("live-widget"), visit.page.frame_locator("iframe").locator("main")
        for place in places:
            await shows(place, "1")
        await expect(visit.page.locator("live-widget")).to_have_attribute("link", "live")
        await named.push("n1", 2)
        for place in places:
            await shows(place, "2", within=1)
        assert visit.console == []
        for host, origin in ((named, named.site.url.replace("127.0.0.1", "localhost")), (other, other.site.url)):
            stranger = await host.visit(body, named.script, origin)
            await until(partial(stranger.complains, "CORS policy", "/events"), 15)
            await until(partial(stranger.complains, "frame-ancestors"), 15)
            await expect(stranger.page.locator("live-widget")).to_have_attribute("link", "down")
            assert await stranger.page.locator("live-widget .tile").count() == 0
            assert await stranger.page.frame_locator("iframe").locator(".tile").count() == 0
