"""What is asked of a picture in a real browser: what is wrong with it, theme by theme. No tests."""

from collections.abc import Iterable
from pathlib import Path

from playwright.async_api import Page

from dashboard.folders import find_folders
from dashboard.web.assets import themes as all_themes

THEMES = [theme for theme in all_themes(find_folders().static) if theme != "auto"]

SIZES = {
    "wall": (1920, 1080),
    "large": (3840, 2160),
    "upright": (1080, 1920),
    "small": (1280, 720),
    "tiny": (800, 480),
}
"""The screens that a wall has to fill: width and height in pixels."""

SMALLEST = 0.016
"""No text of a wall is smaller than this share of the screen's height."""

READABLE = 12.0
"""No text of a phone or a document is smaller, in pixels."""

# A wall has the styles of its own themes alone, so all of them are put beside. A theme takes a minute to change: what
# is on its way there is finished at once.
LOOKED = """async ([smallest, theme]) => {
  const faults = FAULTS;
  const root = document.documentElement;
  if (!document.adoptedStyleSheets.length) {
    const address = document.querySelector('link[href$="wall.css"]').href.replace("wall.css", "themes.css");
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(await (await fetch(address)).text());
    document.adoptedStyleSheets = [sheet];
  }
  const dress = (name) => {
    root.dataset.theme = name;
    for (const animation of document.getAnimations()) animation.finish();
  };
  const before = root.dataset.theme;
  dress(theme);
  const found = faults(smallest);
  dress(before);
  return found;
}""".replace("FAULTS", Path(__file__).with_name("faults.js").read_text("utf-8").strip())


async def faults(page: Page, smallest: float, themes: Iterable[str] = THEMES) -> list[str]:
    """What is wrong with this page in any of these themes; `smallest` is the least size of type in pixels."""
    await page.evaluate("() => document.fonts.ready.then(() => null)")
    return [f"{theme}: {fault}" for theme in themes for fault in await page.evaluate(LOOKED, [smallest, theme])]


async def least(page: Page) -> float:
    """The least size of type on this screen, in pixels."""
    assert page.viewport_size is not None
    return SMALLEST * page.viewport_size["height"]
