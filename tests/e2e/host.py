"""A wall whose widgets stand in somebody else's page, and that page. No tests."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
from litestar import Litestar
from playwright.async_api import Browser, Locator, Page, expect

from tests.e2e.upstream import Answer, Upstream, html
from tests.walls import app_of, parts_of, serving

NAMES = [f"n{number}" for number in range(12)]
CONFIG = """
[server]
embed_origins = ["{origin}"]
push_token = "push"
{server}

[widgets.closed]
kind = "text"
text = "For us"
""" + "".join(f'\n[widgets.{name}]\nkind = "number"\nembed = true\n' for name in NAMES)

BUTTON = """
<button id="button">0</button><script src="button.js"></script>
"""
PRESSED = b"""
let count = 0;
document.getElementById("button").onclick = async ({ target }) => {
  await (await fetch(`${document.documentElement.dataset.wall}/api/widgets/n0`)).json();
  target.textContent = ++count;
};
addEventListener("link", ({ target, detail }) => {
  target.setAttribute("said", `${target.getAttribute("said") || ""} ${detail}`);
});
"""


@dataclass
class Visit:
    """A page of another site's and what its console says."""

    page: Page
    console: list[str] = field(default_factory=list)

    def complains(self, *words: str) -> bool:
        """Whether one line of the console has all of these words."""
        return any(all(word in line for word in words) for line in self.console)


@dataclass
class Host:
    """A site with one page; the wall that it may embed widgets of; and pages that were opened."""

    site: Upstream
    app: Litestar
    wall: str
    browser: Browser
    stack: AsyncExitStack

    @property
    def streams(self) -> int:
        """How many streams the wall has open."""
        return parts_of(self.app).hub.count()

    async def push(self, name: str, value: float) -> None:
        """Let a widget have another number."""
        async with httpx.AsyncClient(base_url=self.wall, trust_env=False) as client:
            headers = {"Authorization": "Bearer push"}
            answer = await client.put(f"/api/widgets/{name}", content=json.dumps({"value": value}), headers=headers)
            assert answer.status_code == 200

    async def visit(self, body: str, head: str = "", origin: str = "", scripts: bool = True) -> Visit:
        """Open a page with this body; from `origin` instead of the site's own."""
        page = f'<!doctype html><html lang="en" data-wall="{self.wall}"><head><title>Host</title>{head}</head>'
        self.site.answers["/page"] = html(f"{page}<body>{body}</body></html>")
        context = await self.browser.new_context(viewport={"width": 1280, "height": 720}, java_script_enabled=scripts)
        self.stack.push_async_callback(context.close)
        visit = Visit(await context.new_page())
        visit.page.on("console", lambda message: visit.console.append(message.text))
        visit.page.on("pageerror", lambda error: visit.console.append(f"error: {error}"))
        await visit.page.goto(f"{origin or self.site.url}/page")
        return visit

    @property
    def script(self) -> str:
        """What a page loads for its elements."""
        return f'<script src="{self.wall}/embed.js" async></script>'

    def elements(self, names: list[str], more: str = "") -> str:
        """These widgets as elements."""
        return "".join(f'<live-widget src="{self.wall}/widgets/{name}" {more}></live-widget>' for name in names)

    def frames(self, names: list[str], query: str = "", more: str = "") -> str:
        """The same as frames."""
        return "".join(f'<iframe src="{self.wall}/embed/{name}{query}" {more}></iframe>' for name in names)


@asynccontextmanager
async def hosting(folder: Path, browser: Browser, server: str = "", widgets: str = "") -> AsyncIterator[Host]:
    """A site, and a wall of twelve numbers that it may embed and a text that it may not; `server` are more lines of its
    table, `widgets` more widgets.
    """
    site = Upstream()
    async with AsyncExitStack() as stack:
        await site.start()
        stack.push_async_callback(site.stop)
        site.answers |= {"/button.js": answer(PRESSED), "/favicon.ico": html("")}
        app = app_of(folder, CONFIG.format(origin=site.url, server=server) + widgets)
        wall = await stack.enter_async_context(serving(app))
        host = Host(site, app, wall, browser, stack)
        for number, name in enumerate(NAMES):
            await host.push(name, number)
        yield host


def answer(script: bytes) -> Answer:
    """A script."""
    return replace(html(""), body=script, media_type="text/javascript")


async def shows(place: Locator, text: str, within: float = 15.0) -> None:
    """Wait until the headline there is this."""
    await expect(place.locator(".value")).to_have_text(text, timeout=within * 1000)
