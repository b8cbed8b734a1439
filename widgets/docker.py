"""The containers of a Docker: which are well, which are not, and which have stopped. Asked by its socket or a proxy."""

import asyncio
import http.client
import re
import socket
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, StringConstraints

from dashboard import widget
from dashboard.widget import Field, Http, Request, Rhythm, SourceError, Struct

EVERY = "30s"
HISTORY = "6h"

LIMIT = 5_000_000
"""No answer of the socket may be larger, in bytes."""

PATIENCE = 8.0
"""Seconds that the socket has to take a question, and for each part of its answer."""

EXITED = re.compile(r"Exited \((-?\d+)\)")
HEALTH = re.compile(r"\((?:health: )?(starting|healthy|unhealthy)\)")
"""What Docker says of an exit and of health in its words for people; before API 1.52 it says it nowhere else here."""

State = Literal["down", "slow", "idle", "up"]
"""`down` has failed, `slow` runs badly, `idle` is stopped on purpose or not yet there."""

WORST_FIRST = ("down", "slow", "idle", "up")


def parse_address(url: str) -> str:
    """The address, if it is one that can be asked; ValueError otherwise."""
    parts = urlsplit(url)
    there = parts.path.startswith("/") and not parts.netloc if parts.scheme == "unix" else parts.hostname
    if parts.scheme not in ("unix", "http", "https") or not there:
        raise ValueError('an address such as "unix:///var/run/docker.sock" or "http://docker-proxy:2375" is expected')
    return url


class Options(widget.Options):
    """Where Docker listens, and which of its containers to show.

    Whoever may use the socket may do anything on its machine: a proxy that lets only GET /containers through is wiser.
    """

    url: Annotated[str, AfterValidator(parse_address)] = Field(
        "unix:///var/run/docker.sock",
        max_length=1000,
        description="Its socket, or a proxy's address over HTTP.",
        examples=["http://docker-proxy.example:2375"],
    )
    stopped: bool = Field(True, description="Show those that have stopped too.")
    hide: tuple[Annotated[str, StringConstraints(min_length=1, max_length=200)], ...] = Field(
        (), max_length=50, description='Names that are left out; "*" stands for any letters.'
    )
    limit: int = Field(20, ge=1, le=100, description="How many containers at most; the rest is counted.")


class Verdict(Struct):
    """How a container says that it is."""

    Status: str = ""


class Container(Struct):
    """What is read of an item of /containers/json: see "ContainerSummary" in the reference of Docker's Engine API."""

    Names: tuple[str, ...] = ()
    Image: str = ""
    State: str = ""
    Status: str = ""
    Health: Verdict | None = None


class Row(Struct):
    """One container, judged."""

    name: str
    state: State
    words: str


class View(Struct):
    """The containers, the worst first, and how many there are."""

    rows: tuple[Row, ...]
    total: int


@dataclass(frozen=True)
class Docker:
    """All containers, also those that have stopped."""

    rhythm: ClassVar[Rhythm] = Rhythm.EVERY
    url: str = field(repr=False)

    async def fetch(self, http: Http) -> tuple[Container, ...]:
        """What there is; SourceError where Docker does not say it."""
        parts = urlsplit(self.url)
        if parts.scheme != "unix":
            request = Request.to(f"{self.url}/containers/json", params={"all": "true"})
            answer = (await http.send(request.accepting("application/json"))).expect_ok()
            return await asyncio.to_thread(read, answer.utf8, answer.host)
        return await asyncio.to_thread(lambda: read(ask_socket(parts.path), "Docker"))


def read(body: bytes, host: str) -> tuple[Container, ...]:
    """The containers in an answer."""
    return widget.decode_json(body, tuple[Container, ...], host)


class Connection(http.client.HTTPConnection):
    """HTTP over a socket in the file system."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=PATIENCE)
        self.path = path

    def connect(self) -> None:
        """Open the socket."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


def ask_socket(path: str) -> bytes:
    """The answer of Docker's socket, blocking; SourceError in plain words where there is none."""
    connection = Connection(path)
    try:
        connection.request("GET", "/containers/json?all=true", headers={"Accept": "application/json"})
        answer = connection.getresponse()
        body = answer.read(LIMIT + 1)
    except PermissionError:
        raise SourceError(f"this program may not use {path}", fault="connect") from None
    except TimeoutError:
        raise SourceError(f"{path} does not answer in time", fault="timeout") from None
    except (OSError, http.client.HTTPException) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else "it breaks off"
        raise SourceError(f"{path} can't be asked: {why}", fault="connect") from None
    finally:
        connection.close()
    if answer.status != 200:
        raise SourceError(f"Docker answers {answer.status}", fault="status", status=answer.status)
    if len(body) > LIMIT:
        raise SourceError(f"Docker answers more than {LIMIT:,} bytes", fault="too_large")
    return body


def source(options: Options) -> Docker:
    """The Docker at this address."""
    return Docker(options.url.rstrip("/"))


def rows(answer: tuple[Container, ...], options: Options) -> list[Row]:
    """Every container that is to be shown, the worst first, else by name."""
    judged = (judge(container) for container in answer if options.stopped or runs(container))
    shown = [row for row in judged if not any(fnmatchcase(row.name, pattern) for pattern in options.hide)]
    return sorted(shown, key=lambda row: (WORST_FIRST.index(row.state), row.name))


def runs(container: Container) -> bool:
    """Whether it is meant to be there."""
    return container.State in ("running", "restarting", "paused")


def judge(container: Container) -> Row:
    """How a container does."""
    name = next((line(name.lstrip("/")) for name in container.Names), "") or line(container.Image) or "Without a name"
    health = HEALTH.search(container.Status)
    well = container.Health.Status if container.Health else health[1] if health else ""
    exited = EXITED.match(container.Status)
    if container.State == "running":
        since = line(HEALTH.sub("", container.Status).removeprefix("Up"))
        named: dict[str, tuple[State, str]] = {"unhealthy": ("slow", "unhealthy"), "starting": ("idle", "starts")}
        return Row(name, *named.get(well, ("up", since)))
    if container.State == "exited" and exited and int(exited[1]):
        return Row(name, "down", f"exited {exited[1]}")
    others: dict[str, tuple[State, str]] = {
        "exited": ("idle", "stopped"),
        "dead": ("down", "dead"),
        "restarting": ("slow", "restarts"),
    }
    return Row(name, *others.get(container.State, ("idle", line(container.State))))


def line(text: str) -> str:
    """A text in one line."""
    return " ".join(text.split())[:100]


def view(answer: tuple[Container, ...], options: Options) -> View:
    """The worst first."""
    shown = rows(answer, options)
    return View(tuple(shown[: options.limit]), len(shown))


def measure(answer: tuple[Container, ...], options: Options) -> dict[str, float]:
    """How many have failed (`down`), run badly (`trouble`) and run well (`up`), and how many there are (`total`)."""
    states = [row.state for row in rows(answer, options)]
    counted: dict[str, Any] = {"down": states.count("down"), "trouble": states.count("slow"), "up": states.count("up")}
    return {name: float(count) for name, count in {**counted, "total": len(states)}.items()}
