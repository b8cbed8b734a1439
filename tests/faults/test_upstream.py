"""An upstream that is away, slow, cut off or in trouble: the last value stays, and the wall says how old it is."""

import asyncio
import itertools
import logging
import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from tests.faults.conftest import Serve, StartSite, says
from tests.faults.seen import Wall, until
from tests.poll.site import Asked, Reply, Site, answer

SICK = """
[widgets.sick]
kind = "json"
url = "{sick}/sick"
value = "value"
every = "300ms"
timeout = "200ms"
stale_after = "1s"
"""

WELL = """
[widgets.well]
kind = "json"
url = "{well}/well"
value = "value"
every = "100ms"
"""


async def stays_with_its_age(wall: Wall, well: Site, reason: str) -> None:
    """The value of `sick` is shown and dims, with its age and this reason; `well` goes on."""
    tile = await wall.sees("sick", lambda tile: reason in tile.reason)
    assert tile.value == "17"
    tile = await wall.sees("sick", lambda tile: tile.state == "stale")
    assert tile.value == "17"
    assert tile.age.endswith(" s old")
    assert reason in tile.reason
    assert reason in await wall.row("sick")
    well.replies["/well"] = says({"value": 2})
    await wall.shows("well", "2", seconds=1)


async def test_f01_an_upstream_that_refuses_the_connection(site: StartSite, serve: Serve) -> None:
    """The upstream refuses the connection.

    Seen: the last value stays, with the reason; after `stale_after` the tile dims and tells its age. Others go on.
    """
    sick, well = await site(sick={"value": 17}), await site(well={"value": 1})
    wall = await serve((SICK + WELL).format(sick=sick.url, well=well.url))
    await wall.shows("sick", "17")
    await sick.close()
    await stays_with_its_age(wall, well, f"127.0.0.1:{sick.port} refuses the connection")


def gaps(asked: list[Asked], path: str) -> list[float]:
    """The seconds between two requests for this path, for all there were."""
    times = [each.at for each in asked if each.path == path]
    return [after - before for before, after in itertools.pairwise(times)]


async def never(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """Not a byte."""
    await asyncio.Event().wait()


async def drips(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """A good answer, byte by byte, each in good time."""
    for byte in says({"value": 99}):
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.05)


async def ends_at_its_deadline(site: StartSite, serve: Serve, reply: Reply) -> None:
    """Polls end at `timeout`, the next ones begin on time, and the value stays."""
    sick, well = await site(sick={"value": 17}), await site(well={"value": 1})
    wall = await serve((SICK + WELL).format(sick=sick.url, well=well.url))
    await wall.shows("sick", "17")
    sick.replies["/sick"], begun = reply, len(sick.asked)
    await until(lambda: len(sick.asked) >= begun + 4)
    assert all(0.25 < gap < 0.6 for gap in gaps(sick.asked[begun : begun + 4], "/sick"))
    await stays_with_its_age(wall, well, f"127.0.0.1:{sick.port} does not answer within 0.2 s")


async def test_f02_an_upstream_that_never_answers(site: StartSite, serve: Serve) -> None:
    """The upstream accepts and never answers.

    Seen: a poll ends at its `timeout`, the next one comes on time; the tile is as in F01.
    """
    await ends_at_its_deadline(site, serve, never)


async def test_f03_an_answer_that_drips(site: StartSite, serve: Serve) -> None:
    """The answer comes byte by byte, and would take minutes.

    Seen: the same as in F02, since `timeout` is for the whole answer.
    """
    await ends_at_its_deadline(site, serve, drips)


async def stalls(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """A good answer up to the middle of its number."""
    writer.write(says({"value": 9999})[:-3])
    await asyncio.Event().wait()


async def breaks_off(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """The same, and then the end of the connection."""
    writer.write(says({"value": 9999})[:-3])
    writer.close()


@pytest.mark.parametrize(
    ("reply", "reason"), [(stalls, "does not answer within 0.2 s"), (breaks_off, "breaks off in the middle")]
)
async def test_f04_an_answer_that_stops_in_the_middle(site: StartSite, serve: Serve, reply: Reply, reason: str) -> None:
    """The answer stops in the middle of its body.

    Seen: the same as in F01; a part of a value is never shown.
    """
    sick, well = await site(sick={"value": 17}), await site(well={"value": 1})
    wall = await serve((SICK + WELL).format(sick=sick.url, well=well.url))
    await wall.shows("sick", "17")
    async with wall.stream() as stream:
        sick.replies["/sick"] = reply
        await stays_with_its_age(wall, well, f"127.0.0.1:{sick.port} {reason}")
        assert all(">17<" in event.data for event in stream.events("sick"))


async def test_f05_an_upstream_that_was_down_and_is_back(
    site: StartSite, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    """The upstream was down for long and is back.

    Seen: fresh within one interval after its return. The log has one line for going down and one for coming back.
    """
    sick = await site(sick={"value": 17})
    wall = await serve(SICK.format(sick=sick.url))
    await wall.shows("sick", "17")
    with caplog.at_level(logging.INFO, "wallboard.poll"):
        await sick.close()
        await wall.sees("sick", lambda tile: tile.state == "stale")
        await wall.sees("sick", lambda tile: tile.age == "2 s old")
        sick.replies["/sick"] = says({"value": 18})
        await sick.open()
        await wall.shows("sick", "18", seconds=0.3 + 0.4)
    down, back = [record.getMessage() for record in caplog.records if record.name == "wallboard.poll"]
    assert down == f"sick: 127.0.0.1:{sick.port} refuses the connection"
    assert re.fullmatch(r"sick: is back after \d failures", back)
    assert (await wall.tile("sick")).reason == ""


QUICK = """
[widgets.{name}]
kind = "json"
url = "{url}/{name}"
value = "value"
every = "100ms"
stale_after = "600ms"
"""


async def test_f06_an_upstream_that_answers_with_an_error(site: StartSite, serve: Serve) -> None:
    """The upstream answers 500, 502 or 503 to each poll.

    Seen: the same as in F01. It is asked less and less often; the tile and `/status` say when it is asked again.
    """
    statuses = {"s500": "500 Oh", "s502": "502 Bad Gateway", "s503": "503 Later"}
    sick = await site(**{name: {"value": 17} for name in statuses})
    wall = await serve("".join(QUICK.format(name=name, url=sick.url) for name in statuses))
    for name in statuses:
        await wall.shows(name, "17")
    for name, status in statuses.items():
        sick.replies[f"/{name}"] = answer(b"<h1>No</h1>", status=status)
    sick.asked.clear()
    for name, status in statuses.items():
        tile = await wall.sees(name, lambda tile: tile.state == "stale")
        assert tile.value == "17"
        assert tile.age.endswith((" s old", " ms old"))
        await until(lambda name=name: len(gaps(sick.asked, f"/{name}")) > 5)  # type: ignore[misc]  # it is a lambda
        assert max(gaps(sick.asked, f"/{name}")) > 0.18
        tile = await wall.tile(name)
        assert f"127.0.0.1:{sick.port} answers {status[:3]}" in tile.reason
        assert "next try at" in tile.reason
        assert "times in a row" in await wall.row(name)
    before = len(sick.asked)
    await asyncio.sleep(1)
    assert len(sick.asked) - before <= len(statuses) * 5  # half of what it would be


AN_HOUR = timedelta(hours=1)

WANTED = {
    "seconds": ("3600", AN_HOUR),
    "date": ("{date}", AN_HOUR),
    "years": ("99999999", AN_HOUR * 24),
    "garbage": ("soon", None),
    "negative": ("-5", None),
    "nothing": ("", None),
}
"""By the id of a widget: what Retry-After says, and how long the source is left alone; None for its usual pace."""


async def test_f32_an_upstream_that_asks_to_be_left_alone(site: StartSite, serve: Serve) -> None:
    """The upstream answers 429, with a Retry-After in seconds, as a date, absurd or unreadable.

    Seen: nothing is asked before that, or before 24 hours where it wants more; the tile says when, and its age. What
    can't be read is an ordinary failure.
    """
    sick = await site(**{name: {"value": 17} for name in WANTED})
    wall = await serve("".join(QUICK.format(name=name, url=sick.url) for name in WANTED))
    for name in WANTED:
        await wall.shows(name, "17")
    now = datetime.now(UTC)
    date = format_datetime(now + AN_HOUR, usegmt=True)
    for name, (wanted, _) in WANTED.items():
        sick.replies[f"/{name}"] = answer(
            status="429 Slowly", retry_after=wanted.format(date=date), date=format_datetime(now, usegmt=True)
        )
    for name in WANTED:
        await wall.sees(name, lambda tile: "answers 429" in tile.reason)
    sick.asked.clear()
    for name, (_, waits) in WANTED.items():
        tile = await wall.sees(name, lambda tile: tile.state == "stale")
        assert tile.value == "17"
        assert "next try at" in tile.reason
        if waits is None:
            await until(lambda name=name: gaps(sick.asked, f"/{name}"))  # type: ignore[misc]  # it is a lambda
        else:
            next_try = datetime.fromisoformat((await wall.state(name))["next_try"])
            assert abs(next_try - datetime.now(UTC) - waits) < timedelta(seconds=15)
    asked = {each.path.removeprefix("/") for each in sick.asked}
    assert asked == {name for name, (_, waits) in WANTED.items() if waits is None}
