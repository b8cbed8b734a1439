"""A status page that somebody else keeps: of Statuspage, Uptime Kuma, Gatus or Healthchecks."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar, Literal, Self
from urllib.parse import quote, urlsplit

from pydantic import model_validator

from dashboard import widget
from dashboard.widget import Field, Http, Request, Rhythm, SecretStr, Struct

EVERY = "2m"
HISTORY = "12h"

MOST = 200
"""Services that are kept of an answer, the worst first."""

BEATS = 40
"""Checks of each that are kept, the newest: as many as a strip has."""

State = Literal["down", "slow", "idle", "up"]
"""`slow` works badly, `idle` is nobody's concern now: in maintenance, paused, not yet known."""

WORST_FIRST = ("down", "slow", "idle", "up")


class Options(widget.Options):
    """Which page, and what keeps it."""

    type: Literal["statuspage", "uptime_kuma", "gatus", "healthchecks"] = Field(
        "statuspage", description="What keeps the page. Statuspage is that of Atlassian, which most vendors have."
    )
    url: str = Field(
        pattern="^https?://[^/]",
        max_length=2000,
        description="The page's address. Of Uptime Kuma with /status/NAME, of Healthchecks without anything behind.",
        examples=["https://www.githubstatus.com"],
    )
    key: SecretStr | None = Field(None, description="A read-only API key, which Healthchecks asks for.")
    only: Literal["all", "troubled"] = Field("all", description="Which services are listed.")
    limit: int = Field(20, ge=1, le=100, description="How many services at most; the rest is counted.")

    @model_validator(mode="after")
    def complete(self) -> Self:
        """Refuse an address that names no page of Uptime Kuma, and Healthchecks without a key."""
        if self.type == "uptime_kuma" and not name_of(self.url):
            raise ValueError("the address of a page of Uptime Kuma ends in /status/NAME")
        if self.type == "healthchecks" and self.key is None:
            raise ValueError("Healthchecks asks for a `key`")
        return self


class Service(Struct):
    """One service: its state, what there is to say of it, and its last checks. A check that failed has no seconds."""

    name: str
    state: State
    words: str = ""
    beats: tuple[tuple[datetime, float | None], ...] = ()


class Report(Struct):
    """A whole page. `words` is its verdict, `incident` what is going on, since when."""

    title: str
    words: str
    services: tuple[Service, ...]
    total: int
    down: int
    slow: int
    up: int
    incident: str = ""
    since: datetime | None = None


class View(Struct):
    """What the template gets. `total` counts what would be listed, `up` and `watched` what is up of all there is."""

    title: str
    words: str
    state: State
    incident: str
    since: datetime | None
    services: tuple[Service, ...]
    total: int
    up: int
    watched: int


@dataclass(frozen=True)
class Page:
    """One page, read as what keeps it writes it."""

    rhythm: ClassVar[Rhythm] = Rhythm.EVERY
    type: str
    url: str = field(repr=False)
    key: SecretStr | None

    async def fetch(self, http: Http) -> Report:
        """What the page says; SourceError where it can't be had."""
        readers = {"statuspage": statuspage, "uptime_kuma": uptime_kuma, "gatus": gatus, "healthchecks": healthchecks}
        key = self.key.get_secret_value() if self.key else ""
        return await readers[self.type](http, self.url, key)


async def ask(http: Http, url: str, into: type[Any], key: str = "") -> Any:
    """One answer; SourceError where there is none."""
    headers = {"Accept": "application/json"} | ({"X-Api-Key": key} if key else {})
    answer = (await http.send(Request.to(url, headers=headers))).expect_ok()
    return await asyncio.to_thread(widget.decode_json, answer.utf8, into, answer.host)


class PageName(Struct):
    """The head of a summary."""

    name: str = ""


class Verdict(Struct):
    """The whole in a sentence. `indicator` is none, minor, major, critical or maintenance."""

    description: str = ""


class Component(Struct):
    """One thing that a vendor offers, or a group of them."""

    name: str
    status: str
    id: str = ""
    group: bool | None = False
    group_id: str | None = None


class Incident(Struct):
    """Something that is going on."""

    name: str
    created_at: datetime | None = None


class Summary(Struct):
    """What is read of /api/v2/summary.json: see "Status API" on any page of Statuspage."""

    page: PageName
    status: Verdict
    components: tuple[Component, ...] = ()
    incidents: tuple[Incident, ...] = ()


COMPONENTS: dict[str, tuple[State, str]] = {
    "operational": ("up", ""),
    "degraded_performance": ("slow", "degraded"),
    "partial_outage": ("slow", "partly down"),
    "major_outage": ("down", "down"),
    "under_maintenance": ("idle", "maintenance"),
}


async def statuspage(http: Http, url: str, key: str) -> Report:
    """A page of Statuspage. Of a group only what is in trouble is told apart from it."""
    found: Summary = await ask(http, f"{url}/api/v2/summary.json", Summary)
    groups = {each.id: line(each.name) for each in found.components if each.group}
    services = []
    for each in found.components:
        state, words = COMPONENTS.get(each.status, ("idle", line(each.status.replace("_", " "))))
        group = groups.get(each.group_id or "")
        if group is None or state in ("down", "slow"):
            services.append(Service(f"{group}: {line(each.name)}" if group else line(each.name), state, words))
    incident = found.incidents[0] if found.incidents else Incident("")
    return report(found.page.name, found.status.description, services, incident.name, incident.created_at)


class Monitor(Struct):
    """What is read of a monitor of Uptime Kuma."""

    id: int
    name: str


class Group(Struct):
    """Monitors under one heading."""

    monitorList: tuple[Monitor, ...] = ()


class Pinned(Struct):
    """What somebody has pinned to the page."""

    title: str = ""


class Setup(Struct):
    """What the page is called."""

    title: str = ""


class Kuma(Struct):
    """What is read of /api/status-page/{name}: see server/model/status_page.js of louislam/uptime-kuma."""

    config: Setup
    publicGroupList: tuple[Group, ...] = ()
    incident: Pinned | None = None


class Beat(Struct):
    """One check: status 0 is down, 1 up, 2 pending, 3 in maintenance; `ping` is in milliseconds."""

    status: int
    time: str = ""
    ping: float | None = None


class Beats(Struct):
    """What is read of /api/status-page/heartbeat/{name}; where nothing is known of a time, a 0 stands for it.

    See server/model/heartbeat.js of louislam/uptime-kuma.
    """

    heartbeatList: dict[str, tuple[Beat | int, ...]]


MONITORS: dict[int, tuple[State, str]] = {
    0: ("down", "down"),
    1: ("up", ""),
    2: ("slow", "pending"),
    3: ("idle", "maintenance"),
}


def name_of(url: str) -> str:
    """The name of a page of Uptime Kuma in its address; empty where there is none."""
    _, found, name = urlsplit(url).path.rstrip("/").rpartition("/status/")
    return name if found and "/" not in name else ""


async def uptime_kuma(http: Http, url: str, key: str) -> Report:
    """A page of Uptime Kuma."""
    base, name = url.rpartition("/status/")[0], quote(name_of(url), safe="")
    page, checks = await asyncio.gather(
        ask(http, f"{base}/api/status-page/{name}", Kuma), ask(http, f"{base}/api/status-page/heartbeat/{name}", Beats)
    )
    services = []
    for monitor in {each.id: each for group in page.publicGroupList for each in group.monitorList}.values():
        beats = [beat for beat in checks.heartbeatList.get(str(monitor.id), ()) if isinstance(beat, Beat)]
        state, words = MONITORS.get(beats[-1].status if beats else -1, ("idle", "no checks yet"))
        kept = [(at, seconds(beat)) for beat in beats[-BEATS:] if (at := instant(beat.time))]
        if state == "up" and beats[-1].ping is not None:
            words = f"{beats[-1].ping:.0f} ms"
        services.append(Service(line(monitor.name), state, words, tuple(kept)))
    return report(page.config.title, "", services, page.incident.title if page.incident else "")


def seconds(beat: Beat) -> float | None:
    """How long a check took, None for one that failed; 0 where it is not told."""
    return None if beat.status == 0 else (beat.ping or 0.0) / 1000


def instant(text: str) -> datetime | None:
    """A time as Uptime Kuma writes it, in UTC; None for what is none."""
    try:
        at = datetime.fromisoformat(text)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


class Result(Struct):
    """One check of Gatus; `duration` is in nanoseconds."""

    success: bool
    timestamp: datetime
    duration: float = 0.0
    errors: tuple[str, ...] | None = None


class Endpoint(Struct):
    """What is read of an item of /api/v1/endpoints/statuses: see config/endpoint/{status,result}.go of TwiN/gatus."""

    name: str
    group: str = ""
    results: tuple[Result, ...] | None = None


async def gatus(http: Http, url: str, key: str) -> Report:
    """All endpoints of a Gatus, with their group where two have one name."""
    found: tuple[Endpoint, ...] = await ask(http, f"{url}/api/v1/endpoints/statuses", tuple[Endpoint, ...])
    alike = Counter(each.name for each in found)
    services = []
    for each in found:
        results = (each.results or ())[-BEATS:]
        newest = results[-1] if results else None
        state: State = "idle" if newest is None else "up" if newest.success else "down"
        words = "no checks yet" if newest is None else f"{newest.duration / 1e6:.0f} ms" if newest.success else "down"
        beats = tuple((found.timestamp, found.duration / 1e9 if found.success else None) for found in results)
        name = f"{each.group}: {each.name}" if each.group and alike[each.name] > 1 else each.name
        services.append(Service(line(name), state, words, beats))
    return report("", "", services)


class Check(Struct):
    """What is read of a check of Healthchecks. `status` is new, up, grace, down or paused; `started` that it runs."""

    name: str
    status: str
    started: bool = False
    last_ping: datetime | None = None


class Checks(Struct):
    """What is read of /api/v3/checks/: see templates/docs/api.md of healthchecks/healthchecks."""

    checks: tuple[Check, ...]


CHECKS: dict[str, tuple[State, str]] = {
    "up": ("up", ""),
    "grace": ("slow", "late"),
    "down": ("down", "down"),
    "paused": ("idle", "paused"),
    "new": ("idle", "never seen"),
}


async def healthchecks(http: Http, url: str, key: str) -> Report:
    """All checks of a project of Healthchecks."""
    found: Checks = await ask(http, f"{url}/api/v3/checks/", Checks, key)
    services = [
        Service(line(each.name) or "Without a name", state, words or ("runs" if each.started else ""))
        for each in found.checks
        for state, words in [CHECKS.get(each.status, ("idle", line(each.status)))]
    ]
    return report("", "", services)


def report(
    title: str, words: str, services: Iterable[Service], incident: str = "", since: datetime | None = None
) -> Report:
    """The whole of it, the worst first. Where nobody gives a verdict, the counts do."""
    every = sorted(services, key=lambda service: WORST_FIRST.index(service.state))
    down, slow, up = (sum(service.state == state for service in every) for state in ("down", "slow", "up"))
    counted = f"{down} of {len(every)} down" if down else f"{slow} of {len(every)} in trouble" if slow else "All is up"
    return Report(
        title=line(title),
        words=line(words, 200) or (counted if every else "Nothing is watched"),
        services=tuple(every[:MOST]),
        total=len(every),
        down=down,
        slow=slow,
        up=up,
        incident=line(incident, 300),
        since=since if since and since.tzinfo and 1970 <= since.year < 2200 else None,
    )


def line(text: str, most: int = 120) -> str:
    """A text in one line."""
    return " ".join(text.split())[:most]


def source(options: Options) -> Page:
    """The page."""
    return Page(options.type, options.url.rstrip("/"), options.key)


def view(answer: Report, options: Options) -> View:
    """The verdict, what is going on, and the services, the worst first."""
    troubled = ("down", "slow")
    listed = [service for service in answer.services if options.only == "all" or service.state in troubled]
    return View(
        title=answer.title,
        words=answer.words,
        state="down" if answer.down else "slow" if answer.slow or answer.incident else "up",
        incident=answer.incident,
        since=answer.since,
        services=tuple(listed[: options.limit]),
        total=answer.total if options.only == "all" else answer.down + answer.slow,
        up=answer.up,
        watched=answer.total,
    )


def measure(answer: Report, options: Options) -> dict[str, float]:
    """How many are `down`, how many are in `trouble` short of that, and how many there are in `total`."""
    return {"down": float(answer.down), "trouble": float(answer.slow), "total": float(answer.total)}
