"""Pictures of a page: taken by the installed browser, kept, and refused in a sentence where they can't be had."""

import asyncio
import struct
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from litestar.exceptions import HTTPException

from dashboard.app import Parts
from dashboard.browser.installed import Browser, Family, NoBrowser
from dashboard.web.pages import Pages
from dashboard.web.picture import WAITING, Pictures, Wanted, own_address
from dashboard.web.still import Look
from tests.e2e.program import needed
from tests.waiting import until
from tests.walls import app_of, parts_of, serving

CONFIG = """
[server]
pictures = true
push_token = "let me in"

[widgets.note]
kind = "text"
text = "Hello"

[widgets.count]
kind = "number"
"""

TAKES = """for each; do case $each in --screenshot=*) echo "picture $$" > "${each#--screenshot=}";; esac; done"""
"""What a script does that plays the browser."""


class Camera:
    """Pictures of a wall that are taken by a script. `now` is the time, which the test sets."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = 1000.0
        self.parts: Parts = parts_of(app_of(folder, CONFIG))
        self.pages = Pages(self.parts.publisher, self.parts.assets)
        self.page = self.pages.page("main")

    def pictures(self, body: str = TAKES, deadline: float = 5.0) -> Pictures:
        """Pictures by a browser that does this. It writes down each start with its arguments."""
        path = self.folder / "chromium"
        path.write_text(f'#!/bin/sh\necho "$*" >> {self.folder}/starts\n{body}\n', "utf-8")
        path.chmod(0o755)
        browser = Browser(path, Family.CHROMIUM)
        return Pictures(self.pages, ["day"], lambda: browser, deadline, lambda: self.now)

    @property
    def starts(self) -> list[str]:
        """The arguments of each start."""
        path = self.folder / "starts"
        return path.read_text("utf-8").splitlines() if path.exists() else []

    async def take(self, pictures: Pictures, width: int = 800) -> bytes:
        """A picture."""
        wanted = Wanted("main", width, 480, Look())
        return (await pictures.picture(self.page, wanted, "http://127.0.0.1:1")).content


@pytest.fixture
def camera(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Camera:
    """A camera whose temporary files lie in a folder of the test's."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    return Camera(tmp_path)


# Over HTTP, by a real Chromium


async def test_a_page_is_given_as_a_picture(tmp_path: Path) -> None:
    needed("chromium")
    async with serving(app_of(tmp_path, CONFIG)) as url, httpx.AsyncClient(base_url=url, timeout=30) as client:
        answer = await client.get("/pages/main.png?width=400&height=300&theme=paper")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "image/png"
        assert struct.unpack(">IIBB", answer.content[16:26]) == (400, 300, 8, 2)
        assert len(answer.content) > 2000
        tag = {"If-None-Match": answer.headers["etag"]}
        again = await client.get("/pages/main.png?width=400&height=300&theme=paper", headers=tag)
        assert (again.status_code, again.content) == (304, b"")
        ink = await client.get("/pages/main.png?ink")
        assert struct.unpack(">IIBB", ink.content[16:26]) == (800, 480, 8, 0)
        assert ink.content != answer.content


async def test_pictures_are_off_where_nobody_has_switched_them_on(tmp_path: Path) -> None:
    off = CONFIG.replace("pictures = true", "")
    async with serving(app_of(tmp_path, off)) as url, httpx.AsyncClient(base_url=url) as client:
        answer = await client.get("/pages/main.png")
    assert (answer.status_code, answer.text) == (
        404,
        "This wall gives no pictures. [server] pictures = true lets it.\n",
    )


async def test_what_is_out_of_bounds_is_refused_before_any_browser_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    refused = {
        "/pages/main.png?width=63": (400, "width is a number of pixels, 64 to 4096."),
        "/pages/main.png?height=4097": (400, "height is a number of pixels, 64 to 4096."),
        "/pages/main.png?width=800%2C1+--flag": (400, "width is a number of pixels, 64 to 4096."),
        "/pages/main.png?theme=day%26x=1": (400, "There is no theme 'day&x=1'; there are auto, "),
        "/pages/nope.png": (404, "There is no page called 'nope' on this wall."),
        "/pages/.png": (404, "There is no page called '' on this wall."),
        "/pages/main.png": (503, "No Chromium is installed. On Debian and Raspberry Pi OS: sudo apt install chromium"),
    }
    async with serving(app_of(tmp_path, CONFIG)) as url, httpx.AsyncClient(base_url=url) as client:
        for address, (status, sentence) in refused.items():
            answer = await client.get(address)
            assert answer.status_code == status, address
            assert answer.text.startswith(sentence), address
        assert answer.headers["retry-after"] == "3600"


async def test_the_browser_is_sent_to_this_server_whatever_the_request_calls_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    camera = Camera(tmp_path)
    camera.pictures()
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    async with serving(app_of(tmp_path, CONFIG)) as url, httpx.AsyncClient(base_url=url) as client:
        await client.get("/pages/main.png?theme=day", headers={"Host": "10.1.2.3"})
        await client.get("/pages/main.png?theme=day&ink=&x=http://evil.example", headers={"Host": "10.1.2.3"})
    assert [start.split()[-1] for start in camera.starts] == [
        f"{url}/pages/main?still&theme=day",
        f"{url}/pages/main?ink=never",
    ]


@pytest.mark.parametrize(
    ("server", "address"),
    [(("127.0.0.1", 80), "http://127.0.0.1:80"), (("::1", 8000), "http://[::1]:8000")],
)
def test_a_server_has_an_address(server: tuple[str, int], address: str) -> None:
    assert own_address(server) == address


def test_a_server_on_a_unix_socket_has_none() -> None:
    with pytest.raises(HTTPException, match="no browser can open it"):
        own_address(("/run/wall.sock", None))


# Kept


async def test_a_picture_is_kept_until_something_on_its_page_changes(camera: Camera) -> None:
    pictures = camera.pictures()
    first = await camera.take(pictures)
    camera.now += 300
    assert await camera.take(pictures) == first
    camera.parts.publisher.notice("Something has changed")
    second = await camera.take(pictures)
    assert second != first
    assert len(camera.starts) == 2


async def test_however_much_changes_it_is_kept_for_ten_seconds(camera: Camera) -> None:
    pictures = camera.pictures()
    first = await camera.take(pictures)
    camera.parts.publisher.notice("Something has changed")
    camera.now += 9.9
    assert await camera.take(pictures) == first
    camera.now += 0.2
    assert await camera.take(pictures) != first


async def test_though_nothing_changes_it_is_taken_again_after_ten_minutes(camera: Camera) -> None:
    pictures = camera.pictures()
    first = await camera.take(pictures)
    camera.now += 601
    assert await camera.take(pictures) != first


async def test_only_so_many_pictures_are_kept(camera: Camera) -> None:
    pictures = camera.pictures()
    for width in range(100, 120):
        await camera.take(pictures, width)
    assert [wanted.width for wanted in pictures.kept] == list(range(104, 120))


# One browser at a time


async def test_the_same_picture_for_many_is_taken_once(camera: Camera) -> None:
    pictures = camera.pictures(f"sleep 0.1; {TAKES}")
    assert len(set(await asyncio.gather(*(camera.take(pictures) for _ in range(WAITING))))) == 1
    assert len(camera.starts) == 1


async def test_there_is_one_browser_at_a_time_and_a_short_queue(camera: Camera) -> None:
    running = camera.folder / "running"
    pictures = camera.pictures(f"mkdir {running} || exit 1; sleep 0.05; {TAKES}; rmdir {running}")
    asked = [camera.take(pictures, 100 + number) for number in range(WAITING + 2)]
    taken = await asyncio.gather(*asked, return_exceptions=True)
    refused = [each for each in taken if isinstance(each, HTTPException)]
    assert [(each.status_code, each.detail, each.headers) for each in refused] == [
        (503, "Too many pictures are asked for at once.", {"Retry-After": "10"})
    ] * 2
    assert len(camera.starts) == WAITING


# What goes wrong


async def test_a_browser_that_hangs_is_ended_with_all_that_it_started(camera: Camera) -> None:
    children = camera.folder / "children"
    pictures = camera.pictures(f"sleep 1000 & echo $! > {children}; trap '' TERM; wait", deadline=0.3)
    with pytest.raises(HTTPException, match=r"The browser was not done within 0\.3 s\.") as caught:
        await camera.take(pictures)
    assert (caught.value.status_code, caught.value.headers) == (503, {"Retry-After": "30"})
    await until(lambda: not alive(int(children.read_text("utf-8"))))


def alive(number: int) -> bool:
    """Whether there is such a process, and it runs."""
    try:
        return "State:\tZ" not in Path(f"/proc/{number}/status").read_text("utf-8")
    except OSError:
        return False


async def test_a_browser_that_fails_is_left_alone_for_ten_seconds(camera: Camera) -> None:
    pictures = camera.pictures("exit 1")
    for _ in range(3):
        with pytest.raises(HTTPException, match=r"The browser ended without a picture\."):
            await camera.take(pictures)
    assert len(camera.starts) == 1
    camera.now += 11
    with pytest.raises(HTTPException):
        await camera.take(pictures)
    assert len(camera.starts) == 2


async def test_one_that_gives_up_waiting_takes_its_browser_along(camera: Camera) -> None:
    pictures = camera.pictures("sleep 1000")
    asking = asyncio.create_task(camera.take(pictures))
    await until(lambda: camera.starts)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert pictures.waiting == 0
    assert list((camera.folder / "temporary").iterdir()) == []


@pytest.mark.parametrize("body", [TAKES, "exit 1"])
async def test_nothing_is_left_on_the_disk(camera: Camera, body: str) -> None:
    pictures = camera.pictures(f"touch here; {body}")
    await asyncio.gather(camera.take(pictures), return_exceptions=True)
    assert len(camera.starts) == 1
    assert list((camera.folder / "temporary").iterdir()) == []


async def test_the_browser_sees_no_secret_of_ours(camera: Camera, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUSH_TOKEN", "let me in")
    await camera.take(camera.pictures(f"env > {camera.folder}/environment; {TAKES}"))
    seen = (camera.folder / "environment").read_text("utf-8")
    assert "PATH=" in seen
    assert "let me in" not in seen
    assert f"HOME={Path.home()}\n" not in seen


async def test_without_a_browser_it_says_what_to_do(camera: Camera) -> None:
    def none() -> Browser:
        raise NoBrowser("No Chromium is installed.")

    find: Callable[[], Browser] = none
    with pytest.raises(HTTPException, match="No Chromium is installed") as caught:
        await camera.take(Pictures(camera.pages, [], find))
    assert caught.value.headers == {"Retry-After": "3600"}
