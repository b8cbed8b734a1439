"""The link between a page and its server is lost: the page says so, and mends it by itself."""

import asyncio

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import OpenPage, StartProxy, StartWall
from tests.e2e.screen import Seen, passes, root, value
from tests.e2e.upstream import Upstream
from tests.faults.links import LINKS, NUMBER, is_the_same_page_and_live

pytestmark = pytest.mark.asyncio(loop_scope="session")

ONCE = {
    "204": b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n",
    "404": b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
    "page": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\nConnection: close\r\n\r\n<p>Hi</p>",
    "redirect": b"HTTP/1.1 302 Found\r\nLocation: /healthz\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "nothing": b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n",
}

VISIBILITY = """(hidden) => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  Object.defineProperty(document, "visibilityState", { value: hidden ? "hidden" : "visible", configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


async def test_f07_a_server_that_is_killed_and_started_again(
    wall: StartWall, upstream: Upstream, open_page: OpenPage
) -> None:
    """The server is killed and started again after two minutes.

    Seen: the page says at once that there is no connection, and keeps its values. Within ten seconds of the server's
    return it is live with the newest ones, and has not been loaded anew.
    """
    upstream.says("/number", {"value": 17})
    running = await wall(NUMBER.format(url=upstream.url, every="1s"))
    page = await open_page(running.url, script=LINKS, clock=True)
    running.program.kill()
    await expect(root(page)).to_have_attribute("data-link", "down")
    await passes(page, seconds=120)
    upstream.says("/number", {"value": 18})
    await running.start_again()
    await is_the_same_page_and_live(page, "18")


async def test_f08_a_server_behind_a_proxy_that_answers_502_meanwhile(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, proxy: StartProxy
) -> None:
    """The server is away behind a proxy that answers 502 for it.

    Seen: the same as in F07, though a browser by itself would never ask again.
    """
    upstream.says("/number", {"value": 17})
    between = await proxy((await wall(NUMBER.format(url=upstream.url, every="1s"))).url)
    page = await open_page(between.url, script=LINKS, clock=True)
    await between.becomes("bad gateway")
    await expect(root(page)).to_have_attribute("data-link", "down")
    await passes(page, seconds=120)
    upstream.says("/number", {"value": 18})
    await between.becomes("pass")
    await is_the_same_page_and_live(page, "18")


@pytest.mark.parametrize("name", ONCE)
async def test_f09_another_answer_in_place_of_the_stream(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, proxy: StartProxy, name: str
) -> None:
    """The stream is answered once with 204, 404, a page in HTML, a redirect or nothing at all.

    Seen: the page says that it has no connection, asks again, and is live within seconds.
    """
    upstream.says("/number", {"value": 17})
    between = await proxy((await wall(NUMBER.format(url=upstream.url, every="100ms"))).url)
    page = await open_page(between.url, script=LINKS)
    between.answers["/events"] = ONCE[name]
    await between.end_all()
    upstream.says("/number", {"value": 18})
    await expect(value(page, "number")).to_have_text("18")
    assert between.answers == {}
    assert await page.evaluate("[mark, links.join()]") == ["the same page", "live,down,live"]


async def test_f10_a_page_for_which_there_is_no_place(wall: StartWall, open_page: OpenPage) -> None:
    """The page of a wall is opened while all places are taken.

    Seen: it says so, shows the values of when it was opened, and is live within half a minute after a place is free.
    """
    running = await wall('[server]\nmax_streams = 1\n[widgets.note]\nkind = "text"\ntext = "Milk"\n')
    first = await open_page(running.url)
    page = await open_page(running.url, clock=True, live=False)
    why = page.locator(".link .why")
    await expect(why).to_be_visible()
    await expect(why).not_to_be_empty()
    await passes(page, seconds=30)
    await expect(root(page)).to_have_attribute("data-link", "down")
    await first.close()
    await passes(page, seconds=25)
    await expect(root(page)).to_have_attribute("data-link", "live")
    await expect(page.locator(".link")).to_be_hidden()


async def test_f11_a_connection_that_dies_silently(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, proxy: StartProxy
) -> None:
    """The connection dies, and nobody is told.

    Seen: the page calls itself late after 25 s and down before 45 s have passed, and is right as soon as there is a
    way.
    """
    upstream.says("/number", {"value": 17})
    between = await proxy((await wall(NUMBER.format(url=upstream.url, every="1s"))).url)
    page = await open_page(between.url, script=LINKS, clock=True)
    await between.becomes("black hole")
    await page.clock.run_for(20_000)
    await expect(root(page)).to_have_attribute("data-link", "live")
    await page.clock.run_for(10_000)
    await expect(root(page)).to_have_attribute("data-link", "late")
    await page.clock.run_for(15_000)
    await expect(root(page)).to_have_attribute("data-link", "down")
    upstream.says("/number", {"value": 18})
    await between.becomes("pass")
    await expect(root(page)).to_have_attribute("data-link", "live", timeout=20_000)
    await expect(value(page, "number")).to_have_text("18")
    assert await page.evaluate("mark") == "the same page"


async def test_f11_a_black_hole_for_ten_minutes(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, proxy: StartProxy
) -> None:
    """Everything that is sent is lost for ten minutes, on new connections too.

    Seen: the page says since when it has had no connection, and is right within seconds after the end of it, without
    being loaded anew.
    """
    upstream.says("/number", {"value": 17})
    between = await proxy((await wall(NUMBER.format(url=upstream.url, every="100ms"))).url)
    page = await open_page(between.url, script=LINKS, clock=True)
    await between.becomes("black hole")
    for _ in range(40):
        await page.clock.run_for(15_000)
    await expect(root(page)).to_have_attribute("data-link", "down")
    upstream.says("/number", {"value": 18})
    await between.becomes("pass")
    await expect(value(page, "number")).to_have_text("18", timeout=25_000)
    assert await page.evaluate("[mark, links.join()]") == ["the same page", "live,late,down,live"]


async def test_f18_an_hour_of_sleep(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, proxy: StartProxy
) -> None:
    """The screen's machine sleeps for an hour.

    Seen: the page is right within seconds after it wakes up, and is not loaded anew.
    """
    upstream.says("/number", {"value": 17})
    between = await proxy((await wall(NUMBER.format(url=upstream.url, every="100ms"))).url)
    page = await open_page(between.url, script=LINKS, clock=True)
    await between.becomes("black hole")  # a machine that sleeps hears nothing, and its connection dies
    upstream.says("/number", {"value": 18})
    await page.clock.fast_forward(3_600_000)
    await between.becomes("pass")
    await passes(page, seconds=2)
    await expect(value(page, "number")).to_have_text("18", timeout=10_000)
    assert "down" not in await page.evaluate("links")
    assert await page.evaluate("mark") == "the same page"


async def test_f18_a_sleep_after_which_nobody_answers(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, proxy: StartProxy
) -> None:
    """The screen's machine wakes up where there is no network.

    Seen: the page calls itself late at once and down within seconds, and not live.
    """
    upstream.says("/number", {"value": 17})
    between = await proxy((await wall(NUMBER.format(url=upstream.url, every="100ms"))).url)
    page = await open_page(between.url, clock=True)
    await between.becomes("black hole")
    await page.clock.fast_forward(3_600_000)
    await passes(page, seconds=3)
    await expect(root(page)).to_have_attribute("data-link", "late")
    await passes(page, seconds=10)
    await expect(root(page)).to_have_attribute("data-link", "down")


async def test_f19_a_tab_that_is_hidden_and_shown_again_and_again(
    wall: StartWall, open_page: OpenPage, seen: Seen, proxy: StartProxy
) -> None:
    """The tab is hidden and shown again and again.

    Seen: nothing; it stays live on its one stream.
    """
    between = await proxy((await wall('[widgets.clock]\nkind = "clock"\nseconds = true\n')).url)
    page = await open_page(between.url, script=LINKS)
    for _ in range(20):
        await page.evaluate(VISIBILITY, True)
        await page.evaluate(VISIBILITY, False)
    await asyncio.sleep(1)
    assert await page.evaluate("links") == ["live"]
    assert sum("/events" in url for url in seen.requests) == 1


async def test_f20_a_screen_that_roams_to_another_network(
    wall: StartWall, upstream: Upstream, open_page: OpenPage, proxy: StartProxy
) -> None:
    """The screen roams to another network: its connections are dead, nobody is told, and new ones would work.

    Seen: the page calls itself late after 25 s and down before 45 s have passed. It comes back by itself within two
    minutes, and is not loaded anew.
    """
    upstream.says("/number", {"value": 17})
    between = await proxy((await wall(NUMBER.format(url=upstream.url, every="100ms"))).url)
    page = await open_page(between.url, script=LINKS, clock=True)
    between.roams()
    upstream.says("/number", {"value": 18})
    await page.clock.run_for(30_000)
    await expect(root(page)).to_have_attribute("data-link", "late")
    await expect(value(page, "number")).to_have_text("17")
    await page.clock.run_for(15_000)
    await expect(root(page)).to_have_attribute("data-link", "down")
    for _ in range(75):  # a browser first tries all dead connections that it still has
        await passes(page, seconds=1)
        if await value(page, "number").text_content() == "18":
            break
    await expect(root(page)).to_have_attribute("data-link", "live")
    assert await page.evaluate("[mark, links.join()]") == ["the same page", "live,late,down,live"]
