"""What came from a placeholder stays on the server, also where it is part of a host's name."""

from pathlib import Path

import httpx
import pytest

from tests.waiting import until
from tests.walls import app_of, parts_of, serving

CONFIG = """
[widgets.load]
kind = "json"
url = "http://${CANARY}.invalid:1/${CANARY}?key=${CANARY}"
value = "x"
"""


async def test_a_host_from_a_placeholder_is_named_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("CANARY", "yellow-bird")
    app = app_of(tmp_path, CONFIG)
    publisher = parts_of(app).publisher
    load = publisher.board.widgets["load"]
    async with serving(app) as url, httpx.AsyncClient(base_url=url) as client:
        await until(lambda: publisher.store.reading(load).error is not None)
        for address in ("/", "/widgets/load", "/api/widgets", "/status", "/metrics", "/readyz"):
            assert "yellow-bird" not in (await client.get(address)).text
    assert "***.invalid:1 can't be found" in str(publisher.store.reading(load).error)
    assert "yellow-bird" not in caplog.text
