"""The SSE endpoint over a real socket: its bytes, its order, and what it forgets."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from httpx_sse import EventSource, ServerSentEvent, aconnect_sse
from litestar import Litestar

from dashboard.app import Parts
from tests.live.decoder import by_the_rules
from tests.waiting import until
from tests.walls import app_of, parts_of, serving

CONFIG = """
[server]
push_token = "let me in"

[pages.main]
layout = "note count"

[pages.other]
layout = "other"

[widgets.note]
kind = "text"
text = '''
One
Two'''

[widgets.count]
kind = "number"

[widgets.other]
kind = "number"

[widgets.nowhere]
kind = "number"
"""


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Litestar:
    """A wall with a text and three numbers that are pushed, on two pages. All tests here push other numbers to it."""
    return app_of(tmp_path_factory.mktemp("wall"), CONFIG)


@pytest.fixture(scope="module")
def parts(app: Litestar) -> Parts:
    """Its parts."""
    return parts_of(app)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(app: Litestar, parts: Parts) -> AsyncIterator[httpx.AsyncClient]:
    """A client of that wall, once its text has been read. At the end all streams are closed."""
    async with serving(app) as url, httpx.AsyncClient(base_url=url, timeout=5, trust_env=False) as client:
        await until(lambda: 'data-state="fresh"' in parts.hub.newest["note"].text)
        yield client


Push = Callable[[str, float], Awaitable[None]]


@pytest.fixture
def push(client: httpx.AsyncClient) -> Push:
    """`await push("count", 42)`."""

    async def put(name: str, value: float) -> None:
        headers = {"Authorization": "Bearer let me in"}
        answer = await client.put(f"/api/widgets/{name}", json={"value": value}, headers=headers)
        assert answer.status_code == 200

    return put


@asynccontextmanager
async def reading(client: httpx.AsyncClient, query: str = "", **headers: str) -> AsyncIterator[EventSource]:
    """A stream, read by httpx-sse."""
    async with aconnect_sse(client, "GET", f"/events{query}", headers=headers) as source:
        yield source


async def live(source: EventSource) -> AsyncGenerator[ServerSentEvent, None]:
    """What comes after the snapshot."""
    events = source.aiter_sse()
    await take(events)
    return events


async def take(events: AsyncIterator[ServerSentEvent], last: str = "wall.heartbeat") -> list[ServerSentEvent]:
    """The events up to and with the first one called `last`."""
    taken = []
    async for event in events:
        taken.append(event)
        if event.event == last:
            return taken
    raise AssertionError(f"the stream ended before {last}")


async def snapshot(client: httpx.AsyncClient, query: str = "", **headers: str) -> dict[str, str]:
    """What a reader that joins is sent at once: the data of each event by its name."""
    async with reading(client, query, **headers) as source:
        return {event.event: event.data for event in await take(source.aiter_sse())}


async def raw(client: httpx.AsyncClient, query: str = "") -> bytes:
    """The first bytes of a stream, up to its first heartbeat."""
    stream = b""
    async with client.stream("GET", f"/events{query}") as answer:
        async for chunk in answer.aiter_raw():
            stream += chunk
            if b"wall.heartbeat" in stream and stream.endswith(b"\n\n"):
                break
    return stream


async def test_the_headers_are_those_of_a_stream_that_nobody_may_keep_or_hold_back(client: httpx.AsyncClient) -> None:
    async with client.stream("GET", "/events", headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/event-stream"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-accel-buffering"] == "no"
        assert "content-encoding" not in answer.headers
        assert "content-length" not in answer.headers


async def test_it_begins_with_the_time_to_wait_before_the_next_connection(client: httpx.AsyncClient) -> None:
    waits = []
    for _ in range(8):
        found = re.match(rb"retry: (\d+)\nevent: ", await raw(client))
        assert found is not None
        waits.append(int(found[1]))
    assert all(2000 <= wait < 5000 for wait in waits)
    assert len(set(waits)) > 1


async def test_lines_end_with_lf_alone(client: httpx.AsyncClient) -> None:
    stream = await raw(client)
    assert b"\r" not in stream
    assert stream.decode("utf-8").count("\n\n") == len(by_the_rules(stream))


async def test_the_snapshot_is_the_newest_html_of_each_widget_of_the_page(
    client: httpx.AsyncClient, parts: Parts
) -> None:
    seen = await snapshot(client, "?page=main")
    assert seen.keys() == {"note", "count", "wall.shell", "wall.page", "wall.heartbeat"}
    assert [seen[name] for name in ("note", "count")] == [parts.hub.newest[name].text for name in ("note", "count")]


async def test_a_text_of_several_lines_arrives_as_it_was(client: httpx.AsyncClient) -> None:
    assert "One\nTwo" in (await snapshot(client))["note"]


@pytest.mark.parametrize(
    ("query", "widgets"),
    [
        ("", {"note", "count"}),
        ("?page=main", {"note", "count"}),
        ("?page=other", {"other"}),
        ("?widgets=count,nowhere", {"count", "nowhere"}),
        ("?widgets=count&widgets=other", {"count", "other"}),
        ("?widgets=count,,count,", {"count"}),
        ("?widgets=count&page=other", {"count"}),
    ],
)
async def test_a_reader_gets_the_widgets_that_it_asks_for(
    client: httpx.AsyncClient, query: str, widgets: set[str]
) -> None:
    own = {"wall.shell", "wall.heartbeat"} | ({"wall.page"} if "widgets" not in query else set())
    assert (await snapshot(client, query)).keys() == widgets | own


async def test_the_shell_names_the_assets_and_where_a_page_is_watched_its_layout(
    client: httpx.AsyncClient, parts: Parts
) -> None:
    main, other, none = [
        (await snapshot(client, query))["wall.shell"] for query in ("", "?page=other", "?widgets=note")
    ]
    assert none == parts.assets.version
    assert main.startswith(f"{none}-")
    assert main != other


async def test_what_changes_is_sent_live_with_rising_ids(client: httpx.AsyncClient, push: Push) -> None:
    async with reading(client) as source:
        events = source.aiter_sse()
        seen = await take(events)
        for value in (1, 2, 3):
            await push("count", value)
            event = await anext(events)
            assert event.event == "count"
            assert f">{value}<" in event.data
            seen.append(event)
        await events.aclose()
    ids = [event.id for event in seen if "." not in event.event]
    epochs, revisions = zip(*(re.fullmatch(r"([0-9a-f]+)-(\d+)", name).groups() for name in ids), strict=True)  # type: ignore[union-attr]
    assert len(set(epochs)) == 1
    assert [int(revision) for revision in revisions] == sorted({int(revision) for revision in revisions})


async def test_what_is_not_asked_for_is_not_sent(client: httpx.AsyncClient, push: Push) -> None:
    async with reading(client, "?page=other") as source:
        events = await live(source)
        await push("count", 21)
        await push("other", 22)
        assert (await anext(events)).event == "other"
        await events.aclose()


async def test_equal_html_is_sent_once(client: httpx.AsyncClient, push: Push) -> None:
    async with reading(client) as source:
        events = await live(source)
        for value in (11, 11, 11, 12):
            await push("count", value)
        values: list[str] = []
        while not values or ">12<" not in values[-1]:
            values.append((await anext(events)).data)
        assert len(values) <= 2
        await events.aclose()


@pytest.mark.parametrize("how", ["header", "query"])
async def test_a_reader_that_says_what_it_has_is_spared_it(
    client: httpx.AsyncClient, parts: Parts, push: Push, how: str
) -> None:
    last = parts.publisher.last
    await push("count", 31 if how == "header" else 32)
    if how == "header":
        seen = await snapshot(client, **{"Last-Event-ID": last})
    else:
        seen = await snapshot(client, f"?page=main&last={last}")
    assert seen.keys() == {"count", "wall.shell", "wall.page", "wall.heartbeat"}


async def test_the_header_counts_more_than_the_address(client: httpx.AsyncClient, parts: Parts) -> None:
    """A browser that connects again by itself says in the header what it has seen since the address was made."""
    seen = await snapshot(client, "?last=0-0", **{"Last-Event-ID": parts.publisher.last})
    assert seen.keys() == {"wall.shell", "wall.page", "wall.heartbeat"}


@pytest.mark.parametrize("last", ["nonsense", "deadbeef-1", "%00", "%0A", "9" * 5000, "{epoch}-99999", "{epoch}--1"])
async def test_an_id_that_means_nothing_here_is_ignored(client: httpx.AsyncClient, parts: Parts, last: str) -> None:
    last = last.replace("{epoch}", parts.publisher.revisions.epoch)
    assert {"note", "count"} <= (await snapshot(client, f"?last={last}")).keys()


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?page=nope", "There is no page called 'nope' on this wall.\n"),
        ("?widgets=note,nope", "There is no widget called 'nope' on this wall.\n"),
        ("?widgets=wall.heartbeat", "There is no widget called 'wall.heartbeat' on this wall.\n"),
    ],
)
async def test_an_unknown_name_is_404_with_a_sentence(client: httpx.AsyncClient, query: str, sentence: str) -> None:
    answer = await client.get(f"/events{query}")
    assert (answer.status_code, answer.text) == (404, sentence)
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "HEAD"])
async def test_the_stream_can_only_be_read(client: httpx.AsyncClient, method: str) -> None:
    answer = await client.request(method, "/events")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")


async def test_a_reader_that_leaves_is_forgotten(client: httpx.AsyncClient, parts: Parts) -> None:
    async with reading(client) as source:
        await take(source.aiter_sse())
        await until(lambda: parts.hub.count() == 1)
    await until(lambda: not parts.hub.count())
    assert parts.hub.readers == {}


async def test_a_heartbeat_says_when_each_widget_was_last_polled_well(client: httpx.AsyncClient) -> None:
    heard = json.loads((await snapshot(client, "?widgets=note,nowhere"))["wall.heartbeat"])
    assert list(heard["polled"]) == ["note"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", heard["time"])


async def test_a_heartbeat_reaches_who_is_connected(client: httpx.AsyncClient, parts: Parts) -> None:
    async with reading(client) as source:
        events = await live(source)
        await parts.publisher.beat()
        assert (await anext(events)).event == "wall.heartbeat"
        await events.aclose()


async def test_a_reader_that_does_not_read_gets_the_newest_and_holds_nobody_up(
    client: httpx.AsyncClient, parts: Parts, push: Push
) -> None:
    async with reading(client, "?page=main") as stalled, reading(client, "?page=main") as quick:
        events = await live(quick)
        for value in range(170, 200):
            await push("count", value)
        while ">199<" not in (await anext(events)).data:
            pass
        await events.aclose()
        assert all(len(mailbox.frames) <= 4 for mailboxes in parts.hub.readers.values() for mailbox in mailboxes)
        late = stalled.aiter_sse()
        while ">199<" not in (await anext(late)).data:
            pass
        await late.aclose()


async def test_when_the_server_ends_every_stream_ends_at_once_and_whole(tmp_path: Path) -> None:
    app = app_of(tmp_path, CONFIG)
    async with httpx.AsyncClient(timeout=5, trust_env=False) as client:
        async with serving(app) as url:
            streams = [asyncio.create_task(client.get(f"{url}/events")) for _ in range(5)]
            await until(lambda: parts_of(app).hub.count() == 5)
            await asyncio.sleep(0.1)
            began = asyncio.get_running_loop().time()
        assert asyncio.get_running_loop().time() - began < 1
        for stream in streams:
            assert by_the_rules((await stream).content)[-1].name == "wall.heartbeat"
