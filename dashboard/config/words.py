"""The small words of messages: what may be meant, how a list reads. Not what they are about; see explain."""

import difflib
import re
from collections.abc import Collection, Iterable

__all__ = ["dotted", "listed", "lower_first", "shown", "suggestion"]

LONGEST = 60


def suggestion(name: str, known: Collection[str]) -> str:
    """`; did you mean …?` with the nearest of `known`, or all of them where none is near."""
    if nearest := difflib.get_close_matches(name.lower(), sorted(known), n=1):
        return f"; did you mean `{nearest[0]}`?"
    return f"; {listed(f'`{each}`' for each in known)} is expected" if known else ""


def listed(names: Iterable[str]) -> str:
    """`a, b or c`."""
    *others, end = names
    return f"{', '.join(others)} or {end}" if others else end


def shown(written: str) -> str:
    """A value as it is written, in one line of bearable length."""
    line = " ".join(written.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def dotted(part: str) -> str:
    """A key as it may stand in a header: quoted where it needs it."""
    return part if re.fullmatch(r"[A-Za-z0-9_-]+", part) else f'"{part}"'


def lower_first(sentence: str) -> str:
    """The sentence as part of another; a first word such as URL or IANA stays as it is."""
    return sentence if sentence[1:2].isupper() else sentence[:1].lower() + sentence[1:]
