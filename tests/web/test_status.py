"""The wall's state for people: whole without a script, true, and without anything secret."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from dashboard.app import Parts, create_app, read_board
from dashboard.live.displays import Report
from dashboard.live.reader import Reader
from dashboard.poll.outcome import Asking, Failure, Success
from dashboard.web.status import MOST_SCREENS
from dashboard.widget import Push
from tests.poll.site import Asked, Reply, Site
from tests.poll.site import answer as replied
from tests.waiting import until
from tests.walls import app_of, parts_of, serving

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
CONFIG = """
[wall]
title = "Home <i>& garden"
timezone = "UTC"

[widgets.load]
kind = "json"
url = "http://a.example/?key=hidden"
value = "load"
every = "10s"

[widgets.free]
kind = "json"
url = "http://a.example/?key=hidden"
value = "free"

[widgets.sales]
kind = "number"

[widgets.note]
kind = "text"
text = "x"
"""
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'

Client = TestClient[Litestar]


class Document(HTMLParser):
    """The elements of a page, and the texts of its cells, row by row."""

    VOID = frozenset({"meta", "link", "br", "path", "circle", "rect", "use", "stop"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.rows: list[list[str]] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that is closed in itself."""
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """An element ends: the one that was opened last."""
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Text, of a cell or not."""
        if "td" in self.open or "th" in self.open:
            self.rows[-1][-1] = f"{self.rows[-1][-1]} {data.strip()}".strip()

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of all elements of this name."""
        return [attributes for name, attributes in self.elements if name == tag]

    def row(self, beginning: str) -> list[str]:
        """The row whose first cell begins so."""
        (found,) = [row for row in self.rows if row[0].startswith(beginning)]
        return found


class Clock:
    """What time it is."""

    now = NOON


@pytest.fixture
def clock() -> Clock:
    """Noon, until somebody says otherwise."""
    return Clock()


@pytest.fixture
def app(tmp_path: Path, clock: Clock) -> Litestar:
    """A wall that does not poll by itself: its lifespan has not begun."""
    path = tmp_path / "config.toml"
    path.write_text(CONFIG, "utf-8")
    return create_app(read_board(path), now=lambda: clock.now)


@pytest.fixture
def parts(app: Litestar) -> Parts:
    """Its parts."""
    return parts_of(app)


@pytest.fixture
def client(app: Litestar) -> Client:
    """A client of it."""
    return TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False)


def overall(client: Client) -> str:
    """The line that says it all."""
    found = re.search(r'<p class="overall">.*</svg> (.*)</p>', client.get("/status").text)
    assert found is not None
    return found[1]


def deliver(parts: Parts, name: str, outcome: Success | Failure) -> None:
    """A poll for this widget has ended so."""
    parts.publisher.deliver(parts.publisher.board.widgets[name].source, outcome)


def good(at: datetime = NOON, seconds: float = 0.25) -> Success:
    return Success({"load": 1, "free": 2}, at, at + timedelta(seconds=10), asking=Asking(seconds, ("a.example",)))


def bad(error: str = "a.example answers 503", fault: str = "status", at: datetime = NOON) -> Failure:
    return Failure(error, fault, at, at + timedelta(seconds=10), Asking(1.0, ("a.example",)))


# Sources


def test_a_source_that_fails_is_there_with_its_reason_and_recovers(client: Client, parts: Parts, clock: Clock) -> None:
    deliver(parts, "load", good())
    clock.now += timedelta(seconds=4)
    assert Document(client.get("/status").text).row("load, free") == [
        "load, free json", "a.example", "Fine", "Answered", "250 ms", "4 s", "in 6 s", "1", "0",
    ]  # fmt: skip
    deliver(parts, "load", bad(at=clock.now))
    deliver(parts, "load", bad(at=clock.now))
    assert overall(client) == "1 of 3 sources is in trouble"
    row = Document(client.get("/status").text).row("load, free")
    assert row[2] == "Failing"
    assert row[3].startswith("a.example answers 503, 2 times in a row")
    assert row[4:] == ["1 s", "4 s", "in 10 s", "3", "2"]
    deliver(parts, "load", good(at=clock.now))
    row = Document(client.get("/status").text).row("load, free")
    assert (row[2], row[3].split(" Last errors")[0], row[7:]) == ("Fine", "Answered", ["4", "2"])


def test_the_last_errors_stay_to_be_read(client: Client, parts: Parts) -> None:
    deliver(parts, "load", bad("a.example answers 503", at=NOON - timedelta(minutes=2)))
    deliver(parts, "load", bad("a.example does not answer", "timeout", at=NOON - timedelta(minutes=1)))
    deliver(parts, "load", good())
    html = client.get("/status").text
    told = re.findall(r'<time datetime="(\S+)">(\S+)</time> (.*) <span class="quiet">(.*)</span></li>', html)
    assert told == [
        ("2026-11-21T11:59:00Z", "11:59:00", "a.example does not answer", "timeout"),
        ("2026-11-21T11:58:00Z", "11:58:00", "a.example answers 503", "status"),
    ]


@pytest.mark.parametrize(
    ("outcome", "later", "state", "words"),
    [
        (None, 0, "Waiting", "Waiting for the first answer"),
        (bad(), 0, "No data", "a.example answers 503"),
        (good(), 29, "Fine", "Answered"),
        (good(), 30, "Old", "No newer answer has come"),
    ],
)
def test_a_state_is_a_sign_and_a_word(
    client: Client, parts: Parts, clock: Clock, outcome: Success | Failure | None, later: int, state: str, words: str
) -> None:
    if outcome:
        deliver(parts, "load", outcome)
    clock.now += timedelta(seconds=later)
    row = Document(client.get("/status").text).row("load, free")
    assert row[2] == state
    assert row[3].startswith(words)


def test_all_in_one_sentence(client: Client, parts: Parts) -> None:
    assert overall(client) == "3 of 3 sources have not answered yet"
    deliver(parts, "load", good())
    deliver(parts, "note", Success("text", NOON))
    assert overall(client) == "1 of 3 sources has not answered yet"
    deliver(parts, "note", bad())
    assert overall(client) == "1 of 3 sources is in trouble"
    deliver(parts, "load", bad())
    assert overall(client) == "2 of 3 sources are in trouble"
    sales = parts.publisher.board.widgets["sales"].source
    assert isinstance(sales, Push)
    deliver(parts, "sales", Success(sales.into(value=42), NOON))
    deliver(parts, "load", good())
    deliver(parts, "note", Success("text", NOON))
    assert overall(client) == "All 3 sources are fine"


def test_trouble_stands_first(client: Client, parts: Parts) -> None:
    deliver(parts, "load", good())
    deliver(parts, "note", bad())
    rows = [row[0] for row in Document(client.get("/status").text).rows if row[0] != "Widgets"]
    assert rows[:3] == ["note text", "load, free json", "sales number"]


def test_a_widget_that_can_not_be_shown_is_told(client: Client, parts: Parts, caplog: pytest.LogCaptureFixture) -> None:
    deliver(parts, "sales", Success(object(), NOON))
    row = Document(client.get("/status").text).row("sales")
    assert row[2:4] == ["Broken", "sales can't be shown, the log says why"]
    assert "widget sales can't be rendered" in caplog.text


def test_a_kind_that_is_broken_is_told(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "odd.py").write_text("1 / 0")
    app = app_of(tmp_path, '[wall]\nwidgets_dir = "mine"\n[widgets.one]\nkind = "odd"\n[widgets.two]\nkind = "odd"\n')
    document = Document(TestClient(app, base_url="http://127.0.0.1").get("/status").text)
    for name in ("one", "two"):
        assert document.row(name)[2:4] == [
            "Broken",
            "the kind `odd` can't be used: ZeroDivisionError: division by zero",
        ]


def test_a_mistake_in_the_file_is_told(client: Client, parts: Parts) -> None:
    parts.publisher.notice("config.toml line 3: <b> is no key")
    assert "<span>config.toml line 3: &lt;b&gt; is no key</span>" in client.get("/status").text


def test_another_board_is_another_status(client: Client, parts: Parts, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[wall]\ntitle = "Away"\n[widgets.other]\nkind = "number"\n')
    parts.publisher.adopt(read_board(path), parts.publisher.renderer)
    document = Document(client.get("/status").text)
    assert [row[0] for row in document.rows] == ["Widgets", "other number"]
    assert "<h1>Status of Away</h1>" in client.get("/status").text


# Screens


def test_who_reads_is_told(client: Client, parts: Parts) -> None:
    assert "No stream is open" in client.get("/status").text
    page = parts.publisher.board.pages["main"]
    wall = parts.hub.subscribe(page.shown, page="main")
    wall.reader = Reader(NOON, "192.0.2.7", "Firefox 133, Linux")
    wall.take()
    embedded = parts.hub.subscribe(frozenset(["note", "load"]))
    embedded.reader = Reader(NOON + timedelta(seconds=1), HOSTILE, HOSTILE)
    html = client.get("/status").text
    assert "Open streams: 2" in html
    assert Document(html).row("page main") == [
        "page main", "Firefox 133, Linux 192.0.2.7", "Follows by stream", "—", "12:00:00", "—", "—", "—",
    ]  # fmt: skip
    assert Document(html).row("load, note")[2] == "2 to be sent by stream"


def test_the_way_by_which_events_come_is_told(client: Client, parts: Parts) -> None:
    parts.hub.subscribe(frozenset(["note", "load"])).reader = Reader(NOON, "192.0.2.7", "", "", "ws")
    parts.displays.seen("lobby", Report("live", "main", transport="poll"), NOON)
    document = Document(client.get("/status").text)
    assert document.row("load, note")[2] == "2 to be sent by WebSocket"
    assert document.row("lobby")[2] == "Live by asking"


def test_a_screen_that_reports_has_one_row_with_its_name_and_how_it_is(
    client: Client, parts: Parts, clock: Clock
) -> None:
    page = parts.publisher.board.pages["main"]
    for _ in range(2):
        parts.hub.subscribe(page.shown, page="main").reader = Reader(NOON, "192.0.2.7", "Firefox 133", "lobby")
    assert Document(client.get("/status").text).rows[-1][0] == "lobby page main"
    report = Report("live", "main", lag=0.12, drops=3, painted=0.016, skew=2.0)
    parts.displays.seen("lobby", report, NOON, "192.0.2.7", "Firefox 133")
    clock.now += timedelta(seconds=9)
    html = client.get("/status").text
    assert "Open streams: 2" in html
    assert Document(html).row("lobby") == [
        "lobby page main", "Firefox 133 192.0.2.7", "Live by stream", "—", "12:00:00", "9 s ago", "120 ms", "3",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("report", "later", "link", "remark"),
    [
        (Report("live", "main"), 179, "Live by stream", "—"),
        (Report("late", "main"), 0, "Late by stream", "—"),
        (Report("down", "main"), 0, "Down by stream", "—"),
        (Report("live", "main", bursts=True, skew=99.0), 180, "Not seen", "—"),
        (Report("live", "main", painted=300.0), 0, "Live by stream", "It has drawn nothing for 5 min"),
        (Report("live", "main", painted=60.0, skew=30.0), 0, "Live by stream", "—"),
        (Report("live", "main", lag=6.0), 0, "Live by stream", "Events reach it 6 s late"),
        (Report("live", "main", lag=5.0), 0, "Live by stream", "—"),
        (Report("live", "main", skew=600.0), 0, "Live by stream", "Its clock is 10 min ahead"),
        (Report("live", "main", skew=-31.0), 0, "Live by stream", "Its clock is 31 s behind"),
        (Report("live", "gone", version="0-0"), 0, "Live by stream", "—"),
        (
            Report("live", "main", version="0-0"),
            0,
            "Live by stream",
            "It shows another version of the page, and should load it anew by itself",
        ),
        *(
            (
                report,
                0,
                "Held back by stream",
                "A proxy between this screen and Wallboard holds events back: "
                "switch off its buffering (nginx: proxy_buffering off)",
            )
            for report in (Report("live", "main", bursts=True), Report("down", "main", silent=True))
        ),
    ],
)
def test_what_is_wrong_with_a_screen_is_said(
    client: Client, parts: Parts, clock: Clock, report: Report, later: int, link: str, remark: str
) -> None:
    parts.displays.seen("lobby", report, NOON)
    clock.now += timedelta(seconds=later)
    assert Document(client.get("/status").text).row("lobby")[2:4] == [link, remark]


def test_a_screen_of_this_version_is_not_told_to_show_another(client: Client, parts: Parts) -> None:
    version = re.search(r'data-shell="(.*?)"', client.get("/").text)
    assert version is not None
    parts.displays.seen("lobby", Report("live", "main", version=version[1]), NOON)
    assert Document(client.get("/status").text).row("lobby")[3] == "—"


def test_screens_in_trouble_stand_first_and_tabs_that_were_closed_last(
    client: Client, parts: Parts, clock: Clock
) -> None:
    parts.displays.seen("lobby", Report("live", "main"), NOON)
    parts.displays.seen("0123456789ab", Report("live", "main"), NOON)
    clock.now += timedelta(minutes=3)
    parts.hub.subscribe(frozenset(["note"]))
    parts.displays.seen("a", Report("live", "main"), clock.now)
    parts.displays.seen("b", Report("down", "main"), clock.now)
    rows = [row[0].split()[0] for row in Document(client.get("/status").text).rows]
    assert rows[rows.index("Screen") + 1 :] == ["lobby", "b", "note", "a", "0123456789ab"]


def test_a_full_wall_is_told(client: Client, parts: Parts) -> None:
    parts.seats.room = 2
    for _ in range(2):
        parts.seats.take("", here=True)
    assert "places for streams are taken" in client.get("/status").text
    assert "Turned away" not in client.get("/status").text
    parts.seats.take("", here=True)
    text = " ".join(re.sub(r"<[^>]*>", " ", client.get("/status").text).split())
    assert "All 2 places for streams are taken: more screens are turned away" in text
    assert "Streams 2 of 2 Turned away 1" in text


def test_of_many_screens_some_are_listed_and_all_are_counted(client: Client, parts: Parts) -> None:
    for _ in range(MOST_SCREENS + 50):
        parts.hub.subscribe(frozenset(["note"]))
    html = client.get("/status").text
    assert "Open streams: 150. 100 of 150 rows are listed" in html
    assert len([row for row in Document(html).rows if row[0] == "note"]) == MOST_SCREENS


async def test_a_stream_that_opens_is_on_the_page_and_one_that_ends_is_not(tmp_path: Path) -> None:
    app = app_of(tmp_path, CONFIG)
    async with serving(app) as address, httpx.AsyncClient(base_url=address, trust_env=False) as http:
        async with http.stream("GET", "/events?page=main", headers={"User-Agent": "kiosk/7 x"}) as stream:
            await anext(stream.aiter_bytes())
            row = Document((await http.get("/status")).text).row("page main")
            assert row[1] == "kiosk 7 127.0.0.1"
        await until(lambda: parts_of(app).hub.count() == 0)
        assert "No stream is open" in (await http.get("/status")).text


# The page


def test_the_page_is_whole_without_a_script(client: Client, parts: Parts) -> None:
    deliver(parts, "load", bad())
    html = client.get("/status").text
    document = Document(html)
    assert html.startswith("<!doctype html>")
    assert len(document.all("h1")) == 1
    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in html
    assert document.all("style") == []
    assert all(script.get("src", "") for script in document.all("script"))
    assert not [name for _, attributes in document.elements for name in attributes if re.match("on|style|hx-on", name)]


def test_every_table_says_what_it_is_and_every_heading_what_it_heads(client: Client, parts: Parts) -> None:
    parts.hub.subscribe(frozenset(["note"]))
    document = Document(client.get("/status").text)
    assert len(document.all("table")) == len(document.all("caption")) == 2
    assert {heading.get("scope") for heading in document.all("th")} == {"col", "row"}


def test_ids_are_given_once(client: Client, parts: Parts) -> None:
    for name in ("load", "note", "sales"):
        deliver(parts, name, bad())
    ids = [attributes["id"] for _, attributes in Document(client.get("/status").text).elements if "id" in attributes]
    assert len(ids) == len(set(ids)) > 6


def test_what_it_names_is_there_and_it_is_never_kept(client: Client) -> None:
    answer = client.get("/status")
    assert answer.headers["cache-control"] == "no-store"
    for link in Document(answer.text).all("link") + Document(answer.text).all("script"):
        address = link.get("href") or link.get("src") or ""
        assert address == "data:," or client.get(address).status_code == 200


def test_the_wall_does_not_carry_the_styles_of_this_page(client: Client, parts: Parts) -> None:
    assert ".overall" not in client.get(f"{parts.assets.base}/wall.css").text
    assert ".overall" in client.get(f"{parts.assets.base}/status.css").text


def test_what_others_say_is_text(client: Client, parts: Parts) -> None:
    deliver(parts, "load", bad(HOSTILE, HOSTILE))
    deliver(parts, "load", bad(HOSTILE))
    parts.hub.subscribe(frozenset(["note"]), page=HOSTILE).reader = Reader(NOON, HOSTILE, HOSTILE)
    html = client.get("/status").text
    assert "Home &lt;i&gt;&amp; garden" in html
    assert "<script>" not in html
    assert "<img" not in html
    Document(html)


def test_the_server_tells_of_itself(client: Client, clock: Clock, parts: Parts) -> None:
    clock.now += timedelta(hours=3)
    text = re.sub(r"<[^>]*>", " ", client.get("/status").text)
    assert re.search(r"Up for\s+3 h\s", text)
    assert parts.publisher.last in text
    assert re.search(r"Heartbeat\s+not yet", text)


# Secrets

CANARY = "cAnary/42 &x"
SPELLINGS = ("cAnary", "canary", "Y0FuYXJ5")
"""The beginning of the canary in every spelling: as it is, in an address, in lower case, in base64."""

SECRETS = """
[server]
push_token = "${{CANARY}}"

[widgets.written]
kind = "json"
url = "{site}/cAnary-path?key=cAnary-query"
params = {{ token = "cAnary-param" }}
headers = {{ Authorization = "Bearer cAnary-header" }}
value = "a"
every = "100ms"

[widgets.placed]
kind = "json"
url = "{site}/${{CANARY}}"
params = {{ token = "${{CANARY}}" }}
headers = {{ X-Key = "${{CANARY_HEADER}}" }}
value = "a"

[widgets.user]
kind = "json"
url = "http://me:${{CANARY}}@127.0.0.1:1/"
value = "a"

[widgets.repo]
kind = "repository"
repo = "a/b"
base_url = "{site}/cAnary-base"
token = "${{CANARY_HEADER}}"

[widgets.news]
kind = "feed"
urls = ["{site}/feed?key=cAnary"]

[widgets.probe]
kind = "monitor"
targets = [{{ url = "{site}/?key=cAnary", name = "probe", contains = "cAnary-text" }}]
"""


@asynccontextmanager
async def answering(reply: Reply) -> AsyncIterator[str]:
    """A site that answers everything so, and its address."""
    site = Site({"": reply})
    await site.open()
    try:
        yield site.url
    finally:
        await site.close()


async def break_off(_: Asked, writer: asyncio.StreamWriter) -> None:
    """Half an answer."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
    writer.close()


@pytest.mark.parametrize(("left", "as_what"), [("43", "quiet"), ("3", "wrong")])
async def test_what_a_host_still_lets_us_have_is_told_and_warned_of_when_it_is_scarce(
    tmp_path: Path, left: str, as_what: str
) -> None:
    until_when = datetime(2126, 11, 21, 12, 40, tzinfo=UTC)
    headers = {"limit": "60", "remaining": left, "reset": f"{until_when.timestamp():.0f}"}
    reply = replied(b'{"load": 1}', **{f"X_RateLimit_{name}": text for name, text in headers.items()})
    async with answering(reply) as site:
        config = f'[wall]\ntimezone = "UTC"\n[widgets.load]\nkind = "json"\nurl = "{site}"\nvalue = "load"\n'
        app = app_of(tmp_path, config)
        async with serving(app) as address, httpx.AsyncClient(base_url=address, trust_env=False) as http:
            publisher = parts_of(app).publisher
            await until(lambda: all(publisher.store.record(source).polls for source in publisher.users))
            html = (await http.get("/status")).text
    (line,) = re.findall(r'<p class="(\w+)">(?:<svg.*?</svg> )?<span>(127.*?)</span>', html)
    assert line == (as_what, f"{site.removeprefix('http://')}: {left} of 60 requests left until 21 Nov 2126")


REPLIES: dict[str, Reply] = {
    "an error": replied(status="500 No"),
    "no permission": replied(b'{"message": "bad token"}', status="401 No"),
    "no JSON": replied(b"<html>"),
    "another shape": replied(b'{"a": [{}]}'),
    "broken off": break_off,
    "nonsense": b"cAnary nonsense\r\n\r\n",
    "a redirect to nowhere": replied(status="302 No", Location="http://127.0.0.1:1/?key=cAnary"),
    "a redirect that is none": replied(status="302 No", Location="ftp://cAnary/"),
    "unknown packing": replied(b"x", Content_Encoding="br"),
}


@pytest.mark.parametrize("name", REPLIES)
async def test_d11_a_secret_is_nowhere_whatever_goes_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    """A source fails in a way that would tell its key: in an address, a header, an answer.

    Against it: whatever came from a placeholder is cut out of every sentence, log line and traceback.
    """
    monkeypatch.setenv("CANARY", CANARY)
    monkeypatch.setenv("CANARY_HEADER", "cAnary-placed")
    caplog.set_level(logging.DEBUG, logger="wallboard")
    async with answering(REPLIES[name]) as site:
        app = app_of(tmp_path, SECRETS.format(site=site))
        async with serving(app) as address, httpx.AsyncClient(base_url=address, trust_env=False) as http:
            publisher = parts_of(app).publisher
            await until(lambda: all(publisher.store.record(source).polls for source in publisher.users))
            said = {path: (await http.get(path)).text for path in ("/status", "/metrics", "/api/widgets", "/")}
            async with http.stream("GET", "/events") as stream:
                said["/events"] = (await anext(stream.aiter_bytes())).decode()
    said["log"] = caplog.text
    assert "in trouble" in said["/status"]
    assert "wall.heartbeat" in said["/events"]
    for place, text in said.items():
        for spelling in SPELLINGS:
            assert spelling not in text, f"{place} after {name}"


def test_a_host_that_came_from_a_placeholder_stays_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "nas.cAnary.example")
    app = app_of(tmp_path, '[widgets.nas]\nkind = "json"\nurl = "http://${HOST}/"\nvalue = "a"\n')
    asking = Asking(1.0, ("nas.canary.example",))
    deliver(parts_of(app), "nas", Failure("nas.canary.example answers 503", "status", NOON, None, asking))
    html = TestClient(app, base_url="http://127.0.0.1").get("/status").text
    assert "*** answers 503" in html
    assert "canary" not in html
