"""What single values may be."""

from datetime import timedelta, tzinfo

import pytest
from pydantic import TypeAdapter, ValidationError

from dashboard.config import values
from dashboard.config.values import ID, Multiple, Never


@pytest.mark.parametrize(
    ("written", "limit"),
    [
        ("10m", timedelta(minutes=10)),
        ("3x", Multiple(3)),
        ("1.5x", Multiple(1.5)),
        ("never", Never()),
    ],
)
def test_a_limit_is_a_duration_a_multiple_or_never(written: str, limit: object) -> None:
    assert TypeAdapter[object](values.Limit).validate_python(written) == limit


@pytest.mark.parametrize("written", ["", "x", "0x", "0.5x", "3 x", "0s", "-1s", "often", 3, None, "1" * 400 + "x"])
def test_nothing_else_is_a_limit(written: object) -> None:
    with pytest.raises(ValidationError, match="a multiple of `every`"):
        TypeAdapter[object](values.Limit).validate_python(written)


@pytest.mark.parametrize(("written", "fine"), [("100ms", True), ("99ms", False), ("366d", True), ("367d", False)])
def test_a_period_is_between_a_tenth_of_a_second_and_a_year(written: str, fine: bool) -> None:
    try:
        TypeAdapter[object](values.Period).validate_python(written)
        accepted = True
    except ValidationError:
        accepted = False
    assert accepted is fine


@pytest.mark.parametrize(("name", "fine"), [("a", True), ("9-a", True), ("a" * 64, True), ("a" * 65, False)])
def test_an_id_is_short(name: str, fine: bool) -> None:
    assert bool(ID.fullmatch(name)) is fine


@pytest.mark.parametrize("name", ["", "-a", "A", "a_b", "a.b", "é", "a\n"])
def test_an_id_has_no_other_characters(name: str) -> None:
    assert not ID.fullmatch(name)


@pytest.mark.parametrize(
    ("name", "result"),
    [("en_GB", "en_GB"), ("de", "de"), ("en_US.UTF-8", "en_US"), ("pt-BR", "pt_BR"), ("zh_Hans_CN", "zh_Hans_CN")],
)
def test_a_locale_is_one_that_babel_knows(name: str, result: str) -> None:
    assert values.locale(name) == result


@pytest.mark.parametrize("name", ["", "english", "xx_XX", "../../x", "en GB"])
def test_no_other_locale_is_accepted(name: str) -> None:
    with pytest.raises(ValueError, match="a locale such as"):
        values.locale(name)


@pytest.mark.parametrize("address", ["http://a", "https://a.b/c?d#e", "mailto:me@a.b"])
def test_a_link_leads_somewhere(address: str) -> None:
    assert values.link(address) == address


@pytest.mark.parametrize(
    "address",
    ["", "javascript:alert(1)", "data:text/html,x", "//a.b", "/a", "http:", "mailto:", "http://a b", "http://["],
)
def test_no_other_link_is_accepted(address: str) -> None:
    with pytest.raises(ValueError, match="http, https or mailto"):
        values.link(address)


@pytest.mark.parametrize("address", ["https://a.b", "http://localhost:3000", "https://[::1]:8443"])
def test_an_origin_is_scheme_host_and_port(address: str) -> None:
    assert values.origin(address) == address


def test_an_origin_is_compared_in_lower_case() -> None:
    assert values.origin("https://Intranet.Example") == "https://intranet.example"


@pytest.mark.parametrize(
    "address", ["", "a.b", "https://a.b/", "https://a.b/c", "*", "https://*.b", "https://a b", "https://a;b", "ftp://a"]
)
def test_nothing_else_is_an_origin(address: str) -> None:
    with pytest.raises(ValueError, match="an origin such as"):
        values.origin(address)


@pytest.mark.parametrize("name", ["wall.lan", "192.168.1.2", "[::1]", "::1", "wall"])
def test_a_host_is_a_name_or_an_address(name: str) -> None:
    assert values.host(name) == name


@pytest.mark.parametrize("name", ["", "http://wall", "wall:80", "wall/", "a b", "-a"])
def test_nothing_else_is_a_host(name: str) -> None:
    with pytest.raises(ValueError, match="a host such as"):
        values.host(name)


def test_this_machine_has_a_time_zone() -> None:
    assert isinstance(values.machine_timezone(), tzinfo)
