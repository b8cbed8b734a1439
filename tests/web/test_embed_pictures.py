"""What an embedded tile shows that is not in its HTML: pictures of this wall's, and pages of somebody else's."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from litestar import Litestar

from dashboard.web.passwords import hashed
from dashboard.web.tokens import issue
from tests.waiting import until
from tests.walls import app_of, parts_of, serving

WALL = """
[server]
token_key = "sixteen letters or more"
embed_origins = ["https://intranet.example"]
{access}

[widgets.yard]
kind = "image"
slides = "slides"
embed = true

[widgets.other]
kind = "image"
slides = "slides"
embed = true

[widgets.closed]
kind = "image"
slides = "slides"

[widgets.map]
kind = "iframe"
src = "https://maps.example:8443/somewhere"
embed = true
"""
PICTURE = b"<svg xmlns='http://www.w3.org/2000/svg'>" + b" " * 9000 + b"</svg>"

PATHS = ("/beat", "/beat?widgets=yard", "/ws?widgets=yard", "/pages/main.png", "/api/widgets", "/events", "/status")


def app_with(folder: Path, access: str = "") -> Litestar:
    """A wall with pictures that are too large for their tiles."""
    (folder / "slides").mkdir()
    (folder / "slides" / "yard.svg").write_bytes(PICTURE)
    return app_of(folder, WALL.format(access=access))


@pytest_asyncio.fixture
async def closed(tmp_path: Path) -> AsyncIterator[tuple[httpx.AsyncClient, str]]:
    """A client of a wall that asks for a password, and a token for one of its widgets."""
    app = app_with(tmp_path, f'access = "password"\npassword = "{hashed("any")}"')
    publisher = parts_of(app).publisher
    _, token = issue(publisher.board, ["yard"], 1)
    async with serving(app) as url, httpx.AsyncClient(base_url=url, trust_env=False) as client:
        await until(lambda: all("picture?v=" in publisher.hub.newest[name].text for name in ("yard", "other")))
        yield client, token


async def test_d23_a_token_opens_the_picture_of_its_widget_and_no_other(
    closed: tuple[httpx.AsyncClient, str],
) -> None:
    """A picture that is too large for its tile is asked for by itself.

    Against it: it is as closed as its tile, and a read token opens those of its own widgets alone.
    """
    client, token = closed
    shown = {"token": token}
    assert (await client.get("/widgets/yard/picture", params=shown)).content == PICTURE
    assert (await client.get("/widgets/yard/picture")).status_code == 401
    for name in ("other", "closed"):
        assert (await client.get(f"/widgets/{name}/picture", params=shown)).status_code == 401


async def test_d23_a_token_opens_nothing_that_no_embed_asks_for(closed: tuple[httpx.AsyncClient, str]) -> None:
    """Somebody takes the read token out of a public page and asks for more by it.

    Against it: it opens the addresses of docs/embedding.md alone, and of those the widgets that it names.
    """
    client, token = closed
    for path in PATHS:
        answer = await client.get(f"{path}{'&' if '?' in path else '?'}token={token}")
        assert answer.status_code in {401, 403}, path


async def test_a_frame_names_its_pictures_with_its_token(closed: tuple[httpx.AsyncClient, str]) -> None:
    client, token = closed
    html = (await client.get("/embed/yard", params={"token": token})).text
    source = html.partition('<img class="cover" src="')[2].partition('"')[0].replace("&amp;", "&")
    assert source.endswith(f"&token={token}")
    assert (await client.get(source)).content == PICTURE


@pytest.mark.parametrize(("lines", "without"), [("", "cross-origin"), ("embed_tokens = true", "same-origin")])
async def test_d08_another_site_shows_no_picture_of_a_widget_that_may_not_be_embedded(
    tmp_path: Path, lines: str, without: str
) -> None:
    """Another site names the address of a camera's picture in an image of its own.

    Against it: browsers are told by `Cross-Origin-Resource-Policy` that the picture is for pages of this wall alone,
    unless its widget has `embed = true` and a token is shown where one is needed.
    """
    app = app_with(tmp_path, lines)
    publisher = parts_of(app).publisher
    _, token = issue(publisher.board, ["yard"], 1)
    asked = {"closed/picture": "same-origin", "yard/picture": without, f"yard/picture?token={token}": "cross-origin"}
    async with serving(app) as url, httpx.AsyncClient(base_url=url, trust_env=False) as client:
        await until(lambda: all("picture?v=" in publisher.hub.newest[name].text for name in ("closed", "yard")))
        for path, policy in asked.items():
            assert (await client.get(f"/widgets/{path}")).headers["cross-origin-resource-policy"] == policy


async def test_a_frame_lets_in_the_page_that_its_widget_shows_and_no_other(tmp_path: Path) -> None:
    async with serving(app_with(tmp_path)) as url, httpx.AsyncClient(base_url=url, trust_env=False) as client:
        policy = (await client.get("/embed/map")).headers["content-security-policy"].split("; ")
        assert "frame-src https://maps.example:8443" in policy
        assert "frame-ancestors 'self' https://intranet.example" in policy
        assert "frame-src" not in (await client.get("/embed/yard")).headers["content-security-policy"]
