"""Every key and every value of a TOML file has a place."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboard.config.errors import ConfigError
from dashboard.config.toml import Document, KeyPath, parse

FILE = Path("config.toml")

EXAMPLE = """\
# a comment
title = "x"
"é ü" = { a = 1, b.c = [1, 2.5] }   # after
dotted . "k.ey" = true

[wall]
list = [
  "one",  # two comes
  { deep = 1979-05-27 },
]

[implied.by.this]
x = 1

[[many.things]]
name = "first"

[[many.things]]
name = "second"

[many.things.inside]
y = '''
text'''
"""


def document(text: str) -> Document:
    return parse(text, FILE)


def paths(value: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*path, key)
        yield from paths(inner, (*path, key))


def test_the_data_are_those_of_the_standard_library() -> None:
    assert document(EXAMPLE).data["many"]["things"][1] == {"name": "second", "inside": {"y": "text"}}


def test_everything_in_the_data_has_a_place() -> None:
    found = document(EXAMPLE)
    assert [path for path in paths(found.data) if path not in found.spots] == []


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        (("title",), (2, 1), (2, 9)),
        (("é ü",), (3, 1), (3, 9)),
        (("é ü", "a"), (3, 11), (3, 15)),
        (("é ü", "b"), (3, 18), (3, 18)),
        (("é ü", "b", "c"), (3, 20), (3, 24)),
        (("é ü", "b", "c", 1), (3, 28), (3, 28)),
        (("dotted",), (4, 1), (4, 1)),
        (("dotted", "k.ey"), (4, 10), (4, 19)),
        (("wall",), (6, 2), (6, 1)),
        (("wall", "list", 0), (8, 3), (8, 3)),
        (("wall", "list", 1, "deep"), (9, 5), (9, 12)),
        (("implied",), (12, 2), (12, 1)),
        (("implied", "by", "this"), (12, 13), (12, 1)),
        (("many", "things"), (15, 8), (15, 1)),
        (("many", "things", 1), (18, 8), (18, 1)),
        (("many", "things", 1, "name"), (19, 1), (19, 8)),
        (("many", "things", 1, "inside", "y"), (22, 1), (22, 5)),
    ],
)
def test_a_key_and_its_value_stand_where_they_are_written(
    path: KeyPath, key: tuple[int, int], value: tuple[int, int]
) -> None:
    found = document(EXAMPLE)
    assert (found.key(path).line, found.key(path).column) == key
    assert (found.value(path).line, found.value(path).column) == value


def test_columns_count_characters() -> None:
    assert document('[a]\nx = { "é" = "ééé", b = 1 }').key(("a", "x", "b")).column == 20


def test_what_is_not_there_has_the_place_of_what_is_around_it() -> None:
    assert str(document("\n[wall]\n").value(("wall", "nothing", 3))) == "config.toml:2:1"
    assert str(document("").value(("wall",))) == "config.toml:1:1"


def test_a_value_is_remembered_as_it_is_written() -> None:
    found = document("[a]\nx = 0x1F\ny = [1,\n 2]")
    assert (found.written(("a", "x")), found.written(("a", "y")), found.written(("a",))) == ("0x1F", "[1,\n 2]", None)


@pytest.mark.parametrize(
    ("text", "word", "place"),
    [
        ('x = "one two"', "two", "1:10"),
        ('x = """one two"""', "two", "1:12"),
        ('x = """\none\n  two"""', "two", "3:3"),
        ("x = '''\r\none\r\n two'''", "two", "3:2"),
        ("x = '''\n\none'''", "one", "3:1"),
        (r"x = 'c:\one two'", "two", "1:13"),
        (r'x = "\u0020 two"', "two", "1:5"),
    ],
    ids=["one line", "first line", "several lines", "windows", "empty line", "literal", "escapes: the beginning"],
)
def test_a_word_inside_a_text_has_a_place(text: str, word: str, place: str) -> None:
    found = document(text)
    assert str(found.inside(("x",), found.data["x"].index(word))) == f"config.toml:{place}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[wall]\ntitle = Home", '2:9: a value is expected here; text stands in quotes, as in title = "Home"'),
        ("[wall]\n= 1", "2:1: a [table] or key = value is expected here"),
        ('x = "open\n', "1:10: this is not TOML: illegal character '\\n'"),
        ("x = [1, 2", "1:10: the list that begins before this has no closing ]"),
        ("[a]\nb = 1\nb = 2\n", "3:1: `a.b` stands here again; it stands in line 2 already"),
        ("[a.b]\n[a]\n[a.b]\n", "3:4: `a.b` stands here again; it stands in line 1 already"),
        ("a = " + "[" * 3000, "1:1: lists or tables stand too deep in one another"),
    ],
)
def test_a_syntax_error_has_a_place_and_says_what_is_expected(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        document(text)
    assert str(caught.value) == f"config.toml:{message}"
