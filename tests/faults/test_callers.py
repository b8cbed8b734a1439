"""Who comes to the door: those who push, and those who ask by another name or from another site."""

import asyncio
import socket
from collections import Counter

from tests.faults.conftest import Serve
from tests.faults.seen import Wall, until

CONFIG = """
[server]
push_token = "secret"
allowed_hosts = ["Wall.LAN"]

[widgets.number]
kind = "number"

[widgets.note]
kind = "text"
text = "Hello"
"""

PUSHES = {
    "no token": ("number", None, b'{"value": 2}', 401),
    "another token": ("number", "other", b'{"value": 2}', 401),
    "a token that is no ASCII": ("number", "sécret", b'{"value": 2}', 401),
    "too large": ("number", "secret", b'{"value": 2, "label": "' + b"x" * 70_000 + b'"}', 413),
    "an unknown widget": ("nobody", "secret", b'{"value": 2}', 404),
    "a widget that polls": ("note", "secret", b'{"value": 2}', 409),
    "no JSON": ("number", "secret", b'{"value": 2', 400),
    "nothing": ("number", "secret", b"", 400),
    "no number": ("number", "secret", b'{"value": "many"}', 400),
    "too deep": ("number", "secret", b"[" * 50_000, 400),
    "another field": ("number", "secret", b'{"value": 2, "vaule": 3}', 400),
}


async def test_f58_pushes_that_are_wrong(serve: Serve) -> None:
    """Somebody pushes with a wrong token, too much, to a wrong widget, or something that is no JSON.

    Seen: 401, 413, 404 or 409, 400, with a sentence; the wall shows what it showed.
    """
    wall = await serve(CONFIG)
    (await wall.push("number", "secret", b'{"value": 1}')).raise_for_status()
    async with wall.stream() as stream:
        for case, (name, token, content, status) in PUSHES.items():
            answer = await wall.push(name, token, content)
            assert answer.status_code == status, (case, answer.text)
            assert "secret" not in answer.text
        assert (await wall.shows("number", "1")).reason == ""
        assert stream.names()["number"] == 1


async def test_f58_far_too_many_pushes(serve: Serve) -> None:
    """Somebody pushes hundreds of times a second.

    Seen: those beyond what a wall can want are refused with 429; the wall answers, and screens get the newest.
    """
    wall = await serve(CONFIG)
    statuses: Counter[int] = Counter()
    numbers = iter(range(3_000))

    async def push() -> None:
        """As fast as it goes, until it was too fast."""
        for number in numbers:
            if statuses[429] > 100:
                return
            statuses[(await wall.push("number", "secret", b'{"value": %d}' % number)).status_code] += 1

    async with wall.stream() as stream:
        await asyncio.gather(*(push() for _ in range(20)))
        newest = (await wall.tile("number")).value
        await until(lambda: f">{newest}<" in stream.events("number")[-1].data)
    assert set(statuses) == {200, 429}


NAME = socket.gethostname().lower()

HOSTS = {
    "localhost": 200,
    "LOCALHOST:8000": 200,
    "localhost.": 200,
    "127.0.0.1:8000": 200,
    "[::1]:8000": 200,
    "wall.lan:8000": 200,
    "WALL.lan.": 200,
    NAME: 200,
    "evil.test": 400,
    "evil.test:80": 400,
    "wall.lan.evil.test": 400,
    "localhost.evil.test": 400,
    "evilwall.lan": 400,
    "localhost@evil.test": 400,
    "": 400,
}

ROUTES = [
    "/",
    "/pages/main",
    "/events",
    "/widgets/note",
    "/api/widgets",
    "/status",
    "/metrics",
    "/healthz",
    "/static/x",
]


async def answers(wall: Wall, head: str) -> str:
    """The head and the beginning of the body of what is answered to this head, byte by byte as it stands here."""
    incoming, outgoing = await asyncio.open_connection("127.0.0.1", int(wall.url.rpartition(":")[2]))
    outgoing.write(head.encode("latin-1"))
    try:
        async with asyncio.timeout(5):
            return (await incoming.readuntil(b"\r\n\r\n") + await incoming.read(2000)).decode("utf-8", "replace")
    finally:
        outgoing.transport.abort()


async def test_f60_another_name_in_the_address(serve: Serve) -> None:
    """A page reaches the wall by a name of its own (DNS rebinding), or a program names none.

    Seen: 400 on every address, and the sentence says what to set; the wall's own names work however they are written.
    """
    wall = await serve(CONFIG)
    for host, status in HOSTS.items():
        answer = await answers(wall, f"GET /widgets/note HTTP/1.1\r\nHost: {host}\r\n\r\n")
        assert answer.startswith(f"HTTP/1.1 {status} "), (host, answer)
        assert status == 200 or "allowed_hosts" in answer
    for route in ROUTES:
        answer = await answers(wall, f"GET {route} HTTP/1.1\r\nHost: evil.test\r\nX-Forwarded-Host: localhost\r\n\r\n")
        assert answer.startswith("HTTP/1.1 400 "), (route, answer)
        assert "Hello" not in answer
    answer = await answers(wall, "GET / HTTP/1.1\r\nX-Forwarded-Host: localhost\r\n\r\n")
    assert answer.startswith("HTTP/1.1 400 ")


ORIGINS = [
    ({}, 202),
    ({"Origin": "{own}"}, 202),
    ({"Origin": "{own}", "Sec-Fetch-Site": "same-origin"}, 202),
    ({"Sec-Fetch-Site": "none"}, 202),
    ({"Origin": "http://evil.test"}, 403),
    ({"Origin": "{own}.evil.test"}, 403),
    ({"Origin": "http://127.0.0.1:1"}, 403),
    ({"Origin": "null"}, 403),
    ({"Sec-Fetch-Site": "cross-site"}, 403),
    ({"Sec-Fetch-Site": "same-site", "Origin": "{own}"}, 403),
    ({"Sec-Fetch-Site": "cross-site", "Content-Type": "application/x-www-form-urlencoded"}, 403),
]


async def test_f60_a_page_of_another_site(serve: Serve) -> None:
    """A page of another site lets its reader's browser ask the wall to do something, or reads what it shows.

    Seen: 403, and nothing happens; no other site may read anything; a GET changes nothing.
    """
    wall = await serve(CONFIG)
    for headers, status in ORIGINS:
        sent = {name: text.format(own=wall.url) for name, text in headers.items()}
        answer = await wall.client.post("/api/widgets/note/refresh", headers=sent)
        assert answer.status_code == status, (headers, answer.text)
    for route in ("/", "/widgets/note", "/api/widgets", "/status"):
        answer = await wall.client.get(route, headers={"Origin": "http://evil.test"})
        assert [name for name in answer.headers if name.startswith("access-control-")] == []
    assert (await wall.client.get("/api/widgets/note/refresh")).status_code == 405
