"""The kind `holidays`. The sample answers are composed from the public documentation of Nager.Date.

https://date.nager.at/Api
"""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from pydantic import ValidationError

from dashboard.widget import Answer, Request, SourceError, Wall
from tests.widgets.hostile import HOSTILE, LINKS, harmless

SAMPLES = Path(__file__).with_name("holidays")
NOW = datetime(2026, 11, 24, 10, 42, tzinfo=UTC)
GERMANY = Wall(locale="de_DE")


class FakeHttp:
    """Answers by year, and remembers what was asked."""

    def __init__(self, body: bytes | None = None, status: int = 200) -> None:
        self.body, self.status = body, status
        self.asked: list[str] = []

    async def send(self, request: Request, *, keep: timedelta | None = None) -> Answer:
        assert keep == timedelta(days=1)
        self.asked.append(request.url)
        year = request.url.split("/")[-2]
        return Answer(request.host, self.status, {}, self.body or (SAMPLES / f"{year}.json").read_bytes())

    async def connect(self, host: str, port: int) -> float:
        raise NotImplementedError


async def test_what_is_asked(bench: Callable[..., Any]) -> None:
    http = FakeHttp()
    await bench("holidays", country="de", base_url="http://days.test/").source().since(NOW, http)
    assert http.asked == [f"http://days.test/api/v3/PublicHolidays/{year}/DE" for year in (2026, 2027)]


async def test_now_is_now(bench: Callable[..., Any]) -> None:
    days = json.dumps([{"date": "2199-01-01", "name": "Far"}, {"date": "2001-01-01", "name": "Gone"}]).encode()
    answer = await bench("holidays", GERMANY).source().fetch(FakeHttp(days))
    assert abs(answer.today - datetime.now(UTC).date()) <= timedelta(days=1)
    assert [day.name for day in answer.days] == ["Far"]


@pytest.mark.parametrize(
    ("locale", "options"),
    [("de", {}), ("en_001", {}), ("en_GB", {"country": "GER"}), ("de_DE", {"region": "AT-1"}), ("de_DE", {"limit": 0})],
)
def test_options_that_make_no_sense(bench: Callable[..., Any], locale: str, options: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        bench("holidays", Wall(locale=locale), **options)


@pytest.mark.parametrize(
    ("region", "names"),
    [
        (None, ["Erster Weihnachtstag", "Zweiter Weihnachtstag", "Neujahr"]),
        ("DE-BY", ["Erster Weihnachtstag", "Zweiter Weihnachtstag", "Neujahr", "Heilige Drei Könige"]),
        ("de-sn", ["Buß- und Bettag", "Erster Weihnachtstag", "Zweiter Weihnachtstag", "Neujahr"]),
    ],
)
async def test_holidays_of_a_country_and_of_a_part_of_it(
    bench: Callable[..., Any], region: str | None, names: list[str]
) -> None:
    kind = bench("holidays", GERMANY, region=region)
    answer = await kind.source().since(NOW, FakeHttp())
    assert [day.name for day in kind.view(answer).days] == names
    assert msgspec.json.decode(msgspec.json.encode(answer), type=type(answer)) == answer


async def test_today_is_that_of_the_wall(bench: Callable[..., Any]) -> None:
    kind = bench("holidays", Wall(timezone=ZoneInfo("Asia/Tokyo")), country="DE")
    answer = await kind.source().since(datetime(2026, 12, 25, 15, 30, tzinfo=UTC), FakeHttp())
    assert answer.today == date(2026, 12, 26)


@pytest.mark.parametrize(
    ("day", "words"), [(25, "Today, Fri 25 December"), (24, "Tomorrow, Fri 25 December"), (20, "In 5 days, Fri")]
)
async def test_the_tile(bench: Callable[..., Any], day: int, words: str) -> None:
    kind = bench("holidays", country="DE")
    answer = await kind.source().since(datetime(2026, 12, day, 10, tzinfo=UTC), FakeHttp())
    html = kind.html(answer)
    assert words in html
    assert '<p class="lead" dir="auto">Erster Weihnachtstag</p>' in html
    assert "Fri 1 January 2027" in html
    assert kind.kind.measure(answer, kind.options) == {"days": 25 - day}


async def test_no_holidays_say_so(bench: Callable[..., Any]) -> None:
    kind = bench("holidays", GERMANY)
    answer = await kind.source().since(NOW, FakeHttp(b"[]"))
    assert "No holidays are known" in kind.html(answer)
    assert kind.kind.measure(answer, kind.options) == {}


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        (b"{}", 404, r"^date\.nager\.at knows no country DE$"),
        (b"{}", 503, "answers 503"),
        (b"<html>", 200, "not JSON"),
        (b"null", 200, "another shape"),
        (b"[null]", 200, "another shape"),
        (b'[{"date": null}]', 200, "another shape"),
        (b'[{"date": "soon"}]', 200, "another shape"),
        (b'[{"date": "2026-02-30"}]', 200, "another shape"),
    ],
)
async def test_what_cannot_be_used_is_said(bench: Callable[..., Any], body: bytes, status: int, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        await bench("holidays", GERMANY).source().since(NOW, FakeHttp(body, status))


@pytest.mark.parametrize("text", [*HOSTILE, *LINKS, None])
async def test_hostile_text_is_text(bench: Callable[..., Any], text: str | None) -> None:
    day = {"date": "2026-12-24", "localName": text, "name": text, "counties": None, "types": None}
    days = [day | {"date": f"2026-12-{number:02}"} for number in range(1, 32)]
    kind = bench("holidays", GERMANY)
    answer = await kind.source().since(NOW, FakeHttp(json.dumps([*days, *[day] * 500]).encode()))
    html = kind.html(answer)
    harmless(html)
    assert html.count("<li>") == 7
    assert len(html) < 5000
