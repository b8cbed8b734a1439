"""Prices in the shapes of Yahoo Finance and CoinGecko."""

import json
from collections.abc import Callable
from typing import Any

from dashboard.demo import prices
from dashboard.demo.call import Call

MakeCall = Callable[..., Call]
APPLE = "https://query1.finance.yahoo.com/v8/finance/chart/AAPL?range=1d&interval=1d"
COINS = "https://api.coingecko.com/api/v3/coins/markets?vs_currency=eur&ids=solana,nocoin,bitcoin"


def ask(call: MakeCall, url: str, **more: Any) -> Any:
    reply = prices.answer(call(url, **more))
    assert reply is not None
    return json.loads(reply.body)


def test_a_price_moves_and_its_past_does_not(call: MakeCall) -> None:
    heads = [ask(call, APPLE, after=60 * minute)["chart"]["result"][0]["meta"] for minute in range(30)]
    assert {head["shortName"] for head in heads} == {"Apple Inc."}
    assert len({head["regularMarketPrice"] for head in heads}) > 10
    assert len({head["chartPreviousClose"] for head in heads}) == 1
    assert all(240 < head["regularMarketPrice"] < 280 for head in heads)


def test_a_symbol_that_nobody_knows_is_invented(call: MakeCall) -> None:
    head = ask(call, APPLE.replace("AAPL", "SHOP"))["chart"]["result"][0]["meta"]
    assert head["symbol"] == "SHOP"
    assert head["regularMarketPrice"] > 0


def test_coins_that_are_known(call: MakeCall) -> None:
    rows = ask(call, COINS)
    assert [row["id"] for row in rows] == ["solana", "bitcoin"]
    assert all(-15 < row["price_change_percentage_24h"] < 15 for row in rows)


def test_other_addresses_are_left_to_others(call: MakeCall) -> None:
    assert prices.answer(call("https://coast.example/api/v3/stats")) is None
