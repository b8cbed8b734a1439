"""Widgets that take turns in one place: a group stands in a layout by its name."""

from datetime import timedelta

import pytest

from dashboard.config.board import Area, Group

from .conftest import Home

WIDGETS = "".join(f'[widgets.{name}]\nkind = "note"\n' for name in ("one", "two", "three", "four"))
PAGE = '[pages.main]\nlayout = "{}"\n'


def group(name: str, *widgets: str, more: str = "") -> str:
    """The table of a group."""
    listed = ", ".join(f'"{each}"' for each in widgets)
    return f"[groups.{name}]\nwidgets = [{listed}]\n{more}"


def test_a_group_has_one_place_and_brings_its_widgets(home: Home) -> None:
    config = PAGE.format("four tabs") + group("tabs", "two", "one", more='dwell = "15s"\ntitle = "News"\n') + WIDGETS
    page = home.board(config).pages["main"]
    assert page.grid.areas == (Area("four", 0, 0, 1, 1), Area("tabs", 1, 0, 1, 1))
    assert page.widgets == ("four", "two", "one")
    assert {"two", "one"} < page.shown
    assert page.groups == (Group("tabs", ("two", "one"), timedelta(seconds=15), "News"),)


def test_without_pages_a_group_stands_where_its_first_widget_would(home: Home) -> None:
    page = home.board(group("tabs", "three", "one") + WIDGETS).pages["main"]
    assert [area.widget for area in page.grid.areas] == ["two", "tabs", "four"]
    assert page.widgets == ("two", "three", "one", "four")


def test_a_page_knows_only_the_groups_that_stand_on_it(home: Home) -> None:
    config = PAGE.format("one left") + group("left", "two") + group("right", "three") + WIDGETS
    assert [found.name for found in home.board(config).pages["main"].groups] == ["left"]


@pytest.mark.parametrize(
    ("config", "problem"),
    [
        (group("one", "two"), "1:9: a widget is called `one` already; another name for the group is expected"),
        (group("Tabs", "two"), "1:9: `Tabs` can't be a group's name; up to 64 of a-z, 0-9 and - are expected"),
        (group("tabs"), "2:11: `widgets` in [groups.tabs]: a list of at least 1 is expected; found []"),
        (group("tabs", "one", "tow"), "2:19: [groups.tabs]: no widget is called `tow`; did you mean `two`?"),
        (group("tabs", "one", "one"), "2:19: [groups.tabs]: `one` is in this group already"),
        (group("tabs", "one", more='dwel = "5s"\n'), "3:1: unknown key `dwel` in [groups.tabs]; did you mean `dwell`?"),
        ("groups = 3\n", "1:10: [groups] must hold one table for each group, such as [groups.news]"),
        (
            group("tabs", "one", "two") + group("more", "three", "one"),
            "4:21: [groups.more]: `one` is in [groups.tabs] too; without [pages] a widget stands only once",
        ),
        (
            PAGE.format("one tabs") + group("tabs", "one"),
            "2:15: [pages.main]: `one` stands on this page already, by itself",
        ),
        (
            PAGE.format("tabs one") + group("tabs", "one"),
            "2:16: [pages.main]: `one` stands on this page already, in the group `tabs`",
        ),
        (
            PAGE.format("four tbas") + group("tabs", "one"),
            "2:16: [pages.main]: no widget is called `tbas`; did you mean `tabs`?",
        ),
    ],
)
def test_what_is_wrong_with_a_group_is_told_with_its_place(home: Home, config: str, problem: str) -> None:
    assert home.problems(config + WIDGETS) == [f"config.toml:{problem}"]
