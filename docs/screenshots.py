"""Takes the pictures in docs/images of a wall on played data: `make screenshots`. Look at them before a commit."""

import functools
import http.server
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

DOCS = Path(__file__).parent
IMAGES = DOCS / "images"
BROWSER = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]

PICTURES = {
    "night": ("night", 1920, 1080),
    "day": ("day", 1920, 1080),
    "portrait": ("dusk", 1080, 1920),
    "phone": ("paper", 390, 844),
}
"""Name of the file: theme, width and height of the screen."""

SECOND = """
[pages.office]
dwell = "4s"
layout = \"\"\"
uptime uptime load
uptime uptime system
tech   tech   clock
\"\"\"
"""
"""A second page for the moving picture."""

FRAMES, EACH = 60, 220
"""So many pictures, and milliseconds between two of them."""

HOST = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Workshop notes</title>
<script src="{wall}/embed.js" async></script>
<style>
body {{ margin: 3rem auto; max-width: 46rem; font: 1.1rem/1.6 Georgia, serif; color: #222; background: #fdfcf8; }}
div {{ display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; margin: 1.5rem 0; font-family: sans-serif; }}
live-widget {{ height: 12rem; }}
h1 {{ font-weight: normal; }}
</style></head><body>
<h1>Workshop notes</h1>
<p>Somebody else's page, with two widgets of the wall in it. They change by themselves.</p>
<div><live-widget src="{wall}/widgets/load"></live-widget><live-widget src="{wall}/widgets/uptime"></live-widget></div>
<p>And one line of text with a badge: <img src="{wall}/badge/sales.svg" alt="Orders today"></p>
</body></html>
"""


@contextmanager
def wall(theme: str, change: str = "", more: str = "") -> Iterator[str]:
    """The demo of docs/wall.toml in a theme while the context lasts; its address. `change` stands below `[server]`,
    `more` at the end.
    """
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "wall.toml")
        text = (DOCS / "wall.toml").read_text("utf-8").replace('theme = "night"', f'theme = "{theme}"')
        if more:
            text = text.replace("[pages.main]", '[pages.main]\ndwell = "4s"').replace(
                'kind = "clock"', 'kind = "clock"\nseconds = true'
            )
        for name in ("load", "uptime", "sales") if change else ():
            text = text.replace(f"[widgets.{name}]", f"[widgets.{name}]\nembed = true")
        config.write_text(text.replace("[server]", f"[server]\n{change}") + more, "utf-8")
        command = [sys.executable, "-m", "dashboard", "demo", str(config), "--port", "0"]
        with subprocess.Popen(
            command, cwd=DOCS.parent, env={**os.environ, "PUSH_TOKEN": "picture"}, stderr=subprocess.PIPE, text=True
        ) as process:
            lines = (re.search(r"http://\S+", line) for line in process.stderr or ())
            address = next(found[0] for found in lines if found)
            try:
                push(f"{address}/api/widgets/solar", {"value": 3.4, "label": "since noon"})
                yield address
            finally:
                process.terminate()


def push(address: str, content: object) -> None:
    """Give a widget its number, once the wall answers."""
    headers = {"Authorization": "Bearer picture", "Content-Type": "application/json"}
    request = urllib.request.Request(address, json.dumps(content).encode(), headers, method="PUT")  # noqa: S310  it is ours
    for _ in range(50):
        try:
            urllib.request.urlopen(request, timeout=5).close()  # noqa: S310  the same
        except OSError:
            continue
        return


@contextmanager
def page(browser: Browser, address: str, width: int, height: int) -> Iterator[Page]:
    """A page of this size that shows everything."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(address)
    page.wait_for_selector("html[data-link=live]")
    page.wait_for_selector("[data-state=pending]", state="detached")
    page.wait_for_timeout(3000)
    yield page
    page.close()


def embedded(browser: Browser) -> None:
    """Two widgets and a badge in a page of another site."""
    with tempfile.TemporaryDirectory() as folder:
        handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=folder)
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as host:
            threading.Thread(target=host.serve_forever, daemon=True).start()
            site = f"http://127.0.0.1:{host.server_address[1]}"
            with wall("day", change=f'embed_origins = ["{site}"]') as address:
                Path(folder, "index.html").write_text(HOST.format(wall=address), "utf-8")
                page = browser.new_page(viewport={"width": 900, "height": 620})
                page.goto(site)
                page.wait_for_selector("live-widget[link=live] >> nth=1")
                page.wait_for_timeout(2000)
                page.screenshot(path=IMAGES / "embed.png")
                page.close()
            host.shutdown()


def moving(browser: Browser) -> None:
    """Two pages of a wall that take turns, for some seconds."""
    with wall("night", more=SECOND) as address, page(browser, address, 960, 540) as shown:
        shown.wait_for_selector("html[data-page=office]", timeout=60_000)
        frames = []
        for _ in range(FRAMES):
            frames.append(Image.open(io.BytesIO(shown.screenshot())))
            shown.wait_for_timeout(EACH / 2)  # a picture takes about as long again
        first, *others = frames
        first.save(
            IMAGES / "moving.webp", save_all=True, append_images=others, duration=EACH, loop=0, quality=70, method=4
        )


def main() -> None:
    """All of them."""
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        for name, (theme, width, height) in PICTURES.items():
            with wall(theme) as address, page(browser, address, width, height) as shown:
                shown.screenshot(path=IMAGES / f"{name}.png", full_page=name == "phone")
        embedded(browser)
        moving(browser)
        browser.close()


if __name__ == "__main__":
    main()
