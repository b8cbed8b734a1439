"""A wall in the test's own process, at whatever time the test says it is."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dashboard.app import Parts, create_app, read_board
from dashboard.poll.outcome import Success
from tests.walls import parts_of, serving


@dataclass
class Moment:
    """A wall that is served at `url`, and the time that it is there."""

    url: str
    parts: Parts
    place: list[datetime]

    async def becomes(self, time: str) -> None:
        """It is this time, in UTC, and every page is told."""
        self.place[0] = instant(time)
        await self.parts.publisher.beat()

    def says(self, name: str, answer: object) -> None:
        """The source of a widget has answered this."""
        publisher = self.parts.publisher
        publisher.deliver(publisher.board.widgets[name].source, Success(answer, self.place[0]))


def instant(time: str) -> datetime:
    """A time in UTC."""
    return datetime.fromisoformat(time).replace(tzinfo=UTC)


@asynccontextmanager
async def moment(folder: Path, config: str, time: str) -> AsyncIterator[Moment]:
    """The wall of this config.toml at this time."""
    path = folder / "config.toml"
    path.write_text(config, "utf-8")
    place = [instant(time)]
    app = create_app(read_board(path), now=lambda: place[0])
    async with serving(app) as url:
        yield Moment(url, parts_of(app), place)
