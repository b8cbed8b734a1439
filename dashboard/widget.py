"""The contract of a widget kind: everything a kind imports, and nothing of how the wall works.

A kind is one Python file and one template of the same name. The file holds, and needs no more than:

* `EVERY`, how often to ask (`"15m"`), and if it keeps a history by default, `HISTORY` (`"1h"`);
* `Options(widget.Options)`, the keys of its table in config.toml;
* `source(options)`, a value that says where the answer comes from;
* `View(widget.Struct)` and `view(answer, options)`, what the template gets: typed, small, not yet formatted. It raises
  `SourceError` where the answer holds nothing to show: the tile keeps its last good one then, and says why;
* if it shows a picture that is too large for its tile, `picture(answer, options) -> Picture | None`, which browsers
  find at `/widgets/{id}/picture?v={digest}`;
* if it puts pages of others into frames, `frames(options) -> tuple[str, ...]`, their addresses: no others are shown;
* if others push to it, `PUSHED`, an example of what they push, for the gallery and the documents;
* if people write on it, `take(answer, form, at, options) -> answer`: what is known once somebody has sent this form;
* if there are numbers to keep and to alert on, `measure(answer, options) -> dict[str, float]`;
* if the answer tells when it was true at its source, `observed(answer, options) -> datetime | None`: an upstream that
  goes on answering with something old is shown as old then.

Everything but `Source.fetch` is pure. Errors: `SourceError` for an answer that can't be had or can't be used.
"""

import asyncio
import codecs
import contextlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, ClassVar, Generic, Protocol, TypeVar, dataclass_transform
from urllib.parse import urlencode, urlsplit, urlunsplit
from zoneinfo import ZoneInfo, available_timezones

import msgspec
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    SecretStr,
    ValidationInfo,
)

__all__ = [
    "Answer",
    "Clock",
    "Duration",
    "Field",
    "File",
    "Http",
    "Json",
    "Options",
    "Picture",
    "Push",
    "Request",
    "Rhythm",
    "SecretStr",
    "Source",
    "SourceError",
    "Static",
    "Struct",
    "Template",
    "Timezone",
    "Wall",
    "decode_json",
    "parse_duration",
]

Data = TypeVar("Data")
Data_co = TypeVar("Data_co", covariant=True)

IMPERIAL = frozenset(["AS", "BS", "BZ", "FM", "GU", "KY", "LR", "MH", "MM", "MP", "PR", "PW", "UM", "US", "VI"])
"""The countries that measure in °F and mph, by their ISO codes."""

UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


class SourceError(Exception):
    """An answer could not be had, or could not be used.

    `message` is one plain sentence for people, without a full stop and without anything secret: "api.example.com
    answers 503". `fault` is its class, for counting: dns, connect, tls, timeout, cut, status, too_large, decode, parse,
    schema, redirect, render, push or lost. `retry_after` is how many seconds the other side asked us to wait, `status`
    the HTTP status where that was what went wrong: it says how soon asking again is of use.
    """

    def __init__(
        self,
        message: str,
        *,
        fault: str = "parse",
        retry_after: float | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.fault = fault
        self.retry_after = retry_after
        self.status = status


def parse_duration(text: object) -> timedelta:
    """The duration that `"500ms"`, `"10s"`, `"5m"`, `"2h"` or `"1d"` names; ValueError for anything else."""
    if isinstance(text, timedelta):
        return text
    found = re.fullmatch(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)", text) if isinstance(text, str) else None
    if found is None:
        raise ValueError('a duration such as "500ms", "10s", "5m", "2h" or "1d" is expected')
    try:
        return timedelta(seconds=float(found[1]) * UNITS[found[2]])
    except OverflowError:
        raise ValueError("this duration is longer than a computer can count") from None


def parse_timezone(name: object) -> tzinfo:
    """The time zone with this IANA name; ValueError where there is none."""
    if isinstance(name, tzinfo):
        return name
    try:
        return ZoneInfo(str(name))
    except (KeyError, ValueError, OSError):
        if not available_timezones():
            raise ValueError("this machine has no time zones; install the package tzdata") from None
        raise ValueError('an IANA time zone such as "Europe/Lisbon" is expected') from None


Duration = Annotated[timedelta, BeforeValidator(parse_duration, json_schema_input_type=str)]
"""A field of Options that is written as `"10s"` and read as a timedelta."""

Timezone = Annotated[tzinfo, BeforeValidator(parse_timezone, json_schema_input_type=str)]
"""A field of Options that is written as `"Europe/Lisbon"` and read as a tzinfo."""


def parse_template(text: str, info: ValidationInfo) -> str:
    """The text, if it is a template that the wall can fill; ValueError that says where it is not.

    The check comes with the validation context as `template`, for only the wall knows Jinja; without it any text goes.
    """
    if check := (info.context or {}).get("template"):
        check(text)
    return text


Template = Annotated[str, AfterValidator(parse_template)]
"""A field of Options that holds Jinja, which a kind's template fills with the filter `filled`."""


@dataclass(frozen=True)
class Wall:
    """What a kind may know of the wall it stands on: where and for whom it is.

    `location` is latitude and longitude in degrees; `locale` a name such as `en_GB`. `clock` is `12h` or `24h`, `units`
    are `metric` or `imperial`; None is as in the country of `locale`.
    """

    title: str = "Wallboard"
    timezone: tzinfo = UTC
    locale: str = "en_GB"
    location: tuple[float, float] | None = None
    clock: str | None = None
    units: str | None = None

    @property
    def imperial(self) -> bool:
        """Whether people here are used to °F and mph."""
        country = IMPERIAL.intersection(self.locale.split("_")[1:])
        return self.units == "imperial" or (self.units is None and bool(country))


class Options(BaseModel):
    """The keys of one `[widgets.<id>]` table that belong to its kind. Frozen; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, str_strip_whitespace=False)

    _id: str = PrivateAttr(default="")
    _wall: Wall = PrivateAttr(default=Wall())
    _folder: Path = PrivateAttr(default=Path())

    def model_post_init(self, context: Any) -> None:
        """Take the widget's place on its wall from the validation context: `{"id", "wall", "folder"}`."""
        if context:
            self._id = context["id"]
            self._wall = context["wall"]
            self._folder = context["folder"]

    @property
    def id(self) -> str:
        """The widget's id, which is the name of its table."""
        return self._id

    @property
    def wall(self) -> Wall:
        """The wall that the widget stands on."""
        return self._wall

    @property
    def folder(self) -> Path:
        """Where config.toml lies, so that relative paths in it can be found."""
        return self._folder


@dataclass_transform(frozen_default=True, field_specifiers=(msgspec.field,))
class Struct(msgspec.Struct, frozen=True):
    """A small frozen value: the part of an answer that we read, or what a template gets. Unknown fields are ignored."""


class Rhythm(Enum):
    """When a source has something new to say."""

    EVERY = "every"
    """Ask again `every` so often."""
    ALIGNED = "aligned"
    """The same, on the full second, minute or hour of the clock."""
    ONCE = "once"
    """Never by itself: it is part of the configuration."""
    PUSHED = "pushed"
    """When somebody pushes to it."""


@dataclass(frozen=True)
class Request:
    """One HTTP request as a value. Its repr shows the host alone: paths, parameters and headers may hold secrets."""

    url: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None

    @classmethod
    def to(
        cls,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        method: str = "GET",
        body: bytes | None = None,
    ) -> "Request":
        """A request to `url` with `params` added to its query. Lists in `params` repeat their key."""
        if params:
            parts = urlsplit(url)
            query = "&".join(filter(None, [parts.query, urlencode(dict(params), doseq=True)]))
            url = urlunsplit(parts._replace(query=query))
        return cls(url, method.upper(), tuple((headers or {}).items()), body)

    def accepting(self, media_type: str) -> "Request":
        """This request, asking for a media type unless it says itself what it accepts."""
        if any(name.lower() == "accept" for name, _ in self.headers):
            return self
        return replace(self, headers=(*self.headers, ("Accept", media_type)))

    @property
    def host(self) -> str:
        """The host that is asked, with its port where that is written: what people may read."""
        try:
            parts = urlsplit(self.url)
        except ValueError:
            return "?"
        try:
            port = f":{parts.port}" if parts.port else ""
        except ValueError:
            port = ""
        return (parts.hostname or "?") + port

    def __repr__(self) -> str:
        return f"<Request {self.method} {self.host}>"


@dataclass(frozen=True)
class Answer:
    """What came back, whatever its status. `seconds` is how long it took; `body` is decoded and within the limit.

    `certified` is how long the host's certificate is good from then on; None where it came without TLS.
    """

    host: str
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    seconds: float = 0.0
    certified: timedelta | None = None

    @property
    def utf8(self) -> bytes:
        """The body in UTF-8 without a byte order mark, whatever encoding its Content-Type names."""
        named = re.search(r"charset=\"?([\w.:-]+)", self.headers.get("content-type", ""))
        with contextlib.suppress(LookupError):
            if named and codecs.lookup(named[1]).name != "utf-8":
                return self.body.decode(named[1], errors="replace").encode()
        return self.body.removeprefix(codecs.BOM_UTF8)

    def expect_ok(self) -> "Answer":
        """This answer if its status is 2xx; SourceError in plain words otherwise, which say where somebody must act."""
        if 200 <= self.status < 300:
            return self
        wait = self.wait
        advice = ADVICE.get(self.status, "") if wait is None else ": its rate limit is used up" if self.used_up else ""
        raise SourceError(
            f"{self.host} answers {self.status}{advice}", fault="status", retry_after=wait, status=self.status
        )

    @property
    def used_up(self) -> bool:
        """Whether it refuses because we have asked too often; GitHub says so by 403 as well as by 429."""
        return self.status in {403, 429} and self.headers.get("x-ratelimit-remaining", "").strip() == "0"

    @property
    def wait(self) -> float | None:
        """How many seconds it asks us to wait, by Retry-After or until its rate limit begins anew; None where by none.

        Times count from its own clock.
        """
        date = self.headers.get("date", "")
        wait = retry_after(self.headers.get("retry-after", ""), date)
        if wait is not None or not self.used_up:
            return wait
        return until_reset(self.headers.get("x-ratelimit-reset", ""), date)


ADVICE = {
    401: ": check its key",
    403: ": check its key, and what it may read",
    410: ": it is gone for good",
}
"""What somebody can do about a status that does not go away by itself."""

A_MINUTE = 60.0
"""The wait in seconds, where a rate limit is used up and nothing readable says until when."""


def until_reset(value: str, date: str) -> float:
    """The seconds until a rate limit begins anew: at an instant in seconds since 1970, or after so many seconds."""
    if not (value.isascii() and value.isdigit() and len(value) < 12):
        return A_MINUTE
    if (reset := float(value)) < 1e9:
        return reset
    try:
        return max(reset - parsedate_to_datetime(date).timestamp(), 0.0)
    except (TypeError, ValueError, OverflowError):
        return A_MINUTE


def retry_after(value: str, date: str = "") -> float | None:
    """The seconds that a Retry-After header asks for; None where it asks for none that can be read.

    It may say a number of seconds or a date, which counts from the answer's own `date`: clocks differ.
    """
    if value.isascii() and value.isdigit() and len(value) < 10:
        return float(value)
    try:
        seconds = (parsedate_to_datetime(value) - parsedate_to_datetime(date)).total_seconds()
    except (TypeError, ValueError, OverflowError):
        return None
    return seconds if seconds >= 0 else None


@dataclass(frozen=True)
class Picture:
    """A picture as browsers get it. `digest` changes with its content, so that it may be kept for ever."""

    media_type: str
    body: bytes = field(repr=False)
    digest: str


class Http(Protocol):
    """The way out, as a source sees it: deadlines, size limits, redirects and logging are its business."""

    async def send(self, request: Request, *, keep: timedelta | None = None) -> Answer:
        """Send it and read the answer, whatever its status; with `keep`, an equal answer so young is used again."""
        ...

    async def connect(self, host: str, port: int) -> float:
        """Open a TCP connection, close it, and return how many seconds opening it took."""
        ...


class Source(Protocol[Data_co]):
    """Where an answer comes from, as a value: hashable, comparable. Equal sources are polled once."""

    rhythm: ClassVar[Rhythm]

    async def fetch(self, http: Http) -> Data_co:
        """The answer of now; SourceError where there is none."""
        ...


@dataclass(frozen=True)
class Json(Generic[Data]):
    """A JSON answer, read into the type `into`; `object` takes any JSON as it is."""

    rhythm: ClassVar[Rhythm] = Rhythm.EVERY
    request: Request
    into: type[Data]

    async def fetch(self, http: Http) -> Data:
        """The answer, decoded; SourceError where the status is not 2xx, or it is not JSON, or has another shape."""
        answer = (await http.send(self.request.accepting("application/json"))).expect_ok()
        return decode_json(answer.utf8, self.into, answer.host)


def decode_json(body: bytes, into: type[Data], host: str) -> Data:
    """`body` as `into`; SourceError with `fault` parse (not JSON) or schema (another shape)."""
    try:
        return msgspec.json.decode(body, type=into, strict=False)
    except msgspec.ValidationError as error:
        raise SourceError(f"{host} answers in another shape: {error}", fault="schema") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SourceError(f"{host} answers something that is not JSON", fault="parse") from error


@dataclass(frozen=True)
class Clock:
    """The system's clock in UTC, cut to whole steps of `step` seconds."""

    rhythm: ClassVar[Rhythm] = Rhythm.ALIGNED
    step: int = 60

    async def fetch(self, http: Http) -> datetime:
        """The newest whole step."""
        seconds = int(datetime.now(UTC).timestamp())
        return datetime.fromtimestamp(seconds - seconds % self.step, UTC)


@dataclass(frozen=True)
class Static(Generic[Data]):
    """An answer that stands in the configuration itself."""

    rhythm: ClassVar[Rhythm] = Rhythm.ONCE
    data: Data

    async def fetch(self, http: Http) -> Data:
        """That answer."""
        return self.data


@dataclass(frozen=True)
class File:
    """A text file in UTF-8 on this machine, at most `limit` bytes."""

    rhythm: ClassVar[Rhythm] = Rhythm.EVERY
    path: Path
    limit: int = 1_000_000

    async def fetch(self, http: Http) -> str:
        """The file's text; SourceError where it can't be read."""
        return await asyncio.to_thread(self.read)

    def read(self) -> str:
        """The same, blocking."""
        try:
            with self.path.open("rb") as file:
                content = file.read(self.limit + 1)
        except OSError as error:
            raise SourceError(f"{self.path.name} can't be read: {error.strerror}", fault="connect") from error
        if len(content) > self.limit:
            raise SourceError(f"{self.path.name} is larger than {self.limit:,} bytes", fault="too_large")
        return content.decode("utf-8", errors="replace")


@dataclass(frozen=True)
class Push(Generic[Data]):
    """What others push to the widget `id`; `into` is the shape that is accepted.

    `first` is what is known before anybody has; None is nothing.
    """

    rhythm: ClassVar[Rhythm] = Rhythm.PUSHED
    id: str
    into: type[Data]
    first: Data | None = None

    async def fetch(self, http: Http) -> Data:
        """Nothing can be fetched: SourceError until somebody pushes."""
        raise SourceError("nothing has been pushed yet", fault="push")
