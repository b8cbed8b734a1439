"""Nothing leaves the machine that should not, and nothing that comes in is more than text."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import EXAMPLE, OpenPage, StartWall
from tests.e2e.screen import Seen, tile
from tests.e2e.upstream import Answer, Upstream

pytestmark = pytest.mark.asyncio(loop_scope="session")


HOSTILE = (
    "{{ 7 * 7 }} ${7*7} "
    "<script>alert(1)</script>"
    "<img src=x onerror=alert(2)><svg onload=alert(3)><iframe srcdoc='<script>alert(4)</script>'></iframe>"
    "<style>*{display:none}</style><base href=//evil.example><meta http-equiv=refresh content=0>"
    "<form action=//evil.example><button autofocus onfocus=alert(5)>"
    "</article></section></main><hx-partial hx-target=body>gone</hx-partial><div hx-swap-oob=true id=w-clock>"
    "<a hx-get=/x hx-trigger=load sse-swap=number sse-connect=/x>"
    "&lt;b&gt; \"' \r\n\r\nevent: wall.shell\r\ndata: x"
)

FEED = """<?xml version="1.0"?>
<rss version="2.0"><channel><title>{title}</title><link>https://example.org</link>
<item><title>{title}</title><link>{link}</link></item>
<item><title>Second {title}</title><link>{link}?second</link></item>
</channel></rss>
"""

CONFIG = """
[widgets.number]
kind = "json"
url = "{url}/number"
value = "value"
every = "200ms"

[widgets.fields]
kind = "json"
url = "{url}/number"
fields = [{{ path = "value", label = "One" }}, {{ path = "other", label = "Two" }}]
every = "200ms"

[widgets.list]
kind = "json"
url = "{url}/list"
rows = "@"
every = "200ms"

[widgets.news]
kind = "feed"
urls = ["{url}/feed"]
every = "200ms"

[widgets.note]
kind = "text"
file = "note.md"
every = "200ms"
"""

ELEMENTS = """(names) => Object.fromEntries(names.map((name) => [name, [...new Set(
  [...document.querySelectorAll(`#w-${name} *`)].flatMap((element) => [
    element.localName,
    ...element.getAttributeNames().filter((attribute) => /^(on|hx-|sse-|style|src)/.test(attribute)),
  ])
)].sort()]))"""


def xml(text: str) -> str:
    """The text as XML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def say(upstream: Upstream, folder: Path, text: str, link: str) -> None:
    """Let every source of the wall say this text."""
    upstream.says("/number", {"value": text, "other": text})
    upstream.says("/list", [{"name": text, "count": text, text: link}])
    feed = FEED.format(title=xml(xml(text)), link=xml(link))
    upstream.answers["/feed"] = Answer(feed.encode(), media_type="application/rss+xml")
    (folder / "note.md").write_text(f"# {text}\n\n[{text}]({link})\n\n<{link}>\n", "utf-8")


async def test_d26_a_page_asks_nobody_but_its_server_and_has_nothing_to_complain_about(
    wall: StartWall, open_page: OpenPage, seen: Seen
) -> None:
    """Somebody changes a script on the way, or at the host of a library.

    Against it: every script, style and font comes from this server; a page asks nobody else.
    """
    page = await open_page((await wall(EXAMPLE, command="demo")).url)
    await expect(tile(page, "clock")).to_be_visible()
    await page.wait_for_load_state("load")
    assert any("/events" in url for url in seen.requests)
    assert any(".woff2" in url for url in seen.requests)
    assert seen.foreign == []
    assert seen.violations == []
    assert seen.console == []


async def test_d06_the_policy_is_at_work(wall: StartWall, open_page: OpenPage, seen: Seen) -> None:
    """Markup brings a style of its own into a page.

    Against it: browsers refuse what is inline; what they refuse is counted in every browser test, and is nothing.
    """
    page = await open_page((await wall('[widgets.clock]\nkind = "clock"')).url)
    await page.evaluate(
        "document.body.append(Object.assign(document.createElement('div'), { innerHTML: '<p style=color:red>' }))"
    )
    await expect(page.locator("p[style]")).to_have_css("color", re.compile("."))
    assert len(seen.violations) == 1
    seen.violations.clear()


async def test_d01_text_from_a_source_is_text(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, seen: Seen, tmp_path: Path
) -> None:
    """A source answers with scripts, elements, attributes and addresses that mean harm.

    Against it: templates escape all that is put in; a browser finds no element, no handler and no link that was not
    there before.
    """
    names = ["number", "fields", "list", "news", "note"]
    folder = tmp_path / "wall-0"
    folder.mkdir()
    say(upstream, folder, "Good morning to *all* who read this line, which is long", "https://example.org/")
    page = await open_page((await wall(CONFIG.format(url=upstream.url))).url)
    for name in names:
        await expect(tile(page, name)).to_contain_text("Good morning")
    harmless = await page.evaluate(ELEMENTS, names)

    say(upstream, folder, HOSTILE, "javascript:alert(6)")
    for name in names:
        await expect(tile(page, name)).to_contain_text("7 * 7")
    hostile = await page.evaluate(ELEMENTS, names)
    for name in names:
        assert set(hostile[name]) <= set(harmless[name]), name
    assert (
        await page.evaluate("[...document.links].map((link) => link.href).filter((href) => !/^https?:/.test(href))")
        == []
    )
    await reloaded(page)
    for name in names:
        await expect(tile(page, name)).to_contain_text("7 * 7")
    assert seen.console == []


async def reloaded(page: Page) -> None:
    """The same page, as the server sends it whole."""
    await page.reload()
    await expect(page.locator("html")).to_have_attribute("data-link", "live")
