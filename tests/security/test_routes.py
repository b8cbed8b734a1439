"""The routes that there are: nobody adds one without saying who may use it, and none changes anything by GET."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from dashboard.app import Parts
from tests.security.routes import CHANGES, SNAPSHOT, snapshot
from tests.walls import app_of, parts_of

CONFIG = """
[server]
push_token = "push me"
smashing_push = true

[widgets.count]
kind = "number"

[widgets.note]
kind = "text"
text = "Hello"
"""


def test_d23_the_routes_are_those_that_were_thought_about() -> None:
    """A new route gives away what it should not.

    Against it: routes.txt names every route, its methods and who may use it, and has to be changed with them.
    """
    assert SNAPSHOT.read_text("utf-8") == snapshot(), "think, then run `python -m tests.security.routes`"


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[tuple[TestClient[Litestar], Parts]]:
    """A client of a wall, and the parts of it."""
    app = app_of(tmp_path, CONFIG)
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        yield client, parts_of(app)


def test_d10_no_get_changes_anything(parts: tuple[TestClient[Litestar], Parts]) -> None:
    """An address that changes something stands in an image on another site's page.

    Against it: nothing changes by GET, whatever its query says and whatever token is shown.
    """
    client, wall = parts
    before = (wall.publisher.last, wall.displays.all(wall.publisher.now()))
    query = "value=1&message=x&reload=true&show=main&do=reload&to=all&auth_token=push+me"
    for route in client.app.routes:
        path = route.path.replace("{name:str}", "count").replace("{version:str}", "x").replace("{path:str}", "x")
        if path not in {"/events", "/ws", "/gallery/events"}:
            client.get(f"{path}?{query}", headers={"Authorization": "Bearer push me"})
    assert client.get("/api/widgets/count").json()["state"] == "pending"
    assert wall.displays.all(wall.publisher.now()) == before[1] == []
    assert not wall.hub.readers or all(not mailboxes for mailboxes in wall.hub.readers.values())


FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_d10_whatever_changes_something_is_closed_to_other_sites(
    parts: tuple[TestClient[Litestar], Parts], headers: dict[str, str]
) -> None:
    """Another site's page sends a form, or anything else, to whatever changes something.

    Against it: every such route looks where it comes from, or at a token that no browser sends by itself; a test asks
    all that there are.
    """
    client, wall = parts
    seen = {}
    for route in client.app.routes:
        path = route.path.replace("{name:str}", "count")
        for method in CHANGES & set(getattr(route, "methods", ())):
            answer = client.request(method, path, headers=headers, json={"value": 1, "reload": True, "link": "live"})
            seen[f"{method} {route.path}"] = answer.status_code
    by_token = {"PUT /api/widgets", "PUT /api/widgets/{name:str}", "POST /widgets/{name:str}"}
    assert {route for route, status in seen.items() if status != 403} == by_token
    assert {seen[route] for route in by_token} == {401}
    assert client.get("/api/widgets/count").json()["state"] == "pending"
    assert wall.displays.all(wall.publisher.now()) == []
