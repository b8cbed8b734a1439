"""`${NAME}` and `${file:/path}` are replaced wherever a text stands; what is missing has its place."""

from pathlib import Path

import pytest

from dashboard.config.placeholders import Expanded, expand, redact
from dashboard.config.toml import parse

ENVIRONMENT = {"NAME": "value", "OTHER": "second", "EMPTY": "", "NESTED": "${NAME}"}


def expanded(text: str, folder: Path = Path()) -> Expanded:
    return expand(parse(text, folder / "config.toml"), ENVIRONMENT, folder)


def problems(text: str, folder: Path = Path()) -> list[str]:
    return [str(problem).removeprefix(f"{folder}/") for problem in expanded(text, folder).problems]


@pytest.mark.parametrize(
    ("written", "result"),
    [
        ("${NAME}", "value"),
        ("a ${NAME} b ${OTHER}", "a value b second"),
        ("$${NAME}", "${NAME}"),
        ("$${NAME} ${NAME}", "${NAME} value"),
        ("$NAME costs $5, $$", "$NAME costs $5, $$"),
        ("${NESTED}", "${NAME}"),
        ("[${EMPTY}]", "[]"),
    ],
    ids=["all", "inside", "literal", "both", "plain dollars", "not again", "empty"],
)
def test_a_text_is_expanded(written: str, result: str) -> None:
    assert expanded(f"x = '{written}'").data == {"x": result}


def test_texts_are_expanded_at_any_depth() -> None:
    assert expanded("[a]\nx = [1, { y = '${NAME}' }]").data == {"a": {"x": [1, {"y": "value"}]}}


def test_a_file_is_read_without_the_newline_at_its_end(tmp_path: Path) -> None:
    (tmp_path / "token").write_bytes(b"a\nb\r\n")
    assert expanded("x = '${file:token}'", tmp_path).data == {"x": "a\nb"}
    assert expanded(f"x = '${{file:{tmp_path}/token}}'").data == {"x": "a\nb"}


def test_what_was_put_in_is_secret_unless_it_is_empty() -> None:
    assert expanded("x = '${NAME}${EMPTY}'\ny = ['$${OTHER}']").secrets == {"value"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            'x = "a ${NO}"',
            "1:8: `${NO}`: the environment has no NO; set it, or write `$${NO}` for the text itself",
        ),
        (
            'x = """\n\n  ${NO}"""',
            "3:3: `${NO}`: the environment has no NO; set it, or write `$${NO}` for the text itself",
        ),
        ('x = "${file:nowhere}"', "1:6: `${file:nowhere}`: the file can't be read: No such file or directory"),
        ('x = "${file:.}"', "1:6: `${file:.}`: the file can't be read: Is a directory"),
        ('x = "${file:binary}"', "1:6: `${file:binary}`: the file is not text in UTF-8"),
        ('x = "${file:large}"', "1:6: `${file:large}`: the file is larger than 64,000 bytes"),
        (
            'x = "${open"',
            "1:6: `${open` is no placeholder; ${NAME} or ${file:/path} is expected, or $${ for the text",
        ),
        (
            'x = "${a-b}"',
            "1:6: `${a-b}` is no placeholder; ${NAME} or ${file:/path} is expected, or $${ for the text",
        ),
    ],
)
def test_what_is_missing_is_a_problem_at_its_place(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "binary").write_bytes(b"\xff")
    (tmp_path / "large").write_bytes(b"x" * 64_001)
    assert problems(text, tmp_path) == [f"config.toml:{problem}"]


def test_all_that_is_missing_is_said_at_once() -> None:
    assert len(problems("x = '${A} ${B}'\ny = '${C}'")) == 3


@pytest.mark.parametrize(
    "message", ["it is s3cr et", "it is S3CR ET", "it is s3cr%20et", "it is s3cr+et", "it is 's3cr et'"]
)
def test_a_message_of_somebody_else_is_shown_without_secrets(message: str) -> None:
    assert "et" not in redact(message, frozenset({"s3cr et"})).lower()


def test_the_longer_of_two_secrets_goes_first() -> None:
    assert redact("token-1 token", frozenset({"token", "token-1"})) == "*** ***"
