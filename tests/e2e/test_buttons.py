"""Buttons are answered while the stream of their page goes on: on a page of somebody's own, and on the wall."""

import re
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e.conftest import OpenPage, StartProxy, StartWall
from tests.e2e.proxy import page_of
from tests.e2e.upstream import Upstream

pytestmark = pytest.mark.asyncio(loop_scope="session")

DOCUMENT = (Path(__file__).parents[2] / "docs" / "transport.md").read_text("utf-8")

(BUTTONS,) = re.findall(r"^```html\n(<script[^`]*<button.*?)^```", DOCUMENT, re.DOTALL | re.MULTILINE)
"""A page of somebody's own, as the document has it."""

CONFIG = """
[wall]
widgets_dir = "{folder}"
[widgets.load]
kind = "dial"
base_url = "{url}"
[widgets.notes]
kind = "messages"
"""

KIND = '''"""A number with a button."""

from dashboard import widget

EVERY = "1h"


class Options(widget.Options):
    """Where."""

    base_url: str = widget.Field(description="The server.")


class Answer(widget.Struct):
    """What it says."""

    value: int


class View(widget.Struct):
    """What is shown."""

    value: int


def source(options: Options) -> widget.Json[Answer]:
    """There."""
    return widget.Json(widget.Request.to(f"{options.base_url}/load"), Answer)


def view(answer: Answer, options: Options) -> View:
    """All of it."""
    return View(answer.value)
'''

TEMPLATE = """{% extends "tile.html" %}
{% block body %}<p class="value">{{ view.value }}</p>
<button hx-post="/api/widgets/{{ widget.id }}/refresh" hx-swap="none">Refresh</button>{% endblock %}
"""


async def wall_with_buttons(wall: StartWall, upstream: Upstream, folder: Path) -> str:
    """The address of a wall whose number has a button."""
    (folder / "mine").mkdir()
    (folder / "mine" / "dial.py").write_text(KIND, "utf-8")
    (folder / "mine" / "dial.html").write_text(TEMPLATE, "utf-8")
    upstream.says("/load", {"value": 17})
    return (await wall(CONFIG.format(folder=folder / "mine", url=upstream.url))).url


async def refreshes(page: Page, upstream: Upstream, section: str, button: Locator) -> None:
    """Press the button twice: each time it is answered, and what is new comes by the stream."""
    value = page.locator(f"{section} .value")
    await expect(value).to_have_text("17")
    for number in (18, 19):
        upstream.says("/load", {"value": number})
        async with page.expect_response("**/refresh") as refreshed:
            await button.click()
        assert (await refreshed.value).status == 202
        await expect(value).to_have_text(str(number))


async def test_on_a_page_of_somebodys_own(
    wall: StartWall, open_page: OpenPage, proxy: StartProxy, upstream: Upstream, tmp_path: Path
) -> None:
    between = await proxy(await wall_with_buttons(wall, upstream, tmp_path))
    between.answers["/plain"] = page_of(BUTTONS)
    page = await open_page(f"{between.url}/plain", live=False)
    await refreshes(page, upstream, "[sse-swap=load]", page.locator("body > button", has_text="Refresh"))
    notes = page.locator("[sse-swap=notes]")
    async with httpx.AsyncClient(base_url=between.url) as client:
        await client.post("/widgets/notes/say", data={"text": "The kiln is on"})
    await expect(notes).to_contain_text("The kiln is on")
    await page.get_by_role("button", name="Acknowledge").click()
    await expect(notes).to_contain_text("No messages")


async def test_on_the_wall_in_the_tile_of_a_kind_of_somebodys_own(
    wall: StartWall, open_page: OpenPage, upstream: Upstream, tmp_path: Path
) -> None:
    page = await open_page(await wall_with_buttons(wall, upstream, tmp_path))
    await refreshes(page, upstream, "#w-load", page.locator("#w-load button"))
