"""A kind of somebody's own that is wrong: it concerns its own tiles alone, or is at least said."""

import logging
import re
from pathlib import Path

import pytest

from tests.faults.conftest import Serve, Start, StartSite, says
from tests.faults.seen import until

KIND = """
import time
from dashboard import widget

EVERY = "200ms"
blocked = []

class Options(widget.Options):
    url: str

class View(widget.Struct):
    text: str

def source(options):
    return widget.Json(widget.Request.to(options.url), dict)

def view(answer, options):
    {view}
    return View(str(answer["value"]))

def measure(answer, options):
    {measure}
    return {{"value": 1.0}}
"""

TEMPLATE = '{% extends "tile.html" %}{% block body %}<p class="value">TEXT</p>{% endblock %}'

WRONG = {
    "looks": ("raise KeyError('canary')", "pass", "{{ view.text }}"),
    "writes": ("pass", "pass", "{{ view.nothing }}"),
    "counts": ("pass", "raise ZeroDivisionError('canary')", "{{ view.text }}"),
    "fine": ("pass", "pass", "{{ view.text }}"),
}
"""By kind: what its view does, what its measure does, and what stands in its template."""


ASKS = """
from dataclasses import dataclass

@dataclass(frozen=True)
class Fails:
    rhythm = widget.Rhythm.EVERY

    async def fetch(self, http):
        raise LookupError("canary")

def source(options):
    return Fails()
"""


def put(folder: Path, name: str, code: str, text: str) -> None:
    """A kind of somebody's own, whose template shows this text."""
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.py").write_text(code, "utf-8")
    (folder / f"{name}.html").write_text(TEMPLATE.replace("TEXT", text), "utf-8")


async def test_f43_a_kind_that_fails(
    site: StartSite, serve: Serve, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A kind raises an error where it asks, in its view, its measures or its template.

    Seen: that tile alone says that it can't be shown, or goes without its numbers; the log has the traceback once.
    """
    upstream = await site(value={"value": 17})
    for name, (view, measure, text) in WRONG.items():
        put(tmp_path / "mine", name, KIND.format(view=view, measure=measure), text)
    put(tmp_path / "mine", "asks", KIND.format(view="pass", measure="pass") + ASKS, "{{ view.text }}")
    tables = [f'[widgets.{name}]\nkind = "{name}"\nurl = "{upstream.url}/value"\n' for name in (*WRONG, "asks")]
    wall = await serve('[wall]\nwidgets_dir = "mine"\n' + "".join(tables))
    for name in ("looks", "writes"):
        tile = await wall.sees(name, lambda tile: tile.state == "failed")
        assert f"The kind {name} can't show this answer" in tile.text
        assert "can't be shown" in await wall.status()
    tile = await wall.sees("asks", lambda tile: tile.state == "failed")
    assert "The source of this widget failed (LookupError)" in tile.reason
    for name in ("counts", "fine"):
        await wall.shows(name, "17")
    await until(lambda: len(upstream.asked) > 5)
    traced = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR and record.exc_info]
    assert sorted(traced) == [
        "the source of asks failed in a way it does not know",
        "widget looks can't be rendered",
        "widget writes can't be rendered",
    ]
    assert "canary" not in (await wall.client.get("/")).text


BLOCKED = 2.5
"""Seconds."""


async def test_f44_a_kind_that_blocks_the_program(site: StartSite, start: Start, tmp_path: Path) -> None:
    """A kind holds up the whole program for seconds.

    Seen: everything is late by so much, and no stream breaks. The log and `/status` say that the program was held up.
    """
    upstream = await site(value={"value": 17})
    view = f"answer['value'] == 18 and not blocked and (blocked.append(True), time.sleep({BLOCKED}))"
    put(tmp_path / "mine", "slow", KIND.format(view=view, measure="pass"), "{{ view.text }}")
    clock = '[widgets.clock]\nkind = "clock"\nseconds = true\n'
    text = f'[wall]\nwidgets_dir = "{tmp_path / "mine"}"\n{clock}[widgets.slow]\nkind = "slow"\n'
    running = await start(f'{text}url = "{upstream.url}/value"\n')
    async with running.wall.stream() as stream:
        upstream.replies["/value"] = says({"value": 18})
        await until(lambda: ">18<" in stream.events("slow")[-1].data)
        ticks = stream.names()["clock"]
        await until(lambda: stream.names()["clock"] > ticks)
        assert not stream.ended
    await until(lambda: "the event loop was blocked for" in running.program.err)
    (seconds,) = re.findall(r"the event loop was blocked for ([\d.]+) s", running.program.err)
    assert abs(float(seconds) - BLOCKED) < 1
    assert re.search(r"pause in 1 min [23] s", await running.wall.status())
    (await running.wall.client.get("/healthz")).raise_for_status()


DIES = """
import asyncio
from dataclasses import dataclass

@dataclass(frozen=True)
class Mortal:
    asked: widget.Json
    rhythm = widget.Rhythm.EVERY

    async def fetch(self, http):
        answer = await self.asked.fetch(http)
        if answer["value"] == "cancelled":
            raise asyncio.CancelledError
        if answer["value"] == "killed":
            asyncio.current_task().cancel()
            await asyncio.sleep(60)
        return answer

def source(options):
    return Mortal(widget.Json(widget.Request.to(options.url), dict))
"""


async def test_f57_a_poller_that_dies_from_inside(site: StartSite, serve: Serve, tmp_path: Path) -> None:
    """A poller dies from inside: its task is cancelled in the middle of a poll, each time anew.

    Seen: the last value stays, with a sentence that says so. It is made again within seconds, `/status` says it, and
    `/metrics` counts it as `lost`. Others go on.
    """
    upstream = await site(mortal={"value": 17}, fine={"value": 18})
    put(tmp_path / "mine", "mortal", KIND.format(view="pass", measure="pass") + DIES, "{{ view.text }}")
    put(tmp_path / "mine", "fine", KIND.format(view="pass", measure="pass"), "{{ view.text }}")
    tables = [f'[widgets.{name}]\nkind = "{name}"\nurl = "{upstream.url}/{name}"\n' for name in ("mortal", "fine")]
    wall = await serve('[wall]\nwidgets_dir = "mine"\n' + "".join(tables))
    await wall.shows("mortal", "17")
    for value, words, fault in (
        ("cancelled", "The source of this widget failed (CancelledError)", "parse"),
        ("killed", "The last poll of this widget was lost", "lost"),
    ):
        upstream.replies["/mortal"] = says({"value": value})
        tile = await wall.sees("mortal", lambda tile, words=words: words in tile.reason)  # type: ignore[misc]
        assert tile.value == "17"
        assert words in await wall.row("mortal")
        assert (await wall.faults("mortal"))[fault] >= 1
        await wall.shows("fine", "18")
        upstream.replies["/mortal"] = says({"value": 17})
        await wall.shows("mortal", "17")
    assert await wall.faults("fine") == {}
