"""A config.toml becomes a board."""

from datetime import UTC, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dashboard import widget
from dashboard.config.board import Alert, Area, Board, Widget
from dashboard.config.errors import ConfigError
from dashboard.config.load import load

from .conftest import NOTE, Home

ONE = '[widgets.one]\nkind = "note"\n'


def one(home: Home, keys: str = "", *, kind: str = "ask", defaults: str = "") -> Widget:
    """The only widget of a board."""
    url = 'url = "http://localhost/"\n' if kind == "ask" else ""
    board = home.board(f'[defaults]\n{defaults}\n[widgets.one]\nkind = "{kind}"\n{url}{keys}\n')
    return board.widgets["one"]


def test_the_wall_is_what_the_file_says(home: Home) -> None:
    board = home.board(
        '[wall]\ntitle = "Home"\ntimezone = "Europe/Lisbon"\nlocale = "de"\n'
        'clock = "12h"\nunits = "imperial"\ntheme = "night"\nlocation = [38.72, -9.14]\n' + ONE
    )
    assert board.wall == widget.Wall("Home", ZoneInfo("Europe/Lisbon"), "de", (38.72, -9.14), "12h", "imperial")
    assert board.theme == "night"


def test_a_widget_alone_is_a_board(home: Home) -> None:
    board = home.board(ONE)
    assert (board.wall.title, board.theme, board.server.host, board.server.port) == (
        "Wallboard",
        "auto",
        "127.0.0.1",
        8000,
    )
    assert board.pages["main"].widgets == ("one",)
    assert board.secrets == frozenset()


def test_the_server_is_what_the_file_says(home: Home) -> None:
    server = home.board(
        '[server]\nhost = "0.0.0.0"\nport = 0\nstate = "state"\nembed_origins = ["https://a.b"]\n'
        'allowed_hosts = ["wall.lan"]\npush_token = "${TOKEN}"\nmax_streams = 50\nmax_streams_per_address = 5\n' + ONE,
        {"TOKEN": "open sesame"},
    ).server
    assert (server.host, server.port, server.state) == ("0.0.0.0", 0, home.folder / "state")  # noqa: S104 - not bound
    assert (server.embed_origins, server.allowed_hosts) == (("https://a.b",), ("wall.lan",))
    assert (server.max_streams, server.max_streams_per_address) == (50, 5)
    assert server.push_token is not None
    assert server.push_token.get_secret_value() == "open sesame"


def test_numbers_may_come_from_placeholders(home: Home) -> None:
    assert home.board('[server]\nport = "${PORT}"\n' + ONE, {"PORT": "8123"}).server.port == 8123


def test_the_board_keeps_what_came_from_placeholders(home: Home) -> None:
    (home.folder).mkdir()
    (home.folder / "token").write_text("from a file\n")
    board = home.board(ONE + 'text = "${A} ${file:token}"', {"A": "from outside"})
    assert board.secrets == {"from outside", "from a file"}
    assert "from" not in repr(board).replace(repr(board.widgets), "")


def test_a_kind_gets_its_own_keys_and_its_place_on_the_wall(home: Home) -> None:
    board = home.board('[wall]\ntitle = "Home"\n[widgets.one]\nkind = "ask"\nurl = "http://localhost/"\ncount = 3\n')
    options = board.widgets["one"].options
    assert options.model_dump()["count"] == 3
    assert (options.id, options.wall.title, options.folder) == ("one", "Home", home.folder)


def test_a_byte_order_mark_is_no_problem(home: Home) -> None:
    assert home.board("\ufeff" + ONE).widgets


def test_widgets_keep_the_order_of_the_file(home: Home) -> None:
    board = home.board("".join(f'[widgets.{name}]\nkind = "note"\n' for name in ("z", "a", "m")))
    assert list(board.widgets) == ["z", "a", "m"]
    assert board.pages["main"].widgets == ("z", "a", "m")


def test_a_drawn_page_has_its_layout_and_its_dwell(home: Home) -> None:
    page = home.board('[pages.day]\ndwell = "40s"\nlayout = """\none one\n. ."""\n' + ONE).pages["day"]
    assert page.grid.areas == (Area("one", 0, 0, 2, 1),)
    assert page.dwell == timedelta(seconds=40)


@pytest.mark.parametrize(
    ("wall", "pages", "header"),
    [
        ("", "", [False]),
        ("[wall]\nheader = true\n", "", [True]),
        (
            "[wall]\nheader = true\n",
            '[pages.a]\nlayout = "one"\n[pages.b]\nlayout = "one"\nheader = false\n',
            [True, False],
        ),
        ("", '[pages.a]\nlayout = "one"\n[pages.b]\nlayout = "one"\nheader = true\n', [False, True]),
    ],
)
def test_a_page_has_a_strip_above_it_if_it_says_so_else_if_the_wall_does(
    home: Home, wall: str, pages: str, header: list[bool]
) -> None:
    assert [page.header for page in home.board(wall + pages + ONE).pages.values()] == header


def test_the_portrait_of_a_page_is_derived_unless_it_is_drawn(home: Home) -> None:
    derived = home.board('[pages.day]\nlayout = "one two"\n' + ONE + ONE.replace("one", "two")).pages["day"]
    drawn = home.board('[pages.day]\nlayout = "one"\nportrait = "one\\n."\n' + ONE).pages["day"]
    assert (derived.portrait.columns, derived.portrait.rows) == (1, 2)
    assert (drawn.portrait.columns, drawn.portrait.rows) == (1, 2)


def test_a_widget_on_no_page_is_fine(home: Home) -> None:
    board = home.board('[pages.day]\nlayout = "one"\n' + ONE + '[widgets.hidden]\nkind = "note"\n')
    assert "hidden" in board.widgets


def test_common_keys_reach_the_widget(home: Home) -> None:
    found = one(
        home,
        'title = "One"\nembed = true\nlink = "https://a.b"\ntheme = "day"\n'
        'alert = [{ above = 4, level = "warn", for = "6m", clear = 3.5 },'
        ' { below = 1, level = "danger", of = "value" }]',
    )
    assert (found.title, found.embed, found.link, found.theme) == ("One", True, "https://a.b", "day")
    held = Alert("warn", above=4, lasting=timedelta(minutes=6), clear=3.5)
    assert found.alert == (held, Alert("danger", below=1, of="value"))


def test_defaults_are_for_widgets_that_do_not_say_it_themselves(home: Home) -> None:
    assert one(home, defaults="embed = true").embed is True
    assert one(home, "embed = false", defaults="embed = true").embed is False


@pytest.mark.parametrize(
    ("keys", "defaults", "kind", "every"),
    [
        ("", "", "ask", 20),
        ("", 'every = "1m"', "ask", 60),
        ('every = "5s"', 'every = "1m"', "ask", 5),
        ("", 'every = "1m"', "note", 300),
    ],
    ids=["the kind's", "the defaults' before the kind's", "its own first", "defaults only where something is asked"],
)
def test_how_often_a_widget_asks(home: Home, keys: str, defaults: str, kind: str, every: int) -> None:
    assert one(home, keys, defaults=defaults, kind=kind).every == timedelta(seconds=every)


@pytest.mark.parametrize(
    ("keys", "defaults", "timeout"),
    [
        ("", "", 10),
        ('every = "4s"', "", 4),
        ('every = "200ms"', "", 2),
        ('timeout = "2s"', "", 2),
        ('every = "4s"', 'timeout = "30s"', 4),
        ('every = "1m"', 'timeout = "30s"', 30),
    ],
    ids=["ten seconds", "no longer than every", "two seconds at least", "its own", "a default is cut", "a default"],
)
def test_how_long_a_widget_waits(home: Home, keys: str, defaults: str, timeout: int) -> None:
    assert one(home, keys, defaults=defaults).timeout == timedelta(seconds=timeout)


@pytest.mark.parametrize(
    ("keys", "defaults", "kind", "stale_after"),
    [
        ("", "", "ask", 60),
        ('every = "10s"\nstale_after = "2x"', "", "ask", 20),
        ('stale_after = "1h"', 'stale_after = "2x"', "ask", 3600),
        ("", 'stale_after = "2x"', "ask", 40),
        ('stale_after = "never"', 'stale_after = "2x"', "ask", None),
        ("", 'stale_after = "2x"', "note", None),
        ("", 'stale_after = "2x"', "inbox", None),
        ('stale_after = "1h"', "", "inbox", 3600),
    ],
)
def test_when_a_widget_goes_stale(home: Home, keys: str, defaults: str, kind: str, stale_after: int | None) -> None:
    found = one(home, keys, defaults=defaults, kind=kind).stale_after
    assert found == (None if stale_after is None else timedelta(seconds=stale_after))


@pytest.mark.parametrize(
    ("keys", "defaults", "kind", "expire_after"),
    [
        ("", "", "ask", None),
        ('expire_after = "10x"', "", "ask", 200),
        ("", 'expire_after = "1h"', "ask", 3600),
        ("", 'expire_after = "1h"', "inbox", None),
    ],
)
def test_when_a_value_expires(home: Home, keys: str, defaults: str, kind: str, expire_after: int | None) -> None:
    found = one(home, keys, defaults=defaults, kind=kind).expire_after
    assert found == (None if expire_after is None else timedelta(seconds=expire_after))


@pytest.mark.parametrize(
    ("keys", "defaults", "kind", "hours"),
    [
        ("", 'history = "9h"', "ask", 2),
        ('history = "1h"', "", "ask", 1),
        ('history = "0s"', "", "ask", None),
        ("", 'history = "9h"', "note", 9),
        ("", "", "note", None),
    ],
    ids=["the kind's", "its own", "none", "the defaults'", "nobody's"],
)
def test_how_far_back_numbers_are_kept(home: Home, keys: str, defaults: str, kind: str, hours: int | None) -> None:
    found = one(home, keys, defaults=defaults, kind=kind).history
    assert found == (None if hours is None else timedelta(hours=hours))


def test_a_users_own_folder_is_found_beside_the_file(home: Home) -> None:
    home.write("own/mine.py", NOTE)
    home.write("own/mine.html", "")
    board = home.board('[wall]\nwidgets_dir = "own"\n[widgets.one]\nkind = "mine"\n')
    assert board.widgets["one"].kind.template == home.folder / "own/mine.html"
    assert {"mine", "ask", "note"} <= set(board.kinds)


def test_a_broken_kind_makes_broken_tiles_and_the_rest_works(home: Home) -> None:
    home.kind("broken", "raise RuntimeError('oh')")
    board = home.board(ONE + '[widgets.two]\nkind = "broken"\ntitle = "Two"\nanything = "goes"\n')
    assert board.widgets["two"].problem == "the kind `broken` can't be used: RuntimeError: oh"
    assert board.widgets["two"].title == "Two"
    assert board.widgets["two"].options.id == "two"
    assert board.widgets["one"].problem is None


def test_a_kind_that_fails_over_its_options_makes_a_broken_tile(home: Home) -> None:
    assert one(home, kind="faulty").problem == "the kind `faulty` fails: KeyError: ''"


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("return None", "AttributeError: 'NoneType' object has no attribute 'rhythm'"),
        ("return [1]", "TypeError: unhashable type: 'list'"),
    ],
)
def test_a_source_that_is_none_makes_a_broken_tile(home: Home, source: str, problem: str) -> None:
    home.kind("odd", NOTE.replace("return Static(options.text)", source))
    assert one(home, kind="odd").problem == f"the kind `odd` fails: {problem}"


def test_equal_files_make_equal_boards(home: Home) -> None:
    config = '[wall]\ntimezone = "UTC"\n[widgets.one]\nkind = "ask"\nurl = "http://localhost/"\n'
    before = home.board(config)
    assert home.board(config) == before
    assert home.board(config.replace("localhost", "elsewhere")) != before


def test_a_missing_file_is_an_error_that_says_what_to_do(home: Home) -> None:
    path = home.folder / "nowhere.toml"
    with pytest.raises(ConfigError) as caught:
        load(path, built_in=home.built_in, environment={})
    expected = "there is no such file; write one, or name another: wallboard run <config.toml>"
    assert str(caught.value) == f"{path}: {expected}"


def test_a_folder_is_no_file(home: Home, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="the file can't be read: Is a directory"):
        load(tmp_path, built_in=home.built_in, environment={})


def test_a_file_in_another_encoding_is_an_error_with_its_line(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"[wall]\ntitle = 'K\xfcche'\n")
    with pytest.raises(ConfigError, match=":2:1: this line is not text in UTF-8"):
        load(path, built_in=home.built_in, environment={})


def test_a_board_may_be_empty_where_it_is_made_by_hand() -> None:
    assert Board().wall.timezone is UTC


def test_a_theme_that_does_not_exist_is_a_problem(home: Home) -> None:
    path = home.write("config.toml", '[wall]\ntheme = "nigth"\n[widgets.note]\nkind = "note"\ntheme = "dayy"\n')
    with pytest.raises(ConfigError) as caught:
        load(path, built_in=home.built_in, environment={}, themes=["auto", "day", "night"])
    assert [problem.message for problem in caught.value.problems] == [
        'unknown theme "nigth"; did you mean `night`?',
        'unknown theme "dayy"; did you mean `day`?',
    ]
