"""`wallboard try` polls one widget once, over real HTTP where it asks somebody."""

import asyncio
from pathlib import Path

import pytest

from dashboard.app import read_board
from dashboard.config.board import Widget
from dashboard.demo.serve import serve
from dashboard.demo.upstream import create_upstream
from dashboard.poll.pollers import system_now
from dashboard.trial import attempt, shape


def one(folder: Path, table: str) -> Widget:
    """The widget of this table."""
    path = folder / "config.toml"
    path.write_text(f"[widgets.one]\n{table}\n", "utf-8")
    return read_board(path).widgets["one"]


async def test_it_tells_the_answer_and_what_is_shown_of_it(tmp_path: Path) -> None:
    async with serve(create_upstream(now=system_now)) as port:
        url = f"http://127.0.0.1:{port}/http/shop.example/api/orders.json?key=CANARY"
        widget = one(tmp_path, f'kind = "json"\nurl = "{url}"\nvalue = "count"\n')
        told, shown = await asyncio.to_thread(attempt, widget)
    assert shown
    assert "one has an answer after" in told
    assert f"asked: GET 127.0.0.1:{port}" in told
    assert "    count: " in told
    assert "measures: {'value': " in told
    assert "CANARY" not in told


def test_it_tells_why_there_is_none(tmp_path: Path) -> None:
    told, shown = attempt(one(tmp_path, 'kind = "text"\nfile = "nowhere.md"\n'))
    assert not shown
    assert told.endswith("(connect): nowhere.md can't be read: No such file or directory")


def test_what_is_pushed_can_t_be_asked(tmp_path: Path) -> None:
    assert attempt(one(tmp_path, 'kind = "number"\n')) == (
        "one is pushed to: PUT /api/widgets/one. There is nothing to ask.",
        True,
    )


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        (
            {"a": 1, "b": [{"c": "x"}, {"c": "y"}]},
            ["2 keys", "  a: 1", "  b: list of 2", "    [0]: 1 keys", "      c: x"],
        ),
        ([], ["[]"]),
        ("a\n b", ["a b"]),
        ("x" * 70, ["x" * 59 + "…"]),
        (
            {"a": {"b": {"c": {"d": {"e": 1}}}}},
            ["1 keys", "  a: 1 keys", "    b: 1 keys", "      c: 1 keys", "        d: 1 keys …"],
        ),
    ],
    ids=["nested", "empty", "text", "long", "deep"],
)
def test_a_shape_is_told_in_lines(value: object, lines: list[str]) -> None:
    assert list(shape(value)) == lines
