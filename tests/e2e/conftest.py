"""Pages, the real program, and around them an upstream and a network that fail when told to."""

import asyncio
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.e2e.host import Host, hosting
from tests.e2e.program import OFFLINE, Program, lacking, needed
from tests.e2e.proxy import Proxy
from tests.e2e.screen import Seen, root
from tests.e2e.upstream import Upstream

EXAMPLE = (Path(__file__).parents[2] / "config.toml").read_text("utf-8")
"""The wall that comes with the program."""

expect.set_options(timeout=15_000)


@dataclass
class Wall:
    """A wall that runs. `start` it again after `program.kill()`, on the same port."""

    program: Program
    url: str
    config: Path

    async def start_again(self) -> None:
        """The same wall on the same port; returns when it answers."""
        port = self.url.rpartition(":")[2]
        self.program = Program("run", str(self.config), "--port", port, folder=self.config.parent)
        await asyncio.to_thread(self.program.answers, f"{self.url}/healthz")


class StartWall(Protocol):
    """Starts a wall of this config.toml and waits until every source has been asked once."""

    async def __call__(self, config: str, *, command: str = "run", offline: bool = False) -> Wall: ...


class OpenPage(Protocol):
    """Opens an address in a fresh browser context and waits until its link is live, unless it is not to be.

    With `clock` the page's clock can be moved by `page.clock`; `script` runs before the page's own. `options` are those
    of the context.
    """

    async def __call__(
        self, url: str, *, clock: bool = False, script: str = "", live: bool = True, **options: Any
    ) -> Page: ...


OpenTab = Callable[[Page, str], Awaitable[Page]]
"""Opens an address in another tab of the browser that shows this page, and waits until its link is live."""

StartProxy = Callable[[str], Awaitable[Proxy]]
"""Starts a proxy in front of the wall at this address."""


@pytest_asyncio.fixture(loop_scope="session")
async def seen() -> AsyncIterator[Seen]:
    """What the pages of this test did. Whatever a test is about, these things happen in none."""
    seen = Seen()
    yield seen
    assert seen.foreign == []
    assert seen.errors == []
    assert seen.dialogs == []
    assert seen.violations == []


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser: Browser, seen: Seen) -> AsyncIterator[OpenPage]:
    """Pages in contexts of their own, closed at the end."""
    contexts: list[BrowserContext] = []

    async def opened(url: str, *, clock: bool = False, script: str = "", live: bool = True, **options: Any) -> Page:
        context = await browser.new_context(
            **{"viewport": {"width": 1280, "height": 720}, "locale": "en-GB", "timezone_id": "UTC", **options}
        )
        contexts.append(context)
        page = await context.new_page()
        await seen.watch(page, url)
        if script:
            await page.add_init_script(script)
        if clock:
            await page.clock.install()
        await page.goto(url)
        if live and options.get("java_script_enabled", True):
            await expect(root(page)).to_have_attribute("data-link", "live")
        return page

    yield opened
    for context in contexts:
        with suppress(TimeoutError):  # a browser that does not close a page leaves it to its own end
            async with asyncio.timeout(20):
                await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def open_tab(seen: Seen) -> OpenTab:
    """Tabs beside a page."""

    async def opened(beside: Page, url: str) -> Page:
        page = await beside.context.new_page()
        await seen.watch(page, url)
        await page.goto(url)
        await expect(root(page)).to_have_attribute("data-link", "live")
        return page

    return opened


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[StartWall]:
    """The real program on a free port of loopback, with its config.toml in a folder of its own."""
    walls: list[Wall] = []

    async def started(config: str, *, command: str = "run", offline: bool = False) -> Wall:
        folder = tmp_path / f"wall-{len(walls)}"
        folder.mkdir(exist_ok=True)
        path = folder / "config.toml"
        path.write_text(config, "utf-8")
        arguments = (command, str(path))
        wall = Wall(*(away(*arguments, folder=folder) if offline else here(*arguments, folder=folder)), path)
        walls.append(wall)
        if not offline:
            wall.url = await asyncio.to_thread(wall.program.address)
        await asyncio.to_thread(wall.program.answers, f"{wall.url}/readyz")
        return wall

    yield started
    for wall in walls:
        if wall.program.process.poll() is None:
            wall.program.end()


def here(*arguments: str, folder: Path) -> tuple[Program, str]:
    """The program, which will say where it listens."""
    return Program(*arguments, "--port", "0", folder=folder), ""


def away(*arguments: str, folder: Path) -> tuple[Program, str]:
    """The program where there is no network, and the address by which it is reached all the same."""
    if subprocess.run([needed("unshare"), "-rn", "true"], capture_output=True, check=False).returncode:
        lacking("this machine does not let a process leave its network")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        command = (needed("unshare"), "-rn", sys.executable, str(OFFLINE), str(listener.fileno()))
        return Program(*arguments, folder=folder, command=command, inherited=(listener.fileno(),)), url


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Wall]:
    """The example wall on data that are played, for tests that only look at it."""
    folder = tmp_path_factory.mktemp("demo")
    config = folder / "config.toml"
    config.write_text(EXAMPLE, "utf-8")
    program = Program("demo", "--port", "0", folder=folder)
    url = await asyncio.to_thread(program.address)
    await asyncio.to_thread(program.answers, f"{url}/readyz")
    yield Wall(program, url, config)
    program.end()


@pytest_asyncio.fixture(loop_scope="session")
async def upstream() -> AsyncIterator[Upstream]:
    """A server of somebody else's, whose answers the test decides."""
    upstream = Upstream()
    await upstream.start()
    yield upstream
    await upstream.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def proxy() -> AsyncIterator[StartProxy]:
    """A proxy in front of a wall."""
    proxies: list[Proxy] = []

    async def started(target: str) -> Proxy:
        proxies.append(Proxy(target))
        await proxies[-1].start()
        return proxies[-1]

    yield started
    for each in proxies:
        await each.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def host(tmp_path: Path, browser: Browser) -> AsyncIterator[Host]:
    """A site, and a wall that it may embed widgets of."""
    async with hosting(tmp_path, browser) as host:
        yield host
