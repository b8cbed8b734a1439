"""How a machine is doing: the one on which this wall's server runs, or another one, by its Glances."""

import asyncio
import base64
import platform
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePath
from typing import Any, ClassVar, Literal, Self

import psutil
from pydantic import model_validator

from dashboard import widget
from dashboard.widget import Field, Http, Request, Rhythm, SecretStr, SourceError, Struct

EVERY = "10s"
HISTORY = "1h"

SAMPLE = 0.5
"""Seconds between the two looks at the counters from which a load and a rate are made."""

Part = Literal["cpu", "memory", "disk", "load", "swap", "network", "temperature"]


class Options(widget.Options):
    """Which machine, and what to show of it; what it can't tell is left out."""

    show: tuple[Part, ...] = Field(
        ("cpu", "memory", "disk"),
        min_length=1,
        description="Which parts, in this order: cpu, memory, disk, load, swap, network, temperature. Network is in "
        "bytes a second, temperature, of the hottest sensor, in °C; load is a plain number, the rest percentages.",
    )
    disks: tuple[str, ...] = Field(
        ("/",), min_length=1, max_length=8, description="Where the disks are mounted whose filling is shown."
    )
    url: str | None = Field(
        None,
        pattern=r"^https?://[^\s/]",
        max_length=500,
        description="Another machine, on which Glances 4 runs as a web server. Default: this one.",
    )
    username: str = Field("", max_length=100, description="Who asks, where Glances wants to know.")
    password: SecretStr | None = Field(None, description="The password that goes with it.")

    @model_validator(mode="after")
    def both(self) -> Self:
        """Refuse a name without a password, and the other way round."""
        if bool(self.username) != (self.password is not None):
            raise ValueError("`username` and `password` belong together: set both")
        return self


class Figure(Struct):
    """One measured number: its `name` for alerts, its `label` for people. None where it should be there and is not."""

    name: str
    label: str
    value: float | None
    unit: Literal["%", "", "B/s", "°C"]


class Sample(Struct):
    """What the machine told, and its name."""

    host: str
    figures: tuple[Figure, ...]


class View(Struct):
    """Percentages for the gauges, the rest below them."""

    title: str
    gauges: tuple[Figure, ...]
    figures: tuple[Figure, ...]


class Counters(Struct):
    """Counters that only rise, at one moment: seconds of the processors by what they did, bytes of the network."""

    at: float
    processors: Mapping[str, float]
    received: int
    sent: int


@dataclass(frozen=True)
class Machine:
    """This machine, asked through psutil."""

    rhythm: ClassVar[Rhythm] = Rhythm.EVERY
    show: tuple[Part, ...]
    disks: tuple[str, ...]

    async def fetch(self, http: Http) -> Sample:
        """Two looks at the counters and one at the rest, off the event loop: a disk may be far away."""
        before = await asyncio.to_thread(count)
        if {"cpu", "network"} & set(self.show):
            await asyncio.sleep(SAMPLE)
        return await asyncio.to_thread(self.sample, before)

    def sample(self, before: Counters) -> Sample:
        """Everything, blocking. SourceError where the machine tells nothing at all."""
        now = count()
        readers: dict[Part, Callable[[], list[Figure]]] = {
            "cpu": lambda: [Figure("cpu", "CPU", busy(before.processors, now.processors), "%")],
            "memory": lambda: [Figure("memory", "Memory", psutil.virtual_memory().percent, "%")],
            "disk": lambda: [disk(mount) for mount in self.disks],
            "swap": swap,
            "load": lambda: [Figure("load", "Load", psutil.getloadavg()[0], "")],
            "network": lambda: rates(before, now),
            "temperature": temperature,
        }
        figures: list[Figure] = []
        for part in dict.fromkeys(self.show):
            try:
                figures += readers[part]()
            except (OSError, psutil.Error, AttributeError, NotImplementedError):
                continue
        if not figures:
            raise SourceError(f"this machine does not tell its {' or '.join(self.show)}")
        return Sample(platform.node(), tuple(figures))


def count() -> Counters:
    """The counters now; without the network's, where the machine has none."""
    cards = psutil.net_io_counters(pernic=True, nowrap=False)
    outside = [card for name, card in cards.items() if not name.startswith("lo")]
    processors = psutil.cpu_times()._asdict()
    received, sent = sum(card.bytes_recv for card in outside), sum(card.bytes_sent for card in outside)
    return Counters(time.monotonic(), processors, received, sent)


def busy(before: Mapping[str, float], now: Mapping[str, float]) -> float | None:
    """The share of time, in percent, in which processors worked. Time of guests is part of their hosts' time."""
    passed = {name: max(now[name] - before[name], 0.0) for name in now if not name.startswith("guest")}
    total = sum(passed.values())
    idle = passed.get("idle", 0.0) + passed.get("iowait", 0.0)
    return round(100 * (total - idle) / total, 1) if total else None


def rates(before: Counters, now: Counters) -> list[Figure]:
    """Bytes a second, without what stays inside the machine."""
    seconds = max(now.at - before.at, 0.001)
    received, sent = max(now.received - before.received, 0), max(now.sent - before.sent, 0)
    return [Figure("down", "Down", received / seconds, "B/s"), Figure("up", "Up", sent / seconds, "B/s")]


def swap() -> list[Figure]:
    """How full the swap space is, where there is any."""
    space = psutil.swap_memory()
    return [Figure("swap", "Swap", space.percent, "%")] if space.total else []


def disk(mount: str) -> Figure:
    """How full a disk is; without a value where nothing is mounted."""
    try:
        percent = psutil.disk_usage(mount).percent
    except OSError:
        percent = None
    return named_disk(mount, percent)


def named_disk(mount: str, percent: float | None) -> Figure:
    """How full a disk is, under the name of where it is mounted."""
    if mount == "/":
        return Figure("disk", "Disk", percent, "%")
    return Figure(f"disk {mount}", PurePath(mount).name or mount, percent, "%")


def temperature() -> list[Figure]:
    """The hottest sensor. Those of a broken chip, at or far below freezing point, do not count."""
    warm = [sensor.current for chip in psutil.sensors_temperatures().values() for sensor in chip if sensor.current > 0]
    return [Figure("temperature", "Temperature", max(warm), "°C")] if warm else []


@dataclass(frozen=True)
class Glances:
    """Another machine, asked through the API of its Glances: https://glances.readthedocs.io/en/latest/api/restful.html."""

    rhythm: ClassVar[Rhythm] = Rhythm.EVERY
    base: str
    username: str
    password: SecretStr | None
    show: tuple[Part, ...]
    disks: tuple[str, ...]

    async def fetch(self, http: Http) -> Sample:
        """What it tells of each part; SourceError where it tells nothing."""
        parts = tuple(dict.fromkeys(self.show))
        asked = (self.attempt(http, PLUGINS[part]) for part in parts)
        name, *found = await asyncio.gather(self.attempt(http, "system", keep=timedelta(hours=1)), *asked)
        figures: list[Figure] = []
        for part, answer in zip(parts, found, strict=True):
            if not isinstance(answer, SourceError):
                figures += read(part, answer, self.disks)
        if not figures:
            raise next((error for error in found if isinstance(error, SourceError)), SourceError(self.silence()))
        host = name.get("hostname") if isinstance(name, dict) else None
        return Sample(host[:80] if isinstance(host, str) else "", tuple(figures))

    def silence(self) -> str:
        """What is said where everything is answered, and nothing in it is a number."""
        return f"{Request.to(self.base).host} does not tell its {' or '.join(self.show)}"

    async def attempt(self, http: Http, plugin: str, keep: timedelta | None = None) -> Any:
        """What one plugin of Glances tells, or the error that it ends in."""
        headers = {"Accept": "application/json"}
        if self.password:
            pair = f"{self.username}:{self.password.get_secret_value()}".encode()
            headers["Authorization"] = "Basic " + base64.b64encode(pair).decode()
        try:
            request = Request.to(f"{self.base}/api/4/{plugin}", headers=headers)
            answer = (await http.send(request, keep=keep)).expect_ok()
            return widget.decode_json(answer.utf8, object, answer.host)
        except SourceError as error:
            return error


PLUGINS: Mapping[Part, str] = {
    "cpu": "cpu",
    "memory": "mem",
    "disk": "fs",
    "load": "load",
    "swap": "memswap",
    "network": "network",
    "temperature": "sensors",
}
"""What Glances calls the parts."""


def read(part: Part, answer: object, disks: Iterable[str]) -> list[Figure]:
    """The figures of one part, as Glances tells it; none where it tells none."""
    one = answer if isinstance(answer, dict) else {}
    rows = [row for row in answer if isinstance(row, dict)] if isinstance(answer, list) else []
    if part == "disk":
        filled = {str(row.get("mnt_point")): number(row.get("percent")) for row in rows}
        return [named_disk(mount, filled.get(mount)) for mount in disks] if rows else []
    if part == "network":
        outside = [row for row in rows if not str(row.get("interface_name", "lo")).startswith("lo")]
        directions = (("down", "Down", "bytes_recv_rate_per_sec"), ("up", "Up", "bytes_sent_rate_per_sec"))
        sums = [(name, label, [number(row.get(key)) for row in outside]) for name, label, key in directions]
        return [
            Figure(name, label, sum(filter(None, rates)), "B/s")
            for name, label, rates in sums
            if any(rate is not None for rate in rates)
        ]
    if part == "temperature":
        sensors = [number(row.get("value")) for row in rows if str(row.get("type", "")).startswith("temperature")]
        warm = [degrees for degrees in sensors if degrees is not None and degrees > 0]
        return [Figure("temperature", "Temperature", max(warm), "°C")] if warm else []
    if part == "load":
        load = number(one.get("min1"))
        return [] if load is None else [Figure("load", "Load", load, "")]
    label = {"cpu": "CPU", "memory": "Memory", "swap": "Swap"}[part]
    percent = number(one.get("total" if part == "cpu" else "percent"))
    absent = percent is None or (part == "swap" and not one.get("total"))
    return [] if absent else [Figure(part, label, percent, "%")]


def number(found: object) -> float | None:
    """A number that is one, and not below zero; None for all else."""
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    return float(found) if 0 <= found < 1e15 else None


def source(options: Options) -> Machine | Glances:
    """This machine, or the other one."""
    if options.url is None:
        return Machine(options.show, options.disks)
    return Glances(options.url.rstrip("/"), options.username, options.password, options.show, options.disks)


def view(answer: Sample, options: Options) -> View:
    """The figures by how they are drawn."""
    return View(
        title=answer.host or (Request.to(options.url).host if options.url else "This machine"),
        gauges=tuple(figure for figure in answer.figures if figure.unit == "%"),
        figures=tuple(figure for figure in answer.figures if figure.unit != "%"),
    )


def measure(answer: Sample, options: Options) -> dict[str, float]:
    """All numbers, by name."""
    return {figure.name: figure.value for figure in answer.figures if figure.value is not None}
