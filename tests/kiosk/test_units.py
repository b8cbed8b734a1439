"""The units for systemd: it understands them, and the commands in them are ours."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from dashboard.cli import main

UNITS = Path(__file__).parents[2] / "docs" / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_systemd_understands_a_unit(tmp_path: Path, unit: Path) -> None:
    analyse = shutil.which("systemd-analyze")
    if analyse is None:
        pytest.skip("this machine has no systemd-analyze")
    copy = tmp_path / unit.name
    copy.write_text(re.sub(r"(?m)^(Exec\w+=\W*)/[\w/]+", r"\1/bin/true", unit.read_text("utf-8")), "utf-8")
    if (drop_ins := unit.with_name(f"{unit.name}.d")).is_dir():
        shutil.copytree(drop_ins, tmp_path / drop_ins.name)
    done = subprocess.run([analyse, "verify", str(copy)], capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_the_command_in_a_unit_is_one_of_ours(unit: Path) -> None:
    (line,) = re.findall(r"(?m)^ExecStart=(.*)", unit.read_text("utf-8"))
    words = shlex.split(line)
    name, *arguments = words[words.index("/opt/wallboard/bin/wallboard") + 1 :]
    command = main.commands[name]
    with click.Context(command) as context:
        assert command.parse_args(context, arguments) == []
