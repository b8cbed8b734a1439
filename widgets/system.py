"""How the machine is doing on which this wall's server runs."""

import asyncio
import platform
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import ClassVar, Literal

import psutil

from dashboard import widget
from dashboard.widget import Field, Http, Rhythm, SourceError, Struct

EVERY = "10s"
HISTORY = "1h"

SAMPLE = 0.5
"""Seconds between the two looks at the counters from which a load and a rate are made."""

Part = Literal["cpu", "memory", "disk", "load", "swap", "network", "temperature"]


class Options(widget.Options):
    """What to show of this machine; what it can't tell is left out."""

    show: tuple[Part, ...] = Field(
        ("cpu", "memory", "disk"),
        min_length=1,
        description="Which parts, in this order: cpu, memory, disk, load, swap, network, temperature. Network is in "
        "bytes a second, temperature, of the hottest sensor, in °C; load is a plain number, the rest percentages.",
    )
    disks: tuple[str, ...] = Field(
        ("/",), min_length=1, max_length=8, description="Where the disks are mounted whose filling is shown."
    )


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
    if mount == "/":
        return Figure("disk", "Disk", percent, "%")
    return Figure(f"disk {mount}", PurePath(mount).name or mount, percent, "%")


def temperature() -> list[Figure]:
    """The hottest sensor. Those of a broken chip, at or far below freezing point, do not count."""
    warm = [sensor.current for chip in psutil.sensors_temperatures().values() for sensor in chip if sensor.current > 0]
    return [Figure("temperature", "Temperature", max(warm), "°C")] if warm else []


def source(options: Options) -> Machine:
    """This machine."""
    return Machine(options.show, options.disks)


def view(answer: Sample, options: Options) -> View:
    """The figures by how they are drawn."""
    return View(
        title=answer.host or "This machine",
        gauges=tuple(figure for figure in answer.figures if figure.unit == "%"),
        figures=tuple(figure for figure in answer.figures if figure.unit != "%"),
    )


def measure(answer: Sample, options: Options) -> dict[str, float]:
    """All numbers, by name."""
    return {figure.name: figure.value for figure in answer.figures if figure.value is not None}
