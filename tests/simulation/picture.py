"""What stands on one screen: the elements of a page, and which event brought each. Not how events get there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.config.board import NOTICE
from dashboard.live.frame import Frame
from tests.live.decoder import Event

SECTION = re.compile(r'<section id="w-([^"]+)" [^>]*>(.*?)</section>', re.DOTALL)
NOTE = re.compile(r'<aside [^>]*sse-swap="wall.notice"[^>]*>(.*?)</aside>', re.DOTALL)
ROOT = re.compile(r'data-last="([^"]*)" data-shell="([^"]*)"')


@dataclass(frozen=True)
class Choice:
    """What somebody wants to see: a page, or some widgets; over a connection of this speed."""

    page: str | None = "main"
    widgets: tuple[str, ...] = ()
    chunk: int = 64_000
    seconds: float = 0.03

    @property
    def within(self) -> float:
        """Seconds after which the newest has to be here; a slow connection takes a while for a whole wall."""
        return 1.0 if self.chunk >= 10_000 else 4.0


@dataclass(frozen=True)
class Shown:
    """The content of one element, and the event that brought it."""

    html: str
    epoch: str = ""
    revision: int = 0


@dataclass(frozen=True)
class Loaded:
    """A page as it was asked for: its name, the id of the newest event in it, its shell, and what stands in it."""

    page: str
    last: str
    shell: str
    elements: Mapping[str, Shown]

    @classmethod
    def read(cls, page: str, html: str, newest: Mapping[str, Frame]) -> "Loaded":
        """The page with this HTML. Of which revision its widgets are it does not tell; `newest` does."""
        found = ROOT.search(html)
        assert found is not None
        epoch, _, _ = found[1].partition("-")
        contents = [*SECTION.findall(html), *((NOTICE, text) for text in NOTE.findall(html))]
        revisions = {name: frame.revision for name, frame in newest.items()}
        elements = {name: Shown(text, epoch, revisions.get(name, 0)) for name, text in contents}
        return cls(page, found[1], found[2], elements)


class Picture:
    """Owns the elements on one screen. `fixed` says that only those of its page can be filled."""

    def __init__(self, *, fixed: bool) -> None:
        self.fixed = fixed
        self.elements: dict[str, Shown] = {}
        self.newest = 0
        """The revision of the newest event of this stream."""

    def swap(self, event: Event) -> str | None:
        """Put the content of a widget in its place; what is wrong with that, if anything is."""
        epoch, _, number = event.id.partition("-")
        revision, newest = int(number), self.newest
        self.newest = revision
        before = self.elements.get(event.name)
        if before or not self.fixed:
            self.elements[event.name] = Shown(event.data, epoch, revision)
        if revision <= newest:
            return f"got revision {revision} of {event.name} after {newest}"
        if before and before.epoch == epoch and revision < before.revision:
            return f"shows revision {revision} of {event.name} after {before.revision}"
        return None

    def merge(self, loaded: Loaded) -> None:
        """Take over which elements a page has; those that are here already stay as they are."""
        self.elements = {name: self.elements.get(name, content) for name, content in loaded.elements.items()}

    def behind(self, newest: Mapping[str, Frame], settled: float, published: Mapping[str, float]) -> list[str]:
        """The elements that show something else than the newest, where that was published before `settled`."""
        return [
            f"{name} as {content.html} and not {newest[name].text}"
            for name, content in self.elements.items()
            if name in newest and content.html != newest[name].text and published.get(name, settled) <= settled
        ]


def older(one: str, other: str) -> str:
    """Of two ids the one that leaves out less; as in link.js."""
    epoch, _, revision = one.partition("-")
    other_epoch, _, other_revision = other.partition("-")
    return other if epoch == other_epoch and int(revision) > int(other_revision) else one
