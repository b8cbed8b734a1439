"""What shares, funds, indices and currencies cost, from Yahoo Finance, which needs no key and promises nothing."""

import asyncio
import math
from dataclasses import dataclass
from typing import Annotated, ClassVar
from urllib.parse import quote as quoted

from pydantic import StringConstraints

from dashboard import widget
from dashboard.widget import Field, Http, Request, Rhythm, SourceError, Struct

EVERY = "10m"
HISTORY = "1d"

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
"""Whom Yahoo answers: it refuses programs that say what they are."""

Symbol = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9^][A-Za-z0-9.^=_-]{0,29}$", to_upper=True)]


class Options(widget.Options):
    """Which symbols."""

    symbols: tuple[Symbol, ...] = Field(
        min_length=1,
        max_length=20,
        description="Symbols as Yahoo writes them, in this order: AAPL, SAP.DE, ^GSPC, EURUSD=X.",
        examples=[["^GSPC", "^STOXX50E", "AAPL", "EURUSD=X"]],
    )
    names: dict[Symbol, str] = Field(
        {}, max_length=20, description="What they are called, by symbol. Default: as Yahoo calls them."
    )
    base_url: str = Field(
        "https://query1.finance.yahoo.com", pattern="^https?://", description="Another server with the same API."
    )

    @property
    def wanted(self) -> tuple[str, ...]:
        """The symbols, each once."""
        return tuple(dict.fromkeys(self.symbols))


class Meta(Struct):
    """What is read of a chart's head. The close is that of the day before, as one day is asked for."""

    symbol: str | None = None
    shortName: str | None = None
    currency: str | None = None
    regularMarketPrice: float | None = None
    chartPreviousClose: float | None = None
    priceHint: int | None = None


class Result(Struct):
    """One chart."""

    meta: Meta


class Chart(Struct):
    """The charts of one symbol, of which there is one; none where there is no such symbol."""

    result: tuple[Result, ...] | None = None


class Answered(Struct):
    """What is read of /v8/finance/chart, which Yahoo documents nowhere: see how others read it, such as
    internal/glance/widget-markets.go of glanceapp/glance.
    """

    chart: Chart


class Price(Struct):
    """What one symbol costs, and cost at the end of the day before."""

    symbol: str
    price: float
    before: float | None
    name: str
    currency: str
    digits: int


@dataclass(frozen=True)
class Yahoo:
    """All symbols, asked at once."""

    rhythm: ClassVar[Rhythm] = Rhythm.EVERY
    base: str
    symbols: tuple[str, ...]

    async def fetch(self, http: Http) -> tuple[Price, ...]:
        """The prices of those symbols that have one; SourceError where none has."""
        found = await asyncio.gather(*(self.ask(http, symbol) for symbol in self.symbols))
        prices = tuple(one for one in found if isinstance(one, Price))
        if not prices:
            raise next(one for one in found if isinstance(one, SourceError))
        return prices

    async def ask(self, http: Http, symbol: str) -> Price | SourceError:
        """One price, or why there is none."""
        address = f"{self.base}/v8/finance/chart/{quoted(symbol, safe='')}"
        request = Request.to(address, params={"range": "1d", "interval": "1d"}, headers={"User-Agent": AGENT})
        try:
            answer = await http.send(request.accepting("application/json"))
            if answer.status != 404:
                results = widget.decode_json(answer.expect_ok().utf8, Answered, answer.host).chart.result
                if results and (found := price(symbol, results[0].meta)):
                    return found
        except SourceError as error:
            return error
        return SourceError(f"{answer.host} has no price of {symbol}", fault="schema")


def price(symbol: str, meta: Meta) -> Price | None:
    """A chart's head as a price; None where it has none."""
    now, before = meta.regularMarketPrice, meta.chartPreviousClose
    if now is None or not 0 < now < math.inf:
        return None
    return Price(
        symbol=symbol,
        price=now,
        before=before if before is not None and 0 < before < math.inf else None,
        name=" ".join((meta.shortName or symbol).split())[:60] or symbol,
        currency=" ".join((meta.currency or "").split())[:5],
        digits=min(max(meta.priceHint if meta.priceHint is not None else 2, 0), 6) if now < 10_000 else 0,
    )


class Quote(Struct):
    """One price; `change` since the day before is a share of 1."""

    key: str
    name: str
    price: float
    change: float | None
    digits: int
    unit: str


class View(Struct):
    """The prices, and the symbols that have none."""

    title: str
    quotes: tuple[Quote, ...]
    missing: tuple[str, ...]


def source(options: Options) -> Yahoo:
    """The symbols."""
    return Yahoo(options.base_url.rstrip("/"), options.wanted)


def view(answer: tuple[Price, ...], options: Options) -> View:
    """The prices in the order asked for."""
    quotes = tuple(quote(one, options) for one in answer)
    shown = {one.symbol for one in answer}
    title = quotes[0].name if len(options.wanted) == 1 else "Markets"
    return View(title, quotes, tuple(symbol for symbol in options.wanted if symbol not in shown))


def quote(one: Price, options: Options) -> Quote:
    """One price as it is shown."""
    change = one.price / one.before - 1 if one.before else None
    known = change if change is not None and math.isfinite(change) else None
    return Quote(one.symbol, options.names.get(one.symbol, one.name), one.price, known, one.digits, one.currency)


def measure(answer: tuple[Price, ...], options: Options) -> dict[str, float]:
    """The prices by symbol."""
    return {one.symbol: one.price for one in answer}
