"""Which hosts may ask, and what every answer tells the browser."""

import logging
import socket
from pathlib import Path

import pytest
from litestar import get
from litestar.testing import TestClient

from tests.walls import app_of
from tests.web.conftest import Client

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}

HOST = socket.gethostname().lower()


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/pages/main", 200),
        ("GET", "/pages/nope", 404),
        ("GET", "/widgets/note", 200),
        ("GET", "/api/widgets", 200),
        ("GET", "/api/widgets/nope", 404),
        ("PUT", "/api/widgets/count", 401),
        ("POST", "/events", 405),
        ("GET", "/events?page=nope", 404),
        ("GET", "/static/x/wall.css", 200),
        ("GET", "/static/x/nope", 404),
        ("GET", "/healthz", 200),
        ("GET", "/schema", 200),
        ("GET", "/nope", 404),
        ("POST", "/", 405),
        ("OPTIONS", "/", 204),
        ("GET", "/%2e%2e/config.toml", 404),
    ],
)
def test_d06_every_answer_tells_the_browser_what_it_may_do(
    client: Client, method: str, address: str, status: int
) -> None:
    """Something hostile gets into a page in spite of everything.

    Against it: a Content-Security-Policy with `default-src 'none'` on every answer, errors too; no script or style
    stands inline.
    """
    answer = client.request(method, f"http://127.0.0.1:8000{address}")
    assert answer.status_code == status
    assert set(answer.headers["content-security-policy"].split("; ")) == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["x-frame-options"] == "DENY"


def test_so_does_an_answer_without_a_body(client: Client) -> None:
    tag = client.get("/widgets/note").headers["etag"]
    answer = client.get("/widgets/note", headers={"If-None-Match": tag})
    assert answer.status_code == 304
    assert set(answer.headers["content-security-policy"].split("; ")) == POLICY


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8000",
        "LOCALHOST",
        "localhost.",
        "localhost.:8000",
        "127.0.0.1",
        "127.0.0.1:8000",
        "192.168.1.7:8000",
        "[::1]",
        "[::1]:8000",
        "[fe80::1]:8000",
        HOST,
        f"{HOST}:8000",
        f"{HOST.partition('.')[0]}.local",
        "wall.lan",
        "WALL.LAN:8000",
        "dash.example",
        "dash.example:1",
    ],
)
@pytest.mark.parametrize("address", ["/healthz", "/nope"])
def test_a_host_that_is_ours_is_answered(client: Client, host: str, address: str) -> None:
    assert client.get(address, headers={"Host": host}).status_code != 400


@pytest.mark.parametrize(
    "host",
    [
        "evil.test",
        "evil.test:8000",
        "localhost.evil.test",
        "evillocalhost",
        "wall.lan.evil.test",
        "evil.wall.lan",
        "127.0.0.1.evil.test",
        "127.0.0.1@evil.test",
        "[evil.test]",
        "0x7f000001",
        ".",
        "",
        " ",
    ],
)
@pytest.mark.parametrize("address", ["/", "/events", "/static/x/wall.css", "/api/widgets", "/healthz", "/nope"])
def test_d09_a_host_that_is_not_ours_is_refused_everywhere(client: Client, host: str, address: str) -> None:
    """A name of somebody else's is turned to this machine's address (DNS rebinding).

    Against it: every address answers only to the wall's own names and to addresses.
    """
    answer = client.get(address, headers={"Host": host})
    assert answer.status_code == 400
    assert "Home" not in answer.text


def test_d09_a_forwarded_host_opens_nothing(client: Client) -> None:
    """The right name stands in `X-Forwarded-Host`.

    Against it: it is not looked at.
    """
    headers = {"Host": "evil.test", "X-Forwarded-Host": "localhost", "Forwarded": "host=localhost"}
    assert client.get("/", headers=headers).status_code == 400


def test_d09_the_refusal_says_what_to_set_and_whom_it_refused_as_text(client: Client) -> None:
    """The name of a host is markup.

    Against it: the refusal is plain text, and says what to set where the name is right.
    """
    answer = client.get("/", headers={"Host": "<b>dash.lan"})
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert 'allowed_hosts = ["<b>dash.lan"]' in answer.text
    assert set(answer.headers["content-security-policy"].split("; ")) == POLICY


def test_a_mistake_of_ours_is_500_without_its_insides_and_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    @get("/mistake", sync_to_thread=False)
    def mistake() -> None:
        raise RuntimeError("CANARY")

    app = app_of(tmp_path, '[widgets.note]\nkind = "text"\ntext = "x"\n')
    app.register(mistake)
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        answer = client.get("/mistake?key=s3cret")
    assert answer.status_code == 500
    assert "CANARY" not in answer.text
    assert set(answer.headers["content-security-policy"].split("; ")) == POLICY
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert (record.getMessage(), bool(record.exc_info)) == ("GET /mistake failed", True)
