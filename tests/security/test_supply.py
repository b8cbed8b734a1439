"""Where the program's parts come from: named exactly, with the sum of their bytes, and never from a browser's wire."""

import json
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_d26_every_part_is_pinned() -> None:
    """A library is replaced by another one under its name.

    Against it: Python packages are pinned to a version each, browser packages to a version and the sum of their bytes.
    """
    pins = (ROOT / "constraints.txt").read_text("utf-8").split()
    assert [pin for pin in pins if not re.fullmatch(r"[\w.-]+==[\w.]+", pin)] == []
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    pinned = {pin.partition("==")[0].lower().replace("_", "-") for pin in pins}
    assert {re.split(r"[^\w-]", name)[0].lower() for name in wanted} <= pinned
    locked = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    for name, package in locked.items():
        if name:
            assert package["integrity"].startswith("sha512-"), name
            assert "resolved" not in package, name


SECRETS = re.compile(
    rb"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bgithub_pat_\w{50,}"
    rb"|\bglpat-[\w-]{20}\b|\bxox[abprs]-[\w-]{20,}|\bsk-[A-Za-z0-9]{32,}|\bAIza[\w-]{35}\b|\bnpm_[A-Za-z0-9]{36}\b"
    rb"|\bpypi-[\w-]{50,}"
)
"""How keys of services look."""

OURS = {"tests/poll/self-signed.pem"}
"""Made for a test, and good for nothing else."""

FOLDERS = ("dashboard", "widgets", "templates", "static", "recipes", "examples", "docs", "tests", "benchmarks")


def test_no_key_of_anybody_is_in_this_repository() -> None:
    found = set()
    for path in [*ROOT.glob("*.*"), *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*"))]:
        if path.is_file() and "__pycache__" not in path.parts and SECRETS.search(path.read_bytes()):
            found.add(path.relative_to(ROOT).as_posix())
    assert found <= OURS
