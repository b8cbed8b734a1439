"""A stand-in for a wall's server on a real socket, browsers that are scripts, and kiosks in a hurry."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil
import pytest

from dashboard.browser.installed import Browser, Family
from dashboard.kiosk.address import address
from dashboard.kiosk.keep import Kiosk, Pace
from dashboard.kiosk.profile import Profile
from dashboard.poll.http import HttpClient
from tests.poll.site import Asked, Site, answer

HURRY = Pace(first=0.05, most=0.4, calm=60, soon=0.01, look=0.05, patience=1.0, ending=2.0)
"""Everything at once, but for a browser that takes its time to open."""

PATIENT = replace(HURRY, patience=4.0, ending=5.0)
"""The same with a real browser."""

FLAGS = ("--headless=new", "--disable-gpu")
"""Those of a browser for which there is no screen."""

PAGE = b"""<!doctype html><title>Wall</title><script>
let frame = performance.now();
const paint = () => { frame = performance.now(); requestAnimationFrame(paint); };
requestAnimationFrame(paint);
const name = new URLSearchParams(location.search).get("display");
setInterval(() => fetch(`/api/displays/${name}/seen`, {
  method: "POST", body: JSON.stringify({ painted: (performance.now() - frame) / 1000 }) }), 100);
</script>"""
"""A page that reports like a wall's, only more often."""


@dataclass
class StandIn:
    """What a kiosk meets of a wall: its health, its pages, and its list of screens, to which those report."""

    site: Site = field(default_factory=lambda: Site({}))
    displays: dict[str, dict[str, object]] = field(default_factory=dict)
    reports: int = 0

    def __post_init__(self) -> None:
        self.site.replies |= {
            "/healthz": answer(b"ok\n"),
            "/api/displays": self.listed,
            "": self.other,
        }

    async def listed(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        """Every screen that has reported."""
        writer.write(answer(json.dumps(list(self.displays.values())).encode(), content_type="application/json"))

    async def other(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        """A page, or a screen that says how it is."""
        parts = asked.path.partition("?")[0].split("/")
        if asked.method == "POST":
            self.seen(parts[3], json.loads(asked.body)["painted"])
            writer.write(answer(status="204 No Content"))
        else:
            writer.write(answer(PAGE, content_type="text/html"))

    def seen(self, name: str, painted: float | None = 0.0) -> None:
        """A screen has reported."""
        self.reports += 1
        self.displays[name] = {"name": name, "last_seen": f"report {self.reports}", "painted": painted}

    def asked_for(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(asked.path.partition("?")[0] == path for asked in self.site.asked)


@pytest.fixture
async def wall() -> AsyncIterator[StandIn]:
    """A stand-in that listens."""
    wall = StandIn()
    await wall.site.open()
    yield wall
    await wall.site.close()


@pytest.fixture
def script(tmp_path: Path) -> Callable[[str], Browser]:
    """A browser that is a shell script. It writes down each start, with its arguments, in `starts` beside it."""

    def written(body: str, name: str = "chromium") -> Browser:
        path = tmp_path / name
        path.write_text(f'#!/bin/sh\necho "$$ $*" >> {tmp_path}/starts\n{body}\n', "utf-8")
        path.chmod(0o755)
        return Browser(path, Family.CHROMIUM)

    return written


@pytest.fixture
def starts(tmp_path: Path) -> Callable[[], list[str]]:
    """Each start of the script: its process and its arguments."""

    def read() -> list[str]:
        path = tmp_path / "starts"
        return path.read_text("utf-8").splitlines() if path.exists() else []

    return read


@asynccontextmanager
async def keeping(
    browser: Browser, url: str, home: Path, pace: Pace = HURRY, flags: tuple[str, ...] = ()
) -> AsyncIterator[Kiosk]:
    """A kiosk at work, stopped at the end."""
    http = HttpClient()
    kiosk = Kiosk(browser, address(None, url, None, "lobby"), http, flags, pace)
    with Profile(browser, "lobby", home) as profile:
        keeping = asyncio.create_task(kiosk.keep_open(profile))
        try:
            yield kiosk
        finally:
            kiosk.stop.set()
            await keeping
            await http.close()


def processes(folder: Path) -> Iterator[psutil.Process]:
    """Every process of the browser with a profile in this folder, its first one first."""
    for process in psutil.process_iter():
        try:
            if any(str(folder) in argument for argument in process.cmdline()):
                yield process
                yield from process.children(recursive=True)
                return
        except psutil.Error:
            continue


def renderers(folder: Path) -> list[psutil.Process]:
    """Those of them that draw pages."""
    return [process for process in processes(folder) if "--type=renderer" in process.cmdline()]
