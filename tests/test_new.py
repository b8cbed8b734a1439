"""`wallboard new`: a kind, a template, a sample and a test that passes at once; nothing is ever overwritten."""

import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.new import NoPlace, place, write
from tests.test_command import wallboard

ROOT = Path(__file__).parents[1]
DRAFTS = ROOT / "templates" / "new"
RUFF = Path(sys.executable).with_name("ruff")
WALL = '[wall]\nwidgets_dir = "mine"\n\n[widgets.clock]\nkind = "clock"\n'
TIDE = '\n[widgets.tide]\nkind = "tide"\nurl = "https://tide.example/value.json"\n'


def passes(test: Path, folder: Path) -> None:
    """Run a test file as its author does, far from our own settings."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(test)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A config.toml that names a folder which is not there yet."""
    path = tmp_path / "config.toml"
    path.write_text(WALL, "utf-8")
    return path


def test_a_new_kind_of_somebody_s_own_works_at_once(tmp_path: Path, config: Path) -> None:
    done = wallboard("new", "tide", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    files = ["mine/tide.py", "mine/tide.html", "mine/tests/test_tide.py", "mine/tests/tide/answer.json"]
    assert done.stdout.splitlines()[:4] == files
    passes(tmp_path / "mine" / "tests" / "test_tide.py", tmp_path)
    config.write_text(WALL + TIDE, "utf-8")
    checked = wallboard("check", folder=tmp_path)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_in_a_checkout_it_goes_where_the_others_are(tmp_path: Path) -> None:
    (tmp_path / "widgets").mkdir()
    (tmp_path / "templates" / "widgets").mkdir(parents=True)
    files = write("tide", place(tmp_path / "config.toml", tmp_path), DRAFTS)
    assert [file.relative_to(tmp_path).as_posix() for file in files] == [
        "widgets/tide.py",
        "templates/widgets/tide.html",
        "tests/widgets/test_tide.py",
        "tests/widgets/tide/answer.json",
    ]
    passes(files[2], tmp_path)


def test_what_it_writes_is_in_order(tmp_path: Path, config: Path) -> None:
    files = write("tide", place(config, tmp_path), DRAFTS)
    code = [str(file) for file in files if file.suffix == ".py"]
    for check in (["check"], ["format", "--check"]):
        command = [str(RUFF), *check, "--config", str(ROOT / "pyproject.toml"), "--ignore", "S101", *code]
        if check[0] == "format":
            command = [part for part in command if part not in ("--ignore", "S101")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def test_nothing_is_overwritten_and_nothing_half_written(tmp_path: Path, config: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "tide.html").write_text("mine", "utf-8")
    done = wallboard("new", "tide", folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr == "Nothing is written, since there is already mine/tide.html.\n"
    assert [file.name for file in (tmp_path / "mine").rglob("*")] == ["tide.html"]
    assert (tmp_path / "mine" / "tide.html").read_text("utf-8") == "mine"


@pytest.mark.parametrize("name", ["Tide", "2nd", "../tide", "tide-table", "_tide", ""])
def test_a_name_that_no_kind_can_have_is_refused(tmp_path: Path, config: Path, name: str) -> None:
    with pytest.raises(NoPlace, match="A kind can't be called"):
        write(name, place(config, tmp_path), DRAFTS)
    assert not (tmp_path / "mine").exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "There is no folder for kinds of your own. Name one in "),
        ('[widgets.clock]\nkind = "clock"\n', "There is no folder for kinds of your own. Name one in "),
        ("[wall\n", "config.toml can't be read: "),
    ],
)
def test_where_there_is_no_place_for_it_this_is_said(tmp_path: Path, text: str | None, says: str) -> None:
    if text is not None:
        (tmp_path / "config.toml").write_text(text, "utf-8")
    done = wallboard("new", "tide", folder=tmp_path)
    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
