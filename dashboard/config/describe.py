"""Kinds in words: what `wallboard kinds` prints. Not how they are found; see kinds."""

import json
import types
import typing
from collections.abc import Iterable
from datetime import timedelta, tzinfo
from textwrap import wrap
from typing import Any

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from dashboard.config.board import Kind

WIDTH = 100
PLAIN = {str: "text", int: "whole number", float: "number", bool: "true or false", object: "anything"}
PLAIN |= {timedelta: "duration", tzinfo: "time zone", SecretStr: "secret text"}


def catalogue(kinds: Iterable[Kind]) -> str:
    """One line for each kind."""
    known = list(kinds)
    longest = max((len(kind.name) for kind in known), default=0)
    return "\n".join(f"{kind.name:<{longest}}  {kind.problem or kind.description}" for kind in known)


def details(kind: Kind) -> str:
    """One kind: what it is for, each of its keys with type, default and meaning, and a table to start from."""
    if kind.problem:
        return f"{kind.name}: {kind.problem}"
    parts = [f"{kind.name}: {kind.description}"]
    documentation = (kind.options.__doc__ or "").strip()
    if kind.options.__doc__ and documentation:
        parts.append("\n".join(wrap(" ".join(documentation.split()), WIDTH)))
    parts.append(f"Asked every {written(kind.every)}, unless `every` says otherwise.")
    parts.append("\n".join(key(name, field) for name, field in kind.options.model_fields.items()) or "It has no keys.")
    parts.append(example(kind))
    return "\n\n".join(parts) + "\n"


def key(name: str, field: FieldInfo) -> str:
    """One key with its type, its default and its meaning."""
    default = "required" if field.is_required() else f"default {written(field.get_default(call_default_factory=True))}"
    limits = ", ".join(filter(None, (limit(found) for found in field.metadata)))
    head = f"  {name}  ({', '.join(filter(None, [type_name(field.annotation), limits, default]))})"
    return "\n".join([head, *wrap(field.description or "", WIDTH, initial_indent="    ", subsequent_indent="    ")])


def limit(found: Any) -> str:
    """A bound of a field in words."""
    words = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
    words |= {"min_length": "at least this many:", "max_length": "at most this many:"}
    return ", ".join(f"{text} {getattr(found, name)}" for name, text in words.items() if hasattr(found, name))


def type_name(annotation: Any) -> str:
    """A type in the words of people who write TOML."""
    if annotation in PLAIN:
        return PLAIN[annotation]
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return type_name(arguments[0])
    if origin is typing.Literal:
        return " | ".join(json.dumps(choice) for choice in arguments)
    if origin in {typing.Union, types.UnionType}:
        return " or ".join(dict.fromkeys(type_name(one) for one in arguments if one is not type(None)))
    if origin in {tuple, list, set, frozenset}:
        return f"list of {type_name(arguments[0])}"
    if origin is dict or annotation is dict:
        return "table"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "table of " + ", ".join(annotation.model_fields)
    return getattr(annotation, "__name__", "value").lower()


def written(value: Any) -> str:
    """A value as it would stand in TOML."""
    if value is None:
        return "none"
    if isinstance(value, timedelta):
        seconds = value.total_seconds()
        for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
            if seconds >= size and seconds % size == 0:
                return f'"{int(seconds // size)}{unit}"'
        return f'"{seconds:g}s"' if seconds >= 1 else f'"{round(seconds * 1000)}ms"'
    if isinstance(value, tuple | list):
        return "[" + ", ".join(written(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False, default=str)


def example(kind: Kind) -> str:
    """A table to start from: the required keys, with the first example of each where its field has one."""
    lines = [f"[widgets.my-{kind.name.replace('_', '-')}]", f'kind = "{kind.name}"']
    for name, field in kind.options.model_fields.items():
        if field.examples:
            lines.append(f"{name} = {written(field.examples[0])}")
        elif field.is_required():
            lines.append(f'{name} = "…"')
    return "\n".join(lines)
