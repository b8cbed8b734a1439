"""What JMESPath finds in a JSON document: numbers, texts, instants and states. Not how they are written on a wall.

Kinds may import it beside the contract.
"""

import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, tzinfo
from typing import Annotated, Any, Literal

import jmespath
from jmespath.exceptions import ArityError, JMESPathError, UnknownFunctionError
from pydantic import AfterValidator, Field

from dashboard.widget import SourceError, Struct

__all__ = [
    "Cell",
    "Format",
    "Path",
    "State",
    "cell",
    "find",
    "found_at",
    "instant",
    "listed",
    "number",
    "share",
    "state",
]

Format = Literal["number", "integer", "percent", "bytes", "duration", "time", "date", "text"]
State = Literal["up", "warn", "down"]

NUMBER = re.compile(r"[+-]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
"""A text that says a number as JSON writes it, so that 007 and 1_000 stay texts."""
NO_VALUE = {"", "nan", "inf", "+inf", "-inf", "infinity", "-infinity"}
"""Texts that say nothing; Prometheus and others write so that there is no number."""
STATES: Mapping[str, State] = {"true": "up", "false": "down", "up": "up", "warn": "warn", "down": "down"}
"""What an answer says of a state without a map."""


def parse_path(path: str) -> str:
    """The path, if it is JMESPath; ValueError that says where it is not."""
    try:
        jmespath.search(path, None)
    except (UnknownFunctionError, ArityError) as error:
        raise ValueError(f"this is not JMESPath: {error}") from None
    except JMESPathError as error:
        position = getattr(error, "lex_position", None)
        if position is not None or not path:
            where = f" at character {position + 1}" if position is not None else ": it is empty"
            raise ValueError(f"this is not JMESPath{where}") from None
    except RecursionError:
        raise ValueError("this JMESPath is nested too deeply") from None
    return path


Path = Annotated[str, AfterValidator(parse_path), Field(max_length=500)]
"""A field of Options that holds JMESPath."""


class Cell(Struct):
    """One value, ready to be written: a number, a text, an instant, a day, or nothing.

    `share` is how much it is of its maximum, from 0 to 100, where it has one; `most` is that maximum. `align` is start,
    end, or empty for the place's own.
    """

    value: float | str | date | None
    format: str
    unit: str = ""
    share: float | None = None
    most: float | None = None
    align: str = ""


def find(path: str, document: object) -> Any:
    """What lies at the path; None where nothing does, or where it asks for what this document can't give."""
    try:
        return jmespath.search(path, document)
    except (ValueError, TypeError, ArithmeticError, RecursionError):
        return None


def found_at(path: str, document: object) -> Any:
    """The same; SourceError where there is nothing."""
    found = find(path, document)
    if found is None:
        raise SourceError(f"The answer has no value at {path[:60]}", fault="schema")
    return found


def listed(found: Any) -> list[Any]:
    """A list as it is, an object as its pairs, anything else as the only one."""
    return list(map(list, found.items())) if isinstance(found, dict) else found if isinstance(found, list) else [found]


def number(found: object, scale: float = 1) -> float | None:
    """A number that is one, or that a text says, times `scale`; None for all else."""
    if isinstance(found, str) and not NUMBER.fullmatch(found):
        return None
    if not isinstance(found, str | int | float):
        return None
    try:
        known = float(found) if scale == 1 else float(f"{float(found) * scale:.15g}")
    except OverflowError:
        return None
    return known if math.isfinite(known) else None


def share(value: float | None, most: float | None) -> float | None:
    """How much `value` is of `most`, from 0 to 100; None where there is no such share."""
    return None if value is None or most is None or most <= 0 else min(max(value / most * 100, 0.0), 100.0)


def state(found: object, states: Mapping[str, State]) -> State | None:
    """The state that a value stands for: by `states`, whose "*" is anything else; None where nobody can say."""
    text = ("true" if found else "false") if isinstance(found, bool) else words(found).casefold()
    named = {name.casefold(): meant for name, meant in states.items()} or STATES
    return None if found is None else named.get(text, named.get("*"))


def cell(found: object, form: Format | None, unit: str, zone: tzinfo, scale: float = 1) -> Cell:
    """A value of the answer as it will be written. Only numbers and instants take a format and a unit.

    A time without a time zone is meant in `zone`.
    """
    if isinstance(found, bool):
        return Cell("yes" if found else "no", "text")
    if isinstance(found, list | dict):
        return Cell(f"{len(found):,} {'entry' if len(found) == 1 else 'entries'}", "text")
    if form in ("time", "date") and (at := instant(found, zone, scale)):
        return Cell(at, form if isinstance(at, datetime) else "date")
    if form not in ("time", "date", "text") and (known := number(found, scale)) is not None:
        return Cell(known, form or "number", unit)
    text = words(found)
    return Cell(None if text.lower() in NO_VALUE else text, "text")


def words(found: object) -> str:
    """A value as plain text."""
    return "" if found is None else f"{found:.15g}" if isinstance(found, float) else str(found).strip()


def instant(found: object, zone: tzinfo, scale: float = 1) -> date | None:
    """The instant that a text after ISO 8601 says, or a number of seconds or milliseconds since 1970."""
    try:
        if (seconds := number(found, scale)) is not None:
            return datetime.fromtimestamp(seconds / 1000 if abs(seconds) > 1e11 else seconds, UTC)
        text = str(found).strip()
        if len(text) == len("2026-11-24"):
            return date.fromisoformat(text)
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None
