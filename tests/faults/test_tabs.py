"""More tabs of one browser than it may have connections."""

import pytest

from tests.e2e.conftest import OpenPage, OpenTab, StartWall
from tests.e2e.streams import all_show, streams
from tests.e2e.upstream import Upstream
from tests.faults.links import NUMBER

pytestmark = pytest.mark.asyncio(loop_scope="session")

PRESSED = """async () => {
  const answer = await fetch("/api/widgets/number/refresh", { method: "POST", signal: AbortSignal.timeout(5000) });
  return answer.status;
}"""


async def test_f21_seven_tabs_of_one_browser(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, open_tab: OpenTab
) -> None:
    """One browser has the wall in seven tabs, and may have six connections to a server.

    Seen: all are right. They share one stream, and a button in the seventh answers at once.
    """
    upstream.says("/number", {"value": 17})
    running = await wall(NUMBER.format(url=upstream.url, every="1h"))
    pages = [await open_page(running.url)]
    for _ in range(6):
        pages.append(await open_tab(pages[0], running.url))
    assert await streams(running) == 1
    upstream.says("/number", {"value": 18})
    assert await pages[-1].evaluate(PRESSED) == 202
    await all_show(pages, 18)
    assert await streams(running) == 1
