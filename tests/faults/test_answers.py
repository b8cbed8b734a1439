"""An upstream that answers, but not what was expected: the last value stays, or what there is of one is shown."""

import copy
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.faults.conftest import Serve, StartSite, says
from tests.faults.seen import Outline, Tile
from tests.poll.site import Site, answer

SAMPLES = Path(__file__).parents[1] / "widgets"

TABLE = """
[widgets.{name}]
kind = "json"
url = "{url}/{name}"
every = "100ms"
"""

UNREADABLE = {
    "cut": b'{"value": 1',
    "page": b"<!DOCTYPE html><h1>Please log in</h1>",
    "empty": b"",
    "garbage": b"\x00\xff\x17" * 50,
    "deep": b"[" * 100_000,
}


async def test_f25_an_answer_that_is_not_json(site: StartSite, serve: Serve) -> None:
    """The answer is no JSON: cut, a page in HTML, empty, garbage.

    Seen: the last value stays, with a sentence that says so; `/status` and `/metrics` call it `parse`.
    """
    sick = await site(**{name: {"value": 17} for name in UNREADABLE})
    wall = await serve("".join(TABLE.format(name=name, url=sick.url) + 'value = "value"\n' for name in UNREADABLE))
    for name in UNREADABLE:
        await wall.shows(name, "17")
    for name, body in UNREADABLE.items():
        sick.replies[f"/{name}"] = answer(body)
    for name in UNREADABLE:
        tile = await wall.sees(name, lambda tile: "answers something that is not JSON" in tile.reason)
        assert tile.value == "17"
        assert set(await wall.faults(name)) == {"parse"}
        assert "parse" in await wall.row(name)


ODDITIES: dict[str, Any] = {
    "missing": ...,
    "void": None,
    "text": "twelve",
    "nothing": "",
    "truth": True,
    "list": [],
    "object": {},
    "huge": 1e308,
    "low": -1e308,
    "tiny": 5e-324,
    "integer": 10**40,
    "odd": float("nan"),
}
"""What stands where something else was expected; `...` for not even that."""


def paths(document: Any, depth: int = 3) -> Iterator[tuple[str | int, ...]]:
    """Where something stands in a document, the document itself first; of a list only its first item counts."""
    yield ()
    if depth and isinstance(document, dict | list):
        for key in list(document) if isinstance(document, dict) else range(min(len(document), 1)):
            yield from ((key, *rest) for rest in paths(document[key], depth - 1))


def drifted(document: Any, path: tuple[str | int, ...], oddity: Any) -> Any:
    """The document with something odd at this place."""
    if not path:
        return {} if oddity is ... else oddity
    changed = copy.deepcopy(document)
    place = changed
    for key in path[:-1]:
        place = place[key]
    if oddity is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = oddity
    return changed


def sample(name: str) -> Any:
    """A recorded answer."""
    return json.loads((SAMPLES / name).read_text("utf-8"))


KINDS = {
    "weather": ('latitude = 1\nlongitude = 1\nbase_url = "{base}"\n', "/v1/forecast", "weather/forecast.json"),
    "fx": ('base_url = "{base}"\n', "/v1/latest", "fx/latest.json"),
    "repository": ('repo = "o/r"\nbase_url = "{base}"\n', "/repos/o/r", "repository/repository.json"),
    "json": ('url = "{base}/"\nrows = "data.result"\n', "/", "json/prometheus.json"),
}
"""By kind: its keys, where it asks, and a recorded answer."""


def odd_widgets(upstream: Site) -> Iterator[str]:
    """A table for each kind and each place in its answer, with every fifth oddity there; the upstream answers so."""
    for kind, (keys, path, recorded) in KINDS.items():
        document = sample(recorded)
        places = [place for place in paths(document) if "_units" not in str(place)]
        for number, place in enumerate(places):
            for oddity, found in list(ODDITIES.items())[number % 5 :: 5]:
                name = f"{kind}-{number}-{oddity}"
                upstream.replies[f"/{name}{path}"] = says(drifted(document, place, found))
                yield f'[widgets.{name}]\nkind = "{kind}"\n' + keys.format(base=f"{upstream.url}/{name}")


async def test_f26_an_answer_whose_shape_has_changed(site: StartSite, serve: Serve) -> None:
    """Fields of the answer are missing, null, of another type, not a number, or absurdly large.

    Seen: each tile shows what is left, "—" for what is not, or says why it can't; none breaks, whatever the kind.
    """
    upstream = await site(some={"one": 1, "two": None, "three": float("1e308")})
    fields = ", ".join(f'{{ path = "{name}" }}' for name in ("one", "two", "three", "four"))
    tables = list(odd_widgets(upstream))
    assert len(tables) > 100
    wall = await serve("\n".join([TABLE.format(name="some", url=upstream.url), f"fields = [{fields}]", *tables]))
    await wall.ready()
    some = await wall.tile("some")
    assert some.outline.classes["figure"][0] == "1"
    assert some.outline.classes["figure"][1] == some.outline.classes["figure"][3] == "—"
    page = (await wall.client.get("/")).raise_for_status().text
    tiles = re.findall(r'<section id="w-([\w-]+)".*?(<article.*?</article>)', page, re.DOTALL)
    assert len(tiles) == len(tables) + 1
    for name, html in tiles:
        tile = Tile(html, Outline(html))
        assert tile.state in {"fresh", "failed"}, name
        assert "can't show this answer" not in tile.text, (name, tile.text)
        if tile.state == "fresh":
            assert not re.search(r"\b(nan|inf|None|null|Undefined)\b", tile.text), (name, tile.text)
        assert tile.outline.broken == [], name
        assert len(tile.value) <= 16, (name, tile.value)


async def test_f30_a_list_of_ten_thousand_items(site: StartSite, serve: Serve) -> None:
    """The answer is a list of 10,000 items.

    Seen: the first ones, and how many more there are.
    """
    upstream = await site(list=[{"name": f"row {number}", "count": number} for number in range(10_000)])
    wall = await serve(TABLE.format(name="list", url=upstream.url) + 'rows = "@"\n')
    tile = await wall.sees("list", lambda tile: tile.state == "fresh")
    items = [attributes for tag, attributes in tile.outline.elements if tag == "li"]
    assert len(items) == 20 + 1
    assert items[-1] == {"class": "more", "data-all": "10,000"}
    assert "row 19" in tile.text
    assert "row 20" not in tile.text


async def test_f31_an_upstream_that_says_the_same_old_thing(site: StartSite, serve: Serve) -> None:
    """The upstream answers well, but its data are old: its own source stands still.

    Seen: where a kind is told when its data were true, the tile's age is that of the data, and it dims as usual.
    """
    old, now = datetime.now(UTC) - timedelta(hours=2, minutes=1), datetime.now(UTC)
    upstream = await site(old={"value": 17, "at": old.isoformat()}, young={"value": 18, "at": now.isoformat()})
    keys = 'value = "value"\nobserved = "at"\nstale_after = "1h"\n'
    wall = await serve("".join(TABLE.format(name=name, url=upstream.url) + keys for name in ("old", "young")))
    assert (await wall.shows("young", "18")).age == ""
    tile = await wall.sees("old", lambda tile: tile.state == "stale")
    assert tile.value == "17"
    assert tile.age == "2 h old"
