"""Live widgets in somebody else's page, in a real browser: as elements, as frames, and by htmx of the page's own."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.e2e.host import BUTTON, NAMES, Host, hosting, shows
from tests.e2e.upstream import html
from tests.waiting import until
from tests.walls import parts_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

STRICT = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'self\'; '
    "script-src 'self' {wall}; connect-src 'self' {wall}; frame-src {wall}; img-src {wall}\">"
)
LOUD = """<style>
* { letter-spacing: 9px !important; text-transform: uppercase; }
:root { --ink: red; --tile: lime; --len: 90; --share: 0.01; --rem: 90px; font-size: 8px; }
p, h2, article, .tile, .value, section { background: yellow !important; color: red !important; display: none; }
body { font: 20px/3 monospace; }
</style>"""
LOOK = """(tile) => {
  const style = getComputedStyle(tile);
  const text = getComputedStyle(tile.querySelector(".value"));
  return [style.display, style.backgroundColor, style.color, style.letterSpacing, style.textTransform, text.fontSize];
}"""
INSTALLED = Path(__file__).parents[2] / "static" / "installed"


@pytest_asyncio.fixture(loop_scope="session")
async def host(tmp_path: Path, browser: Browser) -> AsyncIterator[Host]:
    """A site and a wall."""
    async with hosting(tmp_path, browser) as host:
        yield host


async def test_twelve_elements_share_one_stream_in_a_page_with_a_strict_policy_and_a_button_that_works(
    host: Host,
) -> None:
    visit = await host.visit(host.elements(NAMES) + BUTTON, STRICT.format(wall=host.wall) + host.script)
    places = visit.page.locator("live-widget")
    for number in range(12):
        await shows(places.nth(number), str(number))
        await expect(places.nth(number)).to_have_attribute("link", "live")
    assert host.streams == 1
    await host.push("n7", 77)
    await shows(places.nth(7), "77", within=1)
    await visit.page.click("#button")
    await expect(visit.page.locator("#button")).to_have_text("1")
    await expect(places.nth(0)).to_have_attribute("said", " late live")
    await visit.page.evaluate("() => document.querySelectorAll('live-widget').forEach((each) => each.remove())")
    await until(lambda: host.streams == 0)
    assert visit.console == []


async def test_twelve_frames_share_one_stream_and_a_button_works(host: Host) -> None:
    visit = await host.visit(host.frames(NAMES) + BUTTON)
    frames = [visit.page.frame_locator(f"iframe >> nth={number}") for number in range(12)]
    for number, frame in enumerate(frames):
        await shows(frame.locator("main"), str(number))
        await expect(frame.locator("html")).to_have_attribute("data-link", "live")
    assert host.streams == 1
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
    assert host.streams == 1


async def test_no_style_gets_in_and_none_gets_out(host: Host) -> None:
    size = "<style>live-widget { width: 200px; height: 100px; font: 16px monospace; background: white; }</style>"
    own = '<article class="tile head"><h2>Host</h2><p class="value" data-len="1">1</p></article>'
    inside = f"() => ({LOOK})(document.querySelector('live-widget').shadowRoot.querySelector('.tile'))"
    outside = f"() => ({LOOK})(document.querySelector('article'))"
    bare = await host.visit(own + size)
    quiet = await host.visit(own + size + host.elements(["n1"]), host.script)
    loud = await host.visit(size + host.elements(["n1"]), LOUD + host.script)
    for visit in (quiet, loud):
        await shows(visit.page.locator("live-widget"), "1")
        await visit.page.locator("live-widget .tile").wait_for()
        await expect(visit.page.locator("live-widget .tile")).to_have_css("border-radius", "12.8px")
    assert await loud.page.evaluate(inside) == await quiet.page.evaluate(inside)
    assert await quiet.page.evaluate(outside) == await bare.page.evaluate(outside)
    family = (
        "() => getComputedStyle(document.querySelector('live-widget').shadowRoot.querySelector('.tile')).fontFamily"
    )
    assert await loud.page.evaluate(family) == "monospace"


@pytest.mark.parametrize(
    ("style", "dark", "wanted"),
    [
        ("", True, "day"),
        ("html { color-scheme: light dark; }", True, "night"),
        ("html { color-scheme: light dark; }", False, "day"),
        ("html { color-scheme: dark; }", False, "night"),
        ("body { background: #123; }", False, "night"),
        ("body { background: #123; } live-widget { background: #eee; }", False, "day"),
    ],
)
async def test_an_element_is_as_light_or_dark_as_the_place_it_stands_in(
    host: Host, style: str, dark: bool, wanted: str
) -> None:
    visit = await host.visit(host.elements(["n1"]) + host.elements(["n2"], 'theme="paper"'), host.script)
    await visit.page.emulate_media(color_scheme="dark" if dark else "light")
    await visit.page.evaluate(
        "(style) => document.head.append(Object.assign(document.createElement('style'), {textContent: style}))", style
    )
    themed = visit.page.locator("live-widget .root")
    await expect(themed.nth(0)).to_have_attribute("data-theme", wanted)
    await expect(themed.nth(1)).to_have_attribute("data-theme", "paper")


async def test_a_frame_is_as_light_or_dark_as_its_reader_wants_unless_told_otherwise(host: Host) -> None:
    visit = await host.visit(host.frames(["n1"]) + host.frames(["n1"], "?theme=night"))
    await visit.page.emulate_media(color_scheme="light")
    colours = []
    for number in range(2):
        tile = visit.page.frame_locator(f"iframe >> nth={number}").locator(".tile")
        colours.append(await tile.evaluate("(tile) => getComputedStyle(tile).backgroundColor"))
    assert colours[0] != colours[1]
    await visit.page.emulate_media(color_scheme="dark")
    await expect(visit.page.frame_locator("iframe >> nth=0").locator(".tile")).to_have_css(
        "background-color", colours[1]
    )


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


async def test_a_frame_without_scripts_shows_what_is_known(host: Host) -> None:
    visit = await host.visit(host.frames(["n1"]), scripts=False)
    frame = visit.page.frame_locator("iframe")
    await shows(frame.locator("main"), "1")
    assert await frame.locator("noscript meta, meta[http-equiv=refresh]").count() == 1


async def test_a_page_with_htmx_of_its_own_needs_three_attributes(host: Host) -> None:
    for name in ("htmx.min.js", "sse.min.js"):
        host.site.answers[f"/{name}"] = replace(
            html(""), body=(INSTALLED / name).read_bytes(), media_type="text/javascript"
        )
    body = f'<p hx-ext="sse" sse-connect="{host.wall}/events?widgets=n1" sse-swap="n1"></p>'
    visit = await host.visit(body, '<script src="htmx.min.js"></script><script src="sse.min.js"></script>')
    await shows(visit.page.locator("p"), "1")
    await host.push("n1", 77)
    await shows(visit.page.locator("p"), "77", within=1)
    assert visit.console == []


async def test_a_badge_is_an_image_anywhere(host: Host) -> None:
    visit = await host.visit(f'<img src="{host.wall}/badge/n1.svg" alt="">', STRICT.format(wall=host.wall))
    width = "() => document.images[0].complete && document.images[0].naturalWidth"
    assert await visit.page.evaluate(width) > 20


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


async def test_it_shows_something_else_when_its_src_changes(host: Host) -> None:
    visit = await host.visit(host.elements(["n1"]), host.script)
    place = visit.page.locator("live-widget")
    await shows(place, "1")
    await place.evaluate("(place, wall) => place.setAttribute('src', `${wall}/widgets/n2`)", host.wall)
    await shows(place, "2")
    await until(lambda: host.streams == 1)


async def test_a_tile_of_the_wall_offers_what_to_paste(host: Host) -> None:
    visit = await host.visit(BUTTON)
    await visit.page.goto(host.wall)
    button = visit.page.locator(".embeds button >> nth=1")
    await expect(button).to_have_css("opacity", "0")
    await visit.page.locator("#w-n1").hover()
    await expect(button).to_have_css("opacity", "1")
    await button.click()
    texts = [await text.input_value() for text in await visit.page.locator("dialog textarea").all()]
    assert f'<live-widget src="{host.wall}/widgets/n1"></live-widget>' in texts[0]
    assert f'<iframe src="{host.wall}/embed/n1"' in texts[1]
    assert f'sse-connect="{host.wall}/events?widgets=n1" sse-swap="n1"' in texts[2]
    assert texts[3] == f"![N1]({host.wall}/badge/n1.svg)"
    await visit.page.keyboard.press("Escape")
    await expect(visit.page.locator("dialog")).to_have_count(0)
    assert visit.console == []


@pytest.mark.parametrize(("width", "height"), [(200, 100), (300, 150), (800, 600)])
async def test_nothing_of_a_widget_is_cut_at_these_sizes(host: Host, width: int, height: int) -> None:
    await host.push("n1", 1234567)
    style = f"<style>live-widget, iframe {{ width: {width}px; height: {height}px; border: 0; }}</style>"
    visit = await host.visit(style + host.elements(["n1"]) + host.frames(["n1"]), host.script)
    for place in (visit.page.locator("live-widget .tile"), visit.page.frame_locator("iframe").locator(".tile")):
        await expect(place.locator(".value")).to_have_text("1,234,567")
        await expect(place).to_have_css("border-radius", "12.8px")
        fits = """(tile) => {
          const [outer, inner] = [tile, tile.querySelector(".value")].map((each) => each.getBoundingClientRect());
          const inside = inner.right <= outer.right && inner.bottom <= outer.bottom && inner.height > 10;
          return [outer.width, outer.height, inside];
        }"""
        assert await place.evaluate(fits) == [width, height, True]
