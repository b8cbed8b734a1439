"""A danger brings its page to the front of the walls until it is over, and a little longer."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from dashboard.config.arrange import LANDSCAPE, PORTRAIT, evenly
from dashboard.config.board import Alert, Board, Page, Widget
from dashboard.live.hub import Mailbox
from dashboard.live.takeover import RETURN, Takeover
from tests.live.conftest import NOON, MakeKind, Wall
from tests.live.decoder import by_the_rules

PAGES = {"first": ("a",), "second": ("b", "both"), "third": ("c", "both")}
SECOND = timedelta(seconds=1)

MakeBoard = Callable[..., Board]


def page(name: str, widgets: tuple[str, ...]) -> Page:
    """A page of these widgets."""
    return Page(name, evenly(widgets, LANDSCAPE), evenly(widgets, PORTRAIT))


def board(pages: dict[str, tuple[str, ...]] = PAGES, *, takeover: bool = True) -> Board:
    """A board of these pages, of which nothing else matters."""
    return Board(pages={name: page(name, widgets) for name, widgets in pages.items()}, takeover=takeover)


def asked(takeover: Takeover, of: Board, shown: str) -> str | None:
    """The page that those who are shown this one are to show."""
    frame = takeover.order(of, shown)
    assert frame is not None
    order = json.loads(frame.text)
    assert (frame.name, order["seconds"], order["why"]) == ("wall.page", None, "danger")
    found: str | None = order["page"]
    return found


def with_danger(*widgets: str, on: Board) -> Takeover:
    """What these widgets, which came to be in danger one after the other, have made of it."""
    takeover = Takeover()
    for widget in widgets:
        takeover.note(widget, danger=True)
        takeover.look(on, NOON)
    return takeover


def test_a_danger_brings_its_page_to_the_front() -> None:
    here = board()
    takeover = with_danger("b", on=here)
    assert [asked(takeover, here, shown) for shown in PAGES] == ["second"] * 3


def test_a_page_on_which_it_stands_already_stays() -> None:
    here = board()
    takeover = with_danger("both", on=here)
    assert [asked(takeover, here, shown) for shown in PAGES] == ["second", "second", "third"]


def test_without_a_danger_nothing_is_asked() -> None:
    assert asked(Takeover(), board(), "first") is None


def test_it_makes_way_half_a_minute_after_it_is_over() -> None:
    here = board()
    takeover = with_danger("b", on=here)
    takeover.note("b", danger=False)
    assert not takeover.look(here, NOON)
    assert not takeover.look(here, NOON + RETURN - SECOND)
    assert asked(takeover, here, "first") == "second"
    assert takeover.look(here, NOON + RETURN)
    assert asked(takeover, here, "first") is None


def test_one_that_comes_back_meanwhile_begins_anew() -> None:
    here = board()
    takeover = with_danger("b", on=here)
    for seconds, danger in ((0, False), (20, True), (40, False)):
        takeover.note("b", danger=danger)
        assert not takeover.look(here, NOON + SECOND * seconds)
    assert not takeover.look(here, NOON + SECOND * 69)
    assert takeover.look(here, NOON + SECOND * 70)


def test_the_first_danger_stays_until_it_is_over_and_then_comes_the_next_at_once() -> None:
    here = board()
    takeover = with_danger("b", "a", "c", on=here)
    assert takeover.widget == "b"
    takeover.note("b", danger=False)
    assert takeover.look(here, NOON)
    assert takeover.widget == "a"
    takeover.note("b", danger=True)
    takeover.look(here, NOON)
    takeover.note("a", danger=False)
    takeover.look(here, NOON)
    assert takeover.widget == "c"


def test_a_clock_that_is_set_back_does_not_make_it_stay() -> None:
    here = board()
    takeover = with_danger("b", on=here)
    takeover.note("b", danger=False)
    takeover.look(here, NOON)
    assert not takeover.look(here, NOON - timedelta(days=1))
    assert takeover.look(here, NOON - timedelta(days=1) + RETURN)


@pytest.mark.parametrize(
    "here",
    [board({"first": ("b",)}), board(takeover=False), board({"first": ("a",), "second": ("c",)})],
    ids=["a wall with one page", "switched off", "a widget on no page"],
)
def test_some_walls_never_turn_for_it(here: Board) -> None:
    assert with_danger("b", on=here).widget is None


def test_who_is_shown_no_page_is_asked_for_none() -> None:
    here = board()
    assert with_danger("b", on=here).order(here, None) is None


@pytest.fixture
def here(wall: Callable[..., Wall], shown: Callable[..., Widget], kind: MakeKind) -> Wall:
    """Two pages, each with a number that is in danger above 8."""
    number = kind(measure=lambda answer, options: {"number": answer})
    rules = (Alert("warn", above=5), Alert("danger", above=8))
    made = wall(*(shown(name, number, alert=rules) for name in ("a", "b")))
    pages = {"first": page("first", ("a",)), "second": page("second", ("b",))}
    made.publisher.adopt(replace(made.publisher.board, pages=pages), made.publisher.renderer)
    return made


def reader(here: Wall, page: str | None) -> Mailbox:
    """Somebody who is shown this page."""
    return here.hub.subscribe(frozenset(), page=page)


def told(mailbox: Mailbox) -> list[str | None]:
    """The pages that it was asked to show since it was asked last."""
    return [json.loads(event.data)["page"] for event in by_the_rules(mailbox.take()) if event.name == "wall.page"]


async def test_readers_of_every_page_are_told_when_it_begins_and_when_it_is_over(here: Wall) -> None:
    pages, other = [reader(here, "first"), reader(here, "second")], reader(here, None)
    here.answer("b", 6)
    assert [told(each) for each in pages] == [[], []]
    here.answer("b", 9)
    assert [told(each) for each in pages] == [["second"], ["second"]]
    here.answer("b", 9.5)
    here.answer("b", 1)
    await here.after(seconds=29)
    assert [told(each) for each in pages] == [[], []]
    await here.after(seconds=1)
    assert [told(each) for each in pages] == [[None], [None]]
    assert told(other) == []


async def test_a_danger_that_nobody_knows_of_any_more_is_over(here: Wall) -> None:
    here.answer("b", 9)
    mailbox = reader(here, "first")
    await here.after(minutes=11)
    await here.after(seconds=30)
    assert told(mailbox) == [None]


async def test_an_edit_that_switches_it_off_ends_it(here: Wall) -> None:
    here.answer("b", 9)
    mailbox = reader(here, "first")
    publisher = here.publisher
    publisher.adopt(replace(publisher.board, takeover=False), publisher.renderer)
    assert told(mailbox) == [None]
    assert publisher.order("first") is None


async def test_an_edit_by_which_it_stands_elsewhere_tells_so(here: Wall) -> None:
    here.answer("b", 9)
    mailbox = reader(here, "first")
    pages = {"first": page("first", ("a",)), "third": page("third", ("b",))}
    here.publisher.adopt(replace(here.publisher.board, pages=pages), here.publisher.renderer)
    assert told(mailbox) == ["third"]


async def test_a_danger_whose_widget_is_no_more_is_over(here: Wall) -> None:
    here.answer("b", 9)
    mailbox = reader(here, "first")
    widgets = {"a": here.publisher.board.widgets["a"]}
    pages = {"first": page("first", ("a",)), "second": page("second", ("a",))}
    here.publisher.adopt(replace(here.publisher.board, pages=pages, widgets=widgets), here.publisher.renderer)
    assert told(mailbox) == [None]
    assert here.publisher.takeover.dangers == {}
