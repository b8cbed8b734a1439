"""What some coins cost, and how that has changed in a day, from CoinGecko, which needs no key."""

import math
from typing import Annotated

from pydantic import StringConstraints

from dashboard import widget
from dashboard.widget import Field, Json, Request, SecretStr, SourceError, Struct

EVERY = "5m"
HISTORY = "1d"

Coin = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$", to_lower=True)]


class Options(widget.Options):
    """Which coins, in which currency."""

    coins: tuple[Coin, ...] = Field(
        ("bitcoin", "ethereum", "solana"),
        min_length=1,
        max_length=30,
        description="Coins by the ids of CoinGecko, in this order.",
        examples=[["bitcoin", "ethereum", "solana"]],
    )
    currency: Annotated[str, StringConstraints(pattern="^[A-Za-z]{3,5}$", to_upper=True)] = Field(
        "EUR", description="ISO code of the currency of the prices."
    )
    token: SecretStr | None = Field(None, description="A demo key of CoinGecko, which may ask more often.")
    base_url: str = Field(
        "https://api.coingecko.com", pattern="^https?://", description="Another server with the same API."
    )

    @property
    def wanted(self) -> tuple[str, ...]:
        """The coins, each once."""
        return tuple(dict.fromkeys(self.coins))


class Market(Struct):
    """What is read of one coin; the change is in per cent. See src/resources/coins/markets.ts of CoinGecko's client,
    coingecko/coingecko-typescript.
    """

    id: str
    name: str | None = None
    current_price: float | None = None
    price_change_percentage_24h: float | None = None


class Quote(Struct):
    """One price; `change` is a share of 1, `digits` the decimals that tell something."""

    key: str
    name: str
    price: float
    change: float | None
    digits: int
    unit: str


class View(Struct):
    """The prices, and the coins that have none."""

    title: str
    quotes: tuple[Quote, ...]
    missing: tuple[str, ...]


def source(options: Options) -> Json[tuple[Market, ...]]:
    """All coins in one request."""
    query = {"vs_currency": options.currency.lower(), "ids": ",".join(options.wanted)}
    headers = {"x-cg-demo-api-key": options.token.get_secret_value()} if options.token else None
    address = f"{options.base_url.rstrip('/')}/api/v3/coins/markets"
    return Json(Request.to(address, params=query, headers=headers), into=tuple[Market, ...])


def view(answer: tuple[Market, ...], options: Options) -> View:
    """The prices in the order asked for; SourceError where there is not one."""
    known = {market.id: market for market in answer}
    quotes = [quote(known[coin], options) for coin in options.wanted if coin in known and priced(known[coin])]
    if not quotes:
        raise SourceError("The answer has no price of these coins", fault="schema")
    shown = {one.key for one in quotes}
    title = f"{quotes[0].name} in {options.currency}" if len(options.wanted) == 1 else f"Coins in {options.currency}"
    return View(title, tuple(quotes), tuple(coin for coin in options.wanted if coin not in shown))


def priced(market: Market) -> bool:
    """Whether it has a price."""
    return market.current_price is not None and 0 < market.current_price < math.inf


def quote(market: Market, options: Options) -> Quote:
    """One coin."""
    price, percent = market.current_price or 0.0, market.price_change_percentage_24h
    return Quote(
        key=market.id,
        name=" ".join((market.name or market.id).split())[:60],
        price=price,
        change=percent / 100 if percent is not None and math.isfinite(percent) else None,
        digits=digits(price),
        unit=options.currency,
    )


def digits(price: float) -> int:
    """Decimals that make four or five telling figures: 61234, 1747.6, 71.68, 0.0818."""
    magnitude = math.floor(math.log10(price))
    return min(max(4 - magnitude if magnitude > 1 else 2 if magnitude >= 0 else 3 - magnitude, 0), 10)


def measure(answer: tuple[Market, ...], options: Options) -> dict[str, float]:
    """The prices by coin."""
    return {one.key: one.price for one in view(answer, options).quotes}
