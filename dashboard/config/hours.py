"""Hours of the day, on all days or on some, as config.toml writes them. Not whether it is one; see live/rest."""

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import BeforeValidator

from dashboard.config.board import Hours

__all__ = ["Schedule"]

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAY = rf"(?:{'|'.join(DAYS)})"
TIME = r"([01]\d|2[0-3]):([0-5]\d)"
WRITTEN = re.compile(rf"(?:({DAY}(?:-{DAY})?(?:,{DAY}(?:-{DAY})?)*) +)?{TIME}-(?:{TIME}|24:00)")
EXPECTED = 'hours such as "22:00-07:00", or with days "Mon-Fri 20:00-07:00", are expected'


def parse(text: str) -> Hours:
    """`22:00-07:00`, with days such as `Mon-Fri` or `Sat,Sun` before it; ValueError for anything else.

    An end that is not after the beginning is on the day after it, and so is 24:00.
    """
    found = WRITTEN.fullmatch(text.strip())
    if found is None:
        raise ValueError(EXPECTED)
    days, begins_hour, begins_minute, ends_hour, ends_minute = found.groups()
    begin = int(begins_hour) * 60 + int(begins_minute)
    end = int(ends_hour) * 60 + int(ends_minute) if ends_hour else 0
    if begin == end and ends_hour:
        raise ValueError("hours that end at another time than they begin are expected")
    return Hours(begin, end, frozenset(numbers(days)) if days else frozenset(range(7)))


def numbers(days: str) -> Iterator[int]:
    """The days that `Mon-Fri,Sun` names, Monday is 0. `Sat-Mon` goes on into the next week."""
    for part in days.split(","):
        first, _, last = part.partition("-")
        day, end = DAYS.index(first), DAYS.index(last or first)
        yield day
        while day != end:
            day = (day + 1) % 7
            yield day


def schedule(value: object) -> tuple[Hours, ...]:
    """One text or a list of them."""
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list | tuple) or not all(isinstance(text, str) for text in texts):
        raise ValueError(EXPECTED)
    return tuple(parse(text) for text in texts)


Schedule = Annotated[tuple[Hours, ...], BeforeValidator(schedule, json_schema_input_type=str | list[str])]
"""Any number of hours."""
