"""Every kind in a real browser, in a world that means harm; and a wall that asks a browser for its password."""

import json
import re
from collections.abc import Iterator
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import expect

from dashboard.app import create_app, known_kinds, read_board
from dashboard.demo.address import played
from dashboard.demo.serve import serve
from dashboard.demo.upstream import create_upstream
from dashboard.poll.http import HttpClient
from dashboard.poll.outcome import Success
from dashboard.poll.pollers import system_now
from dashboard.web.passwords import hashed
from dashboard.widget import Push
from tests.e2e.conftest import OpenPage
from tests.e2e.screen import Seen, root, tile
from tests.security.hostile import LINK, MARK, SHORT, TEXT, worst
from tests.waiting import until
from tests.walls import app_of, parts_of, serving
from tests.widgets.test_fields import tables

pytestmark = pytest.mark.asyncio(loop_scope="session")

OURS = "form[action^='/widgets/'][action$='/say']"
FOUND = """(ours) => [...document.querySelectorAll(`main :not(${ours})`)].flatMap((element) => [
  ...(/^(script|style|iframe|base|meta|form|object|embed)$/.test(element.localName) ? [element.localName] : []),
  ...element.getAttributeNames().filter((name) => /^(on|style$|srcdoc$|hx-(get|post|trigger|on))/.test(name)),
  ...(element.localName === "a" && !/^(https?|mailto):|^[/#?]/.test(element.getAttribute("href") ?? "/")
    ? [element.outerHTML] : []),
])"""
"""What acts in the tiles of a page, except for `OURS`: the forms in which people write messages."""

OTHERS = {
    "bookmarks": ["links = [{{ name = {text}, url = 'https://x.test/', note = {text} }}]"],
    "countdown": ["to = '2027-01-01'\nlabel = {text}"],
    "json": [
        "url = 'https://api.frankfurter.dev/v1/latest'\nvalue = 'base'",
        "url = 'https://api.frankfurter.dev/v1/latest'\nfields = [{{ path = 'date', label = {text} }}]",
        "url = 'https://lobste.rs/hottest.json'\nrows = '@'",
    ],
    "prometheus": ["url = 'http://prometheus.example'\nquery = 'sum by (job) (node_load1)'\nlabel = 'job'"],
    "text": ["file = 'note.md'"],
    "todo": ["file = 'note.md'"],
}
"""Tables of kinds that show more text than in their examples; with {text} in place of what config.toml says."""

NOTE = f"# {TEXT}\n\n- [ ] {TEXT}\n\n[{TEXT}]({LINK}) <{LINK}> ![{TEXT}]({LINK})\n\n```\n{TEXT}\n```\n"

OWN = {"bookmarks", "countdown", "text", "todo"}
"""Kinds that show what stands in config.toml, or in a file beside it."""

SILENT = {"air_quality", "clock", "fx", "image", "monitor"}
"""Kinds that show numbers and pictures: no text of anybody else's."""

HEAD = """
[wall]
location = [38.72, -9.14]

[defaults]
every = "1d"
"""


def hostile_tables() -> Iterator[str]:
    """A table for each kind and each shape of answer that it reads; a hostile title where there is no other text."""
    kinds = [kind for name, kind in known_kinds().items() if name != "iframe"]  # which is there to show another site
    for kind in kinds:
        texts = [table.format(text=json.dumps(SHORT)) for table in OTHERS.get(kind.name, ())]
        others = [f"[widgets.other]\nkind = '{kind.name}'\n{text}\n" for text in texts]
        for number, table in enumerate([*tables(kind), *others]):
            _, _, keys = re.sub(r"\$\{\w+\}", "example", table).strip().partition("\n")
            title = f"title = {json.dumps(TEXT)}\n" if kind.name in SILENT else ""  # the same in JSON and TOML
            yield f"[widgets.{kind.name.replace('_', '-')}-{number}]\n{title}{keys}\n"


async def test_d01_every_kind_shows_a_hostile_world_as_text(tmp_path: Path, open_page: OpenPage, seen: Seen) -> None:
    """Every source of every kind means harm, in every text and every address that a tile makes something of.

    Against it: a browser shows the text. It opens no dialog, asks nobody else, finds nothing in the tiles that acts,
    and reports not one violation of the Content-Security-Policy.
    """
    config = tmp_path / "config.toml"
    config.write_text(HEAD + "\n".join(hostile_tables()), "utf-8")
    (tmp_path / "note.md").write_text(NOTE, "utf-8")
    app = create_app(read_board(config), demo=True)
    publisher = parts_of(app).publisher
    hostile, shown = set(), []
    async with AsyncExitStack() as stack:
        port = await stack.enter_async_context(serve(create_upstream(now=system_now)))
        url = await stack.enter_async_context(serving(app))
        http = HttpClient(reroute=partial(played, port=port))
        stack.push_async_callback(http.close)
        widgets = publisher.board.widgets.values()
        polled = [each for each in widgets if not isinstance(each.source, Push)]
        await until(lambda: all(publisher.store.record(each.source).polls for each in polled), 60)
        page = await open_page(url)
        for widget in widgets:
            if (data := await worst(widget, publisher.renderer, http)) is not None:
                publisher.deliver(widget.source, Success(data, publisher.now()))
                hostile.add(widget.kind.name)
            if MARK in publisher.hub.newest[widget.id].text:
                shown.append(widget.id)
        for name in shown:
            await expect(tile(page, name)).to_contain_text(MARK)
        assert await page.evaluate(FOUND, OURS) == []
        await page.reload()
        await expect(root(page)).to_have_attribute("data-link", "live")
        assert await page.evaluate(FOUND, OURS) == []
        assert [line for line in seen.console if "Content Security Policy" in line] == []
    assert {widget.kind.name for widget in widgets} - hostile == SILENT | OWN
    assert {publisher.board.widgets[name].kind.name for name in shown} == {widget.kind.name for widget in widgets}


async def test_who_logs_in_without_https_gives_orders_and_logs_out(
    tmp_path: Path, open_page: OpenPage, seen: Seen
) -> None:
    server = f"[server]\nallowed_hosts = ['wall.test']\naccess = \"password\"\npassword = '{hashed('open sesame')}'\n"
    async with serving(app_of(tmp_path, server + '[widgets.note]\nkind = "text"\ntext = "Hello"\n')) as url:
        there = url.replace("127.0.0.1", "wall.test")  # where browsers send no Sec-Fetch-Site
        page = await open_page(f"{there}/control", live=False, java_script_enabled=False)
        await page.get_by_label("Password").fill("open sesame")
        await page.keyboard.press("Enter")
        await page.get_by_role("button", name="Dim").click()
        await expect(page.get_by_role("status")).to_contain_text("Nobody is here to hear it")
        await page.goto(f"{there}/status")
        await page.get_by_role("button", name="Log out").click()
        await expect(page.get_by_label("Password")).to_be_visible()
        await page.goto(f"{there}/status")
        assert page.url == f"{there}/login?to=%2Fstatus"
    seen.console.clear()


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
