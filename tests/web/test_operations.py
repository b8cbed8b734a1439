"""Whether the wall is well, and what it says of itself to programs."""

import re
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from dashboard.app import create_app, read_board
from dashboard.web.operations import operation_routes
from tests.walls import app_of, parts_of
from tests.web.conftest import Client


def test_the_server_lives(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_a_wall_that_does_not_ask_its_sources_is_not_well_and_says_which(client: Client) -> None:
    app = Litestar(
        operation_routes(parts_of(client.app).publisher, lambda: ["load, free", "news"]), logging_config=None
    )
    answer = TestClient(app).get("/healthz")
    assert (answer.status_code, answer.text) == (503, "not asked for too long: load, free, news\n")


@pytest.mark.parametrize("path", ["/healthz", "/", "/widgets/note", "/api/widgets"])
def test_head_is_get_without_a_body(client: Client, path: str) -> None:
    asked, answer = client.get(path), client.head(path)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-type"] == asked.headers["content-type"]
    assert answer.headers["content-security-policy"] == asked.headers["content-security-policy"]


def test_ready_is_who_has_asked_every_source_once_whatever_the_answer(tmp_path: Path) -> None:
    app = app_of(
        tmp_path,
        '[widgets.note]\nkind = "text"\ntext = "x"\n'
        '[widgets.missing]\nkind = "text"\nfile = "missing.md"\n'
        '[widgets.pushed]\nkind = "number"\n',
    )
    publisher = parts_of(app).publisher
    client = TestClient(app, base_url="http://127.0.0.1")
    answer = client.get("/readyz")  # its lifespan has not begun, so nothing is polled
    assert (answer.status_code, answer.text) == (503, "waiting for note, missing\n")
    with client:
        while client.get("/readyz").status_code != 200:
            pass
        assert publisher.store.reading(publisher.board.widgets["missing"]).error == (
            "missing.md can't be read: No such file or directory"
        )


def test_the_interface_is_described_and_the_description_loads_nothing_foreign(client: Client) -> None:
    answer = client.get("/schema")
    assert answer.headers["content-type"].startswith("application/vnd.oai.openapi+json")
    described = answer.json()
    assert described["info"]["title"] == "Wallboard"
    assert {"/api/widgets", "/api/widgets/{name}", "/widgets/{name}", "/healthz"} <= described["paths"].keys()
    for address in ("/schema", "/schema/openapi.json", "/schema/openapi.yaml", "/schema/swagger", "/schema/elements"):
        assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", client.get(address).text)


@pytest.mark.parametrize("name", ["let me in", "Bearer let"])
def test_the_token_is_in_no_answer(client: Client, name: str) -> None:
    for address in ("/", "/api/widgets", "/schema", "/readyz", "/widgets/count", "/pages/nope"):
        assert name not in client.get(address).text


def test_two_walls_in_one_process_know_nothing_of_each_other(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[widgets.note]\nkind = "text"\ntext = "x"\n')
    board = read_board(path)
    with (
        TestClient(create_app(board), base_url="http://127.0.0.1") as one,
        TestClient(create_app(board), base_url="http://127.0.0.1") as two,
    ):
        assert one.get("/").status_code == two.get("/").status_code == 200
        first, second = parts_of(one.app), parts_of(two.app)
    assert first.hub is not second.hub
    assert first.publisher.revisions.epoch != second.publisher.revisions.epoch
