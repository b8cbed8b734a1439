"""What a page without a stream asks for, and how it is told to open none."""

from pathlib import Path

import pytest
from litestar.testing import TestClient

from tests.walls import app_of
from tests.web.conftest import Client

CONFIG = """
{server}

[pages.main]
layout = "note"

[pages.other]
layout = "count"

[widgets.note]
kind = "text"
text = "Milk"

[widgets.count]
kind = "messages"
"""


def test_it_is_the_heartbeat_and_the_shell_that_a_stream_would_bring(client: Client) -> None:
    answer = client.get("/beat?page=main")
    assert answer.headers["cache-control"] == "no-store"
    content = answer.json()["events"]
    assert list(content)[-1] == "wall.heartbeat"
    assert '"note":' in content["wall.heartbeat"]
    assert f'data-shell="{content["wall.shell"]}"' in client.get("/pages/main").text


def test_a_page_that_asks_is_told_what_was_ordered_since_it_asked(client: Client) -> None:
    def asked(query: str) -> tuple[list[list[str]], int]:
        answer = client.get(f"/beat?{query}").json()
        return answer["orders"], answer["number"]

    orders, begun = asked("page=main")
    assert orders == []
    client.post("/api/displays/all", json={"message": "Lunch!", "seconds": 5})
    told = [["wall.message", '{"text":"Lunch!","level":"info","seconds":5}']]
    orders, heard = asked(f"page=main&number={begun}")
    assert orders == told
    assert asked(f"page=main&number={heard}") == ([], heard)
    assert asked(f"widgets=note&number={begun}")[0] == []
    assert asked("page=main")[0] == []


@pytest.mark.parametrize("query", ["page=none", "widgets=none"])
def test_what_there_is_not_is_404(client: Client, query: str) -> None:
    assert client.get(f"/beat?{query}").status_code == 404


@pytest.mark.parametrize(("transport", "loads", "says"), [("auto", 0, 0), ("sse", 0, 1), ("ws", 1, 1), ("poll", 1, 1)])
def test_a_page_loads_other_ways_only_where_it_is_to_go_them(
    tmp_path: Path, transport: str, loads: int, says: int
) -> None:
    config = CONFIG.format(server=f'[server]\ntransport = "{transport}"')
    with TestClient(app_of(tmp_path, config), base_url="http://127.0.0.1") as client:
        page = client.get("/").text
    assert page.count("/way.js") == loads
    assert page.count(f'data-transport="{transport}"') == says
