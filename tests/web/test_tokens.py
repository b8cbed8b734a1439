"""Tokens by which pages of other sites read some widgets, for some time."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dashboard.app import read_board
from dashboard.config.board import Board
from dashboard.config.errors import ConfigError
from dashboard.web.tokens import BadToken, NoToken, Token, issue, read, signed

KEY = "sixteen letters or more"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
TOKEN = Token("k1", frozenset({"load", "clock"}), NOON + timedelta(days=1))
CONFIG = """
[server]
token_key = "sixteen letters or more"

[widgets.clock]
kind = "clock"
embed = true

[widgets.load]
kind = "number"
embed = true

[widgets.note]
kind = "text"
text = "x"
"""


def board_of(folder: Path, text: str) -> Board:
    """The board that this config.toml describes."""
    path = folder / "config.toml"
    path.write_text(text, "utf-8")
    return read_board(path)


def test_what_was_signed_is_read_again() -> None:
    assert read(signed(TOKEN, KEY), KEY, (), NOON) == TOKEN


def test_a_token_can_stand_in_an_address_as_it_is() -> None:
    assert set(signed(TOKEN, KEY)) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "....",
        "Zoë",
        "\0",
        "k1.9999999999.load.",
        signed(TOKEN, "another key altogether"),
        signed(TOKEN, KEY)[:-1],
        signed(TOKEN, KEY).replace("clock", "clocks"),
        signed(TOKEN, KEY) + "x" * 10_000,
        signed(replace(TOKEN, until=NOON), KEY).replace(str(int(NOON.timestamp())), "9999999999"),
    ],
)
def test_what_nobody_signed_opens_nothing(text: str) -> None:
    with pytest.raises(BadToken, match="not one of this wall's"):
        read(text, KEY, (), NOON)


def test_a_token_is_good_until_its_last_second() -> None:
    text = signed(TOKEN, KEY)
    assert read(text, KEY, (), TOKEN.until - timedelta(seconds=1))
    with pytest.raises(BadToken, match="expired"):
        read(text, KEY, (), TOKEN.until)


def test_a_token_whose_id_is_revoked_opens_nothing() -> None:
    assert read(signed(TOKEN, KEY), KEY, ("k2",), NOON)
    with pytest.raises(BadToken, match="revoked"):
        read(signed(TOKEN, KEY), KEY, ("k2", "k1"), NOON)


def test_a_token_is_issued_for_widgets_that_may_be_embedded(tmp_path: Path) -> None:
    token, text = issue(board_of(tmp_path, CONFIG), ["clock"], 30, lambda: NOON)
    assert token.until == NOON + timedelta(days=30)
    assert read(text, KEY, (), NOON) == token


@pytest.mark.parametrize(
    ("text", "name", "sentence"),
    [
        (CONFIG.replace("token_key", "push_token"), "clock", "set token_key"),
        (CONFIG, "nope", "There is no widget 'nope'; there are clock, load, note"),
        (CONFIG, "note", r"set embed = true in \[widgets.note\]"),
    ],
)
def test_a_token_that_would_open_nothing_is_not_issued(tmp_path: Path, text: str, name: str, sentence: str) -> None:
    with pytest.raises(NoToken, match=sentence):
        issue(board_of(tmp_path, text), [name], 30)


def test_a_short_key_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="token_key"):
        board_of(tmp_path, CONFIG.replace(KEY, "short"))


def test_the_command_prints_the_token_alone_and_tells_beside_it_how_to_revoke_it(tmp_path: Path) -> None:
    board_of(tmp_path, CONFIG)
    command = [sys.executable, "-m", "dashboard", "token", "load,clock", "--days", "2"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True)
    token = read(done.stdout.strip(), KEY, (), datetime.now(UTC))
    assert token.widgets == {"clock", "load"}
    assert timedelta(days=1) < token.until - datetime.now(UTC) <= timedelta(days=2)
    assert done.stderr == f'It is good until {token.until.date()}. To revoke it: revoked_tokens = ["{token.id}"]\n'
    assert KEY not in done.stdout + done.stderr
