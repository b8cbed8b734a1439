"""What people have opened or scrolled stays so while news arrive, and a key is answered at once."""

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import OpenPage, StartWall
from tests.e2e.program import until
from tests.e2e.screen import value
from tests.e2e.upstream import Upstream

pytestmark = pytest.mark.asyncio(loop_scope="session")

CONFIG = """
[widgets.number]
kind = "json"
url = "{url}/number"
value = "value"
every = "1h"
history = "1h"

[widgets.note]
kind = "text"
text = "{text}"
"""

KEPT = """() => {
  const note = document.querySelector("#w-note");
  return [note.querySelector("details").open, note.querySelector(".prose").scrollTop, scrollY];
}"""


async def test_what_is_open_and_where_one_has_scrolled_survive_the_news_of_another_tile(
    wall: StartWall, upstream: Upstream, open_page: OpenPage
) -> None:
    upstream.says("/number", {"value": 17})
    running = await wall(CONFIG.format(url=upstream.url, text="Milk\\n\\n" * 40))
    page = await open_page(running.url, viewport={"width": 390, "height": 300})
    await page.evaluate(
        """() => {
          const details = document.createElement("details");
          details.open = true;
          document.querySelector("#w-note > .tile").append(details);
          document.querySelector("#w-note .prose").scrollTop = 30;
          scrollTo(0, 40);
        }"""
    )
    upstream.says("/number", {"value": 18})
    await page.request.post(f"{running.url}/api/widgets/number/refresh", headers={"HX-Request": "true"})
    await expect(value(page, "number")).to_have_text("18")
    assert await page.evaluate(KEPT) == [True, 30, 40]


async def test_the_next_picture_after_a_key_comes_within_50_milliseconds(
    wall: StartWall, upstream: Upstream, open_page: OpenPage
) -> None:
    """The median of nine, while values arrive: of a machine that does other things as well, one alone tells nothing."""
    upstream.says("/number", {"value": 17})
    running = await wall(CONFIG.format(url=upstream.url, text="Milk").replace('"1h"\nhistory', '"100ms"\nhistory'))
    page = await open_page(running.url)
    await page.evaluate(
        """() => {
          window.waits = [];
          addEventListener("keydown", (event) => requestAnimationFrame(() => {
            const channel = new MessageChannel();
            channel.port1.onmessage = () => waits.push(performance.now() - event.timeStamp);
            channel.port2.postMessage(null);
          }));
        }"""
    )
    for turn in range(9):
        upstream.says("/number", {"value": turn})
        await page.keyboard.press("Shift")
        await until(lambda turn=turn: page.evaluate("(turn) => waits.length > turn", turn))  # type: ignore[misc]
    waits = sorted(await page.evaluate("() => waits"))
    assert waits[4] < 50
