"""How long an answer stays good by what its headers say, as a pure function. Not whether that is heeded; see policy."""

import re
from collections.abc import Mapping
from datetime import timedelta

NONE = timedelta()


def good_for(headers: Mapping[str, str]) -> timedelta:
    """`max-age` of Cache-Control less Age; nothing where it says nothing, or nothing that can be read.

    Names of headers are in lower case.
    """
    directives = [part.strip().lower() for part in headers.get("cache-control", "").split(",")]
    if any(part.partition("=")[0] in {"no-cache", "no-store"} for part in directives):
        return NONE
    ages = [seconds(part.removeprefix("max-age=")) for part in directives if part.startswith("max-age=")]
    return max(min(ages) - seconds(headers.get("age", "")), NONE) if ages else NONE


def seconds(text: str) -> timedelta:
    """So many seconds as a header writes them; more than a year is a year, what is no number is none."""
    if not re.fullmatch(r'"?[0-9]{1,20}"?', text.strip()):
        return NONE
    return timedelta(seconds=min(int(text.strip().strip('"')), 31_536_000))
