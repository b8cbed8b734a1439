"""`wallboard kinds` and `wallboard add`: recipes, as people meet them at a terminal."""

import os
import stat
import subprocess
import tomllib
from pathlib import Path

import pytest

from dashboard.app import read_board
from dashboard.config.add import add
from dashboard.config.errors import ConfigError
from dashboard.config.recipes import read_recipes
from dashboard.folders import find_folders
from tests.test_command import WALLBOARD

RECIPES = read_recipes(find_folders().recipes)
MINE = '# mine\n[wall]\ntitle = "Home"  # ours\n\n[widgets.clock]\nkind = "clock"\n'


def wallboard(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The command, in an environment without any key."""
    bare = {name: text for name, text in os.environ.items() if not name.endswith(("_KEY", "_TOKEN", "_LOGIN"))}
    command = [WALLBOARD, *arguments]
    return subprocess.run(command, cwd=folder, env=bare, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A config.toml with comments."""
    path = tmp_path / "config.toml"
    path.write_text(MINE, "utf-8")
    return path


def test_kinds_lists_recipes_after_the_kinds_and_shows_one(tmp_path: Path) -> None:
    listed = wallboard("kinds", folder=tmp_path).stdout
    assert listed.index("\nclock ") < listed.index("\njellyfin ")
    assert all(f"\n{name} " in listed for name in RECIPES)
    assert wallboard("kinds", "jellyfin", folder=tmp_path).stdout == RECIPES["jellyfin"].text
    unknown = wallboard("kinds", "jellyfim", folder=tmp_path)
    assert (unknown.returncode, unknown.stderr) == (
        1,
        "There is no kind and no recipe 'jellyfim'. Did you mean 'jellyfin'?\n",
    )


def test_add_writes_a_recipe_at_the_end_and_says_what_is_still_to_do(config: Path) -> None:
    done = wallboard("add", "jellyfin", folder=config.parent)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "config.toml has a new table [widgets.jellyfin].",
        "Set JELLYFIN_KEY in the environment: Dashboard, API Keys.",
        "Write your own address in the place of jellyfin.lan:8096.",
    ]
    assert config.read_text("utf-8") == MINE + "\n" + RECIPES["jellyfin"].text
    assert wallboard("add", "xkcd", "config.toml", folder=config.parent).stdout == (
        "config.toml has a new table [widgets.xkcd].\n"
    )


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("add", "jellyfim"), 2, "There is no recipe 'jellyfim'. Did you mean 'jellyfin'?"),
        (("add", "xkcd", "other.toml"), 1, "there is no such file"),
    ],
)
def test_add_says_why_it_adds_nothing(tmp_path: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    done = wallboard(*arguments, folder=tmp_path)
    assert done.returncode == code
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "before",
    [
        "",
        "\n",
        MINE,
        MINE.rstrip(),
        MINE.replace("\n", "\r\n"),
        "\ufeff" + MINE,
        '[widgets.a]\nkind = "clock"\n[pages.main]\nlayout = "a"\n[widgets.b]\nkind = "clock"\n# end',
        '[widgets]\na.kind = "clock"\n',
        '[widgets.xkcd]\nkind = "clock"\n[widgets.xkcd-2]\nkind = "clock"\n',
    ],
)
@pytest.mark.parametrize("name", ["xkcd", "truenas"])
def test_what_stood_in_the_file_stands_there_still(tmp_path: Path, before: str, name: str) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(before.encode())
    added = add(RECIPES[name], path, read_board, {})
    after = path.read_bytes()
    assert after.startswith(before.encode())
    assert after.count(b"\r\n") in {0, after.count(b"\n")}
    expected = tomllib.loads(before.lstrip("\ufeff").replace("\r\n", "\n"))
    expected.setdefault("widgets", {})[added.id] = RECIPES[name].table
    assert tomllib.loads(after.decode("utf-8-sig")) == expected


def test_an_id_that_is_taken_gets_a_number(config: Path) -> None:
    ids = [add(RECIPES["truenas"], config, read_board, {}).id for _ in range(3)]
    assert ids == ["truenas", "truenas-2", "truenas-3"]
    assert [path.name for path in config.parent.iterdir()] == ["config.toml"]


def test_what_it_answers_with(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = config.with_name("drawn.toml")
    drawn.write_text(MINE + '\n[pages.main]\nlayout = "clock"\n', "utf-8")
    assert add(RECIPES["truenas"], config, read_board, {}).missing == ("TRUENAS_KEY",)
    monkeypatch.setenv("TRUENAS_KEY", "x")
    assert add(RECIPES["truenas"], config, read_board, os.environ).missing == ()
    assert [add(RECIPES["xkcd"], path, read_board, {}).drawn for path in (config, drawn)] == [False, True]


def test_permissions_and_a_link_to_the_file_stay(config: Path) -> None:
    config.chmod(0o640)
    link = config.with_name("link.toml")
    link.symlink_to(config)
    add(RECIPES["xkcd"], link, read_board, {})
    assert link.is_symlink()
    assert stat.S_IMODE(config.stat().st_mode) == 0o640
    assert "widgets.xkcd" in config.read_text("utf-8")


@pytest.mark.parametrize(
    "before",
    [
        '[widgets.clock]\nkind = "clok"\n',
        'widgets = { a = { kind = "clock" } }\n',
        '[widgets.clock]\nkind = "clock"\n[pages.main]\nlayout = "clok"\n',
        "[widgets.clock\n",
    ],
)
def test_a_file_that_would_be_wrong_is_left_alone(tmp_path: Path, before: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(before, "utf-8")
    with pytest.raises(ConfigError) as caught:
        add(RECIPES["jellyfin"], path, read_board, {})
    assert all(problem.place.file == path for problem in caught.value.problems)
    assert "JELLYFIN_KEY" not in str(caught.value)
    assert path.read_text("utf-8") == before
    assert [each.name for each in tmp_path.iterdir()] == ["config.toml"]


def test_a_key_that_another_widget_lacks_is_no_obstacle(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(MINE + '\n[widgets.mine]\nkind = "json"\nurl = "${NOWHERE_URL}/x"\nvalue = "a"\n', "utf-8")
    assert add(RECIPES["xkcd"], path, read_board, os.environ).id == "xkcd"
