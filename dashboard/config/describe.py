"""Kinds in words: what `wallboard kinds` prints. Not how they are found; see kinds."""

import json
import re
import types
import typing
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from textwrap import wrap
from typing import Any

from pydantic import BaseModel, SecretStr

from dashboard.config.board import Kind

WIDTH = 100
LONGEST = 70
"""Characters of a list that stay on one line of an example."""

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
    parts.append(rhythm(kind))
    parts.append("\n".join(map(told, keys(kind.options))) or "It has no keys.")
    parts.append(example(kind))
    return "\n\n".join(parts) + "\n"


def rhythm(kind: Kind) -> str:
    """How often it asks, and how far back its numbers are kept."""
    asked = f"By default it asks every {bare(kind.every)}." if kind.pushed is None else "It is pushed to."
    return f"{asked} Its numbers are kept for {bare(kind.history)}." if kind.history else asked


@dataclass(frozen=True)
class Key:
    """One key of a table in words. `default` is None where the key is required; `limits` are its bounds, or empty."""

    name: str
    type: str
    limits: str
    default: str | None
    about: str


def keys(model: type[BaseModel], inside: str = "") -> Iterator[Key]:
    """Each key of `model`, and below a key that holds tables each key of those: `fields[].path`."""
    for name, field in model.model_fields.items():
        called = inside + (field.alias or name)
        default = None if field.is_required() else written(field.get_default(call_default_factory=True))
        type_of_it = type_name(field.annotation)
        counted = ("character", "characters") if type_of_it in {"text", "secret text"} else ("entry", "entries")
        yield Key(called, type_of_it, limits_of(field.metadata, *counted), default, field.description or "")
        if (table := table_in(field.annotation)) is not None:
            yield from keys(table, f"{called}[].")


def table_in(annotation: Any) -> type[BaseModel] | None:
    """The model of the tables that stand in a list of this type, where it is one."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (table_in(one) for one in typing.get_args(annotation))
    return next((found for found in inner if found is not None), None)


def told(key: Key) -> str:
    """One key with its type, its default and its meaning."""
    default = "required" if key.default is None else f"default {key.default}"
    head = f"  {key.name}  ({', '.join(filter(None, [key.type, key.limits, default]))})"
    return "\n".join([head, *wrap(key.about, WIDTH, initial_indent="    ", subsequent_indent="    ")])


def limits_of(constraints: Iterable[Any], one: str, many: str) -> str:
    """The bounds of a field in words; its length counts `many` of what is called `one`."""
    words = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
    found = {
        name: bare(bound)
        for each in constraints
        for name in (*words, "min_length", "max_length")
        if (bound := getattr(each, name, None)) is not None
    }
    bounds = [f"{words[name]} {bound}" for name, bound in found.items() if name in words]
    match found.get("min_length"), found.get("max_length"):
        case None, None:
            pass
        case None, most:
            bounds.append(f"at most {most} {one if most == '1' else many}")
        case least, None:
            bounds.append(f"at least {least} {one if least == '1' else many}")
        case least, most:
            bounds.append(f"{least} to {most} {many}")
    return ", ".join(bounds)


def bare(value: Any) -> str:
    """A value without quotation marks."""
    return written(value).strip('"')


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
        return f'"{seconds:g}s"' if seconds >= 1 or not seconds else f'"{round(seconds * 1000)}ms"'
    if isinstance(value, dict) and value:
        return "{ " + ", ".join(f"{quoted(name)} = {written(one)}" for name, one in value.items()) + " }"
    if isinstance(value, tuple | list):
        return "[" + ", ".join(written(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False, default=str)


def quoted(name: str) -> str:
    """A key as it would stand in TOML."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else written(name)


def example(kind: Kind) -> str:
    """A table to start from: the required keys, with the first example of each where its field has one."""
    lines = [f"[widgets.{example_id(kind)}]", f'kind = "{kind.name}"']
    for name, field in kind.options.model_fields.items():
        if field.examples:
            lines.append(f"{field.alias or name} = {spread(field.examples[0])}")
        elif field.is_required():
            lines.append(f'{field.alias or name} = "…"')
    return "\n".join(lines)


def example_id(kind: Kind) -> str:
    """The id of the widget in the table to start from."""
    return f"my-{kind.name.replace('_', '-')}"


def spread(value: Any) -> str:
    """A value as it would stand in TOML; a text of several lines, or a long list, on lines of their own."""
    if isinstance(value, str) and "\n" in value and "\\" not in value and '"""' not in value:
        return f'"""\n{value}"""'
    line = written(value)
    if isinstance(value, tuple | list) and len(line) > LONGEST:
        return "[\n" + "".join(f"  {written(one)},\n" for one in value) + "]"
    return line
