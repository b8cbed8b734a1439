"""Pages for frames, and what the custom element loads."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient

from tests.walls import app_of
from tests.web.conftest import Client

BUDGET, LOOKS_BUDGET = 4096, 13 * 1024
"""Bytes in gzip that the script of the custom element may have, and its style and its signs together."""

CONFIG = """
[wall]
locale = "de"
theme = "paper"

[server]
embed_origins = ["https://intranet.example", "http://localhost:8080"]

[widgets.note]
kind = "text"
text = "Milk"
embed = true

[widgets.red]
kind = "text"
text = "Bread"
theme = "signal"
embed = true

[widgets.closed]
kind = "text"
text = "For us"
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A client of a wall with two widgets for other sites' pages."""
    with TestClient(app_of(tmp_path_factory.mktemp("wall"), CONFIG), base_url="http://127.0.0.1:8000") as client:
        yield client


def test_a_frame_holds_the_widget_and_the_address_of_its_stream(client: Client) -> None:
    html = client.get("/embed/note").text
    assert '<main hx-ext="sse" sse-connect="/events?widgets=note&amp;embed=">' in html
    assert '<section id="w-note" sse-swap="note"><article class="tile"' in html
    assert "Milk" in html


def test_it_loads_itself_anew_where_there_are_no_scripts(client: Client) -> None:
    assert '<noscript><meta http-equiv="refresh" content="60"></noscript>' in client.get("/embed/note").text


def test_several_stand_in_one_frame_in_the_order_that_is_asked_for(client: Client) -> None:
    html = client.get("/embed?widgets=red,note,red").text
    assert re.findall(r'sse-swap="(\w+)"', html) == ["red", "note"]
    assert 'sse-connect="/events?widgets=red%2Cnote&amp;embed="' in html


def test_d07_only_named_sites_may_frame_it_and_an_error_too(client: Client) -> None:
    """Another site puts a widget into a frame to borrow clicks.

    Against it: `frame-ancestors` names `embed_origins` and nobody else, and a page for a frame has nothing that
    could be clicked to change anything.
    """
    for path in ("/embed/note", "/embed/closed", "/embed/nope", "/embed?widgets=note", "/embed"):
        answer = client.get(path)
        policy = answer.headers["content-security-policy"].split("; ")
        assert "frame-ancestors 'self' https://intranet.example http://localhost:8080" in policy
        assert "script-src 'self'" in policy
        assert "x-frame-options" not in answer.headers


def test_d07_the_wall_itself_may_be_framed_by_nobody(client: Client) -> None:
    """Another site puts the wall itself into a frame.

    Against it: `frame-ancestors 'none'` and `X-Frame-Options: DENY`.
    """
    for path in ("/", "/status", "/embed.js", "/embedded", "/events?widgets=nope"):
        answer = client.get(path)
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("path", ["/embed/closed", "/embed?widgets=note,closed"])
def test_a_widget_that_may_not_be_embedded_is_refused_with_what_to_set(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 403
    assert "set embed = true in [widgets.closed] of config.toml" in answer.text


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/embed/nope", 404, "There is no widget called 'nope'"),
        ("/embed/wall.notice", 404, "There is no widget called 'wall.notice'"),
        ("/embed", 400, "/embed?widgets=a,b"),
        ("/embed?widgets=,", 400, "/embed?widgets=a,b"),
        ("/embed/note?theme=nope", 400, "There is no theme 'nope'; there are auto, day"),
        ("/embed/note?start=soon", 400, "start is click or visible"),
    ],
)
def test_what_can_not_be_is_told(client: Client, path: str, status: int, sentence: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, sentence in answer.text) == (status, True)


def test_it_follows_the_reader_s_system_unless_told_otherwise(client: Client) -> None:
    assert 'data-theme="auto"' in client.get("/embed/note").text
    told = client.get("/embed/red?theme=day").text
    assert '<html lang="de" dir="ltr" data-theme="day"' in told
    assert 'data-theme="signal"' not in told
    assert 'data-theme="signal"' in client.get("/embed/red").text


def test_it_is_transparent_where_that_is_asked_for(client: Client) -> None:
    assert " data-transparent>" in client.get("/embed/note?transparent").text
    assert "data-transparent" not in client.get("/embed/note").text


def test_with_a_click_nothing_opens_a_stream_until_htmx_fetches_what_does(client: Client) -> None:
    waiting = client.get("/embed/note?start=click&theme=day").text
    assert "sse-connect" not in waiting
    assert "sse-swap" not in waiting
    assert "Milk" in waiting
    found = re.search(r'<button [^>]*hx-get="([^"]+)" hx-target="main" hx-swap="outerHTML"', waiting)
    assert found
    live = client.get(found[1].replace("&amp;", "&")).text.strip()
    assert live.startswith('<main hx-ext="sse" sse-connect="/events?widgets=note&amp;embed=">')
    assert live.endswith("</main>")
    assert "button" not in live


def test_when_it_is_seen_is_asked_in_the_same_way(client: Client) -> None:
    waiting = client.get("/embed/note?start=visible").text
    assert "sse-connect" not in waiting
    assert re.search(r'<main hx-get="/embed/note\?start=visible&amp;live=" hx-trigger="intersect once"', waiting)


def test_the_script_of_the_element_keeps_its_budget(client: Client) -> None:
    answer = client.get("/embed.js", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) <= BUDGET
    assert len(gzip.compress(answer.content)) <= BUDGET


def test_its_style_and_its_signs_keep_theirs(client: Client) -> None:
    answers = [client.get(path, headers={"Accept-Encoding": "gzip"}) for path in ("/embed.css", "/embed.svg")]
    assert [answer.headers["content-encoding"] for answer in answers] == ["gzip", "gzip"]
    assert sum(int(answer.headers["content-length"]) for answer in answers) <= LOOKS_BUDGET


def test_what_the_element_loads_is_asked_for_by_its_tag(client: Client) -> None:
    for path, kind in [("/embed.js", "text/javascript"), ("/embed.css", "text/css"), ("/embed.svg", "image/svg+xml")]:
        answer = client.get(path)
        assert answer.headers["content-type"].startswith(kind)
        assert client.get(path, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


def test_the_style_of_the_element_has_no_name_that_a_page_might_use(client: Client) -> None:
    sheet = client.get("/embed.css").text
    assert set(re.findall(r"--[a-z]+", sheet)) == {"--wallboard"}
    assert not re.findall(r"@font-face|@property|:root|url\(|[\d.]rem\b", sheet)
    assert "@container tile (width < 13em)" in sheet


def test_where_nobody_said_so_nothing_is_for_other_sites(tmp_path: Path) -> None:
    app = app_of(tmp_path, '[widgets.note]\nkind = "text"\ntext = "For us"\n')
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        for path in ("/embed/note", "/badge/note.svg"):
            answer = client.get(path)
            assert (answer.status_code, "For us" in answer.text) == (403, False)
        assert "frame-ancestors 'self';" in f"{client.get('/embed/note').headers['content-security-policy']};"
        for path in ("/widgets/note", "/api/widgets/note", "/events?widgets=note"):
            assert client.get(path, headers={"Origin": "https://intranet.example"}).status_code == 403


def test_a_page_of_the_wall_offers_what_to_paste_where_embedding_is_on(client: Client, tmp_path: Path) -> None:
    assert '<script src="' in client.get("/").text
    assert 'defer data-embeds="note red"></script>' in client.get("/").text
    off = app_of(tmp_path, CONFIG.replace("embed_origins", "allowed_hosts = [] #"))
    with TestClient(off, base_url="http://127.0.0.1:8000") as other:
        assert "snippets" not in other.get("/").text


def test_the_signs_tell_the_language_of_the_wall(client: Client) -> None:
    signs = client.get("/embed.svg").text
    assert signs.startswith('<svg data-lang="de" data-direction="ltr" ')
    assert '<symbol id="s-ok"' in signs
