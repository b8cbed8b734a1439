"""A week in a workshop, as a calendar file."""

import re
from collections.abc import Callable

import pytest

from dashboard.demo import calendars
from dashboard.demo.call import Call

MakeCall = Callable[..., Call]


def test_a_calendar(call: MakeCall) -> None:
    reply = calendars.answer(call("https://coast.example/studio.ics"))
    assert reply is not None
    text = reply.body.decode()
    assert reply.media_type.startswith("text/calendar")
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") == len(set(re.findall(r"UID:(.+)\r", text))) > 20
    assert "RRULE:FREQ=WEEKLY;BYDAY=TH" in text
    assert "DTSTART:20261121T" in text
    assert max(map(len, text.encode().split(b"\r\n"))) <= 75


def test_what_is_fixed_stays_fixed(call: MakeCall) -> None:
    def starts(after: float) -> set[str]:
        reply = calendars.answer(call("https://coast.example/studio.ics", after=after))
        assert reply is not None
        return set(re.findall(r"DTSTART:(\d{8}T\d{6})", reply.body.decode()))

    tomorrow = {start for start in starts(0) if start >= "20261122"}
    assert tomorrow <= starts(86400)


@pytest.mark.parametrize(
    ("url", "accept", "is_calendar"),
    [
        ("https://coast.example/a.ics", "*/*", True),
        ("https://coast.example/calendar/ical", "*/*", True),
        ("https://coast.example/a", "text/calendar, */*;q=0.1", True),
        ("https://coast.example/a", "*/*", False),
    ],
)
def test_what_is_a_calendar(call: MakeCall, url: str, accept: str, is_calendar: bool) -> None:
    assert (calendars.answer(call(url, headers={"accept": accept})) is not None) == is_calendar
