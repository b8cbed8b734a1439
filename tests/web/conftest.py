"""A wall whose text has been read, and a client of it."""

import time
from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from dashboard.app import Parts
from tests.walls import app_of, parts_of

CONFIG = """
[wall]
title = "Home & <b>garden</b>"
locale = "en_GB"
theme = "paper"

[server]
push_token = "let me in, Zoë"
allowed_hosts = ["Wall.LAN", "dash.example"]

[pages.main]
layout = '''
note note clock
note note count
'''

[pages.second-page]
header = true
layout = "count other"

[widgets.note]
kind = "text"
text = "Hello"

[widgets.clock]
kind = "clock"

[widgets.count]
kind = "number"

[widgets.other]
kind = "number"
title = "Other"
unit = "°C"
"""

Client = TestClient[Litestar]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Litestar:
    """A wall of four widgets on two pages."""
    return app_of(tmp_path_factory.mktemp("wall"), CONFIG)


@pytest.fixture(scope="module")
def parts(app: Litestar) -> Parts:
    """Its parts."""
    return parts_of(app)


@pytest.fixture(scope="module")
def client(app: Litestar) -> Iterator[Client]:
    """A client of that wall, once all of its sources have been asked."""
    with TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as client:
        deadline = time.monotonic() + 5
        while client.get("/readyz").status_code != 200:
            assert time.monotonic() < deadline
            time.sleep(0.005)
        yield client
