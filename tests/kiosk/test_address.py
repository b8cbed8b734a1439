"""Which wall a kiosk shows: from config.toml, from the command line, or from neither."""

from pathlib import Path

import pytest

from dashboard.kiosk.address import NAME, NoAddress, address, machine


def written(folder: Path, config: str) -> Path:
    """A config.toml in this folder."""
    path = folder / "config.toml"
    path.write_text(config, "utf-8")
    return path


@pytest.mark.parametrize(
    ("server", "origin"),
    [
        ("", "http://127.0.0.1:8000"),
        ("port = 8123", "http://127.0.0.1:8123"),
        ('host = "0.0.0.0"', "http://127.0.0.1:8000"),
        ('host = "::"', "http://[::1]:8000"),
        ('host = "192.168.1.5"\nport = 80', "http://192.168.1.5:80"),
    ],
)
def test_a_wall_on_this_machine_is_found_by_its_config(tmp_path: Path, server: str, origin: str) -> None:
    found = address(written(tmp_path, f"[server]\n{server}\n"), None, None, "lobby")
    assert found.url == f"{origin}/?display=lobby"


def test_without_any_config_it_is_the_port_that_walls_have() -> None:
    assert address(None, None, None, "lobby").url == "http://127.0.0.1:8000/?display=lobby"


def test_secrets_that_the_kiosk_can_not_read_and_mistakes_elsewhere_do_not_matter(tmp_path: Path) -> None:
    config = '[server]\nport = 81\npush_token = "${file:/nobody/has/this}"\n\n[widgets.a]\nkind = "nonsense"\n'
    assert address(written(tmp_path, config), None, None, "lobby").origin == "http://127.0.0.1:81"


@pytest.mark.parametrize(
    ("url", "page", "opened"),
    [
        ("http://wall.lan:8000", None, "http://wall.lan:8000/?display=lobby"),
        ("https://wall.lan/", "second", "https://wall.lan/pages/second?display=lobby"),
        ("http://wall.lan/pages/a?x=1&display=hall", None, "http://wall.lan/pages/a?x=1&display=lobby"),
        ("http://[::1]:80", None, "http://[::1]:80/?display=lobby"),
    ],
)
def test_a_wall_elsewhere_is_named(url: str, page: str | None, opened: str) -> None:
    assert address(None, url, page, "lobby").url == opened


def test_the_address_may_bring_the_name_of_the_screen() -> None:
    assert address(None, "http://wall.lan/?display=hall", None, None).display == "hall"


def test_by_itself_a_screen_is_called_as_its_machine() -> None:
    assert address(None, None, None, None).display == machine()
    assert NAME.fullmatch(machine())


@pytest.mark.parametrize("url", ["wall.lan:8000", "ftp://wall.lan", "http://", "http://wall.lan:99999", "--flag"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(NoAddress, match="is no wall's address"):
        address(None, url, None, None)


@pytest.mark.parametrize(
    ("config", "page", "sentence"),
    [
        ("[pages.main]\n[pages.garden]\n", "gardn", "There is no page 'gardn'; did you mean 'garden'?"),
        ("[pages.main]\n[pages.garden]\n", "x", "There is no page 'x'; there are main, garden."),
        ("", "x", "There is no page 'x'; there are main."),
    ],
)
def test_a_page_that_the_wall_does_not_have_is_refused(tmp_path: Path, config: str, page: str, sentence: str) -> None:
    with pytest.raises(NoAddress) as caught:
        address(written(tmp_path, config), None, page, None)
    assert str(caught.value) == sentence


def test_what_can_be_no_page_is_refused_wherever_the_wall_is() -> None:
    with pytest.raises(NoAddress, match="is no page's name"):
        address(None, "http://wall.lan", "../x", None)


@pytest.mark.parametrize("name", ["Lobby", "a b", "ä", "x" * 65])
def test_a_screen_s_name_is_checked(name: str) -> None:
    with pytest.raises(NoAddress, match="can't be a screen's name"):
        address(None, None, None, name)


@pytest.mark.parametrize("server", ["[server", '[server]\nport = "x"', "[server]\nport = 0", "[server]\nhost = 1"])
def test_a_config_that_does_not_say_where_the_wall_is_ends_in_a_sentence(tmp_path: Path, server: str) -> None:
    with pytest.raises(NoAddress, match=r"config\.toml"):
        address(written(tmp_path, server), None, None, None)


def test_a_config_that_is_not_there_ends_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(NoAddress, match="No such file or directory"):
        address(tmp_path / "config.toml", None, None, None)
