"""Live widgets in somebody else's page, in a real browser: when they connect, what they share, what they tell."""

import asyncio
import re

import pytest
from playwright.async_api import expect

from tests.e2e.host import BUTTON, NAMES, Host, shows
from tests.e2e.pasted import strict
from tests.waiting import until
from tests.walls import parts_of

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_twelve_elements_share_one_stream_in_a_page_with_a_strict_policy_and_a_button_that_works(
    host: Host,
) -> None:
    visit = await host.visit(host.elements(NAMES) + BUTTON, strict(host.wall) + host.script)
    places = visit.page.locator("live-widget")
    for number in range(12):
        await shows(places.nth(number), str(number))
        await expect(places.nth(number)).to_have_attribute("link", "live")
    assert host.streams == 1
    fetched = "() => performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)"
    paths = await visit.page.evaluate(fetched)
    assert [paths.count(path) for path in ("/embed.js", "/embed.css", "/embed.svg")] == [1, 1, 1]
    await host.push("n7", 77)
    await shows(places.nth(7), "77", within=1)
    await visit.page.click("#button")
    await expect(visit.page.locator("#button")).to_have_text("1")
    await expect(places.nth(0)).to_have_attribute("said", re.compile("live$"))
    await visit.page.evaluate("() => document.querySelectorAll('live-widget').forEach((each) => each.remove())")
    await until(lambda: host.streams == 0)
    assert visit.console == []


async def test_twelve_frames_share_one_stream_and_a_button_works(host: Host) -> None:
    visit = await host.visit(host.frames(NAMES) + BUTTON)
    frames = [visit.page.frame_locator(f"iframe >> nth={number}") for number in range(12)]
    for number, frame in enumerate(frames):
        await shows(frame.locator("main"), str(number))
        await expect(frame.locator("html")).to_have_attribute("data-link", "live")
    await until(lambda: host.streams == 1)
    for name in ("n0", "n11"):
        await host.push(name, 77)
    await shows(frames[0].locator("main"), "77", within=1)
    await shows(frames[11].locator("main"), "77", within=1)
    await visit.page.click("#button")
    await expect(visit.page.locator("#button")).to_have_text("1")
    await visit.page.evaluate("() => document.querySelectorAll('iframe').forEach((each, at) => at && each.remove())")
    await host.push("n0", 78)
    await shows(frames[0].locator("main"), "78")
    assert visit.console == []


async def test_when_the_frame_with_the_stream_goes_another_takes_it_over(host: Host) -> None:
    visit = await host.visit(host.frames(NAMES[:3]))
    live = visit.page.frame_locator("iframe >> nth=0").locator("html[data-link=live]")
    await expect(live).to_have_count(1)
    for left, number in ((2, 50), (1, 60)):
        await visit.page.evaluate("() => document.querySelector('iframe').remove()")
        await until(lambda: host.streams == 1)
        for name in NAMES[:3]:
            await host.push(name, number)
        await shows(visit.page.frame_locator(f"iframe >> nth={left - 1}").locator("main"), str(number))
    await until(lambda: host.streams == 1)


async def test_a_frame_that_waits_for_a_click_or_for_being_seen_has_no_stream_before(host: Host) -> None:
    below = '<div id="far"></div><style>#far { height: 5000px; }</style>'
    visit = await host.visit(host.frames(["n1"], "?start=click") + below + host.frames(["n2"], "?start=visible"))
    first, second = (visit.page.frame_locator(f"iframe >> nth={number}") for number in range(2))
    await shows(first.locator("main"), "1")
    await shows(second.locator("main"), "2")
    assert host.streams == 0
    await first.locator("button").click()
    await expect(first.locator("html")).to_have_attribute("data-link", "live")
    await host.push("n1", 41)
    await host.push("n2", 42)
    await shows(first.locator("main"), "41")
    await expect(second.locator("html")).not_to_have_attribute("data-link", "live")
    await visit.page.locator("iframe >> nth=1").scroll_into_view_if_needed()
    await expect(second.locator("html")).to_have_attribute("data-link", "live")
    await shows(second.locator("main"), "42")
    assert host.streams == 1
    assert visit.console == []


async def test_a_frame_without_scripts_loads_itself_anew_every_minute(host: Host) -> None:
    visit = await host.visit(host.frames(["n1"]), scripts=False)
    headline = visit.page.frame_locator("iframe").locator("main")
    await shows(headline, "1")
    await host.push("n1", 77)
    browser = await visit.page.context.new_cdp_session(visit.page)
    for seconds, number in ((58, "1"), (3, "77")):
        passed = asyncio.Event()
        browser.once("Emulation.virtualTimeBudgetExpired", lambda _, passed=passed: passed.set())
        budget = {"policy": "pauseIfNetworkFetchesPending", "budget": seconds * 1000}
        await browser.send("Emulation.setVirtualTimePolicy", budget)
        await asyncio.wait_for(passed.wait(), 15)
        await shows(headline, number)


async def test_an_element_tells_when_its_wall_is_gone_and_when_it_is_back(host: Host) -> None:
    visit = await host.visit(host.elements(["n1"]) + BUTTON, host.script)
    place = visit.page.locator("live-widget")
    await expect(place).to_have_attribute("link", "live")
    hub = parts_of(host.app).hub
    hub.close()
    await expect(place).to_have_attribute("link", "down")
    await expect(place.locator(".link")).to_have_text("No connection")
    await shows(place, "1")
    hub.closed = False
    await host.push("n1", 5)
    await expect(place).to_have_attribute("link", "live")
    await shows(place, "5")
    said = str(await place.get_attribute("said")).split()
    assert ("down" in said, said[-1]) == (True, "live")


async def test_an_element_tells_when_it_hears_nothing_of_its_wall(host: Host) -> None:
    visit = await host.visit(host.elements(["n1"]) + BUTTON)
    await visit.page.clock.install()
    await visit.page.add_script_tag(url=f"{host.wall}/embed.js")
    place = visit.page.locator("live-widget")
    await expect(place).to_have_attribute("link", "live")
    await visit.page.clock.run_for(27_000)
    await expect(place).to_have_attribute("link", "late")
    await expect(place.locator(".link")).to_have_text("Late")
    await host.push("n1", 5)
    await expect(place).to_have_attribute("said", " late live late live")


async def test_an_element_that_is_refused_says_why_and_the_others_stay_live(host: Host) -> None:
    visit = await host.visit(
        host.elements(["n1", "closed", "nope"]) + '<live-widget src="/"></live-widget>', host.script
    )
    places = visit.page.locator("live-widget")
    await expect(places.nth(1).locator(".message")).to_contain_text("set embed = true in [widgets.closed]")
    await expect(places.nth(2).locator(".message")).to_contain_text("There is no widget called 'nope'")
    await expect(places.nth(3).locator(".message")).to_contain_text("src is to be such as")
    await shows(places.nth(0), "1")
    await expect(places.nth(0)).to_have_attribute("link", "live")
    await expect(places.nth(1)).to_have_attribute("link", "down")
    assert visit.complains("403")


async def test_it_shows_something_else_when_its_src_changes(host: Host) -> None:
    visit = await host.visit(host.elements(["n1"]), host.script)
    place = visit.page.locator("live-widget")
    await shows(place, "1")
    await place.evaluate("(place, wall) => place.setAttribute('src', `${wall}/widgets/n2`)", host.wall)
    await shows(place, "2")
    await until(lambda: host.streams == 1)
