"""What the services of recipes answer: the sample of each, its times moved to now. Not the recipes themselves."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from dashboard.config.recipes import Recipe
from dashboard.demo.call import Call, Reply

__all__ = ["Sample", "answer", "moved", "read_samples"]

TAKEN = datetime(2026, 11, 24, 10, 42, tzinfo=UTC)
"""When all samples were true."""

AROUND = timedelta(days=400)
"""A number that lies no farther from `TAKEN` is a time, if it is read as seconds or milliseconds since 1970."""

DAY = re.compile(r"\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?")
SINCE_1970 = re.compile(r"(?<![\w.])\d{10}(?:\d{3})?(?!\w)")


@dataclass(frozen=True)
class Sample:
    """What one address answers, if at least these parameters are sent along."""

    host: str
    path: str
    params: frozenset[tuple[str, str]]
    text: str
    media_type: str


def read_samples(recipes: Iterable[Recipe], folder: Path) -> tuple[Sample, ...]:
    """The samples in a folder, where they are called after their recipes: NAME.json, or NAME.xml for a feed.

    That of a recipe that asks several addresses holds their answers by the names that they have in `urls`.
    """
    return tuple(sample for recipe in recipes for sample in samples_of(recipe, folder))


def samples_of(recipe: Recipe, folder: Path) -> Iterator[Sample]:
    """The samples of one recipe; none where the folder has none."""
    found = next((path for end in ("json", "xml") if (path := folder / f"{recipe.name}.{end}").is_file()), None)
    if found is None:
        return
    whole, table = found.read_text("utf-8"), recipe.table
    sent = {(key, str(value)) for key, value in table.get("params", {}).items()}
    for url, text in answers(table, whole):
        parts = urlsplit(url)
        params = frozenset(each for each in {*parse_qsl(parts.query), *sent} if "$" not in each[1])
        yield Sample(parts.netloc.lower(), unquote(parts.path) or "/", params, text, f"application/{found.suffix[1:]}")


def answers(table: Mapping[str, Any], whole: str) -> Iterator[tuple[str, str]]:
    """Each address that a recipe asks, with its part of the sample."""
    urls = table.get("urls", [table.get("url")])
    if isinstance(urls, dict):
        parts = json.loads(whole)
        yield from ((url, json.dumps(parts[name])) for name, url in urls.items())
    else:
        yield from ((url, whole) for url in urls)


def answer(call: Call, samples: Iterable[Sample]) -> Reply | None:
    """The sample for this call, as it is now; None where there is none."""
    sent = set(call.query.items())
    for sample in samples:
        if (call.host, call.path) == (sample.host, sample.path) and sample.params <= sent:
            return Reply(moved(sample.text, call.now - TAKEN).encode(), sample.media_type)
    return None


def moved(text: str, by: timedelta) -> str:
    """The same text with all its times later by so much; days alone by whole days."""

    def later(found: re.Match[str]) -> str:
        try:
            at = datetime.fromisoformat(found[0])
        except ValueError:
            return found[0]
        return (at + by).isoformat(found[0][10:11] or " ")[: len(found[0])]

    def counted(found: re.Match[str]) -> str:
        unit = 1000 if len(found[0]) == 13 else 1
        far = abs(int(found[0]) / unit - TAKEN.timestamp())
        return str(int(found[0]) + round(by.total_seconds()) * unit) if far <= AROUND.total_seconds() else found[0]

    return SINCE_1970.sub(counted, DAY.sub(later, text))
