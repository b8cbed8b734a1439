"""What docs/embedding.md gives to paste, as it stands there, in pages that let in no more than it says."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, Locator, expect

from dashboard.web.passwords import hashed
from dashboard.web.tokens import issue
from tests.e2e.host import Host, Visit, hosting, shows
from tests.e2e.pasted import blocks, pasted, placed, strict
from tests.e2e.upstream import html
from tests.waiting import until
from tests.walls import parts_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

INSTALLED = Path(__file__).parents[2] / "static" / "installed"
SCRIPTS = {"/htmx.min.js": INSTALLED / "htmx.min.js", "/sse.min.js": INSTALLED / "sse.min.js"}
HEAD = """<meta name="htmx-config" content='{"includeIndicatorStyles":false}'>
<script src="htmx.min.js"></script><script src="sse.min.js"></script><script src="listen.js"></script>"""

WIDGETS = """
[widgets.load]
kind = "number"
embed = true

[widgets.clock]
kind = "clock"
embed = true

[widgets.yard]
kind = "image"
slides = "slides"
every = "1s"
dwell = "1s"
embed = true
"""
CLOSED = """
access = "password"
password = "{password}"
token_key = "sixteen letters or more"
embed_tokens = true
"""
DRAWING = "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='60'>" + " " * 9000 + "</svg>"
IS = """(place, html) => {
  const other = place.cloneNode();
  other.innerHTML = html;
  return other.innerHTML === place.innerHTML;
}"""
WIDTH = "(image) => image.complete && image.naturalWidth"


async def opened(host: Host, body: str, policy: str) -> Visit:
    """A page with this policy, htmx of its own and the document's lines of script."""
    for path, file in SCRIPTS.items():
        host.site.answers[path] = replace(html(file.read_text("utf-8")), media_type="text/javascript")
    [script] = blocks("js")
    host.site.answers["/listen.js"] = replace(html(script), media_type="text/javascript")
    return await host.visit(body, policy + HEAD)


def places(visit: Visit) -> list[Locator]:
    """Where the widget of the document is live: the element, two frames, and htmx of the page's own."""
    frames = [visit.page.frame_locator(f"iframe >> nth={number}").locator("#w-load") for number in range(2)]
    return [visit.page.locator("live-widget >> nth=0"), *frames, visit.page.locator("p[sse-swap]")]


async def is_live(host: Host, visit: Visit) -> None:
    """See all of it, and a change of it within a second."""
    for number in (4, 5):
        await host.push("load", number)
        for place in places(visit):
            await shows(place, str(number), within=15 if number == 4 else 1)
    await expect(visit.page.frame_locator("iframe >> nth=1").locator("#w-clock .value")).not_to_be_empty()
    assert await visit.page.locator("img[alt=Load]").evaluate(WIDTH) > 20


async def test_it_works_with_what_the_document_adds_to_a_strict_policy_and_not_without(
    tmp_path: Path, browser: Browser
) -> None:
    async with hosting(tmp_path, browser, widgets=WIDGETS) as host:
        await host.push("load", 3)
        visit = await opened(host, pasted(host.wall), strict(host.wall))
        await is_live(host, visit)
        async with httpx.AsyncClient(base_url=host.wall, trust_env=False) as client:
            fragment = (await client.get("/widgets/load")).text
        assert await visit.page.locator("p[sse-swap]").evaluate(IS, fragment)
        assert visit.console[-1] == f"{host.wall}/widgets/load live"
        assert {line.rpartition(" ")[0] for line in visit.console} == {f"{host.wall}/widgets/load"}
        without = await opened(host, pasted(host.wall), strict(host.wall, added=False))
        for directive in ("script-src", "frame-src", "connect-src", "img-src"):
            await until(partial(without.complains, "Content Security Policy", directive), 15)


async def test_a_token_opens_each_address_of_a_wall_that_asks_for_a_password_and_nothing_is_open_without(
    tmp_path: Path, browser: Browser
) -> None:
    (tmp_path / "slides").mkdir()
    for name in ("one", "two"):
        (tmp_path / "slides" / f"{name}.svg").write_text(f"{DRAWING}<!-- {name} -->", "utf-8")
    async with hosting(tmp_path, browser, CLOSED.format(password=hashed("any")), WIDGETS) as host:
        await host.push("load", 3)
        publisher = parts_of(host.app).publisher
        _, token = issue(publisher.board, ["load", "clock", "yard"], 1)
        await until(lambda: "picture?v=" in publisher.hub.newest["yard"].text)
        element, frames, _ = (block.replace("load", "yard") for block in blocks("html"))
        pictures = placed(element.splitlines()[1] + frames.splitlines()[0], host.wall, token)
        visit = await opened(host, pasted(host.wall, token) + pictures, strict(host.wall))
        await is_live(host, visit)
        for picture in (
            visit.page.locator("live-widget >> nth=1").locator("img"),
            visit.page.frame_locator("iframe >> nth=2").locator("img"),
        ):
            await expect(picture).to_have_js_property("naturalWidth", 90)
            await expect(picture).not_to_have_attribute("src", str(await picture.get_attribute("src")))
            await expect(picture).to_have_js_property("naturalWidth", 90)
        without = await opened(host, pasted(host.wall), strict(host.wall))
        await expect(without.page.locator("live-widget")).to_have_attribute("link", "down")
        assert await without.page.locator("live-widget .tile").count() == 0
        assert await without.page.frame_locator("iframe >> nth=0").locator(".tile").count() == 0
        assert await without.page.locator("p[sse-swap]").inner_html() == ""
        assert await without.page.locator("img[alt=Load]").evaluate(WIDTH) == 0
