"""Whatever is wrong with a config.toml is said in plain words, at its place, all at once."""

# ruff: noqa: E501 - a message is one line

import pytest

from .conftest import Home

CASES = {
    "an empty file": (
        """\
""",
        """\
1:1: there is no widget; add one, such as [widgets.clock] with the line kind = "clock"
""",
    ),
    "no widgets": (
        """\
[wall]
title = "Home"
[widgets]
""",
        """\
3:1: there is no widget; add one, such as [widgets.clock] with the line kind = "clock"
""",
    ),
    "an unknown table": (
        """\
[wal]
title = "x"

[widgets.one]
kind = "note"
""",
        """\
1:2: unknown table [wal]; did you mean `wall`?
""",
    ),
    "an unknown table far from all": (
        """\
[zzzz]

[widgets.one]
kind = "note"
""",
        """\
1:2: unknown table [zzzz]; `wall`, `server`, `defaults`, `pages`, `groups` or `widgets` is expected
""",
    ),
    "keys outside of tables": (
        """\
port = 80
colour = "red"

[widgets.one]
kind = "note"
""",
        """\
1:1: unknown key `port` outside of a table; it belongs in [server]
2:1: unknown key `colour` outside of a table; it belongs in a table such as [wall]
""",
    ),
    "a misspelt key": (
        """\
[wall]
title = "Home"
timezon = "UTC"

[widgets.one]
kind = "note"
""",
        """\
3:1: unknown key `timezon` in [wall]; did you mean `timezone`?
""",
    ),
    "a key like no other": (
        """\
[pages.main]
layout = "one"
qqq = 1

[widgets.one]
kind = "note"
""",
        """\
3:1: unknown key `qqq` in [pages.main]; `dwell`, `layout`, `portrait` or `header` is expected
""",
    ),
    "a wall of wrong values": (
        """\
[wall]
title = 5
timezone = "Lisbon"
locale = "english"
theme = "My Theme"
location = [100, "east"]
widgets_dir = "nowhere"

[widgets.one]
kind = "note"
""",
        """\
2:9: `title` in [wall]: text in quotes is expected; found 5
3:12: `timezone` in [wall]: an IANA time zone such as "Europe/Lisbon" is expected; found "Lisbon"
4:10: `locale` in [wall]: a locale such as "en_GB" or "de" is expected; found "english"
5:9: `theme` in [wall]: a theme's name such as "night", of a-z, 0-9 and -, is expected; found "My Theme"
6:13: `location[0]` in [wall]: a number of at most 90 is expected; found 100
6:18: `location[1]` in [wall]: a number is expected; found "east"
7:15: `widgets_dir` in [wall]: there is no folder "nowhere"
""",
    ),
    "a location that is too short": (
        """\
[wall]
location = [1]

[widgets.one]
kind = "note"
""",
        """\
2:12: `location` in [wall]: a longer list is expected; found [1]
""",
    ),
    "a server of wrong values": (
        """\
[server]
port = 70000
host = ""
embed_origins = ["https://a.b/c"]
allowed_hosts = "wall.lan"
push_token = ""
max_streams = 0
max_streams_per_address = "all"

[widgets.one]
kind = "note"
""",
        """\
2:8: `port` in [server]: a number of at most 65535 is expected; found 70000
3:8: `host` in [server]: text that is not empty is expected; found ""
4:18: `embed_origins[0]` in [server]: an origin such as "https://intranet.example", without a path, is expected; found "https://a.b/c"
5:17: `allowed_hosts` in [server]: a list in [ ] is expected; found "wall.lan"
6:14: `push_token` in [server]: text that is not empty is expected
7:15: `max_streams` in [server]: a number of at least 1 is expected; found 0
8:27: `max_streams_per_address` in [server]: a whole number is expected; found "all"
""",
    ),
    "tables that are none": (
        """\
wall = "Home"

[pages]
main = "one"

[widgets]
one = "note"
""",
        """\
1:8: `wall`: a table is expected; found "Home"
4:8: `main` in [pages]: a table is expected; found "one"
7:1: `one` in [widgets] is no widget; a table [widgets.<id>] is expected
""",
    ),
    "pages and widgets that are none": (
        """\
pages = 1
widgets = [1]
""",
        """\
1:9: [pages] must hold one table for each page, such as [pages.main]
2:11: [widgets] must hold one table for each widget, such as [widgets.clock]
""",
    ),
    "a widget in double brackets": (
        """\
[[widgets.one]]
kind = "note"
""",
        """\
1:11: `one` in [widgets] is no widget; a table [widgets.<id>] is expected
""",
    ),
    "an unknown kind": (
        """\
[widgets.one]
kind = "note2"

[widgets.two]
kind = "zzzz"
""",
        """\
2:8: unknown kind "note2"; did you mean `note`?
5:8: unknown kind "zzzz"; `ask`, `faulty`, `inbox`, `note` or `picky` is expected
""",
    ),
    "an unknown kind by default": (
        """\
[defaults]
kind = "nota"

[widgets.one]

[widgets.two]
""",
        """\
2:8: unknown kind "nota"; did you mean `note`?
""",
    ),
    "no kind": (
        """\
[widgets.one]
text = "x"
""",
        """\
1:1: missing key `kind` in [widgets.one] (what it shows: ask, faulty, inbox, note or picky)
""",
    ),
    "a kind that is no text": (
        """\
[widgets.one]
kind = 5
""",
        """\
2:8: `kind` in [widgets.one]: text in quotes is expected; found 5
""",
    ),
    "a missing key": (
        """\
[widgets.load]
kind = "ask"
""",
        """\
1:1: missing key `url` in [widgets.load] (the address to ask)
""",
    ),
    "keys of a kind": (
        """\
[widgets.load]
kind = "ask"
url = ["a"]
count = 10
urls = 5
cuont = 1
secret = 1
""",
        """\
3:7: `url` in [widgets.load]: text in quotes is expected; found ["a"]
4:9: `count` in [widgets.load]: a number of at most 9 is expected; found 10
5:8: `urls` in [widgets.load]: a list in [ ] or text in quotes is expected; found 5
6:1: unknown key `cuont` in [widgets.load]; did you mean `count`?
7:1: unknown key `secret` in [widgets.load]; `url`, `count`, `token`, `urls`, `fields`, `kind`, `title`, `every`, `timeout`, `stale_after`, `expire_after`, `history`, `alert`, `embed`, `link`, `theme` or `push_token` is expected
""",
    ),
    "keys inside of a kind's keys": (
        """\
[widgets.load]
kind = "ask"
url = "a"
fields = [
  { path = "a", lable = "A" },
  { label = "B" },
  7,
]
""",
        """\
5:17: unknown key `lable` in `fields[0]` of [widgets.load]; did you mean `label`?
6:3: missing key `path` in `fields[1]` of [widgets.load] (where it stands)
7:3: `fields[2]` in [widgets.load]: a table is expected; found 7
""",
    ),
    "keys in tables of their own": (
        """\
[widgets.load]
kind = "ask"
url = "a"

[[widgets.load.fields]]
path = "a"

[[widgets.load.fields]]
paht = "b"
""",
        """\
8:1: missing key `path` in [[widgets.load.fields]] (where it stands)
9:1: unknown key `paht` in [[widgets.load.fields]]; did you mean `path`?
""",
    ),
    "durations": (
        """\
[defaults]
every = "5 minutes"
history = 3

[pages.main]
layout = "one"
dwell = "10ms"

[widgets.one]
kind = "note"
every = "50ms"
stale_after = "0x"
expire_after = "soon"
""",
        """\
2:9: `every` in [defaults]: a duration such as "500ms", "10s", "5m", "2h" or "1d" is expected; found "5 minutes"
3:11: `history` in [defaults]: a duration such as "500ms", "10s", "5m", "2h" or "1d" is expected; found 3
7:9: `dwell` in [pages.main]: a duration from "1s" to "366d" is expected; found "10ms"
11:9: `every` in [widgets.one]: a duration from "100ms" to "366d" is expected; found "50ms"
12:15: `stale_after` in [widgets.one]: a duration such as "10m", a multiple of `every` such as "3x", or "never" is expected; found "0x"
13:16: `expire_after` in [widgets.one]: a duration such as "10m", a multiple of `every` such as "3x", or "never" is expected; found "soon"
""",
    ),
    "a timeout longer than every": (
        """\
[widgets.one]
kind = "ask"
url = "a"
every = "5s"
timeout = "6s"

[widgets.two]
kind = "ask"
url = "a"
timeout = "1m"
""",
        """\
5:11: `timeout` in [widgets.one]: at most `every`, which is 5s, is expected; found "6s"
10:11: `timeout` in [widgets.two]: at most `every`, which is 20s, is expected; found "1m"
""",
    ),
    "a link that runs": (
        """\
[widgets.one]
kind = "note"
link = "javascript:alert(1)"
embed = "perhaps"
theme = ""
""",
        """\
3:8: `link` in [widgets.one]: an http, https or mailto address is expected; found "javascript:alert(1)"
4:9: `embed` in [widgets.one]: true or false is expected; found "perhaps"
5:9: `theme` in [widgets.one]: a theme's name such as "night", of a-z, 0-9 and -, is expected; found ""
""",
    ),
    "alerts": (
        """\
[widgets.one]
kind = "note"
alert = [
  { above = 4, level = "warning" },
  { level = "warn" },
  { above = "high" },
  { level = "warn", above = 4, clear = 5 },
  { level = "warn", below = 4, clear = 3.5, for = 6 },
  { level = "warn", above = 4, below = 1, clear = 3 },
  { level = "warn", below = 4, clear = 3.5, four = "6m" },
]
""",
        """\
4:24: `alert[0].level` in [widgets.one]: "warn" or "danger" is expected; found "warning"
5:3: `alert[1]` in [widgets.one]: `above` or `below` with a number is expected; found { level = "warn" }
6:3: missing key `level` in `alert[2]` of [widgets.one] (how bad it is: warn or danger)
6:13: `alert[2].above` in [widgets.one]: a number is expected; found "high"
7:3: `alert[3]` in [widgets.one]: a `clear` that is at most `above` is expected; found { level = "warn", above = 4, clear = 5 }
8:51: `alert[4].for` in [widgets.one]: a duration such as "500ms", "10s", "5m", "2h" or "1d" is expected; found 6
9:3: `alert[5]` in [widgets.one]: `clear` is for one bound: `above` or `below` is expected, not both; found { level = "warn", above = 4, below = 1, clear = 3 }
10:45: unknown key `four` in `alert[6]` of [widgets.one]; did you mean `for`?
""",
    ),
    "ids": (
        """\
[pages.Main]
layout = "one"

[widgets.one]
kind = "note"

[widgets."My Widget"]
kind = "note"

[widgets.wall_clock]
kind = "note"
""",
        """\
1:8: `Main` can't be a page's name; up to 64 of a-z, 0-9 and - are expected
7:10: `My Widget` can't be a widget's id; up to 64 of a-z, 0-9 and - are expected
10:10: `wall_clock` can't be a widget's id; up to 64 of a-z, 0-9 and - are expected
""",
    ),
    "a page with unknown widgets": (
        """\
[pages.main]
layout = '''
one  two
oen  .
'''

[widgets.one]
kind = "note"

[widgets.two]
kind = "note"
""",
        """\
4:1: [pages.main]: no widget is called `oen`; did you mean `one`?
""",
    ),
    "a layout that is uneven": (
        """\
[pages.main]
layout = '''
one one
two
'''

[widgets.one]
kind = "note"

[widgets.two]
kind = "note"
""",
        """\
4:1: [pages.main]: this row has 1 cell; 2 are expected, as in the other rows
""",
    ),
    "a layout without rectangles": (
        """\
[pages.main]
layout = '''
  one one two
  one two two
'''
portrait = "one two one"

[widgets.one]
kind = "note"

[widgets.two]
kind = "note"
""",
        """\
4:3: [pages.main]: `one` must form one rectangle; this cell is outside of it
4:7: [pages.main]: `two` must form one rectangle; this cell is outside of it
6:21: [pages.main]: `one` must form one rectangle; this cell is outside of it
""",
    ),
    "a page without a layout": (
        """\
[pages.main]
dwell = "40s"

[pages.other]
layout = ""

[widgets.one]
kind = "note"
""",
        """\
1:1: missing key `layout` in [pages.main] (the page, drawn: rows of widgets' ids; `.` is empty)
5:11: [pages.other]: the layout is empty; the ids of widgets, in rows, are expected
""",
    ),
    "missing placeholders": (
        """\
[wall]
title = "${NOWHERE}"

[server]
port = "${PORT}"

[widgets.one]
kind = "ask"
url = "http://${HOST}/${file:token}"
count = 99
""",
        """\
2:10: `${NOWHERE}`: the environment has no NOWHERE; set it, or write `$${NOWHERE}` for the text itself
5:9: `${PORT}`: the environment has no PORT; set it, or write `$${PORT}` for the text itself
9:15: `${HOST}`: the environment has no HOST; set it, or write `$${HOST}` for the text itself
9:23: `${file:token}`: the file can't be read: No such file or directory
10:9: `count` in [widgets.one]: a number of at most 9 is expected; found 99
""",
    ),
    "a placeholder of a wrong value": (
        """\
[server]
port = "${WORD}"

[widgets.one]
kind = "${WORD}"

[widgets.two]
kind = "picky"
text = "is ${WORD}"
""",
        """\
2:8: `port` in [server]: a whole number is expected; found "${WORD}"
5:8: unknown kind "${WORD}"; `ask`, `faulty`, `inbox`, `note` or `picky` is expected
7:1: [widgets.two]: 'is ***' is not to my taste
""",
    ),
    "a kind that refuses": (
        """\
[widgets.one]
kind = "picky"
text = "red"
""",
        """\
1:1: [widgets.one]: 'red' is not to my taste
""",
    ),
    "a widget twice": (
        """\
[widgets.one]
kind = "note"

[widgets.two]
kind = "note"

[widgets.one]
kind = "ask"
""",
        """\
7:10: `widgets.one` stands here again; it stands in line 1 already
""",
    ),
    "a text without quotes": (
        """\
[widgets.one]
kind = note
""",
        """\
2:8: a value is expected here; text stands in quotes, as in title = "Home"
""",
    ),
    "everything at once": (
        """\
[wall]
them = "day"

[pages.main]
layout = "one tow"

[widgets.one]
kind = "ask"
every = "often"

[widgets.two]
kind = "not"
""",
        """\
2:1: unknown key `them` in [wall]; did you mean `theme`?
5:15: [pages.main]: no widget is called `tow`; did you mean `two`?
7:1: missing key `url` in [widgets.one] (the address to ask)
9:9: `every` in [widgets.one]: a duration such as "500ms", "10s", "5m", "2h" or "1d" is expected; found "often"
12:8: unknown kind "not"; did you mean `note`?
""",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_config_that_is_wrong_says_how(home: Home, name: str) -> None:
    config, expected = CASES[name]
    problems = home.problems(config, {"WORD": "eighty"})
    assert [line.removeprefix("config.toml:") for line in problems] == expected.splitlines()
