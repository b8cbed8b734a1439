"""Entities of Home Assistant: what they measure, what is open, on, locked or at home."""

import asyncio
import math
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Literal, get_args

import msgspec
from pydantic import AfterValidator, BaseModel, BeforeValidator

from dashboard import widget
from dashboard.widget import Field, Http, Request, Rhythm, SecretStr, SourceError, Struct

EVERY = "30s"
HISTORY = "6h"

Icon = Literal[
    "thermometer",
    "drop",
    "bolt",
    "bulb",
    "plug",
    "door",
    "lock",
    "person",
    "motion",
    "battery",
    "flame",
    "play",
    "shield",
    "gauge",
]

BY_CLASS: dict[str, Icon] = {
    "temperature": "thermometer",
    "humidity": "drop",
    "moisture": "drop",
    "water": "drop",
    "power": "bolt",
    "energy": "bolt",
    "current": "bolt",
    "voltage": "bolt",
    "battery": "battery",
    "door": "door",
    "garage_door": "door",
    "garage": "door",
    "opening": "door",
    "window": "door",
    "lock": "lock",
    "motion": "motion",
    "occupancy": "person",
    "presence": "person",
    "smoke": "flame",
    "gas": "flame",
    "heat": "flame",
    "plug": "plug",
    "outlet": "plug",
    "safety": "shield",
    "problem": "shield",
    "tamper": "shield",
}
"""The icon of an entity by its device class."""

BY_DOMAIN: dict[str, Icon] = {
    "light": "bulb",
    "switch": "plug",
    "lock": "lock",
    "person": "person",
    "device_tracker": "person",
    "climate": "flame",
    "water_heater": "flame",
    "cover": "door",
    "media_player": "play",
    "alarm_control_panel": "shield",
    "fan": "motion",
}
"""The same by its domain, the part of its id before the point."""

WORDS = {
    "battery": ("low", "normal"),
    "battery_charging": ("charging", "not charging"),
    "connectivity": ("connected", "disconnected"),
    "door": ("open", "closed"),
    "garage_door": ("open", "closed"),
    "gas": ("detected", "clear"),
    "lock": ("unlocked", "locked"),
    "moisture": ("wet", "dry"),
    "motion": ("detected", "clear"),
    "moving": ("moving", "still"),
    "occupancy": ("occupied", "clear"),
    "opening": ("open", "closed"),
    "plug": ("plugged in", "unplugged"),
    "presence": ("home", "away"),
    "problem": ("problem", "fine"),
    "running": ("running", "not running"),
    "safety": ("unsafe", "safe"),
    "smoke": ("detected", "clear"),
    "sound": ("detected", "clear"),
    "tamper": ("tampered with", "fine"),
    "vibration": ("detected", "clear"),
    "window": ("open", "closed"),
}
"""What on and off mean for a binary sensor, by its device class: see "Binary sensor entity" in Home Assistant's
documentation for developers.
"""

NOT_KNOWN = {"unavailable", "unknown", "none", ""}
"""States that say nothing."""

RAISED = {"on", "open", "opening", "unlocked", "home", "playing", "heating", "heat", "cooling", "cool", "triggered"}
"""States in which an entity is awake: its icon is lit."""


class Entity(BaseModel, frozen=True, extra="forbid"):
    """One thing to show."""

    id: str = Field(
        pattern=r"^[a-z0-9_]+\.[a-z0-9_]+$", max_length=200, description='Its id: "sensor.kitchen_temperature".'
    )
    name: str = Field("", max_length=80, description="What it is called. Default: its name in Home Assistant.")
    unit: str = Field("", max_length=20, description="Stands behind its number. Default: its unit in Home Assistant.")
    icon: Icon | None = Field(
        None, description=f"Stands before it: {', '.join(get_args(Icon))}. Default: by its device class."
    )


def parse_entity(value: Any) -> Any:
    """A bare id as a table."""
    return {"id": value} if isinstance(value, str) else value


def different(entities: tuple[Entity, ...]) -> tuple[Entity, ...]:
    """The entities, if each is named once; ValueError otherwise."""
    name, times = Counter(entity.id for entity in entities).most_common(1)[0]
    if times > 1:
        raise ValueError(f"{name!r} is named twice")
    return entities


class Options(widget.Options):
    """Where Home Assistant is, and which of its entities to show. One alone is a headline with its course."""

    url: str = Field(
        pattern="^https?://[^/]",
        max_length=2000,
        description="Its address, without /api.",
        examples=["http://homeassistant.local:8123"],
    )
    token: SecretStr = Field(
        description="A long-lived access token, from the page of your profile in Home Assistant.",
        examples=["${HOME_ASSISTANT_TOKEN}"],
    )
    entities: Annotated[tuple[Annotated[Entity, BeforeValidator(parse_entity)], ...], AfterValidator(different)] = (
        Field(
            min_length=1,
            max_length=40,
            description="Ids of entities, or tables with id, name, unit and icon.",
            examples=[["sensor.living_room_temperature", "binary_sensor.front_door", "light.workbench"]],
        )
    )


class Attributes(Struct):
    """What is read of an entity's attributes. Each entity has others."""

    friendly_name: Any = None
    unit_of_measurement: Any = None
    device_class: Any = None


class State(Struct):
    """What is read of /api/states/{id}: see "REST API" in the documentation for developers of Home Assistant."""

    state: str
    attributes: Attributes = Attributes()


class States(Struct):
    """The states by id, and why the others are missing."""

    found: dict[str, State]
    missing: dict[str, str]


class Row(Struct):
    """One entity: a number, an instant, words, or None where nothing is known. `lit` is one that is awake."""

    name: str
    value: float | datetime | str | None
    unit: str
    icon: Icon
    lit: bool
    why: str = ""


class View(Struct):
    """The entities, in the order of the configuration."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class House:
    """The entities, asked for one by one: all states of a house are megabytes."""

    rhythm: ClassVar[Rhythm] = Rhythm.EVERY
    url: str = field(repr=False)
    token: SecretStr
    ids: tuple[str, ...]

    async def fetch(self, http: Http) -> States:
        """Those that can be had; SourceError where none can."""
        asked = await asyncio.gather(*(self.attempt(http, name) for name in self.ids))
        found = {name: state for name, state in zip(self.ids, asked, strict=True) if isinstance(state, State)}
        failed = {name: error for name, error in zip(self.ids, asked, strict=True) if isinstance(error, SourceError)}
        if not found:
            raise next(iter(failed.values()))
        return States(found, {name: error.message for name, error in failed.items()})

    async def attempt(self, http: Http, name: str) -> State | SourceError:
        """The state of one entity, or why there is none."""
        headers = {"Authorization": f"Bearer {self.token.get_secret_value()}", "Accept": "application/json"}
        try:
            answer = await http.send(Request.to(f"{self.url}/api/states/{name}", headers=headers))
            if answer.status == 401:
                raise SourceError(f"{answer.host} does not accept the token", fault="status", status=401)
            if answer.status == 404:
                raise SourceError(f"{answer.host} has no entity {name}", fault="status", status=404)
            return widget.decode_json(answer.expect_ok().utf8, State, answer.host)
        except SourceError as error:
            return error


def source(options: Options) -> House:
    """The entities."""
    return House(options.url.rstrip("/"), options.token, tuple(entity.id for entity in options.entities))


def view(answer: States, options: Options) -> View:
    """A row for each entity asked for, also for one that is missing."""
    rows = tuple(row(entity, answer) for entity in options.entities)
    return View(rows[0].name if len(rows) == 1 else "", rows)


def row(entity: Entity, answer: States) -> Row:
    """One entity as it will be written."""
    state = answer.found.get(entity.id)
    if state is None:
        why = answer.missing.get(entity.id, "no answer")
        return Row(called(entity, None), None, "", entity.icon or icon(entity.id, ""), False, why)
    kind = text(state.attributes.device_class)
    value = meaning(state.state, entity.id, kind)
    unit = (entity.unit or text(state.attributes.unit_of_measurement)[:20]) if isinstance(value, float) else ""
    lit = state.state in RAISED and not (kind == "connectivity" or entity.id.startswith("update."))
    return Row(called(entity, state), value, unit, entity.icon or icon(entity.id, kind), lit)


def called(entity: Entity, state: State | None) -> str:
    """Its name here, else its name there, else its id without the domain."""
    own = text(state.attributes.friendly_name) if state else ""
    return entity.name or own[:80] or entity.id.partition(".")[2].replace("_", " ").capitalize()


def text(found: Any) -> str:
    """An attribute, if it is a text."""
    return " ".join(found.split()) if isinstance(found, str) else ""


def icon(name: str, kind: str) -> Icon:
    """The icon for a device class, or else for the domain of an id."""
    return BY_CLASS.get(kind) or BY_DOMAIN.get(name.partition(".")[0], "gauge")


def meaning(state: str, name: str, kind: str) -> float | datetime | str | None:
    """A state as a number, an instant or words; None where it says nothing."""
    if state.lower() in NOT_KNOWN:
        return None
    if (value := number(state)) is not None:
        return value
    if kind == "timestamp":
        return instant(state)
    if state in ("on", "off") and name.startswith("binary_sensor.") and kind in WORDS:
        return WORDS[kind][state == "off"]
    if state == "not_home":
        return "away"
    return " ".join(state.replace("_", " ").split())[:200]


def number(state: str) -> float | None:
    """The number that a state says; None for the infinities and all else."""
    try:
        value = float(state)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def instant(state: str) -> datetime | None:
    """The instant that a state says, in UTC; None for what is none."""
    try:
        at = msgspec.convert(state, datetime)
        return at.astimezone(UTC) if at.tzinfo and 1970 <= at.year < 2200 else None
    except (msgspec.ValidationError, OverflowError):
        return None


def measure(answer: States, options: Options) -> dict[str, float]:
    """The numbers by name; what is on, open, unlocked or at home counts 1, its contrary 0."""
    found: dict[str, float] = {}
    for entity in options.entities:
        if state := answer.found.get(entity.id):
            switch = {"on": 1.0, "open": 1.0, "unlocked": 1.0, "home": 1.0}
            switch |= {"off": 0.0, "closed": 0.0, "locked": 0.0, "not_home": 0.0}
            value = switch.get(state.state, number(state.state))
            if value is not None:
                found.setdefault(called(entity, state), value)
    return found
