"""Plays Yahoo Finance and CoinGecko: prices that wander over days and tremble within a minute. Not what things cost."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from dashboard.demo.call import Call, Reply, json

CHART = re.compile(r"/v8/finance/chart/([^/]+)")

DAY = 86400.0

NAMES: Mapping[str, tuple[str, float, str]] = MappingProxyType(
    {
        "^GSPC": ("S&P 500", 6800.0, "USD"),
        "^IXIC": ("NASDAQ Composite", 23000.0, "USD"),
        "^STOXX50E": ("EURO STOXX 50", 5600.0, "EUR"),
        "^GDAXI": ("DAX", 24000.0, "EUR"),
        "AAPL": ("Apple Inc.", 260.0, "USD"),
        "MSFT": ("Microsoft Corporation", 510.0, "USD"),
        "SAP.DE": ("SAP SE", 230.0, "EUR"),
        "EURUSD=X": ("EUR/USD", 1.16, "USD"),
        "GC=F": ("Gold", 4100.0, "USD"),
    }
)
"""By symbol: the name, about the price, and its currency."""

COINS: Mapping[str, tuple[str, str, float]] = MappingProxyType(
    {
        "bitcoin": ("Bitcoin", "btc", 82000.0),
        "ethereum": ("Ethereum", "eth", 2700.0),
        "solana": ("Solana", "sol", 118.0),
        "cardano": ("Cardano", "ada", 0.38),
        "dogecoin": ("Dogecoin", "doge", 0.13),
        "monero": ("Monero", "xmr", 310.0),
    }
)
"""By CoinGecko's id: the name, the symbol, and about the price."""


def answer(call: Call) -> Reply | None:
    """The chart of one symbol, or a table of coins."""
    if found := CHART.fullmatch(call.path):
        return chart(call, found[1])
    if call.path.endswith("/api/v3/coins/markets"):
        return coins(call)
    return None


def chart(call: Call, symbol: str) -> Reply:
    """One symbol; those that nobody knows are invented."""
    name, usual, currency = NAMES.get(symbol, (symbol, call.noise.between(5, 900, symbol, "price"), "USD"))
    midnight = call.at - call.at % DAY
    hint = 4 if usual < 10 else 2
    now, before = (round(usual * course(call, symbol, at, 0.04), hint) for at in (call.at, midnight))
    meta = {
        "currency": currency,
        "symbol": symbol,
        "regularMarketTime": int(call.at),
        "shortName": name,
        "longName": name,
        "regularMarketPrice": now,
        "chartPreviousClose": before,
        "priceHint": hint,
        "range": "1d",
        "dataGranularity": "1d",
    }
    quote = {"open": [before], "close": [now], "low": [min(now, before)], "high": [max(now, before)], "volume": [0]}
    result = {"meta": meta, "timestamp": [int(midnight)], "indicators": {"quote": [quote]}}
    return json({"chart": {"result": [result], "error": None}})


def coins(call: Call) -> Reply:
    """The coins that are asked for and known."""
    rows = []
    for coin in call.names("ids") or COINS:
        if coin in COINS:
            name, symbol, usual = COINS[coin]
            now, before = (usual * course(call, coin, at, 0.12) for at in (call.at, call.at - DAY))
            rows.append(
                {
                    "id": coin,
                    "symbol": symbol,
                    "name": name,
                    "current_price": float(f"{now:.6g}"),
                    "market_cap": int(now * 19_000_000),
                    "price_change_24h": now - before,
                    "price_change_percentage_24h": 100 * (now / before - 1),
                    "last_updated": f"{call.now:%Y-%m-%dT%H:%M:%S}.000Z",
                }
            )
    return json(rows)


def course(call: Call, key: str, at: float, swing: float) -> float:
    """Where a price stands, about 1."""
    days = call.noise.drift(at, 9 * DAY, key, "price") - 0.5
    minutes = call.noise.wave(at, 90, key, "tick") - 0.5
    return 1 + swing * days + swing * 0.02 * minutes
