"""docs/embedding.md is true: each of its sentences stands in tests/embedding.txt, with the tests that prove it."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dashboard.app import read_board

TESTS = Path(__file__).parent
DOCUMENT = (TESTS.parent / "docs" / "embedding.md").read_text("utf-8")
BLOCK = re.compile(r"^ *```(\w*)\n(.*?)\n *```$", re.DOTALL | re.MULTILINE)
WHOLE = "\0"
"""What a block begins with, which is not taken apart."""

HEADS = ("#", "---|", "parameter |")
"""What headings and the heads of tables begin with, which say nothing."""


def blocks(language: str) -> list[str]:
    """The document's blocks in this language."""
    return [found[2] for found in BLOCK.finditer(DOCUMENT) if found[1] == language]


def sentences() -> list[str]:
    """What the document says, in its order: sentences, the rows of its tables, and blocks as a line each."""
    text = BLOCK.sub(lambda found: f"\n\n{WHOLE}{' '.join(found[2].split())}\n\n", DOCUMENT)
    said: list[str] = []
    for piece in re.split(r"\n\s*\n|\n(?=[*|])", text):
        line = " ".join(piece.split()).removeprefix("* ").strip("| ")
        if line and not line.startswith(HEADS):
            said += [line[1:]] if line.startswith(WHOLE) else re.split(r"(?<=\.) (?=[A-Z`])", line)
    return said


def proofs() -> dict[str, list[str]]:
    """The tests for each sentence. What no test can prove has a line in brackets, which says why."""
    found: dict[str, list[str]] = {}
    for line in (TESTS / "embedding.txt").read_text("utf-8").splitlines():
        if line.startswith(" "):
            found[next(reversed(found))].append(line.strip())
        else:
            found[line] = []
    return found


def test_each_sentence_stands_there_with_its_proof() -> None:
    assert list(proofs()) == sentences()
    assert [sentence for sentence, tests in proofs().items() if not tests] == []


def test_each_proof_is_a_test_that_there_is() -> None:
    named = {test for tests in proofs().values() for test in tests if not test.startswith("(")}
    for path, name in (test.split("::") for test in sorted(named)):
        assert f"def {name}(" in (TESTS / path).read_text("utf-8"), f"{path}::{name}"


def test_its_tables_are_a_valid_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN_KEY", "sixteen letters or more")
    sites, tokens = blocks("toml")
    path = tmp_path / "config.toml"
    source = 'url = "http://127.0.0.1/"\nvalue = "load"'
    path.write_text(f"{tokens}\n{sites.removeprefix('[server]')}".replace("# …", source), "utf-8")
    board = read_board(path)
    assert board.widgets["load"].embed
    assert board.server.embed_origins == ("https://intranet.example",)
    assert (board.server.embed_tokens, board.server.revoked_tokens) == (True, ("b9f4f92d",))


def test_its_token_says_what_stands_beside_it() -> None:
    [shown] = (block for block in blocks("") if block.startswith("$ wallboard token"))
    command, token, beside = shown.splitlines()
    name, until, widgets, _ = token.split(".")
    assert set(widgets.split("~")) == set(command.split()[3].split(","))
    assert f"It is good until {datetime.fromtimestamp(int(until), UTC).date()}. " in beside
    assert f'revoked_tokens = ["{name}"]' in beside
