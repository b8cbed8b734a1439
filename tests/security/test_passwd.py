"""The command that hashes a password, and the line that tells what an open wall is."""

import tomllib

import pytest
from click.testing import CliRunner
from pydantic import SecretStr

from dashboard.cli import main
from dashboard.config.board import Server
from dashboard.web.passwords import Passwords
from dashboard.web.security import exposed


async def test_it_prints_what_stands_in_config_toml_and_asks_twice() -> None:
    done = CliRunner().invoke(main, ["passwd"], input="open sesame\nopen sesame\n")
    assert done.exit_code == 0
    lines = done.stdout[done.stdout.index("access") :]
    found = tomllib.loads(lines)
    assert found["access"] == "password"
    assert "sesame" not in done.stdout
    passwords = Passwords()
    assert await passwords.opens("open sesame", found["password"], "")
    assert not await passwords.opens("open sesame ", found["password"], "")


def test_two_that_differ_are_none() -> None:
    done = CliRunner().invoke(main, ["passwd"], input="one\ntwo\n")
    assert done.exit_code != 0
    assert "argon2" not in done.output


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.7", "::1", "localhost"])
def test_a_wall_on_this_machine_needs_no_word(address: str) -> None:
    assert exposed(Server(), address) == ""


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.7", "wall.lan"])  # noqa: S104  nobody listens on it
def test_an_open_wall_that_others_reach_says_what_that_means(address: str) -> None:
    assert 'access = "password"' in exposed(Server(), address)
    assert exposed(Server(access="password", password=SecretStr("$")), address) == ""
