"""What stands in each place of a page: a widget, or a group of them as tabs. Not where the place is; see layout."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.config.board import Group, Page
from dashboard.live.publisher import Publisher
from dashboard.live.render import safe, titled

GRAVITY = ("danger", "warn", None)
"""The gravest alert is in front."""


@dataclass(frozen=True)
class Member:
    """A widget with what its tab tells, where it has one."""

    id: str
    title: str
    alert: str | None
    theme: str | None
    html: Markup


@dataclass(frozen=True)
class Place:
    """One place: `group` is None where a single widget stands. `front` is the id of the one that is to be seen."""

    members: tuple[Member, ...]
    front: str
    group: Group | None = None

    @property
    def title(self) -> str:
        """What the group is called."""
        return (self.group.title or titled(self.group.name)) if self.group else ""


def places(publisher: Publisher, page: Page) -> Iterator[Place]:
    """The places of a page in reading order, with the newest of each widget."""
    groups = {group.name: group for group in page.groups}
    for area in page.grid.areas:
        group = groups.get(area.widget)
        members = tuple(member(publisher, name) for name in (group.widgets if group else (area.widget,)))
        yield Place(members, min(members, key=lambda each: GRAVITY.index(each.alert)).id, group)


def member(publisher: Publisher, name: str) -> Member:
    """The newest of one widget."""
    tile = publisher.tiles[name]
    return Member(name, tile.title, tile.alert, tile.theme, safe(publisher.hub.newest[name].text))
