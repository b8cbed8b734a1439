"""Takes a picture of every kind and recipe at each size and in each state, to be looked at: `make gallery`."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

from playwright.sync_api import sync_playwright

from docs.screenshots import BROWSER, FLAGS

PICTURES = Path(__file__).parents[1] / "build" / "gallery"
SIZES = ("1x1", "2x1", "2x2", "4x2", "300x150")
CASES = ("stale", "failed", "warn", "danger")
THEMES = ("night", "day")

SHEET = """
.gallery > header, .about, .copied, .quiet:not(.tile *) { display: none }
.gallery { inline-size: 100%; padding: 1rem; gap: 1rem }
.exhibits { display: flex; flex-wrap: wrap; gap: 1rem }
.exhibits .exhibit { display: block; flex: none }
.exhibits[data-size="1x1"] .exhibit { inline-size: var(--cell) }
.exhibits[data-size="300x150"] .exhibit { inline-size: 300px }
.part > h2 { font-size: 0.9rem }
.exhibits > :not(:has(.tile)) { display: none }
"""
"""Tiles beside each other with their names, and nothing else."""


@contextmanager
def demo() -> Iterator[str]:
    """A demo, as long as the context lasts; its address."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "config.toml")
        config.write_text(
            '[wall]\ntimezone = "Europe/Lisbon"\nlocation = [38.72, -9.14]\n\n[widgets.clock]\nkind = "clock"\n',
            "utf-8",
        )
        command = [sys.executable, "-m", "dashboard", "demo", str(config), "--port", "0"]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
            lines = (re.search(r"http://\S+", line) for line in process.stderr or ())
            try:
                yield next(found[0] for found in lines if found)
            finally:
                process.terminate()


def main() -> None:
    """All of them: every size while fresh, every other state of kinds at 2×1."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    sheets = [("gallery", size, "fresh") for size in SIZES] + [("gallery", "2x1", case) for case in CASES]
    sheets += [("gallery/recipes", size, "fresh") for size in SIZES]
    with demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        context = browser.new_context(viewport={"width": 1920, "height": 1080}, bypass_csp=True)
        page = context.new_page()
        page.set_default_timeout(120_000)
        for theme, (shelf, size, case) in product(THEMES, sheets):
            page.goto(f"{address}/{shelf}?theme={theme}&size={size}&case={case}")
            page.add_style_tag(content=SHEET)
            page.evaluate("() => document.fonts.ready")
            path = PICTURES / f"{shelf.rpartition('/')[2]}-{theme}-{size}-{case}.png"
            page.screenshot(path=path, full_page=True)
            print(path)
        browser.close()


if __name__ == "__main__":
    main()
