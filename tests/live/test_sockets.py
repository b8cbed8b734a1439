"""The WebSocket endpoint over a real socket: who is let in, what is sent, and what is heard."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from litestar import Litestar

from dashboard.app import Parts
from tests.live.talker import Talker, refused, talking
from tests.waiting import until
from tests.walls import app_of, parts_of, serving

CONFIG = """
[server]
push_token = "let me in"
max_streams = 3

[pages.main]
layout = "count said"

[pages.other]
layout = "other"

[widgets.count]
kind = "number"

[widgets.said]
kind = "messages"

[widgets.other]
kind = "number"
"""

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Litestar:
    """A wall with numbers that are pushed, and messages."""
    return app_of(tmp_path_factory.mktemp("wall"), CONFIG)


@pytest.fixture(scope="module")
def parts(app: Litestar) -> Parts:
    """Its parts."""
    return parts_of(app)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def url(app: Litestar) -> AsyncIterator[str]:
    """The address of that wall."""
    async with serving(app) as url:
        yield url


async def push(url: str, name: str, value: float) -> None:
    """Push a number."""
    async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
        headers = {"Authorization": "Bearer let me in"}
        assert (await client.put(f"/api/widgets/{name}", json={"value": value}, headers=headers)).status_code == 200


async def snapshot(talker: Talker) -> list[str]:
    """What comes at once."""
    heard = [await talker.hear()]
    while not heard[-1].startswith("<!--wall.heartbeat "):
        heard.append(await talker.hear())
    return heard


async def test_the_snapshot_comes_first_each_widget_as_a_fragment(url: str, parts: Parts) -> None:
    async with talking(url, "/ws?page=main") as talker:
        heard = await snapshot(talker)
    pattern = r'<section id="w-(\w+)" data-id="([\w-]+)" hx-swap-oob="innerHTML">(.*)</section>'
    fragments = [re.fullmatch(pattern, each, re.DOTALL) for each in heard]
    found = {each[1]: each[3] for each in fragments if each}
    assert found == {name: parts.hub.newest[name].text for name in ("count", "said")}
    assert any(each.startswith("<!--wall.shell ") for each in heard)


async def test_what_changes_is_sent_live_and_the_same_as_in_the_stream(url: str, parts: Parts) -> None:
    async with talking(url, "/ws?page=main") as talker:
        await snapshot(talker)
        await push(url, "count", 17)
        assert f">{parts.hub.newest['count'].text}<" in await talker.hear()
        assert ">17<" in parts.hub.newest["count"].text


async def test_a_reader_that_says_what_it_has_is_spared_it(url: str, parts: Parts) -> None:
    async with talking(url, f"/ws?widgets=count,other&last={parts.publisher.last}") as talker:
        assert not [each for each in await snapshot(talker) if each.startswith("<section")]


async def test_of_what_it_did_not_read_it_gets_the_newest(url: str, parts: Parts) -> None:
    async with talking(url, "/ws?widgets=count") as talker:
        await snapshot(talker)
        for value in range(100, 160):
            parts.hub.publish(parts.hub.newest["count"])
            if value % 20 == 0:
                await push(url, "count", value)
        heard = [await talker.hear()]
        while ">140<" not in heard[-1]:
            heard.append(await talker.hear())
        assert len(heard) <= 6


async def test_its_heart_goes_on_beating(url: str, parts: Parts) -> None:
    async with talking(url, "/ws?widgets=count") as talker:
        await snapshot(talker)
        for _ in range(2):
            await parts.publisher.beat()
            assert (await talker.hear()).startswith('<!--wall.heartbeat {"time":')


async def test_an_event_of_the_programs_own_can_not_end_its_comment(url: str, parts: Parts) -> None:
    async with talking(url, "/ws?page=main") as talker:
        await snapshot(talker)
        async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
            order = {"message": "--><b>hi</b>"}
            assert (await client.post("/api/displays/all", json=order)).status_code == 200
        heard = await talker.hear()
    assert heard.count(">") == 1
    assert json.loads(heard.removeprefix("<!--wall.message ").removesuffix("-->"))["text"] == "--><b>hi</b>"


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:1", "null"])
async def test_another_sites_page_is_refused_before_anything_is_opened(url: str, parts: Parts, origin: str) -> None:
    status, sentence = await refused(url, "/ws", Origin=origin)
    assert (status, parts.hub.count()) == (403, 0)
    assert sentence == "Pages of other sites may not open a WebSocket to this wall.\n"


async def test_a_page_of_this_wall_is_let_in(url: str) -> None:
    async with talking(url, "/ws?page=main", Origin=url) as talker:
        assert await snapshot(talker)


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/ws?page=none", {}, 404),
        ("/ws?widgets=none", {}, 404),
        ("/nothing", {}, 403),
        ("/ws", {"Host": "evil.example"}, 400),
        ("/ws", {"Sec-WebSocket-Version": "8"}, 400),
        ("/ws", {"Sec-WebSocket-Key": "short"}, 400),
    ],
)
async def test_what_is_no_good_request_is_refused_by_http_and_leaves_no_line_in_the_log(
    url: str, caplog: pytest.LogCaptureFixture, path: str, headers: dict[str, str], status: int
) -> None:
    assert (await refused(url, path, **headers))[0] == status
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []


async def test_without_an_upgrade_it_says_what_it_is(url: str) -> None:
    async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
        answer = await client.get("/ws")
    assert answer.status_code == 426
    assert answer.headers["upgrade"] == "websocket"


async def test_it_takes_the_seats_of_streams_and_gives_them_back(url: str, parts: Parts) -> None:
    async with talking(url, "/ws"), talking(url, "/ws"), talking(url, "/ws"):
        await until(lambda: parts.seats.open == 3)
        async with talking(url, "/ws") as fourth:
            assert (await fourth.hear()).startswith("<!--wall.full All 3 places")
            assert await fourth.ended() == 1013
    await until(lambda: parts.seats.open == 0)
    assert parts.hub.count() == 0


async def test_what_a_page_sends_is_on_the_wall(url: str) -> None:
    async with talking(url, "/ws?widgets=said") as talker, talking(url, "/ws?page=main") as other:
        await snapshot(talker)
        await snapshot(other)
        await talker.say(json.dumps({"widget": "said", "text": "Post is <here>", "HEADERS": {"HX-Request": "true"}}))
        for each in (talker, other):
            assert "Post is &lt;here&gt;" in await each.hear()


@pytest.mark.parametrize(
    "content", ["", "no json", "[" * 2000, "[]", '{"widget": "count", "text": "x"}', '{"widget": "said", "text": " "}']
)
async def test_what_can_not_be_written_is_answered_and_the_line_goes_on(url: str, content: str) -> None:
    async with talking(url, "/ws?widgets=count") as talker:
        await snapshot(talker)
        await talker.say(content)
        assert (await talker.hear()).startswith("<!--wall.refused ")
        await push(url, "count", len(content))
        assert f">{len(content)}" in (await talker.hear()).replace(",", "")


async def test_what_is_sent_may_have_16_kib_and_no_more(url: str) -> None:
    async with talking(url, "/ws?widgets=said") as talker:
        await snapshot(talker)
        await talker.say(json.dumps({"widget": "said", "text": "Post"}).ljust(16 * 1024))
        assert ">Post<" in await talker.hear()
        await talker.say(" " * (16 * 1024 + 1))
        assert await talker.ended() == 1009


async def test_one_that_hangs_up_in_the_middle_leaves_nothing_behind_and_no_line_in_the_log(
    url: str, parts: Parts, caplog: pytest.LogCaptureFixture
) -> None:
    for value, leave in enumerate(("abort", "close"), 100):
        async with talking(url, "/ws?page=main") as talker:
            await snapshot(talker)
            getattr(talker.writer.transport, leave)()
            await push(url, "count", value)
        await until(lambda: not any(parts.hub.readers.values()))
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []


async def test_when_the_wall_ends_a_reader_is_told_to_come_back(tmp_path: Path) -> None:
    async with asyncio.timeout(5):
        async with serving(app_of(tmp_path, CONFIG)) as url:
            connection = talking(url, "/ws")
            talker = await connection.__aenter__()
            await snapshot(talker)
        assert await talker.ended() == 1012
        await connection.__aexit__(None, None, None)
