"""config.toml as a JSON Schema, for editors: `wallboard schema`. Not the check itself; see load."""

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from dashboard.config import models
from dashboard.config.board import Kind
from dashboard.config.values import ID

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(kinds: Iterable[Kind]) -> dict[str, Any]:
    """The schema of a config.toml with these kinds. Each widget's table is the common keys and those of its kind."""
    return {
        "$schema": DIALECT,
        "title": "Wallboard's config.toml",
        "type": "object",
        "additionalProperties": False,
        "required": ["widgets"],
        "properties": {
            "wall": described(models.Wall),
            "server": described(models.Server),
            "defaults": described(models.Common),
            "pages": named(described(models.Page)),
            "groups": named(described(models.Group)),
            "widgets": named({"oneOf": [of_kind(kind) for kind in kinds if not kind.problem]}),
        },
    }


def named(table: dict[str, Any]) -> dict[str, Any]:
    """A table of tables, each under an id of its own."""
    return {
        "type": "object",
        "propertyNames": {"pattern": f"^{ID.pattern}$"},
        "additionalProperties": table,
    }


def of_kind(kind: Kind) -> dict[str, Any]:
    """The table of a widget of this kind."""
    common, own = described(models.Common), described(kind.options)
    properties = {**common["properties"], **own.get("properties", {}), "kind": {"const": kind.name}}
    return {
        "title": kind.name,
        "description": kind.description,
        "type": "object",
        "additionalProperties": False,
        "required": ["kind", *own.get("required", [])],
        "properties": properties,
        **({"oneOf": own["oneOf"]} if "oneOf" in own else {}),
    }


def described(model: type[BaseModel]) -> dict[str, Any]:
    """A model's schema with its parts in place, so that it can stand anywhere in another."""
    found = model.model_json_schema()
    parts = found.pop("$defs", {})
    whole: dict[str, Any] = inlined(found, parts)
    return whole


def inlined(part: Any, parts: dict[str, Any]) -> Any:
    """`part` with every reference to one of `parts` replaced by what it refers to."""
    if isinstance(part, list):
        return [inlined(each, parts) for each in part]
    if not isinstance(part, dict):
        return part
    if reference := part.get("$ref"):
        rest = {key: each for key, each in part.items() if key != "$ref"}
        return inlined({**parts[reference.rpartition("/")[2]], **rest}, parts)
    return {key: inlined(each, parts) for key, each in part.items()}
