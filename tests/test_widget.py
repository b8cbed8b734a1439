"""What every kind may rely on."""

from datetime import timedelta

import pytest

from dashboard.widget import Answer, Request, SourceError, parse_duration, retry_after

NOON = "Sat, 21 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("value", "date", "seconds"),
    [
        ("120", "", 120),
        ("0", "", 0),
        ("Sat, 21 Nov 2026 12:02:00 GMT", NOON, 120),
        ("Sat, 21 Nov 2026 11:00:00 GMT", NOON, None),
        ("Sat, 21 Nov 2026 12:02:00 GMT", "", None),
        ("-5", NOON, None),
        ("1e9", NOON, None),
        ("9" * 12, NOON, None),
        ("soon", NOON, None),
        ("", NOON, None),
        ("²", NOON, None),
    ],
)
def test_retry_after_is_a_number_of_seconds_or_a_date_by_the_other_clock(
    value: str, date: str, seconds: float | None
) -> None:
    assert retry_after(value, date) == seconds


def test_a_status_that_is_not_ok_says_so_and_when_to_come_back() -> None:
    with pytest.raises(SourceError) as caught:
        Answer("api.test", 429, {"retry-after": "60"}, b"").expect_ok()
    assert (caught.value.message, caught.value.fault, caught.value.retry_after) == (
        "api.test answers 429",
        "status",
        60,
    )


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("500ms", timedelta(milliseconds=500)),
        ("10s", timedelta(seconds=10)),
        ("5m", timedelta(minutes=5)),
        ("1.5h", timedelta(minutes=90)),
        ("1d", timedelta(days=1)),
    ],
)
def test_a_duration_is_a_number_and_a_unit(text: str, span: timedelta) -> None:
    assert parse_duration(text) == span


@pytest.mark.parametrize("text", ["", "10", "10 s", "s", "-1s", "1w", "1e3s", 10, None, "9" * 400 + "d"])
def test_anything_else_is_no_duration(text: object) -> None:
    with pytest.raises(ValueError, match=r"duration"):
        parse_duration(text)


def test_parameters_join_the_query_that_is_there() -> None:
    request = Request.to("https://api.test/x?a=1", params={"b": [2, 3]})
    assert request.url == "https://api.test/x?a=1&b=2&b=3"


def test_a_request_shows_its_host_alone() -> None:
    request = Request.to("https://user:CANARY@api.test:8443/CANARY?key=CANARY", headers={"X-Key": "CANARY"})
    assert repr(request) == "<Request GET api.test:8443>"
