"""The faults of the soak: each is begun, lasts a few seconds and is over. What must be true afterwards is not here."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import Random

from tests.e2e.upstream import Answer, html
from tests.soak.line import Line
from tests.soak.model import SOURCES, Model
from tests.soak.screen import Screen
from tests.soak.wall import Wall

SLOW = (20_000, 60_000)
"""Bytes per second of a bad link; the wall would send several hundred thousand."""

TROUBLES = {
    "fails": Answer(b"{}", 500),
    "is away behind a proxy": html("<h1>502 Bad Gateway</h1>", 502),
    "hangs": Answer(hangs=True),
    "breaks off": Answer(b'{"numbers": [1, 2, 3]}', breaks_off=True),
    "answers in HTML": html("<h1>Sign in</h1>"),
    "answers nothing": Answer(b""),
    "answers another shape": Answer(b'{"numbers": null, "rows": {"a": [[]]}, "text": {}}'),
    "answers no UTF-8": Answer(b'{"numbers": ["\xff\xfe"]}'),
}


@dataclass(frozen=True)
class Rig:
    """What can be made to fail."""

    line: Line
    model: Model
    screen: Screen
    wall: Wall


@dataclass(frozen=True)
class Fault:
    """One way to fail. `noticed` is how many seconds a page may take to find out, after it is over."""

    name: str
    play: Callable[[Rig, Random], Awaitable[None]]
    noticed: float = 0.0


async def cut(rig: Rig, random: Random) -> None:
    """Every connection ends, and new ones are welcome."""
    await rig.line.end_all()


async def resets(rig: Rig, random: Random) -> None:
    """Every connection is reset, a few times in a row."""
    for _ in range(random.randint(1, 4)):
        rig.line.reset_all()
        await asyncio.sleep(random.uniform(0.1, 2.0))


async def cut_in_an_event(rig: Rig, random: Random) -> None:
    """The stream is reset somewhere in the middle of what it brings."""
    rig.line.resets_after(random.randrange(1, 2000))
    await asyncio.sleep(2)


async def bad_gateway(rig: Rig, random: Random) -> None:
    """A proxy answers 502 for a wall that is away."""
    await rig.line.becomes("bad gateway")
    await asyncio.sleep(random.uniform(1, 6))
    await rig.line.becomes("pass")


async def black_hole(rig: Rig, random: Random) -> None:
    """All bytes are lost. What was open stays dead afterwards, and nobody is told."""
    await rig.line.becomes("black hole")
    await asyncio.sleep(random.uniform(2, 6))
    await rig.line.becomes("pass")


async def standstill(rig: Rig, random: Random) -> None:
    """Nothing arrives for some seconds, then all of it."""
    rig.line.rate = 0
    await asyncio.sleep(random.uniform(2, 8))
    rig.line.rate = None


async def slow_link(rig: Rig, random: Random) -> None:
    """Less gets through than the wall has to say."""
    rig.line.rate = random.uniform(*SLOW)
    await asyncio.sleep(random.uniform(4, 8))
    rig.line.rate = None


async def trouble_upstream(rig: Rig, random: Random) -> None:
    """Some sources, or all, are in one kind of trouble."""
    names = [source.name for source in SOURCES]
    chosen = random.sample(names, random.choice([1, 3, len(names)]))
    trouble = TROUBLES[random.choice(sorted(TROUBLES))]
    rig.model.trouble = dict.fromkeys(chosen, trouble)
    await asyncio.sleep(random.uniform(1, 8))
    rig.model.trouble = {}


async def hidden(rig: Rig, random: Random) -> None:
    """Somebody looks at another tab."""
    await rig.screen.hide()
    await asyncio.sleep(random.uniform(2, 8))
    await rig.screen.show()


async def frozen(rig: Rig, random: Random) -> None:
    """The browser lets a hidden tab sleep."""
    await rig.screen.hide(frozen=True)
    await asyncio.sleep(random.uniform(2, 8))
    await rig.screen.show()


async def killed(rig: Rig, random: Random) -> None:
    """The server is killed, and started again a little later."""
    await rig.wall.kill()
    await asyncio.sleep(random.uniform(0.5, 4))
    await rig.wall.start()


KILLED = Fault("server killed", killed)
"""Not one of the random ones: each ends a life of the server, over which its growth is judged."""

FAULTS = (
    Fault("cut", cut),
    Fault("reset", resets),
    Fault("cut in an event", cut_in_an_event),
    Fault("502", bad_gateway),
    Fault("black hole", black_hole, noticed=45.0),
    Fault("standstill", standstill),
    Fault("slow link", slow_link),
    Fault("upstream in trouble", trouble_upstream),
    Fault("upstream in trouble", trouble_upstream),
    Fault("hidden", hidden),
    Fault("frozen", frozen),
)
