"""The kind `docker`. The sample answer is composed from the reference of Docker's Engine API, "ContainerSummary"."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from dashboard.widget import SourceError
from tests.widgets.answers import HOSTILE, Answers, Given, harmless, sample

PROXY = "http://proxy.test:2375"
LIST = "/containers/json"
CONTAINERS = sample("docker", "containers.json")


@pytest.fixture
def fetch(bench: Callable[..., Any]) -> Callable[..., Any]:
    """The kind with what it fetched from a proxy that answers so."""

    async def run(given: Given = CONTAINERS, **options: Any) -> Any:
        kind = bench("docker", **({"url": PROXY} | options))
        return kind, await kind.source().fetch(Answers({LIST: given}))

    return run


@asynccontextmanager
async def listening(path: Path, reply: bytes | None) -> AsyncIterator[list[bytes]]:
    """A socket that answers so, or with None not at all; what it was asked."""
    asked: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(reply or b"")
        writer.close()

    server = await asyncio.start_unix_server(answer, path)
    async with server:
        yield asked


def says(body: bytes, status: str = "200 OK") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"Connection: close\r\n\r\n" + body


async def test_the_worst_comes_first(fetch: Callable[..., Any]) -> None:
    kind, answer = await fetch()
    assert [(row.name, row.state, row.words) for row in kind.view(answer).rows] == [
        ("import", "down", "exited 137"),
        ("loop", "slow", "restarts"),
        ("mail", "slow", "unhealthy"),
        ("labels", "idle", "starts"),
        ("nightly", "idle", "stopped"),
        ("plain:3", "idle", "created"),
        ("kiln-sensor", "up", "12 days"),
        ("shop", "up", "3 hours"),
    ]
    assert kind.kind.measure(answer, kind.options) == {"down": 1.0, "trouble": 2.0, "up": 2.0, "total": 8.0}


async def test_rows(fetch: Callable[..., Any]) -> None:
    kind, answer = await fetch()
    html = kind.html(answer)
    assert '<span class="name">import</span><span class="figure down">exited 137</span>' in html
    assert '<span class="name">shop</span><span class="quiet end">3 hours</span>' in html
    assert '<svg class="sign warn" viewBox="0 0 24 24" role="img" aria-label="slow"><use href="#s-warn"/></svg>' in html


async def test_some_may_be_left_out(fetch: Callable[..., Any]) -> None:
    kind, answer = await fetch(stopped=False, hide=["kiln-*", "mail"])
    assert [row.name for row in kind.view(answer).rows] == ["loop", "labels", "shop"]


async def test_the_socket_is_asked_as_docker_wants_it(bench: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "docker.sock"
    kind = bench("docker", url=f"unix://{path}")
    async with listening(path, says(CONTAINERS)) as asked:
        answer = await kind.source().fetch(Answers({}))
    assert len(answer) == 8
    assert asked[0].startswith(b"GET /containers/json?all=true HTTP/1.1\r\nHost: localhost\r\n")


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (says(b"{}", "403 Forbidden"), "Docker answers 403"),
        (says(b"<html>"), "Docker answers something that is not JSON"),
        (b"SSH-2.0-OpenSSH\r\n\r\n", "can't be asked: it breaks off"),
        (None, "can't be asked: it breaks off"),
        (says(b"x" * 5_000_001), "more than 5,000,000 bytes"),
    ],
    ids=["refuses", "no json", "no http", "nothing", "too much"],
)
async def test_a_socket_that_answers_nothing_usable(
    bench: Callable[..., Any], tmp_path: Path, reply: bytes | None, words: str
) -> None:
    path = tmp_path / "docker.sock"
    async with listening(path, reply):
        with pytest.raises(SourceError, match=words):
            await bench("docker", url=f"unix://{path}").source().fetch(Answers({}))


async def test_a_socket_that_is_not_there(bench: Callable[..., Any], tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="can't be asked: No such file"):
        await bench("docker", url=f"unix://{tmp_path}/gone.sock").source().fetch(Answers({}))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((403, b""), "answers 403"),
        (b"null", "another shape"),
        (b"[null]", "another shape"),
        (b'[{"Names": null}]', "another shape"),
        (b'[{"State": 7}]', "another shape"),
    ],
)
async def test_what_can_not_be_read_is_an_error(fetch: Callable[..., Any], given: Given, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        await fetch(given)


async def test_no_containers(fetch: Callable[..., Any]) -> None:
    kind, answer = await fetch(b"[]")
    assert "No containers" in kind.html(answer)


async def test_many_are_counted(fetch: Callable[..., Any]) -> None:
    many = [{"Names": [f"/pod-{index}"], "State": "running"} for index in range(10_000)]
    kind, answer = await fetch(json.dumps(many).encode(), limit=8)
    assert kind.html(answer).count("<li") == 9
    assert 'data-all="10,000"' in kind.html(answer)


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_is_text(fetch: Callable[..., Any], text: str) -> None:
    fields = {"Names": [text], "Image": text, "State": text, "Status": text, "Health": {"Status": text}}
    given = json.dumps([fields, {**fields, "State": "running"}]).encode()
    kind, answer = await fetch(given)
    assert harmless(kind.html(answer))


@pytest.mark.parametrize("url", ["docker.sock", "unix://docker.sock", "tcp://host:2375", "http://", "unix://"])
def test_wrong_addresses_are_refused(bench: Callable[..., Any], url: str) -> None:
    with pytest.raises(ValueError, match="an address such as"):
        bench("docker", url=url)
