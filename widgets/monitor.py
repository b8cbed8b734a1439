"""What is up and what is down: web addresses with their certificates, and TCP ports, asked from here."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from math import nan
from typing import Annotated, Any, ClassVar, Literal, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, PrivateAttr

from dashboard import widget
from dashboard.widget import Duration, Field, Http, Request, Rhythm, SourceError, Struct

EVERY = "1m"
HISTORY = "1h"

REASONS = {"dns": "not found", "tls": "no TLS", "timeout": "no answer", "redirect": "redirects", "decode": "garbled"}
"""Why nothing usable came, in the few words that a row has room for."""

MEASURES = frozenset(["down", "certificate"])
"""What is measured of all targets together, beside the seconds of each under its own name."""

State = Literal["down", "ending", "slow", "up"]


def parse_address(url: str) -> str:
    """The address, if it is one that can be asked; ValueError otherwise."""
    parts = urlsplit(url)
    port = parts.port
    if not parts.hostname or parts.scheme not in ("http", "https", "tcp") or (parts.scheme == "tcp" and not port):
        raise ValueError('an address such as "https://shop.example" or "tcp://host:5432" is expected')
    return url


class Target(BaseModel):
    """One thing to ask."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: Annotated[str, AfterValidator(parse_address)] = Field(
        max_length=2000, description='What to ask: "https://shop.example", or "tcp://host:5432" for a port.'
    )
    name: str = Field("", max_length=80, description="What it is called. Default: its host, port and path.")
    expect: tuple[Annotated[int, Field(ge=100, le=599)], ...] = Field(
        (), description="Statuses that are good. Default: 200 to 399."
    )
    contains: str = Field("", max_length=500, description="A text that the answer must hold.")

    _host: str = PrivateAttr("")
    _address: str = PrivateAttr("")

    def model_post_init(self, context: Any) -> None:
        """Learn from the validation context, by `redact`, what of its address may be shown."""
        redact, parts = (context or {}).get("redact", str), urlsplit(self.url)
        self._host = redact(parts.hostname)
        self._address = redact(f"{parts.hostname}{f':{parts.port}' if parts.port else ''}{parts.path.rstrip('/')}")

    @property
    def title(self) -> str:
        """Its name, or its address without anything that is secret."""
        return self.name or self._address

    def told(self, sentence: str) -> str:
        """A sentence about its host, as it may be shown."""
        return sentence.replace(urlsplit(self.url).hostname or "", self._host)


def parse_target(value: Any) -> Any:
    """A bare address as a table."""
    return {"url": value} if isinstance(value, str) else value


def different(targets: tuple[Target, ...]) -> tuple[Target, ...]:
    """The targets, if each has a name of its own; ValueError otherwise."""
    name, times = Counter(target.title for target in targets).most_common(1)[0]
    if times > 1:
        raise ValueError(f"two targets are called {name!r}: give one of them another `name`")
    if taken := MEASURES.intersection(target.title for target in targets):
        raise ValueError(f"a target can't be called {min(taken)!r}: a measure of this widget is")
    return targets


Targets = Annotated[tuple[Annotated[Target, BeforeValidator(parse_target)], ...], AfterValidator(different)]


class Options(widget.Options):
    """What to ask, and what is too slow."""

    targets: Targets = Field(
        min_length=1,
        max_length=50,
        description="Addresses, or tables with url, name, expect and contains.",
        examples=[
            [
                {"name": "Shop", "url": "https://shop.example"},
                {"name": "Journal", "url": "https://journal.example"},
                {"name": "Warehouse", "url": "tcp://warehouse.example:5432"},
            ]
        ],
    )
    slow: Duration = Field(timedelta(seconds=1), gt=timedelta(), description="From here on an answer is slow.")
    within: Duration = Field(
        timedelta(seconds=5), gt=timedelta(), description="A target that has not answered by then is down."
    )
    certificate: Duration = Field(
        timedelta(days=14), description='A certificate that ends sooner is a warning; "0s" for none.'
    )


class Check(Struct):
    """What one target did: it took `seconds`, or there is a `reason`, in short and in full, why it is down.

    `days` is how many whole days its certificate is still good, where it has one.
    """

    name: str
    seconds: float | None = None
    reason: str = ""
    detail: str = ""
    days: int | None = None


class Row(Struct):
    """One check, judged."""

    check: Check
    state: State


class View(Struct):
    """The checks, the worst first."""

    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Checks:
    """All targets, asked at the same time. That one is down is an answer."""

    rhythm: ClassVar[Rhythm] = Rhythm.EVERY
    targets: tuple[Target, ...]
    within: timedelta

    async def fetch(self, http: Http) -> tuple[Check, ...]:
        """One check for each target, in their order."""
        return tuple(await asyncio.gather(*(self.check(target, http) for target in self.targets)))

    async def check(self, target: Target, http: Http) -> Check:
        """One target, within its time."""
        try:
            async with asyncio.timeout(self.within.total_seconds()):
                return await ask(target, http)
        except TimeoutError:
            detail = f"no answer within {self.within.total_seconds():g} s"
            return Check(target.title, reason="no answer", detail=detail)
        except SourceError as error:
            return Check(target.title, reason=REASONS.get(error.fault, "no contact"), detail=target.told(error.message))


async def ask(target: Target, http: Http) -> Check:
    """What a target does when it is asked; SourceError where nothing usable comes."""
    parts = urlsplit(target.url)
    if parts.scheme == "tcp":
        return Check(target.title, await http.connect(parts.hostname or "", parts.port or 0))
    answer = await http.send(Request.to(target.url, headers={"Cache-Control": "no-cache"}))
    if answer.status not in (target.expect or range(200, 400)):
        detail = target.told(f"{answer.host} answers {answer.status}")
        return Check(target.title, reason=f"status {answer.status}", detail=detail)
    if target.contains.encode() not in answer.body:
        detail = target.told(f"{answer.host} answers without the expected text")
        return Check(target.title, reason="text missing", detail=detail)
    return Check(target.title, answer.seconds, days=answer.certified.days if answer.certified else None)


def source(options: Options) -> Checks:
    """The targets."""
    return Checks(options.targets, options.within)


def view(answer: tuple[Check, ...], options: Options) -> View:
    """The worst first; otherwise in the order of the configuration."""
    rows = [Row(check, judge(check, options)) for check in answer]
    return View(tuple(sorted(rows, key=lambda row: get_args(State).index(row.state))))


def judge(check: Check, options: Options) -> State:
    """How a target does."""
    if check.seconds is None:
        return "down"
    if check.days is not None and timedelta(days=check.days) < options.certificate:
        return "ending"
    return "slow" if check.seconds > options.slow.total_seconds() else "up"


def measure(answer: tuple[Check, ...], options: Options) -> dict[str, float]:
    """How many are `down`, the days until the first `certificate` ends, and the seconds of each target by its name."""
    seconds = {check.name: nan if check.seconds is None else check.seconds for check in answer}
    days = [float(check.days) for check in answer if check.days is not None]
    first = {"certificate": min(days)} if days else {}
    return {"down": float(sum(check.seconds is None for check in answer)), **first, **seconds}
