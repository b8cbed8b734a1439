"""A real Chromium that shows the wall: what it holds in memory, what it shows, and how it is hidden and shown.

Playwright would keep every page visible, and note what passes; so Chromium is started here, and Playwright only joins.
"""

import asyncio
import contextlib
import shutil
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from playwright.async_api import CDPSession, Page, async_playwright

from tests.conftest import ARGUMENTS

PATIENCE = 30.0
"""Seconds in which Chromium has to be there, and to answer."""

ROUNDS = 6
"""So often garbage is collected for one sample, and the least that was left counts: events come in between."""

GRACE = 5.0
"""Seconds that it has to end by itself when it is asked to."""

BEFORE = """
(() => {
  const streams = new Set();
  window.EventSource = class extends EventSource {
    constructor(...given) {
      super(...given);
      streams.add(this);
    }
  };
  window.soak = {
    events: 0,
    streams: () => {
      for (const stream of streams) if (stream.readyState === EventSource.CLOSED) streams.delete(stream);
      return streams.size;
    },
  };
  document.addEventListener("htmx:sseMessage", () => { soak.events += 1; });
})();
"""
"""Runs before the page's own scripts: counts the events that are swapped in, and the streams that are not closed."""

LOOK = """() => ({
  link: document.documentElement.dataset.link,
  tiles: Object.fromEntries([...document.querySelectorAll("main > section")].map((section) => [
    section.id.slice(2),
    [section.firstElementChild.dataset.state,
     ...[...section.querySelectorAll(".value, .note, .rows li:not(.more) > span")].map((each) => each.textContent)],
  ])),
})"""


@dataclass(frozen=True)
class ScreenSample:
    """What the page holds after garbage was collected. `heap` and `rss`, its process, are in MB; `events` and
    `busy` (s) count from its load. No limit is set to `rss`: DevTools keep in it what the stream has brought.
    """

    events: int
    heap: float
    nodes: int
    listeners: int
    documents: int
    streams: int
    rss: float
    busy: float
    layouts: int


@dataclass(frozen=True)
class Look:
    """What a person would see: the state of the link, and of each widget the state of its tile and its texts."""

    link: str
    tiles: dict[str, list[str]]


class Screen:
    """One page that is open for the whole run. `errors` are what its scripts have thrown; `loads` should stay 1."""

    def __init__(self, page: Page, protocol: CDPSession, whole: CDPSession) -> None:
        self.page = page
        self.protocol = protocol
        self.whole = whole
        self.errors: list[str] = []
        self.loads = 0
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("crash", lambda _: self.errors.append("the page has crashed"))
        page.on("load", self.loaded)

    def loaded(self, _: Page) -> None:
        """The page was loaded, perhaps once more."""
        self.loads += 1

    async def look(self) -> Look:
        """What stands there now."""
        async with asyncio.timeout(PATIENCE):
            seen = await self.page.evaluate(LOOK)
        return Look(seen["link"], seen["tiles"])

    async def sample(self) -> ScreenSample:
        """Collect garbage, and measure what is left."""
        async with asyncio.timeout(PATIENCE):
            events, streams = await self.page.evaluate("() => [soak.events, soak.streams()]")
            heaps, counters = [], []
            for _ in range(ROUNDS):
                await self.protocol.send("HeapProfiler.collectGarbage")
                heaps.append((await self.protocol.send("Runtime.getHeapUsage"))["usedSize"] / 1e6)
                counters.append(await self.protocol.send("Memory.getDOMCounters"))
            processes = await self.whole.send("SystemInfo.getProcessInfo")
            told = (await self.protocol.send("Performance.getMetrics"))["metrics"]
        metrics = {metric["name"]: metric["value"] for metric in told}
        renderers = [each for each in processes["processInfo"] if each["type"] == "renderer"]
        busiest = max(renderers, key=lambda each: float(each["cpuTime"]))
        return ScreenSample(
            events=events,
            heap=min(heaps),
            nodes=min(count["nodes"] for count in counters),
            listeners=min(count["jsEventListeners"] for count in counters),
            documents=min(count["documents"] for count in counters),
            streams=streams,
            rss=psutil.Process(busiest["id"]).memory_info().rss / 1e6,
            busy=metrics["TaskDuration"],
            layouts=int(metrics["LayoutObjects"]),
        )

    async def hide(self, *, frozen: bool = False) -> None:
        """Take the page out of sight; `frozen` as a browser does with a tab that nobody has looked at for long."""
        await self.window("minimized")
        if frozen:
            await self.protocol.send("Page.setWebLifecycleState", {"state": "frozen"})

    async def show(self) -> None:
        """Bring it back."""
        await self.protocol.send("Page.setWebLifecycleState", {"state": "active"})
        await self.window("normal")

    async def window(self, state: str) -> None:
        """Minimise the window, or bring it back."""
        found: dict[str, Any] = await self.protocol.send("Browser.getWindowForTarget")
        await self.protocol.send(
            "Browser.setWindowBounds", {"windowId": found["windowId"], "bounds": {"windowState": state}}
        )


@asynccontextmanager
async def opened(folder: Path, script: str = "") -> AsyncIterator[Screen]:
    """An empty page in a Chromium of its own, whose profile lies in `folder`. `script` runs before each page's own."""
    async with chromium(folder) as address, async_playwright() as playwright:
        browser = await playwright.chromium.connect_over_cdp(address, no_defaults=True)
        context = browser.contexts[0]
        page = context.pages[0]
        protocol = await context.new_cdp_session(page)
        await protocol.send("Performance.enable")
        await page.add_init_script(BEFORE + script)
        yield Screen(page, protocol, await browser.new_browser_cdp_session())


@asynccontextmanager
async def chromium(folder: Path) -> AsyncIterator[str]:
    """Chromium without a window, and the address of its protocol. At the end it and all that it started are ended."""
    binary = shutil.which("chromium")
    if binary is None:
        raise FileNotFoundError("chromium is not installed; tests/install-servers installs it")
    told = folder / "DevToolsActivePort"
    command = [binary, *ARGUMENTS, "--headless=new", "--remote-debugging-port=0", "--window-size=1280,720"]
    process = await asyncio.create_subprocess_exec(
        *command, f"--user-data-dir={folder}", "about:blank", stdout=DEVNULL, stderr=DEVNULL
    )
    try:
        async with asyncio.timeout(PATIENCE):
            while not (told.exists() and told.read_text("utf-8").count("\n")):  # noqa: ASYNC110  it writes a file
                await asyncio.sleep(0.05)
        yield f"http://127.0.0.1:{told.read_text('utf-8').split()[0]}"
    finally:
        await end(process)


async def end(process: asyncio.subprocess.Process) -> None:
    """End Chromium, which ends its own children, and those too that are left when it does not."""
    if process.returncode is not None:
        return
    family = psutil.Process(process.pid).children(recursive=True)
    process.terminate()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(GRACE):
            await process.wait()
    for each in [child for child in family if child.is_running()]:
        with contextlib.suppress(psutil.NoSuchProcess):
            each.kill()
    if process.returncode is None:
        process.kill()
        await process.wait()
