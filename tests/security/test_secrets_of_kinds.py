"""The secrets of every kind: in its table, its address, its headers. Whatever it is answered, nobody hears of them."""

import asyncio
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import tomlkit

from dashboard.app import create_app, known_kinds, read_board
from dashboard.config.board import Kind
from dashboard.config.errors import ConfigError
from dashboard.config.examples import widget_of
from dashboard.widget import Push, Wall
from tests.poll.site import Asked, Reply, Site, answer
from tests.waiting import until
from tests.walls import parts_of, serving
from tests.widgets.test_fields import tables

CANARY = "yellow-bird"
SPELLINGS = (CANARY, "yellow%2Dbird", "eWVsbG93LWJpcm")
"""As it is, in an address, and in Base64."""

HOST = "somewhere.example"
PLACES = (f"http://${{CANARY}}:${{CANARY}}@{HOST}/${{CANARY}}?key=${{CANARY}}", f"http://{HOST}/status/${{CANARY}}")
"""How an address is written: with all that it may hold, or less of it where a kind takes no more."""

HELD = re.compile(r"SecretStr|dict\[str, str\]")
"""Types of options that hold secrets: a text, or headers."""

SHOWN = {"bookmarks", "iframe"}
"""Kinds that are there to give addresses to browsers."""

PATHS = ("/", "/status", "/metrics", "/api/widgets", "/readyz", "/schema/openapi.json")
"""Where all widgets are told of."""

KINDS = known_kinds()
WALL = Wall(location=(38.72, -9.14))
HEAD = """
[wall]
location = [38.72, -9.14]

[server]
state = "state"

[defaults]
every = "1d"
"""


def secrets(kind: Kind) -> Iterator[tuple[str, Any]]:
    """The options that may hold a secret, each with what it might hold, the most first."""
    for name, option in kind.options.model_fields.items():
        held = str(option.annotation)
        if re.search(r"(^|_)urls?$|^targets$", name) and "dict" not in held:
            for address in PLACES:
                yield name, [address] if "tuple" in held or name == "targets" else address
        elif name in {"login", "params"} or HELD.search(held):
            yield name, {"X-Key": "${CANARY}"} if "dict" in held else "${CANARY}:${CANARY}"


def hidden(kind: Kind, table: str, number: int, *, elsewhere: bool) -> str:
    """This table with a secret wherever one may be; only if it asks `elsewhere`, in its addresses too."""
    document = tomlkit.parse(re.sub(r"\$\{\w+\}", "example", table))
    (keys,) = document.pop("widgets").values()
    document["widgets"] = {f"{kind.name.replace('_', '-')}-{number}": keys}
    done: set[str] = set()
    for name, given in secrets(kind):
        before = keys.get(name)
        if name not in done and (elsewhere or HOST not in str(given)):
            keys[name] = given
            try:
                widget_of(tomlkit.dumps(document), KINDS, WALL, Path())
                done.add(name)
            except ConfigError:
                keys.pop(name)
                if before is not None:
                    keys[name] = before
    return tomlkit.dumps(document)


@pytest.fixture(scope="module")
def config() -> dict[bool, str]:
    """Two config.toml of all kinds: what is True asks `HOST`, what is False whom the kinds ask by themselves."""
    kinds = [kind for kind in KINDS.values() if kind.name not in SHOWN]
    each = [(kind, table, number) for kind in kinds for number, table in enumerate(tables(kind))]
    return {there: "\n".join([HEAD, *(hidden(*one, elsewhere=there) for one in each)]) for there in (True, False)}


async def echoes(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """All that was asked, as JSON that nobody expects."""
    said = {"path": asked.path, "headers": asked.headers, "body": asked.body.decode(), asked.path: [asked.path]}
    writer.write(answer(json.dumps(said).encode()))
    await writer.drain()


async def refuses(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """The same as a reason why not."""
    writer.write(answer(json.dumps({"message": f"{asked.path} {asked.headers}"}).encode(), status="401 No"))
    await writer.drain()


async def hangs_up(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """Nothing."""
    writer.close()


WORLDS: dict[str, Reply] = {
    "answers by telling what was asked": echoes,
    "refuses by telling what was asked": refuses,
    "hangs up": hangs_up,
    "is not to be found": b"",
    "answers as it should": b"",
}


@pytest.mark.parametrize("world", WORLDS)
async def test_d11_no_kind_tells_its_secrets(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    config: dict[bool, str],
    world: str,
) -> None:
    """Whatever a kind has been told in confidence gets out: by its tile, its errors, its figures, its numbers on disk.

    Against it: they are in none of these, with every kind, whether its source answers, refuses, or repeats the secret.
    """
    monkeypatch.setenv("CANARY", CANARY)
    caplog.set_level(logging.DEBUG, logger="wallboard")
    site = Site({"": WORLDS[world]})
    await site.open()
    alone = world == "answers as it should"
    host = "${CANARY}.invalid:1" if world == "is not to be found" else f"127.0.0.1:{site.port}"
    (tmp_path / "config.toml").write_text(config[not alone].replace(HOST, host), "utf-8")
    app = create_app(read_board(tmp_path / "config.toml"), demo=alone)
    publisher = parts_of(app).publisher
    widgets = publisher.board.widgets
    polled = [each.source for each in widgets.values() if not isinstance(each.source, Push)]
    async with serving(app) as url, httpx.AsyncClient(base_url=url, trust_env=False, timeout=60) as client:
        await until(lambda: all(publisher.store.record(source).polls for source in polled), 60)
        said = {path: (await client.get(path)).text for path in [*PATHS, *(f"/badge/{name}.svg" for name in widgets)]}
        async with client.stream("GET", "/events") as stream:
            said["/events"] = (await anext(stream.aiter_bytes())).decode()
    await site.close()
    said["the log"] = caplog.text
    said["on disk"] = "".join(path.read_text("utf-8", "replace") for path in (tmp_path / "state").rglob("*.json"))
    assert not WORLDS[world] or sum(CANARY in str(asked) for asked in site.asked) > 20
    assert {place for place, text in said.items() for spelling in SPELLINGS if spelling in text} == set()
