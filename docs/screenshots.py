"""Takes the pictures in docs/images of a wall on played data: `make screenshots`. Look at them before a commit."""

import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

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


@contextmanager
def wall(theme: str) -> Iterator[str]:
    """The demo of docs/wall.toml in a theme, as long as the context lasts; its address."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "wall.toml")
        config.write_text(
            re.sub('theme = "night"', f'theme = "{theme}"', (DOCS / "wall.toml").read_text("utf-8")), "utf-8"
        )
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


def main() -> None:
    """All of them."""
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        for name, (theme, width, height) in PICTURES.items():
            with wall(theme) as address:
                page = browser.new_page(viewport={"width": width, "height": height})
                page.goto(address)
                page.wait_for_selector("html[data-link=live]")
                page.wait_for_function("!document.querySelector('[data-state=pending]')")
                page.wait_for_timeout(3000)
                page.screenshot(path=IMAGES / f"{name}.png", full_page=name == "phone")
                page.close()
            print(IMAGES / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
