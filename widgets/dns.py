"""What a DNS server keeps away: its queries, and how many it blocks. For AdGuard Home, Pi-hole and Technitium."""

import asyncio
import base64
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import zip_longest
from typing import Any, ClassVar, Literal, Self

import msgspec
from pydantic import model_validator

from dashboard import widget
from dashboard.widget import Field, Http, Request, Rhythm, SecretStr, SourceError, Struct

EVERY = "5m"
HISTORY = "1d"

SESSION = timedelta(minutes=4)
"""How long one login at Pi-hole is used: it lives for five minutes at least, and only so many may be open."""

BARS = 24
TOP = 8


class Options(widget.Options):
    """Which server, and who asks. Pi-hole from version 6 on."""

    type: Literal["adguard_home", "pihole", "technitium"] = Field(description="What it is.", examples=["pihole"])
    url: str = Field(pattern="^https?://[^/]", max_length=2000, description="Its address.", examples=["http://pi.hole"])
    user: str = Field("", max_length=200, description="Whose name asks AdGuard Home.")
    password: SecretStr | None = Field(
        None, description="The password, of Pi-hole an application password.", examples=["${PIHOLE_PASSWORD}"]
    )
    token: SecretStr | None = Field(None, description="A token, which Technitium asks for.")

    @model_validator(mode="after")
    def complete(self) -> Self:
        """Refuse Technitium without a token."""
        if self.type == "technitium" and self.token is None:
            raise ValueError("Technitium asks for a `token`")
        return self


class Domain(Struct):
    """A name that was blocked, and how often."""

    name: str
    count: int


class Stats(Struct):
    """Counts of the last day, or of what span the server keeps, also by equal parts of it, the oldest first.

    A part is its queries and how many of them were blocked. `since` says in words when the first one was.
    """

    queries: int
    blocked: int
    parts: tuple[tuple[float, float], ...] = ()
    top: tuple[Domain, ...] = ()
    since: str = "a day ago"


class View(Struct):
    """What the template gets. `share` is from 0 to 1, None where nothing was asked."""

    queries: int
    blocked: int
    share: float | None
    bars: tuple[tuple[str, float], ...]
    top: tuple[Domain, ...]


@dataclass(frozen=True)
class Server:
    """One server, asked in its own way."""

    rhythm: ClassVar[Rhythm] = Rhythm.EVERY
    brand: str
    url: str = field(repr=False)
    user: str
    secret: SecretStr | None

    async def fetch(self, http: Http) -> Stats:
        """Its counts; SourceError where they can't be had."""
        readers = {"adguard_home": self.adguard_home, "pihole": self.pihole, "technitium": self.technitium}
        return await readers[self.brand](http)

    @property
    def word(self) -> str:
        """The password or token; empty where there is none."""
        return self.secret.get_secret_value() if self.secret else ""

    async def ask(
        self, http: Http, path: str, into: type[Any], headers: dict[str, str], params: dict[str, Any] | None = None
    ) -> Any:
        """One answer; SourceError where there is none."""
        headers = {"Accept": "application/json", **headers}
        answer = await http.send(Request.to(f"{self.url}{path}", params=params, headers=headers))
        return widget.decode_json(answer.expect_ok().utf8, into, answer.host)

    async def adguard_home(self, http: Http) -> Stats:
        """AdGuard Home, by a name and a password."""
        basic = base64.b64encode(f"{self.user}:{self.word}".encode()).decode()
        headers = {"Authorization": f"Basic {basic}"} if self.user else {}
        found: AdGuard = await self.ask(http, "/control/stats", AdGuard, headers)
        others = found.num_replaced_safebrowsing + found.num_replaced_parental
        top = (Domain(name, count) for each in found.top_blocked_domains for name, count in each.items())
        parts = pairs(found.dns_queries, found.blocked_filtering)
        since = f"{len(parts)} days ago" if found.time_units == "days" else "a day ago"
        return stats(found.num_dns_queries, found.num_blocked_filtering + others, parts, top, since)

    async def pihole(self, http: Http) -> Stats:
        """Pi-hole, by a session that is opened with the password and used again."""
        try:
            return await self.in_session(http, await self.login(http, SESSION))
        except SourceError as error:
            if error.status != 401 or not self.word:
                raise
        return await self.in_session(http, await self.login(http, None))

    async def login(self, http: Http, keep: timedelta | None) -> str:
        """The id of a session; empty where none is needed."""
        if not self.word:
            return ""
        body = msgspec.json.encode({"password": self.word})
        request = Request.to(
            f"{self.url}/api/auth", method="POST", headers={"Content-Type": "application/json"}, body=body
        )
        answer = await http.send(request, keep=keep)
        if answer.status == 401:
            raise SourceError(f"{answer.host} does not accept the password", fault="status", status=403)
        return widget.decode_json(answer.expect_ok().utf8, Login, answer.host).session.sid or ""

    async def in_session(self, http: Http, sid: str) -> Stats:
        """What Pi-hole tells within a session."""
        headers = {"X-FTL-SID": sid} if sid else {}
        summary, history, domains = await asyncio.gather(
            self.ask(http, "/api/stats/summary", Summary, headers),
            self.ask(http, "/api/history", History, headers),
            self.ask(http, "/api/stats/top_domains", Domains, headers, {"blocked": "true", "count": TOP}),
        )
        parts = [(float(slot.total), float(slot.blocked)) for slot in history.history]
        top = (Domain(each.domain, each.count) for each in domains.domains)
        return stats(summary.queries.total, summary.queries.blocked, parts, top)

    async def technitium(self, http: Http) -> Stats:
        """Technitium, by a token."""
        params = {"token": self.word, "type": "LastDay", "utc": "true"}
        found: Technitium = await self.ask(http, "/api/dashboard/stats/get", Technitium, {}, params)
        if found.response is None:
            words = " ".join(found.errorMessage.split())[:160].replace(self.word, "…") or found.status[:40]
            raise SourceError(f"the DNS server refuses: {words}", fault="status")
        drawn = {each.label: each.data for each in found.response.mainChartData.datasets}
        top = (Domain(each.name, each.hits) for each in found.response.topBlockedDomains)
        counts = found.response.stats
        return stats(
            counts.totalQueries, counts.totalBlocked, pairs(drawn.get("Total", ()), drawn.get("Blocked", ())), top
        )


class AdGuard(Struct):
    """What is read of /control/stats: see openapi/openapi.yaml of AdGuard Home."""

    num_dns_queries: int
    num_blocked_filtering: int
    time_units: str = "hours"
    num_replaced_safebrowsing: int = 0
    num_replaced_parental: int = 0
    dns_queries: tuple[float, ...] = ()
    blocked_filtering: tuple[float, ...] = ()
    top_blocked_domains: tuple[dict[str, int], ...] = ()


class Session(Struct):
    """What is read of a session."""

    sid: str | None = None


class Login(Struct):
    """What is read of /api/auth: see auth.yaml in the documentation of Pi-hole's FTL, as are the next ones."""

    session: Session


class Counts(Struct):
    """The queries of the last day."""

    total: int
    blocked: int


class Summary(Struct):
    """What is read of /api/stats/summary."""

    queries: Counts


class Slot(Struct):
    """Some minutes of the day."""

    total: int
    blocked: int


class History(Struct):
    """What is read of /api/history."""

    history: tuple[Slot, ...] = ()


class Blocked(Struct):
    """One domain."""

    domain: str
    count: int


class Domains(Struct):
    """What is read of /api/stats/top_domains."""

    domains: tuple[Blocked, ...] = ()


class Totals(Struct):
    """The counts of Technitium."""

    totalQueries: int
    totalBlocked: int


class Dataset(Struct):
    """One line of its chart."""

    label: str
    data: tuple[float, ...] = ()


class Chart(Struct):
    """The lines of its chart."""

    datasets: tuple[Dataset, ...] = ()


class Hit(Struct):
    """One domain."""

    name: str
    hits: int


class Dashboard(Struct):
    """The inner half of its answer."""

    stats: Totals
    mainChartData: Chart = Chart()
    topBlockedDomains: tuple[Hit, ...] = ()


class Technitium(Struct):
    """What is read of /api/dashboard/stats/get: see APIDOCS.md of Technitium's DnsServer."""

    status: str
    response: Dashboard | None = None
    errorMessage: str = ""


def pairs(totals: Sequence[float], blocked: Sequence[float]) -> list[tuple[float, float]]:
    """Two rows of counts side by side; a shorter one ends in zeros."""
    return list(zip_longest(totals, blocked, fillvalue=0.0))


def stats(
    queries: int,
    blocked: int,
    parts: Sequence[tuple[float, float]],
    top: Iterable[Domain],
    since: str = "a day ago",
) -> Stats:
    """The counts, their parts put together to a few, and the names that were blocked most."""
    finite = [(part if all(map(math.isfinite, part)) else (0.0, 0.0)) for part in parts]
    size = max(math.ceil(len(finite) / BARS), 1)
    first = len(finite) % size
    groups = [finite[start : start + size] for start in range(first, len(finite), size)]
    most = sorted(top, key=lambda domain: -domain.count)[:TOP]
    return Stats(
        queries,
        blocked,
        tuple((sum(total for total, _ in group), sum(each for _, each in group)) for group in groups),
        tuple(Domain(" ".join(domain.name.split())[:120], domain.count) for domain in most),
        since,
    )


def source(options: Options) -> Server:
    """The server."""
    secret = options.token if options.type == "technitium" else options.password
    return Server(options.type, options.url.rstrip("/"), options.user, secret)


def view(answer: Stats, options: Options) -> View:
    """The share that was blocked, the queries over the day, and the names."""
    names = [f"{len(answer.parts) - index} parts ago" for index in range(len(answer.parts))]
    if names:
        names[0], names[-1] = answer.since, "now"
    return View(
        queries=answer.queries,
        blocked=answer.blocked,
        share=share(answer),
        bars=tuple((name, total) for name, (total, _) in zip(names, answer.parts, strict=True)),
        top=answer.top,
    )


def share(answer: Stats) -> float | None:
    """How much of all that was asked is blocked, from 0 to 1."""
    return min(max(answer.blocked / answer.queries, 0.0), 1.0) if answer.queries > 0 else None


def measure(answer: Stats, options: Options) -> dict[str, float]:
    """The `percent` that is blocked, and the numbers of `queries` and `blocked` ones."""
    found = share(answer)
    percent = {} if found is None else {"percent": 100 * found}
    return {**percent, "queries": float(answer.queries), "blocked": float(answer.blocked)}
