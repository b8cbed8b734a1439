"""Plays Glances on any machine: what its plugins tell of processors, memory, disks and cables. No machine is real."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from dashboard.demo.call import Call, Reply, json

PLUGIN = re.compile(r"(?:/[\w-]+)?/api/4/(\w+)")

GIGABYTE = 10**9


def answer(call: Call) -> Reply | None:
    """What one plugin tells, wherever Glances is said to live."""
    found = PLUGIN.fullmatch(call.path)
    if found is None:
        return None
    plugin = PLUGINS.get(found[1])
    return json(plugin(call)) if plugin else json({"detail": f"Unknown plugin {found[1]}"}, status=404)


def share(call: Call, what: str, seconds: float, least: float, most: float) -> float:
    """A percentage that drifts between two bounds, with one decimal."""
    return round(least + (most - least) * call.noise.drift(call.at, seconds, call.host, what), 1)


def processors(call: Call) -> object:
    """How busy they are."""
    total = share(call, "cpu", 60, 4, 72)
    return {"total": total, "idle": round(100 - total, 1), "cpucore": 8}


def memory(call: Call) -> object:
    """How full it is."""
    percent = share(call, "memory", 1800, 38, 82)
    return {"percent": percent, "total": 16 * GIGABYTE, "used": int(16 * GIGABYTE * percent / 100)}


def swap(call: Call) -> object:
    """How full the swap space is."""
    return {"percent": share(call, "swap", 3600, 1, 20), "total": 4 * GIGABYTE}


def disks(call: Call) -> object:
    """How full they are."""
    return [
        {"mnt_point": mount, "percent": share(call, mount, 86400, 40, 90), "size": 500 * GIGABYTE, "fs_type": "ext4"}
        for mount in ("/", "/data")
    ]


def load(call: Call) -> object:
    """How many processes want to run."""
    return {f"min{minutes}": share(call, "load", 60 * minutes, 0.2, 4) for minutes in (1, 5, 15)} | {"cpucore": 8}


def network(call: Call) -> object:
    """How much comes and goes."""
    rates = {f"bytes_{way}_rate_per_sec": share(call, way, 30, 4e3, 6e6) for way in ("recv", "sent")}
    return [{"interface_name": "lo", **rates}, {"interface_name": "eth0", **rates}]


def sensors(call: Call) -> object:
    """How warm it is, and how fast it is fanned."""
    warm = {"label": "Package id 0", "type": "temperature_core", "unit": "C"}
    fan = {"label": "Fan", "type": "fan_speed", "unit": "R", "value": 1400}
    return [{**warm, "value": round(share(call, "warmth", 300, 38, 71))}, fan]


def system(call: Call) -> object:
    """What it is called."""
    return {"hostname": call.host.partition(":")[0].partition(".")[0], "os_name": "Linux"}


PLUGINS: Mapping[str, Callable[[Call], object]] = MappingProxyType(
    {
        "cpu": processors,
        "mem": memory,
        "memswap": swap,
        "fs": disks,
        "load": load,
        "network": network,
        "sensors": sensors,
        "system": system,
    }
)
"""The plugins that are played."""
