"""Who may read what from another site's page: over a real socket, with the headers that browsers send."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from httpx_sse import aconnect_sse
from litestar import Litestar

from dashboard.app import Parts, create_app, read_board
from dashboard.web.tokens import Token, signed
from tests.waiting import until
from tests.walls import app_of, parts_of, serving

KEY = "sixteen letters or more"
HERE = "https://intranet.example"
CONFIG = f"""
[server]
embed_origins = ["{HERE}", "http://localhost:8080"]
token_key = "{KEY}"
revoked_tokens = ["gone"]

[pages.main]
layout = "open closed"

[widgets.open]
kind = "text"
text = "For everybody"
embed = true

[widgets.other]
kind = "text"
text = "For everybody too"
embed = true

[widgets.closed]
kind = "text"
text = "For us"
"""
READABLE = ("/widgets/{}", "/api/widgets/{}", "/events?widgets={}")
FOREIGN = {"Origin": HERE}

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Litestar:
    """A wall with two widgets for other sites' pages and one that is not."""
    return app_of(tmp_path_factory.mktemp("wall"), CONFIG)


@pytest.fixture(scope="module")
def parts(app: Litestar) -> Parts:
    """Its parts."""
    return parts_of(app)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """A client of that wall."""
    async with serving(app) as url, httpx.AsyncClient(base_url=url, timeout=5, trust_env=False) as client:
        yield client


async def begun(client: httpx.AsyncClient, path: str, headers: dict[str, str]) -> httpx.Response:
    """An answer as soon as it has begun; a stream is left again. The text of one that is refused is read."""
    async with client.stream("GET", path, headers=headers) as answer:
        if answer.status_code != 200:
            await answer.aread()
        return answer


def token(*widgets: str, name: str = "k1", days: float = 1, key: str = KEY) -> str:
    """A token for these widgets, for so many days from now."""
    return signed(Token(name, frozenset(widgets), datetime.now(UTC) + timedelta(days=days)), key)


@pytest.mark.parametrize("path", [*READABLE, "/embed.js", "/embed.css", "/embed.svg"])
async def test_a_site_that_is_named_reads_what_may_be_embedded(client: httpx.AsyncClient, path: str) -> None:
    answer = await begun(client, path.format("open"), FOREIGN)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == HERE
    assert "Origin" in answer.headers["vary"]


@pytest.mark.parametrize("path", READABLE)
async def test_a_widget_without_embed_is_refused_to_it_and_it_is_told_what_to_set(
    client: httpx.AsyncClient, path: str
) -> None:
    answer = await begun(client, path.format("closed"), FOREIGN)
    assert answer.status_code == 403
    assert answer.headers["access-control-allow-origin"] == HERE
    assert "set embed = true in [widgets.closed] of config.toml" in answer.text
    assert "For us" not in answer.text


async def test_one_closed_widget_among_open_ones_closes_the_stream(client: httpx.AsyncClient) -> None:
    assert (await begun(client, "/events?widgets=open,closed", FOREIGN)).status_code == 403


@pytest.mark.parametrize("path", READABLE)
async def test_a_widget_that_is_not_there_is_not_found(client: httpx.AsyncClient, path: str) -> None:
    answer = await begun(client, path.format("nope"), FOREIGN)
    assert answer.status_code == 404
    assert answer.headers["access-control-allow-origin"] == HERE


@pytest.mark.parametrize(
    "origin",
    [
        "http://intranet.example",
        "https://intranet.example:444",
        "https://aintranet.example",
        "https://intranetxexample",
        "https://intranet.example.evil.test",
        "https://evil.test",
        "http://localhost:8081",
        "null",
        "",
    ],
)
@pytest.mark.parametrize("path", [*READABLE, "/embed.css"])
async def test_d08_a_site_that_is_not_named_reads_nothing(client: httpx.AsyncClient, path: str, origin: str) -> None:
    """Another site's script reads the wall through its reader's browser.

    Against it: CORS only for the exact origins in `embed_origins`, with `Vary: Origin`, and for single widgets with
    `embed = true`.
    """
    answer = await begun(client, path.format("open"), {"Origin": origin})
    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers
    assert "embed_origins" in answer.text


async def test_an_origin_is_the_same_in_capitals(client: httpx.AsyncClient) -> None:
    assert (await begun(client, "/widgets/open", {"Origin": HERE.upper()})).status_code == 200


@pytest.mark.parametrize("path", [*READABLE, "/", "/events", "/api/widgets"])
async def test_pages_of_this_wall_and_programs_go_on_as_ever(client: httpx.AsyncClient, path: str) -> None:
    own = str(client.base_url).rstrip("/")
    for headers in ({}, {"Origin": own}):
        answer = await begun(client, path.format("closed"), headers)
        assert answer.status_code == 200
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("path", ["/events", "/events?page=main", "/events?page=nope"])
async def test_another_site_gets_no_page_of_this_wall(client: httpx.AsyncClient, path: str) -> None:
    answer = await begun(client, path, FOREIGN)
    assert answer.status_code == 403
    assert "/events?widgets=" in answer.text


@pytest.mark.parametrize("path", ["/", "/api/widgets", "/status", "/metrics", "/static/x/wall.css", "/api/displays"])
async def test_everything_else_is_handed_to_no_other_site(client: httpx.AsyncClient, path: str) -> None:
    assert "access-control-allow-origin" not in (await begun(client, path, FOREIGN)).headers


@pytest.mark.parametrize("name", ["wall.notice", "wall.shell", "main"])
async def test_what_the_wall_says_of_itself_can_not_be_asked_for(client: httpx.AsyncClient, name: str) -> None:
    assert (await begun(client, f"/events?widgets={name}", FOREIGN)).status_code == 404


async def test_a_guest_hears_of_its_widgets_and_of_nothing_else(client: httpx.AsyncClient, parts: Parts) -> None:
    heard = []
    address = "/events?widgets=open&page=main&display=lobby"
    async with aconnect_sse(client, "GET", address, headers=FOREIGN) as source:
        async for event in source.aiter_sse():
            heard.append(event.event)
            if event.event == "wall.heartbeat":
                assert not parts.hub.reads("lobby")
                break
    assert heard == ["open", "wall.heartbeat"]


async def test_a_browser_that_asks_first_is_told(client: httpx.AsyncClient) -> None:
    headers = {**FOREIGN, "Access-Control-Request-Method": "GET"}
    answer = await client.options("/widgets/open", headers=headers)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD"
    refused = await client.options("/widgets/open", headers={**headers, "Origin": "https://evil.test"})
    assert "access-control-allow-origin" not in refused.headers


async def test_only_a_stream_may_come_with_credentials_which_htmx_always_sends(client: httpx.AsyncClient) -> None:
    stream = await begun(client, "/events?widgets=open", FOREIGN)
    assert stream.headers["access-control-allow-credentials"] == "true"
    assert "access-control-allow-credentials" not in (await begun(client, "/widgets/open", FOREIGN)).headers


async def test_a_page_of_another_site_can_not_push(client: httpx.AsyncClient) -> None:
    answer = await client.put("/api/widgets/open", json={"value": 1}, headers=FOREIGN)
    assert answer.status_code >= 400
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("path", ["/widgets/open?", "/api/widgets/open?", "/events?widgets=open&"])
async def test_a_token_that_is_shown_has_to_be_good(client: httpx.AsyncClient, path: str) -> None:
    for headers in (FOREIGN, {}):
        good = await begun(client, f"{path}token={token('open', 'other')}", headers)
        together = await begun(client, f"{path}token={token('other')}&token={token('open')}", headers)
        assert (good.status_code, together.status_code) == (200, 200)
        for bad, sentence in [
            ("x", "not one of this wall's"),
            (token("open", key="another key altogether"), "not one of this wall's"),
            (token("open", days=-1), "expired"),
            (token("open", name="gone"), "revoked"),
            (token("other"), "not for open"),
        ]:
            answer = await begun(client, f"{path}token={bad}", headers)
            assert answer.status_code == 403
            assert sentence in answer.text
            assert bad not in answer.text or bad == "x"


async def test_a_token_opens_nothing_that_may_not_be_embedded(client: httpx.AsyncClient) -> None:
    assert (await begun(client, f"/widgets/closed?token={token('closed')}", FOREIGN)).status_code == 403
    assert (await begun(client, f"/embed/closed?token={token('closed')}", {})).status_code == 403


async def test_a_stream_ends_when_its_token_is_revoked_or_its_widget_closed(
    client: httpx.AsyncClient, parts: Parts, tmp_path: Path
) -> None:
    path = tmp_path / "config.toml"
    board = parts.publisher.board
    for text in (CONFIG.replace('"gone"', '"gone", "k1"'), CONFIG.replace("embed = true", "")):
        ended = asyncio.Event()

        listening = asyncio.create_task(heard_out(client, ended))
        await until(lambda: parts.hub.count() == 1)
        path.write_text(text, "utf-8")
        parts.publisher.adopt(read_board(path), parts.publisher.renderer)
        await parts.publisher.beat()
        await until(ended.is_set)
        await listening
        parts.publisher.adopt(board, parts.publisher.renderer)
        await until(lambda: parts.hub.count() == 0)


async def test_a_stream_ends_when_its_token_expires(tmp_path: Path) -> None:
    path, late, ended = tmp_path / "config.toml", asyncio.Event(), asyncio.Event()
    path.write_text(CONFIG, "utf-8")
    app = create_app(read_board(path), now=lambda: datetime.now(UTC) + timedelta(days=2 * late.is_set()))
    async with serving(app) as url, httpx.AsyncClient(base_url=url, timeout=5, trust_env=False) as client:
        listening = asyncio.create_task(heard_out(client, ended))
        await until(lambda: parts_of(app).hub.count() == 1)
        await parts_of(app).publisher.beat()
        assert not ended.is_set()
        late.set()
        await parts_of(app).publisher.beat()
        await until(ended.is_set)
        await listening


async def heard_out(client: httpx.AsyncClient, ended: asyncio.Event) -> None:
    """Listen to a stream with a token that is good for a day, until the wall ends it."""
    async with client.stream("GET", f"/events?widgets=open&token={token('open')}", headers=FOREIGN) as answer:
        async for _ in answer.aiter_bytes():
            pass
    ended.set()


async def test_where_tokens_are_needed_other_sites_read_nothing_without(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = app_of(tmp_path, CONFIG.replace("[pages.main]", "embed_tokens = true\n[pages.main]"))
    caplog.set_level(logging.DEBUG, "wallboard")
    shown = token("open")
    async with serving(app) as url, httpx.AsyncClient(base_url=url, timeout=5, trust_env=False) as client:
        for path in ("/widgets/open?", "/api/widgets/open?", "/events?widgets=open&"):
            without = await begun(client, path, FOREIGN)
            assert without.status_code == 403
            assert "wallboard token" in without.text
            assert (await begun(client, f"{path}token={shown}", FOREIGN)).status_code == 200
            assert (await begun(client, path, {})).status_code == 200
        for path in ("/embed/open", "/badge/open.svg", "/events?widgets=open&embed"):
            between = "&" if "?" in path else "?"
            assert (await begun(client, path, {})).status_code == 403
            assert (await begun(client, f"{path}{between}token={shown}", {})).status_code == 200
        assert (await begun(client, "/embed.js", FOREIGN)).status_code == 200
    assert shown.rpartition(".")[2] not in caplog.text


async def test_a_wall_without_a_key_says_that_it_has_no_tokens(tmp_path: Path) -> None:
    app = app_of(tmp_path, CONFIG.replace(f'token_key = "{KEY}"', ""))
    async with serving(app) as url, httpx.AsyncClient(base_url=url, timeout=5, trust_env=False) as client:
        assert "set token_key" in (await begun(client, f"/widgets/open?token={token('open')}", FOREIGN)).text
