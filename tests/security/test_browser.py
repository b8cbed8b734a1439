"""Every kind in a real browser, in a world that means harm; and a wall that asks a browser for its password."""

import re
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import expect

from dashboard.app import create_app, known_kinds, read_board
from dashboard.config.describe import example
from dashboard.demo.address import played
from dashboard.demo.serve import serve
from dashboard.demo.upstream import create_upstream
from dashboard.poll.http import HttpClient
from dashboard.poll.outcome import Success
from dashboard.poll.pollers import system_now
from dashboard.web.passwords import hashed
from dashboard.widget import Push, SourceError
from tests.e2e.conftest import OpenPage
from tests.e2e.screen import Seen, root, tile
from tests.security.hostile import worst, worst_push
from tests.waiting import until
from tests.walls import app_of, parts_of, serving

pytestmark = pytest.mark.asyncio(loop_scope="session")

FOUND = """() => [...document.querySelectorAll("main *")].flatMap((element) => [
  ...(/^(script|style|iframe|base|meta|form|object|embed)$/.test(element.localName) ? [element.localName] : []),
  ...element.getAttributeNames().filter((name) => /^(on|style$|srcdoc$|hx-(get|post|trigger|on))/.test(name)),
  ...(element.localName === "a" && !/^(https?|mailto):|^[/#?]/.test(element.getAttribute("href") ?? "/")
    ? [element.outerHTML] : []),
])"""
"""What acts in the tiles of a page."""

LEAST = 16
"""Kinds that show a text of somebody else. The others show numbers, and what stands in config.toml."""

HEAD = """
[wall]
location = [38.72, -9.14]

[defaults]
every = "1d"
"""


async def test_d01_every_kind_shows_a_hostile_world_as_text(tmp_path: Path, open_page: OpenPage, seen: Seen) -> None:
    """Every source of every kind means harm, in every text and every address that it gives.

    Against it: a browser shows the text. It opens no dialog, asks nobody else, finds nothing in the tiles that acts,
    and reports not one violation of the Content-Security-Policy.
    """
    kinds = [kind for name, kind in known_kinds().items() if name != "iframe"]  # which is there to show another site
    tables = [re.sub(r"\$\{\w+\}", "example", example(kind)) for kind in kinds]
    config = tmp_path / "config.toml"
    config.write_text(HEAD + "\n".join(tables), "utf-8")
    app = create_app(read_board(config), demo=True)
    publisher = parts_of(app).publisher
    shown = set()
    async with AsyncExitStack() as stack:
        port = await stack.enter_async_context(serve(create_upstream(now=system_now)))
        url = await stack.enter_async_context(serving(app))
        http = HttpClient(reroute=partial(played, port=port))
        stack.push_async_callback(http.close)
        whole = [each for each in publisher.board.widgets.values() if not each.problem]
        polled = [each for each in whole if not isinstance(each.source, Push)]
        await until(lambda: all(publisher.store.record(each.source).polls for each in polled), 20)
        page = await open_page(url)
        harmless = await page.evaluate(FOUND)
        for widget in publisher.board.widgets.values():
            source = widget.source
            try:
                if isinstance(source, Push):
                    data = worst_push(widget.kind.pushed, source)
                else:
                    data = await worst(source, http)
            except SourceError:
                continue
            publisher.deliver(source, Success(data, publisher.now()))
            if "7 * 7" in publisher.hub.newest[widget.id].text:
                shown.add(widget.id)
        for name in shown:
            await expect(tile(page, name)).to_contain_text("7 * 7")
        assert await page.evaluate(FOUND) == harmless
        await page.reload()
        await expect(root(page)).to_have_attribute("data-link", "live")
        assert await page.evaluate(FOUND) == harmless
        assert [line for line in seen.console if "Content Security Policy" in line] == []
    assert len(shown) >= LEAST, "MISSING " + " ".join(sorted(publisher.board.widgets.keys() - shown))


async def test_a_browser_says_the_password_once(tmp_path: Path, open_page: OpenPage, seen: Seen) -> None:
    server = f"[server]\naccess = \"password\"\npassword = '{hashed('open sesame')}'\n"
    app = app_of(tmp_path, server + '[widgets.note]\nkind = "text"\ntext = "Hello"\n')
    async with serving(app) as url:
        page = await open_page(f"{url}/pages/main?display=lobby", live=False)
        await page.get_by_label("Password").fill("wrong")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert")).to_have_text("That is not the password.")
        await page.get_by_label("Password").fill("open sesame")
        await page.get_by_role("button", name="Show the wall").click()
        await expect(root(page)).to_have_attribute("data-link", "live")
        await expect(tile(page, "note")).to_contain_text("Hello")
        assert page.url == f"{url}/pages/main?display=lobby"
        assert await page.evaluate("() => document.cookie") == ""
        await page.reload()
        await expect(root(page)).to_have_attribute("data-link", "live")
    seen.console.clear()
