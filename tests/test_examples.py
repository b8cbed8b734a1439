"""The examples work as they stand: the package from its own wheel, the folder beside its config.toml."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.e2e.program import Program
from tests.test_wheel import succeeds

EXAMPLES = Path(__file__).parents[1] / "examples"
PACKAGE = EXAMPLES / "third-party-kind"
FOLDER = EXAMPLES / "widgets-folder"
PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "--import-mode=importlib")

Run = Callable[..., str]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs Python where the package has been installed from its own wheel, without a network; gives what it prints."""
    built, installed, work = (tmp_path_factory.mktemp(name) for name in ("built", "installed", "work"))
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    succeeds(*pip, "wheel", PACKAGE, "--no-deps", "--no-build-isolation", "--quiet", "-w", built, folder=work)
    (wheel,) = built.iterdir()
    succeeds(*pip, "install", "--no-deps", "--no-index", "--quiet", "--target", installed, wheel, folder=work)

    def started(*arguments: str | Path, folder: Path = work) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{done.stdout}{done.stderr}"
        return done.stdout

    return started


def test_the_kind_of_an_installed_package_is_there(run: Run, tmp_path: Path) -> None:
    told = run("-m", "dashboard", "kinds", "xkcd")
    assert told.startswith("xkcd: The newest xkcd: its title and the text that stands behind it")
    assert '[widgets.my-xkcd]\nkind = "xkcd"\n' in told
    (tmp_path / "config.toml").write_text('[widgets.comic]\nkind = "xkcd"\n', "utf-8")
    assert run("-m", "dashboard", "check", folder=tmp_path) == "config.toml is fine: 1 widget on 1 page.\n"


def test_the_tests_of_the_package_pass(run: Run) -> None:
    assert "2 passed" in run(*PYTEST, PACKAGE / "tests")


def test_the_tests_of_the_folder_pass(run: Run) -> None:
    assert "4 passed" in run(*PYTEST, FOLDER / "kinds" / "tests")


def test_the_wall_of_the_folder_runs(tmp_path: Path) -> None:
    program = Program("run", str(FOLDER / "config.toml"), "--port", "0", folder=tmp_path)
    try:
        url = program.address()
        program.answers(f"{url}/readyz")
        with httpx.Client(base_url=url, trust_env=False) as client:
            assert "days after new moon" in client.get("/widgets/tonight").text
    finally:
        assert program.end() == 0
