"""config.toml while the wall is running: an edit is taken over part by part, a mistake is said on the wall."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from dashboard.config.board import Board, Server
from dashboard.config.errors import ConfigError
from dashboard.config.watch import edits
from dashboard.live.publisher import Publisher
from dashboard.live.render import Renderer
from dashboard.poll.pollers import Pollers
from dashboard.web.pages import Pages

log = logging.getLogger("wallboard.config")


async def follow(
    path: Path,
    read: Callable[[Path], Board],
    render: Callable[[Board], Renderer],
    pages: Pages,
    pollers: Pollers,
    stop: asyncio.Event,
    asked: asyncio.Event | None = None,
) -> None:
    """Take over each valid edit of the file at `path` until `stop` is set; an invalid one changes only the notice.

    The file is read at once, edited or not, whenever `asked` is set.
    """
    publisher = pages.publisher
    one_at_a_time = asyncio.Lock()

    async def take_in() -> None:
        async with one_at_a_time:
            try:
                board = await asyncio.to_thread(read, path)
                renderer = render(board)
            except ConfigError as error:
                log.warning("%s is not valid, the wall goes on as before:\n%s", path, error)
                publisher.notice(summary(path, error))
                return
            except Exception:  # a mistake of ours, or of a kind's: the next edit may be without it
                log.exception("%s can't be taken over, the wall goes on as before", path)
                publisher.notice(f"{path.name} can't be taken over; the log says why")
                return
            take_over(board, publisher, renderer, pollers)
            publisher.hub.tell(pages.shell)
            log.info("%s was read again: %d widgets on %d pages", path, len(board.widgets), len(board.pages))

    async def when_asked(asked: asyncio.Event) -> None:
        while await asked.wait():
            asked.clear()
            await take_in()

    asking = asyncio.create_task(when_asked(asked or asyncio.Event()))
    try:
        async for _ in edits(path, lambda: publisher.board.folders, stop):
            await take_in()
    except (OSError, RuntimeError) as error:
        log.warning("%s can't be watched, edits need SIGHUP or a restart: %s", path, error)
        await stop.wait()
    finally:
        asking.cancel()
        await asyncio.wait([asking])


def take_over(board: Board, publisher: Publisher, renderer: Renderer, pollers: Pollers) -> None:
    """Let every part hold this board. What is the same in both boards is not touched: no poll, no event, no loss."""
    before = publisher.board.server
    if (board.server.host, board.server.port, board.server.state) != (before.host, before.port, before.state):
        log.warning("another host, port or state folder in [server] needs a restart")
    if doors(board.server) != doors(before):
        publisher.hub.dismiss()  # whoever may still look is let in again
    publisher.adopt(board, renderer)
    publisher.notice("")
    publisher.hub.broadcast(publisher.heartbeat)  # the theme is in it
    pollers.spread(pollers.adopt(board.widgets.values()))


def doors(server: Server) -> tuple[object, ...]:
    """What decides who may look at the wall."""
    return server.access, server.password, server.proxy_header, server.trusted_proxies, server.allowed_hosts


def summary(path: Path, error: ConfigError) -> str:
    """The first problem in one line, for the wall: `config.toml line 14: …`."""
    first, *others = sorted(error.problems, key=lambda problem: (problem.place.line, problem.place.column))
    line = f" line {first.place.line}" if first.place.line else ""
    rest = f" (and {len(others)} more)" if others else ""
    return f"{path.name}{line}: {first.message}{rest}"
