"""How the browser of a kiosk gets into a wall that asks for a password."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from dashboard.kiosk.address import address
from dashboard.kiosk.wall import Wall
from dashboard.poll.http import HttpClient
from dashboard.web.passwords import hashed
from tests.walls import app_of, serving

CONFIG = """
[server]
access = "password"
password = '{hash}'

[widgets.note]
kind = "text"
text = "Hello"
"""


async def test_with_the_password_it_comes_by_a_ticket_that_holds_no_password(tmp_path: Path) -> None:
    app, http = app_of(tmp_path, CONFIG.format(hash=hashed("open sesame"))), HttpClient()
    async with serving(app) as url, httpx.AsyncClient(follow_redirects=True) as browser:
        wall = Wall(http, address(None, url, "main", "lobby"), "open sesame")
        assert await wall.open_at() == wall.address
        assert await wall.seen() is None
        door = await wall.door()
        assert "sesame" not in door
        assert parse_qs(urlsplit(door).query)["to"] == ["/pages/main?display=lobby"]
        shown = await browser.get(door)
        assert (str(shown.url), shown.status_code) == (wall.address.url, 200)
    await http.close()


@pytest.mark.parametrize("password", ["", "wrong"])
async def test_without_it_the_page_itself_is_opened_which_asks_for_it(
    tmp_path: Path, password: str, caplog: pytest.LogCaptureFixture
) -> None:
    app, http = app_of(tmp_path, CONFIG.format(hash=hashed("open sesame"))), HttpClient()
    async with serving(app) as url:
        wall = Wall(http, address(None, url, None, "lobby"), password)
        assert await wall.door() == wall.address.url
        assert ("gives no ticket for this password" in caplog.text) == bool(password)
        assert await wall.open_at() == wall.address
    await http.close()
