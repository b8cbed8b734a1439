"""What the soak holds the page against, and when it kills the server."""

from tests.soak.model import SOURCES, Model, config
from tests.soak.run import compared, kills
from tests.soak.screen import Look


def right(model: Model) -> Look:
    """A page that shows what is true."""
    return Look("live", {name: ["fresh", *texts] for name, texts in model.expected().items()})


def test_a_page_that_shows_the_truth_differs_in_nothing() -> None:
    assert compared(Model(), right(Model())) == []


def test_a_page_that_is_one_moment_behind_differs_in_every_widget() -> None:
    model, look = Model(), right(Model())
    model.moment += 1
    assert len(compared(model, look)) == len(look.tiles)


def test_a_widget_that_is_stale_or_gone_is_a_difference() -> None:
    look = right(Model())
    look.tiles["text"][0] = "stale"
    del look.tiles["rows-0"]
    gone, stale = compared(Model(), look)
    assert gone == "rows-0 is not on the page"
    assert stale.startswith("text shows ['stale'")


def test_every_source_is_on_the_wall() -> None:
    text = config("http://127.0.0.1:1")
    assert all(f"[widgets.{name}]" in text for source in SOURCES for name in source.widgets)


def test_the_server_is_killed_seldom_and_never_in_the_last_third() -> None:
    assert kills(2) == set()
    assert kills(10) == {2}
    assert kills(60) == {12, 27}
    assert all(kills(minutes) and max(kills(minutes)) < minutes * 2 / 3 for minutes in range(3, 500))
