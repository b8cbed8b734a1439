"""How live widgets look in somebody else's page: what they take from their place, and what stays apart."""

import pytest
from playwright.async_api import FloatRect, expect

from tests.e2e.host import Host, shows

pytestmark = pytest.mark.asyncio(loop_scope="session")

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
DARK = """
html { color-scheme: dark; }
iframe { color-scheme: light; }
iframe:last-child { color-scheme: dark; }
"""
"""A page that is dark, and lets the ground through in all frames but the last."""


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


async def test_an_element_takes_the_width_and_the_type_of_its_place_and_is_twelve_times_that_type_high(
    host: Host,
) -> None:
    place = "<style>div { width: 420px; font: 20px serif; }</style>"
    visit = await host.visit(f"{place}<div>{host.elements(['n1'])}</div>", host.script)
    await shows(visit.page.locator("live-widget"), "1")
    tile = visit.page.locator("live-widget .tile")
    await expect(tile).to_have_css("font-family", "serif")
    box = await tile.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (420, 240)


@pytest.mark.parametrize(("style", "last"), [("", ""), (DARK, "?transparent")], ids=["plain page", "dark page"])
async def test_what_is_transparent_lets_the_ground_of_its_page_through(host: Host, style: str, last: str) -> None:
    look = "body { margin: 0; background: rgb(200 120 120); } iframe, live-widget { width: 300px; height: 150px; }"
    body = host.elements(["n1"], "transparent") + host.frames(["n1"], "?transparent&theme=night")
    body += host.frames(["n1"], "?transparent") + host.frames(["n1"], last)
    visit = await host.visit(f"<style>iframe {{ border: 0; }} {look} {style}</style>{body}", host.script)
    await visit.page.emulate_media(color_scheme="dark")
    await expect(visit.page.locator("live-widget .tile")).to_have_css("border-radius", "12.8px")
    for number in range(3):
        await shows(visit.page.frame_locator(f"iframe >> nth={number}").locator("main"), "1")
    corners = []
    for left, top in ((600, 20), (270, 120), (270, 270), (570, 270), (870, 270)):
        clip = FloatRect(x=left, y=top, width=20, height=20)
        corners.append(await visit.page.screenshot(clip=clip))
    ground, *clear, solid = corners
    assert clear == [ground] * 3
    assert solid != ground
