"""Every kind in a world in which every text is absurd: far too long, with no place to break, from right to left."""

import re
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import Page, ViewportSize

from dashboard.app import create_app, known_kinds, read_board
from dashboard.config.describe import example, example_id
from dashboard.demo.address import played
from dashboard.demo.serve import serve
from dashboard.demo.upstream import create_upstream
from dashboard.poll.http import HttpClient
from dashboard.poll.outcome import Success
from dashboard.poll.pollers import system_now
from dashboard.widget import Push
from tests.e2e.conftest import OpenPage
from tests.looks.picture import READABLE, faults, least
from tests.security.hostile import worst
from tests.waiting import until
from tests.walls import parts_of, serving

pytestmark = pytest.mark.asyncio(loop_scope="session")

TEXTS = {
    "word": "Donaudampfschifffahrtsgesellschaftskapitänswitwenpensionsauszahlungsstelle" * 3,
    "sentence": "Whoever has left the kiln on over the weekend is asked to come and see what is left of it. " * 5,
    "hebrew": "יום הכבשן הוא יום חמישי וכולם מוזמנים לסמן את היצירות שלהם " * 4,
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈🫒" * 40,
}

SHORT = {name: text[:20] for name, text in TEXTS.items()}
"""For where there is room for no more."""

HEAD = """
[wall]
theme = "night"
location = [38.72, -9.14]

[defaults]
every = "1d"
stale_after = "never"
"""

ACROSS = {"small": 7, "broad": 3, "large": 2}
"""How many tiles stand side by side on a page of each name; it has rows as many as make 7 × 5, 3 × 6 or 2 × 2."""

DOWN = {"small": 5, "broad": 6, "large": 2}


def pages(names: list[str]) -> str:
    """All of them at each size, on as many pages as it takes."""
    drawn = []
    for size, across in ACROSS.items():
        each = across * DOWN[size]
        for number, start in enumerate(range(0, len(names), each)):
            cells = (names[start : start + each] + ["."] * each)[:each]
            rows = "\n".join(" ".join(cells[row * across : (row + 1) * across]) for row in range(DOWN[size]))
            drawn.append(f'[pages.{size}-{number}]\nlayout = """\n{rows}\n"""\n')
    return "".join(drawn)


async def wrong(page: Page, name: str, smallest: float) -> list[str]:
    """What is wrong on the page as it is now."""
    return [f"{name}: {fault}" for fault in await faults(page, smallest, themes=["night"])]


@pytest.mark.parametrize("text", TEXTS)
async def test_every_kind_keeps_its_shape_whatever_a_text_is(tmp_path: Path, open_page: OpenPage, text: str) -> None:
    kinds = [kind for name, kind in known_kinds().items() if name != "iframe"]
    tables = [re.sub(r"\$\{\w+\}", "example", example(kind)) for kind in kinds]
    config = tmp_path / "config.toml"
    config.write_text(HEAD + pages([example_id(kind) for kind in kinds]) + "\n".join(tables), "utf-8")
    app = create_app(read_board(config), demo=True)
    publisher = parts_of(app).publisher
    async with AsyncExitStack() as stack:
        port = await stack.enter_async_context(serve(create_upstream(now=system_now)))
        url = await stack.enter_async_context(serving(app))
        http = HttpClient(reroute=partial(played, port=port))
        stack.push_async_callback(http.close)
        widgets = [widget for widget in publisher.board.widgets.values() if not widget.problem]
        polled = [widget.source for widget in widgets if not isinstance(widget.source, Push)]
        await until(lambda: all(publisher.store.record(source).polls for source in polled), 20)
        told = 0
        for widget in widgets:
            data = await worst(widget, publisher.renderer, http, (TEXTS[text], SHORT[text]), SHORT[text])
            if data is not None:
                publisher.deliver(widget.source, Success(data, publisher.now()))
                told += SHORT[text] in publisher.hub.newest[widget.id].text
        assert told > 10
        found = []
        page = await open_page(url, viewport=ViewportSize(width=1920, height=1080))
        for name in publisher.board.pages:
            await page.goto(f"{url}/pages/{name}")
            found += await wrong(page, name, await least(page))
        await page.set_viewport_size({"width": 390, "height": 844})
        for name in [name for name in publisher.board.pages if name.startswith("small")]:
            await page.goto(f"{url}/pages/{name}")
            found += await wrong(page, "phone", READABLE)
    assert not found, "\n".join(found)
