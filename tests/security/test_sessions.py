"""What a browser keeps: until when it is good, and when it is given another."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from litestar.testing import TestClient

from dashboard.web.passwords import hashed
from dashboard.web.sessions import YEAR, Sessions
from tests.walls import app_of

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)

CONFIG = """
[server]
state = "state"
access = "password"
password = '{hash}'

[widgets.note]
kind = "text"
text = "Hello"
"""


def test_it_is_good_until_its_last_second() -> None:
    sessions = Sessions(None)
    made = sessions.make("session", "hash", NOW)
    assert sessions.until(made, "session", "hash", NOW - timedelta(seconds=1)) == NOW
    assert sessions.until(made, "session", "hash", NOW) is None


@pytest.mark.parametrize(("purpose", "password"), [("ticket", "hash"), ("session", "another")])
def test_it_is_good_for_one_purpose_and_one_password(purpose: str, password: str) -> None:
    sessions = Sessions(None)
    assert sessions.until(sessions.make("session", "hash", NOW), purpose, password, NOW - YEAR) is None


def test_another_server_has_not_made_it() -> None:
    assert Sessions(None).until(Sessions(None).make("session", "hash", NOW), "session", "hash", NOW - YEAR) is None


def test_a_folder_that_can_t_be_written_costs_one_line(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "state").write_text("a file")
    sessions = Sessions(tmp_path / "state")
    assert sessions.key == sessions.key
    assert caplog.text.count("session.key can't be kept") == 1


@pytest.mark.parametrize(("days", "renewed"), [(20, True), (364, False)])
def test_whoever_keeps_coming_is_given_another_year(tmp_path: Path, days: int, renewed: bool) -> None:
    password = hashed("open sesame")
    made = Sessions(tmp_path / "state").make("session", password, datetime.now(UTC) + timedelta(days=days))
    with TestClient(app_of(tmp_path, CONFIG.format(hash=password)), base_url="http://127.0.0.1") as client:
        answer = client.get("/", headers={"Cookie": f"wallboard={made}"})
    assert answer.status_code == 200
    assert ("Max-Age=31536000" in answer.headers.get("set-cookie", "")) == renewed
