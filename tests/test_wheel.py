"""The wheel: what is in it, and that it runs where there is no checkout."""

import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.e2e.program import Program

ROOT = Path(__file__).parents[1]


def succeeds(*command: str | Path, folder: Path) -> str:
    """What a command that must not fail prints."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of a clean checkout: only what git has, or would take in."""
    checkout, built = tmp_path_factory.mktemp("checkout"), tmp_path_factory.mktemp("built")
    listed = succeeds("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", folder=ROOT)
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (checkout / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, checkout / name)
    succeeds(sys.executable, "-m", "pip", "wheel", ".", "--no-deps", "--quiet", "-w", built, folder=checkout)
    (found,) = built.iterdir()
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command in an environment that has this wheel and what it needs, at the pinned versions."""
    environment = tmp_path_factory.mktemp("installed")
    succeeds(sys.executable, "-m", "venv", environment, folder=environment)
    python = environment / "bin" / "python"
    succeeds(python, "-m", "pip", "install", "--quiet", "-c", ROOT / "constraints.txt", wheel, folder=environment)
    return environment / "bin" / "wallboard"


@pytest.fixture
def demo(installed: Path, tmp_path: Path) -> Iterator[str]:
    """The address of `wallboard demo`, started in an empty folder."""
    program = Program("demo", "--port", "0", folder=tmp_path, command=(str(installed),))
    url = program.address()
    program.answers(f"{url}/readyz")
    yield url
    assert program.end() == 0


def test_it_holds_the_folders_inside_the_package(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    for name in (
        "dashboard/app.py",
        "dashboard/widgets/clock.py",
        "dashboard/templates/page.html",
        "dashboard/templates/widgets/clock.html",
        "dashboard/static/link.js",
        "dashboard/static/installed/htmx.min.js",
        "dashboard/static/installed/sse.min.js",
        "dashboard/static/installed/htmx.LICENSE",
        "dashboard/static/installed/inter-latin-wght-normal.woff2",
        "dashboard/recipes/xkcd.toml",
        "dashboard/config.toml",
    ):
        assert name in names
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"dashboard", "wallboard"}


def test_its_demo_runs_in_an_empty_folder(demo: str) -> None:
    with httpx.Client(base_url=demo) as client:
        page = client.get("/")
        assert page.status_code == 200
        tiles = re.findall(r'<article class="tile"[^>]* data-state="(\w+)"', page.text)
        assert tiles == ["fresh"] * 8
        assets = re.findall(r'(?:href|src)="(/(?:static|pages)/[^"]+)"', page.text)
        names = {name.rpartition("/")[2].partition("?")[0] for name in assets}
        assert names >= {"wall.css", "layout.css", "htmx.min.js", "sse.min.js", "wall.js"}
        for asset in assets:
            answer = client.get(asset)
            assert answer.status_code == 200
            assert answer.content
