"""Kinds in words: their keys, and a table to start from that can be pasted."""

import tomllib
from typing import Any

import pytest

from dashboard import widget
from dashboard.config.board import Kind
from dashboard.config.describe import details, example, keys, rhythm
from dashboard.config.kinds import discover
from dashboard.widget import Duration, Field, parse_duration

from .conftest import Home


class Part(widget.Options):
    """One part."""

    path: str = Field(min_length=1, max_length=9, description="Where.")


class Options(widget.Options):
    """What is asked."""

    parts: tuple[Part, ...] = Field(min_length=1, description="All parts.")
    names: tuple[str, ...] = Field((), max_length=3, description="Names.")
    wait: Duration = Field(parse_duration("5s"), gt=parse_duration("0s"), description="How long.")
    word: str | None = None


def kind(**examples: Any) -> Kind:
    """A kind whose fields have these examples."""
    fields = {name: (Any, Field(examples=[value])) for name, value in examples.items()}
    namespace = {
        "__annotations__": {name: each[0] for name, each in fields.items()},
        **{name: each[1] for name, each in fields.items()},
    }
    return Kind("two_words", options=type("Options", (widget.Options,), namespace))


def test_each_key_is_told_and_those_of_the_tables_in_it() -> None:
    told = [(key.name, key.type, key.limits, key.default) for key in keys(Options)]
    assert told == [
        ("parts", "list of table of path", "at least 1 entry", None),
        ("parts[].path", "text", "1 to 9 characters", None),
        ("names", "list of text", "at most 3 entries", "[]"),
        ("wait", "duration", "more than 0s", '"5s"'),
        ("word", "text", "", "none"),
    ]


def test_a_kind_tells_its_keys_and_ends_with_its_table(home: Home) -> None:
    text = details(discover(home.built_in)["ask"])
    assert "By default it asks every 20s. Its numbers are kept for 2h." in text
    assert "  count  (whole number, at least 1, at most 9, default 1)\n    How many." in text
    assert text.endswith('[widgets.my-ask]\nkind = "ask"\nurl = "…"\n')


def test_what_is_pushed_to_does_not_ask() -> None:
    assert rhythm(Kind("drum", pushed={"value": 1})) == "It is pushed to."


@pytest.mark.parametrize(
    "value",
    [
        "plain",
        'with "quotes" and \\',
        "two\nlines",
        'two\n"""lines"""',
        ["a", "b"],
        ["https://a.example/" + "x" * 40, "https://b.example/" + "y" * 40],
        [{"name": "Shop", "url": "https://shop.example/" + "x" * 60}, {"name": "Journal"}],
        {"Authorization": "Bearer ${TOKEN}", "odd key": "1"},
        7,
        2.5,
        True,
    ],
)
def test_an_example_is_toml_that_says_the_same(value: Any) -> None:
    table = tomllib.loads(example(kind(key=value)))["widgets"]["my-two-words"]
    assert table == {"kind": "two_words", "key": value}


def test_a_long_list_stands_on_lines_of_its_own() -> None:
    long = ["x" * 40, "y" * 40]
    assert example(kind(key=long)).endswith(f'key = [\n  "{long[0]}",\n  "{long[1]}",\n]')
