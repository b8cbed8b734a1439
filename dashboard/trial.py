"""One widget, polled once and shown in words: `wallboard try`. Not part of a running wall."""

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import msgspec

from dashboard.config.board import Widget
from dashboard.poll.http import HttpClient
from dashboard.widget import Request, Rhythm, SourceError

DEPTH = 4
"""How deep the shape of an answer is told."""

LONGEST = 60
"""Characters of a text that are told."""


def attempt(widget: Widget) -> tuple[str, bool]:
    """What happened, in lines, and whether the widget would show something."""
    if widget.problem:
        return f"{widget.id} can't work: {widget.problem}", False
    if widget.source.rhythm is Rhythm.PUSHED:
        return f"{widget.id} is pushed to: PUT /api/widgets/{widget.id}. There is nothing to ask.", True
    began = time.perf_counter()
    try:
        answer = asyncio.run(fetched(widget))
    except SourceError as error:
        return f"{widget.id} has no answer after {since(began)} ({error.fault}): {error.message}", False
    except TimeoutError:
        return f"{widget.id} has no answer within its timeout of {widget.timeout.total_seconds():g} s", False
    lines = [f"{widget.id} has an answer after {since(began)}"]
    if isinstance(request := getattr(widget.source, "request", None), Request):
        lines.append(f"asked: {request.method} {request.host}")
    lines += ["", "answer:", *("  " + line for line in shape(msgspec.to_builtins(answer, enc_hook=str)))]
    view = widget.kind.view(answer, widget.options)
    lines += ["", "view:", *("  " + line for line in shape(msgspec.to_builtins(view, enc_hook=str)))]
    if widget.kind.measure:
        lines += ["", f"measures: {widget.kind.measure(answer, widget.options)}"]
    return "\n".join(lines), True


async def fetched(widget: Widget) -> Any:
    """The answer of the widget's source; SourceError or TimeoutError where there is none."""
    http = HttpClient()
    try:
        async with asyncio.timeout(widget.timeout.total_seconds()):
            return await widget.source.fetch(http)
    finally:
        await http.close()


def since(began: float) -> str:
    """The time that has passed, in milliseconds."""
    return f"{(time.perf_counter() - began) * 1000:.0f} ms"


def shape(value: Any, name: str = "", depth: int = 0) -> Iterator[str]:
    """What a value is made of, in indented lines; of a list the first element, since the others are like it."""
    label = "  " * depth + (f"{name}: " if name else "")
    if isinstance(value, dict) and value:
        yield f"{label}{len(value)} keys" + (" …" if depth == DEPTH else "")
        for key, each in value.items() if depth < DEPTH else ():
            yield from shape(each, str(key), depth + 1)
    elif isinstance(value, list | tuple) and value:
        yield f"{label}list of {len(value)}" + (" …" if depth == DEPTH else "")
        if depth < DEPTH:
            yield from shape(value[0], "[0]", depth + 1)
    else:
        text = " ".join(str(value).split()) if isinstance(value, str) else repr(value)
        yield label + (text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")
