"""Who may look at a wall: anybody, who knows its password, or whom a proxy vouches for."""

import asyncio
import base64
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.enums import ScopeType
from litestar.testing import TestClient
from litestar.types import Receive, Scope, Send

from dashboard.config.errors import ConfigError
from dashboard.web.passwords import hashed
from dashboard.web.tokens import issue
from tests.walls import app_of, parts_of, serving

CONFIG = """
[server]
state = "state"
push_token = "push me"
token_key = "a key of sixteen or more"
embed_origins = ["https://intranet.example"]
{server}

[widgets.count]
kind = "number"
embed = true

[widgets.note]
kind = "text"
text = "CANARY"
"""

PASSWORD = "correct horse, Zoë"

Client = TestClient[Litestar]


@pytest.fixture(scope="module")
def password() -> str:
    """The lines that stand in config.toml for the password."""
    return f'access = "password"\npassword = "{hashed(PASSWORD)}"'


def asks(folder: Path, server: str, client: tuple[str, int] = ("192.0.2.7", 50000)) -> Client:
    """A client of a wall with these lines, which asks from this address."""
    app = app_of(folder, CONFIG.format(server=server))
    answer = app.asgi_handler

    async def from_there(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP:
            scope["client"] = client
        await answer(scope, receive, send)

    app.asgi_handler = from_there
    return TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False)


@pytest.fixture
def closed(tmp_path: Path, password: str) -> Iterator[Client]:
    """A client of a wall that asks for a password."""
    with asks(tmp_path, password) as client:
        client.follow_redirects = False
        yield client


def log_in(client: Client, password: str = PASSWORD, to: str = "/") -> int:
    """Say the password; the status of the answer."""
    return client.post("/login", data={"password": password, "to": to}).status_code


BASIC = {"Authorization": f"Basic {base64.b64encode(f'any:{PASSWORD}'.encode()).decode()}"}


def test_d23_a_route_that_nobody_thought_of_is_closed(closed: Client) -> None:
    """Somebody asks for an address which its author forgot to protect.

    Against it: with `access = "password"` every route is closed, but for a short list; a test asks for all there are.
    """
    seen = {}
    for route in closed.app.routes:
        path = route.path.replace("{name:str}", "note").replace("{version:str}", "x").replace("{path:str}", "x")
        for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
            answer = closed.request(method, path)
            assert "CANARY" not in answer.text
            if answer.status_code not in {401, 303}:
                seen[f"{method} {route.path}"] = answer.status_code
    assert {each.partition(" ")[2] for each in seen} == {
        "/healthz",
        "/readyz",
        "/login",
        "/logout",
        "/embed.js",
        "/embed.css",
        "/embed.svg",
        "/static/{version:str}/{name:str}",
    }


DISGUISES = (
    "//",
    "/./",
    "//pages/main",
    "/pages//main/",
    "/healthz/../status",
    "/static/../status",
    "/static/../../status",
    "/static/%2e%2e/status",
    "/static%2f..%2fstatus",
    "/healthz%2f..%2fstatus",
    "/%2fstatus",
    "/healthz;/../status",
    "/healthz\\..\\status",
    "/healthz?/../status",
    "/STATUS",
    "/status%00",
    "/embed.js/../status",
    "/static/x/../../widgets/note",
    "http://127.0.0.1/status",
)


async def test_d24_another_way_to_write_an_address_opens_nothing(tmp_path: Path, password: str) -> None:
    """Somebody writes an address with more slashes, with dots or in code, so that only one of two parts knows it.

    Against it: it is put into the one form by which it is routed before anybody decides about it.
    """
    async with serving(app_of(tmp_path, CONFIG.format(server=password))) as url:
        for path in DISGUISES:
            reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
            writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
            answer = (await reader.read()).decode()
            writer.close()
            opened = path.startswith("/healthz?")
            assert answer.split()[1] in ({"200"} if opened else {"400", "401", "404"}), path
            assert "CANARY" not in answer
            assert "<html" not in answer


def test_d24_more_slashes_are_the_same_address(tmp_path: Path) -> None:
    """A program writes `//api//widgets`.

    Against it: it is answered as `/api/widgets` is, by HEAD too, and with the same headers.
    """
    with asks(tmp_path, "") as client:
        one, other = client.get("/api/widgets"), client.get("http://127.0.0.1//api//widgets/")
        assert (one.status_code, one.json(), set(one.headers)) == (200, other.json(), set(other.headers))
        frame = client.get("http://127.0.0.1//embed//count")
        assert "https://intranet.example" in frame.headers["content-security-policy"]
        assert client.head("http://127.0.0.1//events").status_code == 405


def test_the_password_lets_a_browser_in_for_a_year(closed: Client) -> None:
    answer = closed.get("/pages/main?display=lobby", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?to=%2Fpages%2Fmain%3Fdisplay%3Dlobby")
    page = closed.get(answer.headers["location"])
    assert 'name="to" value="/pages/main?display=lobby"' in page.text
    answer = closed.post("/login", data={"password": PASSWORD, "to": "/pages/main?display=lobby"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/pages/main?display=lobby")
    given = answer.headers["set-cookie"]
    assert given.endswith("; Max-Age=31536000; Path=/; HttpOnly; SameSite=Lax")
    assert "CANARY" in closed.get("/").text
    assert "set-cookie" not in closed.get("/").headers
    assert closed.post("/logout").status_code == 303
    assert closed.get("/").status_code == 401


@pytest.mark.parametrize("path", ["/status", "/control"])
def test_whoever_has_said_the_password_finds_where_to_leave(closed: Client, tmp_path: Path, path: str) -> None:
    log_in(closed)
    assert '<form class="leave" method="post" action="/logout">' in closed.get(path).text
    with asks(tmp_path, "") as client:
        assert "/logout" not in client.get(path).text


def test_whoever_leaves_too_late_is_led_to_the_login(closed: Client) -> None:
    answer = closed.post("/logout", headers={"Cookie": "wallboard=1.old"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")


def test_a_wrong_password_is_told_and_opens_nothing(closed: Client) -> None:
    answer = closed.post("/login", data={"password": "wrong", "to": "/"})
    assert (answer.status_code, "That is not the password." in answer.text) == (401, True)
    assert "set-cookie" not in answer.headers


def test_whoever_guesses_is_slowed_down_before_the_work_is_done(closed: Client) -> None:
    for _ in range(5):
        assert log_in(closed, "wrong") == 401
    began = time.monotonic()
    assert [log_in(closed, "wrong") for _ in range(20)] == [429] * 20
    assert log_in(closed) == 429
    assert time.monotonic() - began < 1


@pytest.mark.parametrize(
    "to", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/\r\nx"]
)
def test_a_login_leads_back_to_this_wall_and_nowhere_else(closed: Client, to: str) -> None:
    assert closed.post("/login", data={"password": PASSWORD, "to": to}).headers["location"] == "/"


def test_another_site_logs_nobody_in_or_out(closed: Client) -> None:
    headers = {"Origin": "https://evil.example"}
    assert closed.post("/login", data={"password": PASSWORD}, headers=headers).status_code == 403
    log_in(closed)
    assert closed.post("/logout", headers=headers).status_code == 403


def test_a_session_outlives_a_restart_and_not_a_new_password(tmp_path: Path, password: str) -> None:
    with asks(tmp_path, password) as client:
        log_in(client)
        cookie = client.cookies["wallboard"]
    assert (tmp_path / "state" / "session.key").stat().st_mode & 0o777 == 0o600
    with asks(tmp_path, password) as client:
        assert client.get("/api/widgets", headers={"Cookie": f"wallboard={cookie}"}).status_code == 200
    other = f'access = "password"\npassword = "{hashed("another")}"'
    with asks(tmp_path, other) as client:
        assert client.get("/api/widgets", headers={"Cookie": f"wallboard={cookie}"}).status_code == 401


@pytest.mark.parametrize("made", ["", "x", "99999999999.", "99999999999.AAAA", "-1.x", "9" * 5000 + ".x", "1.é"])
def test_what_this_server_has_not_signed_is_no_session(closed: Client, made: str) -> None:
    headers = {b"Cookie": f"other=1; wallboard={made}".encode()}
    assert closed.get("/api/widgets", headers=headers).status_code == 401


def test_programs_send_the_password_by_http_basic(closed: Client) -> None:
    assert closed.get("/metrics", headers=BASIC).status_code == 200
    wrong = {"Authorization": f"Basic {base64.b64encode(b'any:wrong').decode()}"}
    assert closed.get("/metrics", headers=wrong).status_code == 401
    for nonsense in ("Basic", "Basic !", "Basic eA==", "Basic /w=="):
        assert closed.get("/metrics", headers={"Authorization": nonsense}).status_code == 401


def test_a_kiosk_gets_a_ticket_for_its_browser(closed: Client) -> None:
    assert closed.post("/api/ticket").status_code == 401
    ticket = closed.post("/api/ticket", headers=BASIC).json()["ticket"]
    answer = closed.get("/login", params={"ticket": ticket, "to": "/pages/main"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/pages/main")
    assert closed.get("/").status_code == 200
    cookie = closed.cookies["wallboard"]
    closed.cookies.clear()
    assert closed.get("/login", params={"ticket": cookie}).status_code == 200  # a session is no ticket
    assert closed.get("/", headers={"Cookie": f"wallboard={ticket}"}).status_code == 401


def test_pushes_and_embeds_need_their_own_tokens_and_no_password(closed: Client) -> None:
    token = {"Authorization": "Bearer push me"}
    assert closed.put("/api/widgets/count", json={"value": 1}, headers=token).status_code == 200
    assert closed.put("/api/widgets/count", json={"value": 1}).status_code == 401
    assert closed.get("/api/widgets/count", headers=token).status_code == 401
    assert closed.post("/api/displays/all", json={"reload": True}, headers=token).status_code == 200
    assert closed.post("/api/ticket", headers=token).status_code == 401
    _, text = issue(parts_of(closed.app).publisher.board, ["count"], 1)
    shown = {"token": text}
    for path in ("/embed/count", "/badge/count.svg", "/widgets/count", "/api/widgets/count", "/embed?widgets=count"):
        assert closed.get(path, params={**shown, **({"widgets": "count"} if "?" in path else {})}).status_code == 200
        assert closed.get(path).status_code == 401
        assert closed.get(path, params={"token": f"{text}x"}).status_code == 401
    for path in ("/widgets/note", "/embed/note", "/", "/api/widgets", "/status"):
        assert closed.get(path, params=shown).status_code == 401
    assert closed.get("/events", params={**shown, "widgets": "count,note"}).status_code == 401


def test_a_websocket_needs_the_password_too(closed: Client) -> None:
    answer = closed.get("/ws", headers={"Connection": "Upgrade", "Upgrade": "websocket"})
    assert answer.status_code == 401


PROXY = 'access = "proxy"\ntrusted_proxies = ["192.0.2.0/24"]'


@pytest.mark.parametrize(
    ("peer", "headers", "status"),
    [
        ("192.0.2.7", {"X-Remote-User": "zoe"}, 200),
        ("192.0.2.7", {}, 403),
        ("192.0.2.7", {"X-Remote-User": " "}, 403),
        ("198.51.100.1", {"X-Remote-User": "zoe"}, 403),
        ("198.51.100.1", {"X-Remote-User": "zoe", "X-Forwarded-For": "192.0.2.7"}, 403),
        ("127.0.0.1", {"X-Remote-User": "zoe"}, 403),
    ],
)
def test_d22_only_a_trusted_proxy_says_who_asks(
    tmp_path: Path, peer: str, headers: dict[str, str], status: int
) -> None:
    """Somebody goes around the proxy and says who they are.

    Against it: such headers are cut off unless the connection comes from an address in `trusted_proxies`.
    """
    with asks(tmp_path, PROXY, (peer, 1)) as client:
        assert client.get("/", headers=headers).status_code == status
        assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("192.0.2.7", "203.0.113.5", "203.0.113.5"),
        ("192.0.2.7", "10.9.9.9, 203.0.113.5, 192.0.2.8", "203.0.113.5"),
        ("192.0.2.7", "nonsense", "192.0.2.7"),
        ("192.0.2.7", "203.0.113.5, <b>", "192.0.2.7"),
        ("198.51.100.1", "203.0.113.5", "198.51.100.1"),
    ],
)
def test_d22_an_address_is_believed_of_a_proxy_alone(tmp_path: Path, peer: str, forwarded: str, address: str) -> None:
    """Somebody writes another address into `X-Forwarded-For` with each request, to get around the limits.

    Against it: it counts only from a trusted proxy, and of it only the last address that is no proxy's.
    """
    with asks(tmp_path, PROXY, (peer, 1)) as client:
        headers = {"X-Remote-User": "zoe", "X-Forwarded-For": forwarded}
        client.post("/api/displays/lobby/seen", json={"link": "live"}, headers=headers)
        known = parts_of(client.app).displays.all(parts_of(client.app).publisher.now())
    assert [display.address for display in known] == ([address] if peer == "192.0.2.7" else [])


def test_on_https_the_cookie_is_for_https_alone(tmp_path: Path, password: str) -> None:
    with asks(tmp_path, password + '\ntrusted_proxies = ["192.0.2.7"]') as client:
        client.follow_redirects = False
        headers = {"X-Forwarded-Proto": "https"}
        answer = client.post("/login", data={"password": PASSWORD}, headers=headers)
        assert answer.headers["set-cookie"].endswith("; Secure")


def test_an_open_wall_asks_nobody(tmp_path: Path) -> None:
    with asks(tmp_path, "") as client:
        client.follow_redirects = False
        assert client.get("/").status_code == 200
        assert client.get("/login").headers["location"] == "/"
        assert not (tmp_path / "state" / "session.key").exists()


@pytest.mark.parametrize(
    ("server", "problem"),
    [
        ('access = "password"', "`wallboard passwd` makes it"),
        ('access = "password"\npassword = "correct horse"', "a hash is expected"),
        ('trusted_proxies = ["proxy.lan"]', "an address such as"),
        ('access = "closed"', "access"),
    ],
)
def test_what_would_close_the_wall_to_all_is_an_error_that_shows_no_password(
    tmp_path: Path, server: str, problem: str
) -> None:
    with pytest.raises(ConfigError) as raised:
        asks(tmp_path, server)
    assert problem in str(raised.value)
    assert "correct horse" not in str(raised.value)
