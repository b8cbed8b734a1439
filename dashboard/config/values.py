"""The single values that config.toml holds, read and checked: durations, limits, origins, names. Not whole tables."""

import ipaddress
import re
from dataclasses import dataclass
from datetime import UTC, timedelta, tzinfo
from typing import Annotated
from urllib.parse import urlsplit

import babel
import tzlocal
from pydantic import BeforeValidator, Field, SecretStr

from dashboard import widget

__all__ = [
    "ID",
    "Dwell",
    "History",
    "Latitude",
    "Limit",
    "Longitude",
    "Multiple",
    "Never",
    "Period",
    "host",
    "link",
    "locale",
    "machine_timezone",
    "network",
    "origin",
    "password",
    "theme",
]

ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
HOST = r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])"
ARGON2 = re.compile(r"\$argon2id\$v=\d+\$m=\d{1,7},t=\d{1,2},p=\d{1,2}\$[A-Za-z0-9+/]{11,}\$[A-Za-z0-9+/]{22,}")
SHORTEST = timedelta(milliseconds=100)
LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class Multiple:
    """So many times `every`."""

    factor: float


@dataclass(frozen=True)
class Never:
    """No limit, said explicitly: it undoes one from `[defaults]`."""


def bounded(least: timedelta, least_written: str) -> BeforeValidator:
    """A duration from `least` to a year."""

    def check(value: object) -> timedelta:
        duration = widget.parse_duration(value)
        if not least <= duration <= LONGEST:
            raise ValueError(f'a duration from "{least_written}" to "366d" is expected')
        return duration

    return BeforeValidator(check, json_schema_input_type=str)


def parse_limit(value: object) -> timedelta | Multiple | Never:
    """A duration, `"3x"` or `"never"`."""
    if value == "never":
        return Never()
    found = re.fullmatch(r"(\d+(?:\.\d+)?)x", value) if isinstance(value, str) else None
    if found and 1 <= float(found[1]) <= 1_000_000:
        return Multiple(float(found[1]))
    try:
        duration = None if found else widget.parse_duration(value)
    except ValueError:
        duration = None
    if duration is None or not timedelta(0) < duration <= LONGEST:
        raise ValueError('a duration such as "10m", a multiple of `every` such as "3x", or "never" is expected')
    return duration


Period = Annotated[timedelta, bounded(SHORTEST, "100ms")]
"""A duration that is long enough to repeat."""

Dwell = Annotated[timedelta, bounded(timedelta(seconds=1), "1s")]
"""How long a page stands."""

History = Annotated[timedelta, bounded(timedelta(0), "0s")]
"""A duration that may be nothing."""

Limit = Annotated[timedelta | Multiple | Never, BeforeValidator(parse_limit, json_schema_input_type=str)]
"""An age that an answer may reach."""

Latitude = Annotated[float, Field(ge=-90, le=90)]
"""Degrees north."""

Longitude = Annotated[float, Field(ge=-180, le=180)]
"""Degrees east."""


def machine_timezone() -> tzinfo:
    """The time zone of this machine; UTC where it has none that can be known."""
    try:
        return tzlocal.get_localzone()
    except (LookupError, ValueError, OSError):
        return UTC


def locale(name: str) -> str:
    """A locale that babel knows, such as en_GB, de or pt-BR, in its own spelling."""
    try:
        return str(babel.Locale.parse(name.replace("-", "_")))
    except (babel.UnknownLocaleError, ValueError, TypeError):
        raise ValueError('a locale such as "en_GB" or "de" is expected') from None


def theme(name: str) -> str:
    """The name of a theme's file."""
    if not re.fullmatch(r"[a-z0-9-]+", name):
        raise ValueError('a theme\'s name such as "night", of a-z, 0-9 and -, is expected')
    return name


def link(address: str) -> str:
    """An address that a click may lead to."""
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    leads_somewhere = parts.netloc if parts.scheme in ("http", "https") else parts.scheme == "mailto" and parts.path
    if not leads_somewhere or re.search(r"[\s\x00-\x1f]", address):
        raise ValueError("an http, https or mailto address is expected")
    return address


def origin(address: str) -> str:
    """A site as browsers name it: scheme, host and perhaps a port, and nothing behind."""
    if not re.fullmatch(rf"https?://{HOST}(?::\d{{1,5}})?", address):
        raise ValueError('an origin such as "https://intranet.example", without a path, is expected')
    return address.lower()


def network(text: str) -> str:
    """The address of a machine, or of a whole network."""
    try:
        return str(ipaddress.ip_network(text, strict=False))
    except ValueError:
        raise ValueError('an address such as "127.0.0.1", or a network such as "10.0.0.0/8", is expected') from None


def password(secret: SecretStr) -> SecretStr:
    """The hash of a password, never the password itself."""
    if not ARGON2.fullmatch(secret.get_secret_value()):
        raise ValueError("a hash is expected, not the password itself: `wallboard passwd` makes it")
    return secret


def host(name: str) -> str:
    """A host's name or address, without scheme and port."""
    if not re.fullmatch(rf"{HOST}|[0-9A-Fa-f:.]+", name):
        raise ValueError('a host such as "wall.lan", without scheme and port, is expected')
    return name.lower()
