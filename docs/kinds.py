"""Writes docs/kinds.md, a page about every kind that comes with Wallboard: `make docs`. Not the words; see describe."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from dashboard.app import built_in_kinds
from dashboard.config.board import Kind
from dashboard.config.describe import Key, example, example_id, keys, rhythm
from dashboard.config.kinds import discover

PAGE = Path(__file__).with_name("kinds.md")

INTRODUCTION = """# The kinds

Written by `make docs` from the kinds themselves: don't edit it here. `wallboard kinds KIND` tells the same of one, and
`/gallery` on a running wall shows them all. Besides its own keys each kind has those that every widget has: see
[config.md](config.md#widgetsid)."""


def page(kinds: Iterable[Kind]) -> str:
    """The whole page."""
    known = list(kinds)
    listed = "\n".join(f"* [{kind.name}](#{kind.name}): {kind.description}" for kind in known)
    return "\n\n".join([INTRODUCTION, listed, *("\n\n".join(section(kind)) for kind in known)]) + "\n"


def section(kind: Kind) -> Iterator[str]:
    """What is said of one kind."""
    yield f"## {kind.name}"
    yield kind.description
    yield " ".join(filter(None, [" ".join((kind.options.__doc__ or "").split()), rhythm(kind)]))
    yield f"```toml\n{example(kind)}\n```"
    if kind.pushed is not None:
        pushed = json.dumps(kind.pushed, ensure_ascii=False)
        yield f"What is pushed, by `PUT /api/widgets/{example_id(kind)}`:\n\n```json\n{pushed}\n```"
    if rows := [row(key) for key in keys(kind.options)]:
        yield "\n".join(["| key | type | default | meaning |", "|---|---|---|---|", *rows])


def row(key: Key) -> str:
    """One key as a row of the table."""
    default = "required" if key.default is None else "none" if key.default == "none" else f"`{key.default}`"
    cells = [f"`{key.name}`", ", ".join(filter(None, [key.type, key.limits])), default, key.about]
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"


def main() -> None:
    """Write it."""
    PAGE.write_text(page(discover(built_in_kinds()).values()), "utf-8")


if __name__ == "__main__":
    main()
