"""Plays Home Assistant on any host: the state of any entity, lifelike by the words in its id. Not a house."""

import re

from dashboard.demo.call import Call, Reply, json

STATE = re.compile(r"/api/states/([a-z0-9_]+)\.([a-z0-9_]+)")

MEASURED = (
    ("temperature", "temperature", "°C", 18.5, 23.5, 1),
    ("humidity", "humidity", "%", 38, 61, 0),
    ("power", "power", "W", 40, 2400, 0),
    ("energy", "energy", "kWh", 2, 14, 1),
    ("battery", "battery", "%", 20, 100, 0),
    ("co2", "carbon_dioxide", "ppm", 420, 1300, 0),
    ("pressure", "atmospheric_pressure", "hPa", 1002, 1028, 1),
)
"""A word in an id, the device class, the unit, and from where to where it goes, with so many decimals."""

SWITCHED = {
    "binary_sensor": ("on", "off"),
    "light": ("on", "off"),
    "switch": ("on", "off"),
    "lock": ("unlocked", "locked"),
    "cover": ("open", "closed"),
    "person": ("home", "not_home"),
    "device_tracker": ("home", "not_home"),
    "media_player": ("playing", "idle"),
    "climate": ("heat", "off"),
}
"""What an entity of a domain is now and then, and what it is else."""

CLASSES = ("door", "window", "motion", "moisture", "smoke", "presence", "connectivity")
"""Device classes of binary sensors, by a word in their id."""

TURN = 420.0
"""Seconds in which a switch may turn once."""


def answer(call: Call) -> Reply | None:
    """The state of one entity."""
    found = STATE.fullmatch(call.path)
    if found is None:
        return None
    domain, name = found.groups()
    state, attributes = switched(call, domain, name) if domain in SWITCHED else measured(call, domain, name)
    named = {"friendly_name": name.replace("_", " ").capitalize(), **attributes}
    at = call.now.isoformat(timespec="seconds")
    entity = f"{domain}.{name}"
    return json({"entity_id": entity, "state": state, "attributes": named, "last_changed": at, "last_updated": at})


def switched(call: Call, domain: str, name: str) -> tuple[str, dict[str, str]]:
    """What is one of two things, for some minutes each."""
    on, off = SWITCHED[domain]
    is_on = call.noise.chance(call.host, domain, name, int(call.at // TURN)) < 0.35
    kind = next((word for word in CLASSES if word in name), "")
    return on if is_on else off, {"device_class": kind} if kind and domain == "binary_sensor" else {}


def measured(call: Call, domain: str, name: str) -> tuple[str, dict[str, str]]:
    """What is a number: it drifts within half an hour."""
    share = call.noise.drift(call.at, 1800, call.host, domain, name)
    for word, kind, unit, low, high, decimals in MEASURED:
        if word in name:
            value = low + (high - low) * share
            return f"{value:.{decimals}f}", {"device_class": kind, "unit_of_measurement": unit}
    return f"{100 * share:.1f}", {}
