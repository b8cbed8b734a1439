"""Whatever answers in JSON: one value of it, a few fields, a list of rows, states, or a template, found by JMESPath."""

import asyncio
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Any, ClassVar, Literal, Self

import msgspec
from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from dashboard import widget
from dashboard.document import Cell, Format, Path, State, cell, find, found_at, instant, listed, number, share, state
from dashboard.widget import Field, Http, Json, Request, Rhythm, SourceError, Struct, Template

EVERY = "1m"
HISTORY = "1h"

Address = Annotated[str, StringConstraints(pattern="^https?://[^/]", max_length=4000)]
Name = Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9_]{0,30}$")]
Scalar = str | int | float | bool

COLUMNS = 5
SCALE = "Multiplied with the number first: 0.01 for a percentage, 1024 for kB."
MOST = "What counts as full: a number, or JMESPath to it. Draws a bar."


class Column(BaseModel, frozen=True, extra="forbid"):
    """One thing to read: where it lies, what it is called, how it is written."""

    path: Path = Field(description="JMESPath to the value.")
    label: str = Field("", max_length=80, description="Its name. Default for a field: the path.")
    unit: str = Field("", max_length=20, description="Stands behind it.")
    format: Format | None = Field(None, description="How it is written. Default: by its type.")
    scale: float = Field(1, allow_inf_nan=False, description=SCALE)
    max: float | Path | None = Field(None, description=MOST)
    align: Literal["start", "end"] | None = Field(
        None, description="The side of its column. Default: a name at the start, others at the end."
    )

    @property
    def name(self) -> str:
        """What it is called where a name is needed."""
        return self.label or self.path


class Options(widget.Options):
    """What to ask, and what to show of the answer: one of `value`, `fields`, `rows` and `template`, or `status` alone.

    `status` gives a value or each row a sign; `states` says what its words mean.
    """

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": ["url"]}, {"required": ["urls"]}]})

    url: Address | None = Field(
        None, description="The address that answers in JSON.", examples=["https://api.frankfurter.dev/v1/latest"]
    )
    urls: dict[Name, Address] = Field(
        {}, max_length=10, description="Several addresses by name; their answers stand side by side: `a.x`, `b.y`."
    )
    method: Literal["GET", "POST", "PUT"] | None = Field(None, description="Default: GET, or POST with a body.")
    params: dict[str, Scalar | list[Scalar]] = Field({}, description="Added to the address's query.")
    headers: dict[str, str] = Field({}, description="Sent along.")
    login: str | None = Field(None, pattern="^[^:]*:", description="name:password, sent as HTTP Basic authentication.")
    body: str | dict[str, Any] | None = Field(None, description="A text that is sent, or a table that is sent as JSON.")
    value: Path | None = Field(None, description="JMESPath to the one value to show.", examples=["rates.USD"])
    fields: tuple[Column, ...] = Field((), max_length=30, description="Values to show one below the other.")
    rows: Path | None = Field(None, description="JMESPath to a list, or an object, to show row by row.")
    columns: tuple[Column, ...] = Field((), max_length=COLUMNS, description="What to read of each row. Default: all.")
    template: Template | None = Field(
        None, max_length=5000, description="Jinja that writes the tile: the answer is `data`, plain HTML is allowed."
    )
    status: Path | None = Field(None, description="JMESPath to a state: of each row, or with `value` of the answer.")
    states: dict[str, State] = Field(
        {}, max_length=50, description='What those words mean: { ok = "up", "*" = "down" }. Default: true is up.'
    )
    observed: Path | None = Field(
        None, description="JMESPath to when the answer was true: a time as ISO writes it, or seconds since 1970."
    )
    limit: int = Field(20, ge=1, le=50, description="How many rows at most; the rest is counted.")
    unit: str = Field("", max_length=20, description="Stands behind numbers, where a field or column does not say it.")
    format: Format | None = Field(None, description="How numbers are written, where a field or column does not say it.")
    scale: float = Field(1, allow_inf_nan=False, description=f"For `value`. {SCALE}")
    max: float | Path | None = Field(None, description=f"For `value`. {MOST}")

    @model_validator(mode="after")
    def one_form(self) -> Self:
        """Refuse a table that asks or shows nothing, or more than one thing, or calls two fields the same."""
        if (self.url is None) == (not self.urls):
            raise ValueError("either `url` or `urls` is expected, and not both")
        forms = sum((self.value is not None, bool(self.fields), self.rows is not None, self.template is not None))
        if forms != 1 and not (forms == 0 and self.status):
            raise ValueError("exactly one of `value`, `fields`, `rows` and `template` is expected, or `status` alone")
        if self.columns and self.rows is None:
            raise ValueError("`columns` belongs to `rows`")
        if self.status and (self.fields or self.template):
            raise ValueError("`status` belongs to `value` or `rows`, or stands alone")
        if self.states and not self.status:
            raise ValueError("`states` belongs to `status`")
        names = [field.name for field in self.fields]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"two fields are called {twice!r}: give one of them another `label`")
        return self

    @property
    def only(self) -> Column:
        """What is shown where it is one value."""
        read = {"path": self.value or self.status or "@", "scale": self.scale, "max": self.max}
        return Column.model_validate(read)


class Row(Struct):
    """The cells of one row, and its state: up, warn, down, or none that anybody knows."""

    cells: tuple[Cell, ...]
    state: State | None = None


class View(Struct):
    """One of the forms: a headline, fields with their names, rows of cells under their heads, or data for a template.

    `total` counts the rows that there are; `missing` is the first path at which there was no value. `state` is that of
    a headline; `stated` tells whether there are states at all.
    """

    headline: Cell | None = None
    fields: tuple[tuple[str, Cell], ...] = ()
    rows: tuple[Row, ...] = ()
    heads: tuple[str, ...] = ()
    total: int = 0
    missing: str = ""
    state: State | None = None
    stated: bool = False
    data: object = None


@dataclass(frozen=True)
class Several:
    """Several answers side by side, by name."""

    rhythm: ClassVar[Rhythm] = Rhythm.EVERY
    sources: tuple[tuple[str, Json[object]], ...]

    async def fetch(self, http: Http) -> dict[str, object]:
        """All of them, asked at once; SourceError where one is not to be had."""
        found = await asyncio.gather(*(attempt(http, source) for _, source in self.sources))
        if failed := next((answer for answer in found if isinstance(answer, SourceError)), None):
            raise failed
        return {name: answer for (name, _), answer in zip(self.sources, found, strict=True)}


async def attempt(http: Http, source: Json[object]) -> object:
    """The answer, or why there is none."""
    try:
        return await source.fetch(http)
    except SourceError as error:
        return error


def source(options: Options) -> Json[object] | Several:
    """The whole answer, so that widgets on one request share one poll."""
    headers, body = dict(options.headers), None
    if options.login is not None:
        headers["Authorization"] = f"Basic {b64encode(options.login.encode()).decode()}"
    if isinstance(options.body, dict):
        body = msgspec.json.encode(options.body)
        if "content-type" not in map(str.lower, headers):
            headers["Content-Type"] = "application/json"
    elif options.body is not None:
        body = options.body.encode()
    method = options.method or ("GET" if body is None else "POST")
    params = {name: plain(value) for name, value in options.params.items()}

    def at(url: str) -> Json[object]:
        return Json(Request.to(url, params=params, headers=headers, method=method, body=body), into=object)

    if options.url is not None:
        return at(options.url)
    return Several(tuple((name, at(url)) for name, url in options.urls.items()))


def plain(value: Any) -> Any:
    """A parameter as addresses write it: true and false in small letters."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else value


def view(answer: object, options: Options) -> View:
    """What the paths find in the answer; SourceError where that is nothing at all."""
    if options.template is not None:
        return View(data=answer)
    if options.rows is not None:
        return table(listed(found_at(options.rows, answer)), options)
    if options.fields:
        pairs = tuple((field.name, shown(field, answer, options)) for field in options.fields)
        missing = next(
            (field.path for field, (_, it) in zip(options.fields, pairs, strict=True) if it.value is None), ""
        )
        if all(it.value is None for _, it in pairs):
            found_at(missing, None)
        return View(fields=pairs, missing=missing)
    found_at(options.only.path, answer)
    return View(
        headline=shown(options.only, answer, options),
        state=state(find(options.status, answer), options.states) if options.status else None,
        stated=options.status is not None,
    )


def table(every: list[Any], options: Options) -> View:
    """The rows, as many as may be shown."""
    rows = tuple(
        Row(tuple(cells(row, options)), state(find(options.status, row), options.states) if options.status else None)
        for row in every[: options.limit]
    )
    heads = tuple(column.label for column in options.columns)
    return View(rows=rows, heads=heads if any(heads) else (), total=len(every), stated=options.status is not None)


def cells(row: object, options: Options) -> Iterator[Cell]:
    """The cells of a row: by its columns, or else whatever it holds."""
    if options.columns:
        yield from (shown(column, row, options) for column in options.columns)
    else:
        held = list(row.values()) if isinstance(row, dict) else row if isinstance(row, list | tuple) else [row]
        yield from (cell(item, options.format, options.unit, options.wall.timezone) for item in held[:COLUMNS])


def shown(column: Column, document: object, options: Options) -> Cell:
    """What the column finds, as it will be written, with its share of the maximum where it has one."""
    form, unit = column.format or options.format, column.unit or options.unit
    found = cell(find(column.path, document), form, unit, options.wall.timezone, column.scale)
    most = number(find(column.max, document), column.scale) if isinstance(column.max, str) else column.max
    known = found.value if isinstance(found.value, float) else None
    return msgspec.structs.replace(found, share=share(known, most), most=most, align=column.align or "")


def measure(answer: object, options: Options) -> dict[str, float]:
    """`value`, or the fields by name, or how many `rows` there are; true counts 1 and false 0.

    With `status` also how many are `down`, and how many `warn`.
    """
    if options.template is not None:
        return {}
    if options.rows is not None:
        found = find(options.rows, answer)
        rows = [] if found is None else listed(found)
        return ({} if found is None else {"rows": float(len(rows))}) | counted(rows, options)
    wanted = {field.name: field for field in options.fields} or {"value": options.only}
    numbers = {name: number(find(column.path, answer), column.scale) for name, column in wanted.items()}
    return {name: known for name, known in numbers.items() if known is not None} | counted([answer], options)


def counted(documents: list[Any], options: Options) -> dict[str, float]:
    """How many of them are in a bad state."""
    if options.status is None or not documents:
        return {}
    states = [state(find(options.status, document), options.states) for document in documents]
    return {"down": float(states.count("down")), "warn": float(states.count("warn"))}


def observed(answer: object, options: Options) -> datetime | None:
    """What lies at the path `observed`, as an instant; a day is true until its end on this wall."""
    zone = options.wall.timezone
    found = None if options.observed is None else instant(find(options.observed, answer), zone)
    if found is None or isinstance(found, datetime):
        return found
    return datetime.combine(found + timedelta(days=1), time(), zone).astimezone(UTC)
