"""The kind `calendar`. The sample answers are composed from the public specification of the format, RFC 5545."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from pydantic import ValidationError

from dashboard.widget import Answer, Request, SourceError, Wall

SAMPLES = Path(__file__).with_name("calendar")
NOW = datetime(2026, 11, 24, 10, 42, tzinfo=UTC)
LISBON = Wall(timezone=ZoneInfo("Europe/Lisbon"))
TEAM, HOME = "https://team.example/a.ics?key=CANARY", "https://home.example/b.ics"


class FakeHttp:
    """Answers by host: a body, a status, or what it raises."""

    def __init__(self, **answers: bytes | int | SourceError) -> None:
        self.answers = {"team": sample("team"), "home": sample("home")} | answers
        self.asked: list[str] = []

    async def send(self, request: Request, *, keep: timedelta | None = None) -> Answer:
        self.asked.append(request.url)
        given = self.answers[request.host.partition(".")[0]]
        if isinstance(given, SourceError):
            raise given
        return Answer(request.host, given, {}, b"") if isinstance(given, int) else Answer(request.host, 200, {}, given)

    async def connect(self, host: str, port: int) -> float:
        raise NotImplementedError


def sample(name: str) -> bytes:
    return (SAMPLES / f"{name}.ics").read_bytes()


def calendar(*events: str, head: str = "") -> bytes:
    """A calendar of these events."""
    written = "".join(
        f"BEGIN:VEVENT\nUID:{number}\nDTSTAMP:20261101T000000Z\n{event}\nEND:VEVENT\n"
        for number, event in enumerate(events)
    )
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//T//EN\n{head}{written}END:VCALENDAR\n".replace(
        "\n", "\r\n"
    ).encode()


@pytest.fixture
def around(bench: Callable[..., Any]) -> Callable[..., Any]:
    """A bench, and what its calendars have around an instant."""

    async def run(
        *urls: str, wall: Wall = LISBON, now: datetime = NOW, http: FakeHttp | None = None, **options: Any
    ) -> tuple[Any, Any]:
        kind = bench("calendar", wall, urls=list(urls or [TEAM]), **options)
        return kind, await kind.source().around(now, http or FakeHttp())

    return run


async def test_calendars_are_merged_in_order(around: Callable[..., Any]) -> None:
    kind, answer = await around(TEAM, HOME, days=3)
    view = kind.view(answer)
    rows = [view.next, *view.rows]
    assert [(row.event.title, f"{row.on:%d}", f"{row.event.starts:%H:%M}") for row in rows] == [
        ("Review", "24", "10:15"),
        ("Boat fair", "24", "00:00"),
        ("Call with New York", "24", "15:00"),
        ("Dinner at eight; bring bread", "24", "19:30"),
        ("Lia's birthday", "25", "00:00"),
        ("Stand-up, later today", "26", "11:00"),
    ]
    assert [row.running for row in rows] == [True, *[False] * 5]
    assert [row.event.calendar for row in rows] == [1, 1, 1, 2, 2, 1]
    assert kind.kind.measure(answer, kind.options) == {"today": 4}


async def test_an_answer_comes_back_from_disk_as_it_was(around: Callable[..., Any]) -> None:
    _, answer = await around(TEAM, HOME)
    assert msgspec.json.decode(msgspec.json.encode(answer), type=type(answer)) == answer


async def test_now_is_now(bench: Callable[..., Any]) -> None:
    http = FakeHttp(team=calendar("DTSTART:20200101T000000Z\nDURATION:PT23H59M\nRRULE:FREQ=DAILY\nSUMMARY:Always"))
    answer = await bench("calendar", urls=[TEAM, TEAM]).source().fetch(http)
    assert abs(answer.now - datetime.now(UTC)) < timedelta(minutes=2)
    assert answer.events[-1].starts > answer.now
    assert len(http.asked) == 1


async def test_webcal_is_https(around: Callable[..., Any]) -> None:
    http = FakeHttp()
    await around("webcal://team.example/a.ics", http=http)
    assert http.asked == ["https://team.example/a.ics"]


@pytest.mark.parametrize(
    ("zone", "event", "starts"),
    [
        ("Europe/Lisbon", "DTSTART:20261124T120000", "2026-11-24T12:00"),
        ("Asia/Tokyo", "DTSTART:20261124T230000", "2026-11-24T14:00"),
        ("Asia/Tokyo", "DTSTART;VALUE=DATE:20261125", "2026-11-24T15:00"),
        ("UTC", "DTSTART;TZID=America/New_York:20261124T120000", "2026-11-24T17:00"),
        ("UTC", "DTSTART;TZID=America/New_York:20260701T120000\nRRULE:FREQ=DAILY", "2026-11-24T17:00"),
        ("UTC", "DTSTART;TZID=W. Europe Standard Time:20261124T120000", "2026-11-24T11:00"),
    ],
)
async def test_zones(around: Callable[..., Any], zone: str, event: str, starts: str) -> None:
    http = FakeHttp(team=calendar(f"{event}\nSUMMARY:x"))
    _, answer = await around(wall=Wall(timezone=ZoneInfo(zone)), http=http)
    assert f"{answer.events[0].starts:%Y-%m-%dT%H:%M}" == starts


async def test_a_calendar_may_name_the_zone_of_all_its_times(around: Callable[..., Any]) -> None:
    body = calendar("DTSTART:20261124T120000Z\nSUMMARY:x\nRRULE:FREQ=DAILY", head="X-WR-TIMEZONE:America/New_York\n")
    _, answer = await around(wall=Wall(), http=FakeHttp(team=body))
    assert f"{answer.events[0].starts:%H:%M}" == "12:00"


async def test_a_series_keeps_its_hour_over_a_change_of_the_clocks(around: Callable[..., Any]) -> None:
    body = calendar("DTSTART;TZID=Europe/Lisbon:20261001T093000\nRRULE:FREQ=DAILY\nSUMMARY:x")
    _, answer = await around(now=datetime(2026, 10, 24, tzinfo=UTC), http=FakeHttp(team=body), days=3)
    assert [f"{event.starts:%d %H:%M}" for event in answer.events] == ["24 08:30", "25 09:30", "26 09:30"]


@pytest.mark.parametrize(
    ("answers", "missing"),
    [
        ({"team": 503}, ("team.example",)),
        ({"team": SourceError("no")}, ("team.example",)),
        ({"home": b"<html>"}, ("home.example",)),
    ],
)
async def test_a_calendar_that_fails_leaves_the_others(
    around: Callable[..., Any], answers: dict[str, Any], missing: tuple[str, ...]
) -> None:
    kind, answer = await around(TEAM, HOME, http=FakeHttp(**answers))
    assert answer.missing == missing
    html = kind.html(answer)
    assert f"No answer from {missing[0]}" in html
    assert "CANARY" not in html


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\0",
        b"hello",
        b"<html></html>",
        b"[]",
        b"BEGIN:VEVENT\r\nEND:VEVENT\r\n",
        b"BEGIN:VCALENDAR\r\n",
        b"END:VCALENDAR\r\n",
        sample("team")[:900],
        sample("team") + sample("home"),
    ],
)
async def test_what_is_not_a_calendar(around: Callable[..., Any], body: bytes) -> None:
    with pytest.raises(SourceError, match=r"^team\.example answers something that is not a calendar$"):
        await around(http=FakeHttp(team=body))


async def test_all_failing_names_the_first_reason(around: Callable[..., Any]) -> None:
    with pytest.raises(SourceError, match=r"^team\.example answers 503$"):
        await around(TEAM, HOME, http=FakeHttp(team=503, home=404))


@pytest.mark.parametrize(
    "event",
    [
        "SUMMARY:no time",
        "DTSTART:soon\nSUMMARY:x",
        "DTSTART:20261124T120000Z\nRRULE:FREQ=NEVER\nSUMMARY:x",
        "DTSTART:20261124T120000Z\nRRULE:FREQ=SECONDLY\nSUMMARY:x",
        "DTSTART:20261124T120000Z\nRRULE:FREQ=MINUTELY\nSUMMARY:x",
        "DTSTART:18000101T120000Z\nRRULE:FREQ=HOURLY\nSUMMARY:x",
        f"DTSTART:20261124T120000Z\nRRULE:FREQ=DAILY;BYMINUTE={','.join(map(str, range(60)))}\nSUMMARY:x",
        "DTSTART:20261124T120000Z\nRRULE:FREQ=DAILY;INTERVAL=0\nSUMMARY:x",
        "DTSTART:20261124T120000Z\nDURATION:P99999999999D\nSUMMARY:x",
        "DTSTART:99991231T235959Z\nDURATION:P9D\nRRULE:FREQ=DAILY\nSUMMARY:x",
        "DTSTART:20261124T120000Z\nSTATUS:CANCELLED\nSUMMARY:x",
    ],
)
async def test_d17_an_event_that_cannot_be_read_harms_no_other(around: Callable[..., Any], event: str) -> None:
    """A calendar's event recurs every second for ever, or lasts until the end of time.

    Against it: a window of time, at most so many events, a deadline, and rules only by days and longer; such an
    event is left out.
    """
    body = calendar(event, "DTSTART:20261124T150000Z\nSUMMARY:Fine")
    kind, answer = await around(http=FakeHttp(team=body))
    assert kind.view(answer).next.event.title == "Fine"
    assert len(answer.events) < 4


async def test_more_events_than_anybody_has_are_refused(around: Callable[..., Any]) -> None:
    with pytest.raises(SourceError, match=r"^team\.example answers more than 10,000 events$"):
        await around(http=FakeHttp(team=b"BEGIN:VEVENT\r\n" * 10_001))


async def test_many_are_cut(around: Callable[..., Any]) -> None:
    body = calendar(*["DTSTART:20261101T090000Z\nRRULE:FREQ=DAILY\nSUMMARY:x"] * 20)
    kind, answer = await around(http=FakeHttp(team=body), days=60, limit=7)
    assert len(answer.events) <= 500
    assert len(kind.view(answer).rows) == 6


async def test_the_agenda(around: Callable[..., Any]) -> None:
    kind, answer = await around(TEAM, HOME)
    html = kind.html(answer)
    assert '<p class="lead" dir="auto">Review</p>' in html
    assert "<b>Today, until 11:15</b>" in html
    assert '<span dir="auto">Upstairs</span>' in html
    assert '<a href="https://meet.harbour.example/call">Call with New York</a>' in html
    assert ">Tomorrow</span>" in html
    assert '<svg class="sign key k2"' in html
    assert "Called off" not in html
    assert html.count('<span class="quiet">Today</span>') == 1


async def test_one_calendar_has_a_name_and_no_colours(around: Callable[..., Any]) -> None:
    kind, answer = await around(HOME)
    html = kind.html(answer)
    assert "<h2>Home</h2>" in html
    assert "key k1" not in html


@pytest.mark.parametrize(
    ("locale", "first", "weeks"), [("en_GB", "Mon", 6), ("en_US", "Sun", 5), ("ar_EG", "السبت", 5)]
)
async def test_the_month(around: Callable[..., Any], locale: str, first: str, weeks: int) -> None:
    kind, answer = await around(wall=Wall(timezone=ZoneInfo("Europe/Lisbon"), locale=locale), show="month")
    html = kind.html(answer)
    assert html.index(first) < html.index("<time")
    assert html.count("<time") == weeks * 7
    assert html.count("Boat fair") == 3
    assert html.count('aria-current="date"') == 1


async def test_the_month_is_called_as_people_call_it(around: Callable[..., Any]) -> None:
    kind, answer = await around(show="month")
    assert "<h2>November 2026</h2>" in kind.html(answer)


@pytest.mark.parametrize(("days", "words"), [(1, "Nothing is planned"), (14, "in the next 14 days")])
async def test_an_empty_calendar_says_so(around: Callable[..., Any], days: int, words: str) -> None:
    kind, answer = await around(http=FakeHttp(team=calendar()), days=days)
    assert words in kind.html(answer)
    month, same = await around(http=FakeHttp(team=calendar()), show="month")
    assert month.html(same).count("<time") == 42


@pytest.mark.parametrize("urls", [[], ["ftp://x.example/"], ["file:///etc/passwd"], ["/a.ics"], ["webcal://"]])
def test_only_web_addresses_are_calendars(bench: Callable[..., Any], urls: list[str]) -> None:
    with pytest.raises(ValidationError):
        bench("calendar", urls=urls)


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }} </textarea>",
    "\u202eשלום",
    "🌊" * 3000,
    "\x1b[31m",
]
LINKS = ["javascript:alert(1)", "data:text/html,x", "//evil.example/", ' " onmouseover="alert(1)', "http://[::1"]


@pytest.mark.parametrize("show", ["agenda", "month"])
async def test_d05_hostile_text_of_a_calendar_is_text(around: Callable[..., Any], show: str) -> None:
    """A calendar's events hold markup.

    Against it: all of it is text to us, cut to what anybody can read.
    """
    fields = [f"SUMMARY:{text}\nLOCATION:{text}\nURL:{text}\nSTATUS:{text}" for text in [*HOSTILE, *LINKS]]
    body = calendar(*(f"DTSTART:20261124T120000Z\n{field}" for field in fields), head=f"X-WR-CALNAME:{HOSTILE[0]}\n")
    kind, answer = await around(http=FakeHttp(team=body), show=show, limit=100)
    assert len(answer.events) == len(fields)
    html = kind.html(answer)
    harmless(html)
    assert len(html) < 15_000


def harmless(html: str) -> None:
    """Only the template's elements, no handler, only web addresses."""

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
            assert tag in {"article", "header", "h2", "p", "b", "ol", "li", "span", "a", "time"}
            assert not [name for name, _ in attributes if name.startswith(("on", "style", "hx-", "src"))]
            assert not [value for name, value in attributes if name == "href" and not str(value).startswith("http")]

    Reader().feed(html)
