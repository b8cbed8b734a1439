"""No secret is ever in a message, whoever wrote the message."""

import pytest

from .conftest import NOTE, Home

CANARY = "cAnary 1234/äöü+'\"" + "x" * 80
VALIDATED = NOTE.replace(
    'text: str = ""',
    """text: str = ""

    @field_validator("text")
    @classmethod
    def check(cls, text: str) -> str:
        raise ValueError(f"{text!r} in {text} and {quote(text)}")""",
).replace(
    "from dashboard import widget",
    "from urllib.parse import quote\nfrom pydantic import field_validator\nfrom dashboard import widget",
)
NESTED = NOTE.replace("return Static(options.text)", "Inner(number=options.text)").replace(
    "class View(", "class Inner(widget.Options):\n    number: int\n\n\nclass View("
)


def wide(home: Home, config: str) -> str:
    return "\n".join(home.problems(config, {"SECRET": CANARY})).lower()


@pytest.mark.parametrize(
    "config",
    [
        '[wall]\ntimezone = "${SECRET}"',
        '[wall]\nlocale = "${SECRET}"',
        '[wall]\ntheme = "${SECRET}"',
        '[wall]\nlocation = ["${SECRET}", "${SECRET}"]',
        '[wall]\nwidgets_dir = "${SECRET}"',
        '[server]\nport = "${SECRET}"',
        '[server]\nembed_origins = ["${SECRET}"]',
        '[server]\nallowed_hosts = "${SECRET}"',
        '[defaults]\nevery = "${SECRET}"',
        '[pages.main]\nlayout = "${SECRET}"',
        '[pages.main]\nlayout = """\none\n${SECRET}"""',
        '[widgets.x]\nkind = "${SECRET}"',
        '[widgets.x]\nkind = "ask"\nurl = "http://a"\ncount = "${SECRET}"',
        '[widgets.x]\nkind = "ask"\nurl = ["${SECRET}"]',
        '[widgets.x]\nkind = "ask"\nunknown = "${SECRET}"',
        '[widgets.x]\nkind = "note"\nlink = "${SECRET}"',
        '[widgets.x]\nkind = "note"\nalert = [{ level = "${SECRET}", above = "${SECRET}" }]',
        '[widgets.x]\nkind = "note"\nstale_after = "${SECRET}"',
        '[widgets.x]\nkind = "picky"\ntext = "${SECRET}"',
        '[widgets.x]\nkind = "nested"\ntext = "${SECRET}"',
        '[widgets.x]\nkind = "validated"\ntext = "Bearer ${SECRET}"',
    ],
)
def test_a_problem_shows_no_secret(home: Home, config: str) -> None:
    home.kind("validated", VALIDATED)
    home.kind("nested", NESTED)
    said = wide(home, config + '\n[widgets.one]\nkind = "note"\n')
    assert said
    assert "anary" not in said
    assert "xxxx" not in said


def test_a_broken_tile_shows_no_secret(home: Home) -> None:
    board = home.board('[widgets.x]\nkind = "faulty"\ntext = "${SECRET}"', {"SECRET": CANARY})
    assert board.widgets["x"].problem == "the kind `faulty` fails: KeyError: '***'"


def test_a_secret_that_is_written_out_is_not_shown_either(home: Home) -> None:
    said = home.problems('[server]\npush_token = 12345\n[widgets.x]\nkind = "ask"\nurl = "http://a"\ntoken = "zz"\n')
    assert said == [
        "config.toml:2:14: `push_token` in [server]: text in quotes is expected",
        "config.toml:6:9: `token` in [widgets.x]: text of 3 or more characters is expected",
    ]
