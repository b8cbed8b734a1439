"""A source that answers the same old thing for ever, as people, programs and walls are told of it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from litestar.testing import TestClient

from dashboard.app import create_app, read_board
from dashboard.poll.outcome import Asking, Success
from tests.walls import parts_of

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
CONFIG = """
[wall]
timezone = "UTC"

[widgets.load]
kind = "json"
url = "http://a.example/"
value = "load"
observed = "at"
every = "1m"
"""


def test_it_is_told_that_it_answers_and_how_old_that_is(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG, "utf-8")
    app = create_app(read_board(path), now=lambda: NOON)
    publisher = parts_of(app).publisher
    old = {"load": 1.5, "at": (NOON - timedelta(minutes=20)).timestamp()}
    outcome = Success(old, NOON, NOON + timedelta(minutes=1), asking=Asking(0.1, ("a.example",)))
    publisher.deliver(publisher.board.widgets["load"].source, outcome)
    client = TestClient(app, base_url="http://127.0.0.1")
    tile, status = client.get("/widgets/load").text, client.get("/status").text
    assert 'data-state="stale"' in tile
    assert 'data-at="2026-11-21T11:40:00Z"' in tile
    assert "20 min old" in tile
    assert "Answers, but with something old" in status
    assert ">20 min</td>" in status
