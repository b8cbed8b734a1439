"""How long it takes from the upstream's answer to the change of the DOM in a real browser."""

import shutil
import time
from collections.abc import Generator

from playwright.sync_api import sync_playwright

from benchmarks.figures import Figure, figure
from benchmarks.upstream import upstream
from benchmarks.wall import mixed, running, table

CHANGES = 60
EVERY = "300ms"
AIM = 100.0
PATIENCE = 60.0
WIDGETS = 11
"""Other widgets on the same page."""

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]

WATCH = """() => {
  window.ages = [];
  let last = "";
  const section = document.querySelector("#w-changing");
  new MutationObserver(() => {
    const now = performance.timeOrigin + performance.now();
    const found = /sent ([0-9.]+)/.exec(section.textContent);
    if (found && found[1] !== last) window.ages.push(now - Number(found[1]) * 1000);
    last = found ? found[1] : last;
  }).observe(section, { childList: true, subtree: true, characterData: true });
}"""


def measure() -> Generator[Figure, None, None]:
    """The age of the answer at the moment the page shows it."""
    with upstream() as port:
        changing = table("changing", kind="json", url=f"http://127.0.0.1:{port}/changing", value="sent", every=EVERY)
        with running([*mixed(WIDGETS, port), changing], fresh=WIDGETS + 1) as wall:
            wall.ready()
            yield figure("upstream to DOM", "ms", watched(f"http://127.0.0.1:{wall.port}/"), AIM, "p99")


def watched(address: str) -> list[float]:
    """The first changes that the page at this address shows, each by its age in milliseconds."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page()
        page.goto(address)
        page.wait_for_selector("html[data-link=live]")
        time.sleep(1)
        page.evaluate(WATCH)
        ages: list[float] = []
        until = time.monotonic() + PATIENCE
        while len(ages) < CHANGES:
            if time.monotonic() > until:
                raise TimeoutError(f"the page showed {len(ages)} changes in {PATIENCE:.0f} s")
            time.sleep(1)
            ages = page.evaluate("window.ages")
        browser.close()
    return ages[:CHANGES]
