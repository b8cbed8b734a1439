"""Whatever answers in JSON: one value of it, a few fields, or a list of rows, found by JMESPath."""

import math
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Literal, Self

import jmespath
import msgspec
from jmespath.exceptions import ArityError, JMESPathError, UnknownFunctionError
from pydantic import AfterValidator, BaseModel, model_validator

from dashboard import widget
from dashboard.widget import Field, Json, Request, SourceError, Struct

EVERY = "1m"
HISTORY = "1h"

Format = Literal["number", "integer", "percent", "bytes", "duration", "time", "date", "text"]
Scalar = str | int | float | bool

COLUMNS = 5
NUMBER = re.compile(r"[+-]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
"""A text that says a number as JSON writes it, so that 007 and 1_000 stay texts."""
NO_VALUE = {"", "nan", "inf", "+inf", "-inf", "infinity", "-infinity"}
"""Texts that say nothing; Prometheus and others write so that there is no number."""


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


class Column(BaseModel, frozen=True, extra="forbid"):
    """One thing to read: where it lies, what it is called, how it is written."""

    path: Path = Field(description="JMESPath to the value.")
    label: str = Field("", max_length=80, description="Its name. Default for a field: the path.")
    unit: str = Field("", max_length=20, description="Stands behind it.")
    format: Format | None = Field(None, description="How it is written. Default: by its type.")

    @property
    def name(self) -> str:
        """What it is called where a name is needed."""
        return self.label or self.path


class Options(widget.Options):
    """What to ask, and one of `value`, `fields` and `rows`: what to show of the answer."""

    url: str = Field(pattern="^https?://[^/]", max_length=4000, description="The address that answers in JSON.")
    method: Literal["GET", "POST", "PUT"] | None = Field(None, description="Default: GET, or POST with a body.")
    params: dict[str, Scalar | list[Scalar]] = Field({}, description="Added to the address's query.")
    headers: dict[str, str] = Field({}, description="Sent along.")
    body: str | dict[str, Any] | None = Field(None, description="A text that is sent, or a table that is sent as JSON.")
    value: Path | None = Field(None, description="JMESPath to the one value to show.")
    fields: tuple[Column, ...] = Field((), max_length=30, description="Values to show one below the other.")
    rows: Path | None = Field(None, description="JMESPath to a list, or an object, to show row by row.")
    columns: tuple[Column, ...] = Field((), max_length=COLUMNS, description="What to read of each row. Default: all.")
    observed: Path | None = Field(
        None, description="JMESPath to when the answer was true: a time as ISO writes it, or seconds since 1970."
    )
    limit: int = Field(20, ge=1, le=50, description="How many rows at most; the rest is counted.")
    unit: str = Field("", max_length=20, description="Stands behind numbers, where a field or column does not say it.")
    format: Format | None = Field(None, description="How numbers are written, where a field or column does not say it.")

    @model_validator(mode="after")
    def one_form(self) -> Self:
        """Refuse a table that shows nothing, or more than one thing, or calls two fields the same."""
        if sum((self.value is not None, bool(self.fields), self.rows is not None)) != 1:
            raise ValueError("exactly one of `value`, `fields` and `rows` is expected")
        if self.columns and self.rows is None:
            raise ValueError("`columns` belongs to `rows`")
        names = [field.name for field in self.fields]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"two fields are called {twice!r}: give one of them another `label`")
        return self


class Cell(Struct):
    """One value, ready to be written: a number, a text, an instant, a day, or nothing."""

    value: float | str | date | None
    format: str
    unit: str = ""


class View(Struct):
    """One of the three forms: a headline, fields with their names, or rows of cells under their heads.

    `total` counts the rows that there are; `missing` is the first path at which there was no value.
    """

    headline: Cell | None = None
    fields: tuple[tuple[str, Cell], ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    heads: tuple[str, ...] = ()
    total: int = 0
    missing: str = ""


def source(options: Options) -> Json[object]:
    """The whole answer, so that widgets on one request share one poll."""
    headers, body = dict(options.headers), None
    if isinstance(options.body, dict):
        body = msgspec.json.encode(options.body)
        if "content-type" not in map(str.lower, headers):
            headers["Content-Type"] = "application/json"
    elif options.body is not None:
        body = options.body.encode()
    method = options.method or ("GET" if body is None else "POST")
    params = {name: plain(value) for name, value in options.params.items()}
    return Json(Request.to(options.url, params=params, headers=headers, method=method, body=body), into=object)


def plain(value: Any) -> Any:
    """A parameter as addresses write it: true and false in small letters."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else value


def view(answer: object, options: Options) -> View:
    """What the paths find in the answer; SourceError where that is nothing at all."""
    if options.value is not None:
        found = find(options.value, answer)
        if found is None:
            raise nothing_at(options.value)
        return View(headline=cell(found, options))
    if options.rows is None:
        pairs = [(field, cell(find(field.path, answer), options, field)) for field in options.fields]
        missing = next((field.path for field, shown in pairs if shown.value is None), "")
        if all(shown.value is None for _, shown in pairs):
            raise nothing_at(missing)
        return View(fields=tuple((field.name, shown) for field, shown in pairs), missing=missing)
    found = find(options.rows, answer)
    if found is None:
        raise nothing_at(options.rows)
    every = listed(found)
    rows = tuple(tuple(cells(row, options)) for row in every[: options.limit])
    heads = tuple(column.label for column in options.columns)
    return View(rows=rows, heads=heads if any(heads) else (), total=len(every))


def nothing_at(path: str) -> SourceError:
    """The answer has another shape than was expected."""
    return SourceError(f"The answer has no value at {path[:60]}", fault="schema")


def measure(answer: object, options: Options) -> dict[str, float]:
    """`value`, or the fields by name, or how many `rows` there are; true counts 1 and false 0."""
    if options.rows is not None:
        found = find(options.rows, answer)
        return {} if found is None else {"rows": float(len(listed(found)))}
    paths = {field.name: field.path for field in options.fields} or {"value": options.value or ""}
    numbers = {name: number(find(path, answer)) for name, path in paths.items()}
    return {name: known for name, known in numbers.items() if known is not None}


def observed(answer: object, options: Options) -> datetime | None:
    """What lies at the path `observed`, as an instant; a day is true until its end on this wall."""
    found = None if options.observed is None else instant(find(options.observed, answer), options)
    if found is None or isinstance(found, datetime):
        return found
    return datetime.combine(found + timedelta(days=1), time(), options.wall.timezone).astimezone(UTC)


def listed(found: Any) -> list[Any]:
    """A list as it is, an object as its pairs, anything else as the only one."""
    return list(found.items()) if isinstance(found, dict) else found if isinstance(found, list) else [found]


def find(path: str, document: object) -> Any:
    """What lies at the path; None where nothing does, or where it asks for what this document can't give."""
    try:
        return jmespath.search(path, document)
    except (ValueError, TypeError, ArithmeticError, RecursionError):
        return None


def number(found: object) -> float | None:
    """A number that is one, or that a text says; None for all else."""
    if isinstance(found, str) and not NUMBER.fullmatch(found):
        return None
    if not isinstance(found, str | int | float):
        return None
    try:
        known = float(found)
    except OverflowError:
        return None
    return known if math.isfinite(known) else None


def cells(row: object, options: Options) -> Iterator[Cell]:
    """The cells of a row: by its columns, or else whatever it holds."""
    if options.columns:
        yield from (cell(find(column.path, row), options, column) for column in options.columns)
    else:
        held = list(row.values()) if isinstance(row, dict) else row if isinstance(row, list | tuple) else [row]
        yield from (cell(item, options) for item in held[:COLUMNS])


def cell(found: object, options: Options, column: Column | None = None) -> Cell:
    """A value of the answer as it will be written. Only numbers and instants take a format and a unit."""
    form = (column and column.format) or options.format or "number"
    unit = (column and column.unit) or options.unit
    if isinstance(found, bool):
        return Cell("yes" if found else "no", "text")
    if isinstance(found, list | dict):
        return Cell(f"{len(found):,} {'entry' if len(found) == 1 else 'entries'}", "text")
    if form in ("time", "date") and (at := instant(found, options)):
        return Cell(at, form if isinstance(at, datetime) else "date")
    if form not in ("time", "date", "text") and (known := number(found)) is not None:
        return Cell(known, form, unit)
    text = "" if found is None else f"{found:.15g}" if isinstance(found, float) else str(found).strip()
    return Cell(None if text.lower() in NO_VALUE else text, "text")


def instant(found: object, options: Options) -> date | None:
    """The instant that a text after ISO 8601 says, or a number of seconds or milliseconds since 1970."""
    try:
        if (seconds := number(found)) is not None:
            return datetime.fromtimestamp(seconds / 1000 if abs(seconds) > 1e11 else seconds, UTC)
        text = str(found).strip()
        if len(text) == len("2026-11-24"):
            return date.fromisoformat(text)
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=options.wall.timezone)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None
