"""Frankfurter's shape, and rates that wander."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from dashboard.demo import rates
from dashboard.demo.call import Call

MakeCall = Callable[..., Call]

API = "https://api.frankfurter.dev/v1"


def ask(call: MakeCall, path: str, **more: Any) -> Any:
    reply = rates.answer(call(f"{API}/{path}", **more))
    assert reply is not None
    return json.loads(reply.body)


def test_the_newest_rates(call: MakeCall) -> None:
    answer = ask(call, "latest?base=EUR&symbols=USD,GBP")
    assert list(answer) == ["amount", "base", "date", "rates"]
    assert (answer["amount"], answer["base"], answer["date"]) == (1.0, "EUR", "2026-11-20")
    assert list(answer["rates"]) == ["USD", "GBP"]
    assert 1.0 < answer["rates"]["USD"] < 1.3


def test_all_currencies_but_the_base(call: MakeCall) -> None:
    assert set(ask(call, "latest?base=USD")["rates"]) == set(rates.ONE_EURO) - {"USD"}


def test_rates_agree_with_each_other(call: MakeCall) -> None:
    euro = ask(call, "latest?symbols=USD,JPY")["rates"]
    dollar = ask(call, "latest?base=USD&symbols=JPY,EUR")["rates"]
    assert dollar["JPY"] == pytest.approx(euro["JPY"] / euro["USD"], rel=1e-3)
    assert dollar["EUR"] == pytest.approx(1 / euro["USD"], rel=1e-3)


def test_the_newest_rate_moves_a_little(call: MakeCall) -> None:
    values = [ask(call, "latest?symbols=USD", after=10 * step)["rates"]["USD"] for step in range(30)]
    assert len(set(values)) > 5
    assert max(values) - min(values) < 0.005


def test_a_span_has_workdays_only(call: MakeCall) -> None:
    answer = ask(call, "2026-11-13..2026-11-17?symbols=USD")
    assert list(answer) == ["amount", "base", "start_date", "end_date", "rates"]
    assert list(answer["rates"]) == ["2026-11-13", "2026-11-16", "2026-11-17"]
    assert (answer["start_date"], answer["end_date"]) == ("2026-11-13", "2026-11-17")


def test_an_open_span_ends_now(call: MakeCall) -> None:
    assert ask(call, "2026-11-02..?symbols=USD")["end_date"] == "2026-11-20"


def test_a_long_span_has_some_of_its_days(call: MakeCall) -> None:
    assert 300 < len(ask(call, "2000-01-01..?symbols=USD")["rates"]) <= 367


def test_one_day_and_an_amount(call: MakeCall) -> None:
    one, ten = (ask(call, f"2026-11-15?symbols=USD&amount={amount}") for amount in (1, 10))
    assert one["date"] == "2026-11-13"
    assert ten["rates"]["USD"] == pytest.approx(10 * one["rates"]["USD"], rel=1e-3)


@pytest.mark.parametrize("path", ["latest?base=XXX", "latest?symbols=XXX", "2026-13-01", "2026-11-20..2026-11-02"])
def test_what_is_not_there_is_not_found(call: MakeCall, path: str) -> None:
    reply = rates.answer(call(f"{API}/{path}"))
    assert reply is not None
    assert (reply.status, json.loads(reply.body)) == (404, {"message": "not found"})


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 11, 20, 14, tzinfo=UTC), date(2026, 11, 19)),
        (datetime(2026, 11, 20, 16, tzinfo=UTC), date(2026, 11, 20)),
        (datetime(2026, 11, 22, 16, tzinfo=UTC), date(2026, 11, 20)),
        (datetime(2026, 11, 23, 9, tzinfo=UTC), date(2026, 11, 20)),
    ],
)
def test_rates_come_on_workdays_in_the_afternoon(now: datetime, day: date) -> None:
    assert rates.newest(now) == day
