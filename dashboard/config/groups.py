"""The [groups] tables: widgets that take turns in one place of a page. Not where that place is; see layout."""

from collections.abc import Collection, Mapping

from dashboard.config import models
from dashboard.config.board import Group
from dashboard.config.report import Report
from dashboard.config.toml import KeyPath
from dashboard.config.values import ID
from dashboard.config.words import suggestion

__all__ = ["in_file_order", "read_groups"]


def read_groups(report: Report, tables: object, widgets: Collection[str]) -> dict[str, Group]:
    """Each group by its name, in file order. What is wrong with one is noted."""
    if tables is not None and not isinstance(tables, dict):
        report.value(("groups",), "[groups] must hold one table for each group, such as [groups.news]")
        return {}
    groups = {name: read_group(report, name, each, widgets) for name, each in (tables or {}).items()}
    return {name: group for name, group in groups.items() if group is not None}


def read_group(report: Report, name: str, data: object, widgets: Collection[str]) -> Group | None:
    """One group; None where its keys are wrong, which is noted."""
    path: KeyPath = ("groups", name)
    if not ID.fullmatch(name):
        report.key(path, f"`{name}` can't be a group's name; up to 64 of a-z, 0-9 and - are expected")
    if name in widgets:
        report.key(path, f"a widget is called `{name}` already; another name for the group is expected")
    table = report.validated(models.Group, data, path)
    if table is None:
        return None
    for index, member in enumerate(table.widgets):
        if member not in widgets:
            message = f"no widget is called `{member}`{suggestion(member, widgets)}"
        elif member in table.widgets[:index]:
            message = f"`{member}` is in this group already"
        else:
            continue
        report.value((*path, "widgets", index), f"[groups.{name}]: {message}")
    return Group(name, tuple(dict.fromkeys(table.widgets)), table.dwell, table.title)


def in_file_order(report: Report, widgets: Collection[str], groups: Mapping[str, Group]) -> tuple[str, ...]:
    """What stands on the one page of a wall that describes none: a group stands where its first widget would.

    There a widget stands once; one that is in two groups is noted.
    """
    heads = {group.widgets[0]: name for name, group in groups.items()}
    found: dict[str, str] = {}
    for name, group in groups.items():
        for index, member in enumerate(group.widgets):
            if found.setdefault(member, name) != name:
                message = f"`{member}` is in [groups.{found[member]}] too; without [pages] a widget stands only once"
                report.value(("groups", name, "widgets", index), f"[groups.{name}]: {message}")
    return tuple(heads.get(name, name) for name in widgets if name in heads or name not in found)
