"""The table in docs/security.md, made of what the tests say of themselves. `python -m tests.security.table` writes it.

A test of a threat is called `test_d01_…`, wherever it stands. Its docstring says in its first line what somebody tries,
and after "Against it:" why that comes to nothing.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "security.md"
BEGIN, END = "<!-- table of threats: made by `python -m tests.security.table` -->", "<!-- end of the table -->"

THREATS = range(1, 27)


@dataclass(frozen=True)
class Row:
    """One test of a threat."""

    number: int
    threat: str
    against: str
    test: str

    def line(self) -> str:
        """The row in Markdown."""
        cells = (f"D{self.number:02}", self.threat, self.against, f"`{self.test}`")
        return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def rows() -> Iterator[Row]:
    """What the tests say, by number and then by file."""
    found = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (
                number := re.match(r"test_d(\d\d)_", node.name)
            ):
                test = f"{path.relative_to(ROOT / 'tests').as_posix()}::{node.name}"
                found.append(row(int(number[1]), ast.get_docstring(node) or "", test))
    return iter(sorted(found, key=lambda row: row.number))


def row(number: int, docstring: str, test: str) -> Row:
    """What one docstring says; ValueError where it does not say it in this way."""
    found = re.fullmatch(r"([^\n]+)\.\n\nAgainst it: (.+)\.", docstring.strip(), re.DOTALL)
    if found is None:
        raise ValueError(f"{test} does not say what is tried, and after `Against it:` why it comes to nothing")
    return Row(number, found[1], " ".join(found[2].split()), test)


def table() -> str:
    """All threats in Markdown; ValueError where one has no test."""
    found = list(rows())
    if missing := set(THREATS) ^ {each.number for each in found}:
        raise ValueError(f"{', '.join(f'D{number:02}' for number in sorted(missing))}: no test, or no threat")
    head = ["| | what somebody tries | what stands against it | how it is proved |", "|---|---|---|---|"]
    return "\n".join([*head, *(each.line() for each in found)])


def filled(document: str) -> str:
    """The document with the table of now between its two marks."""
    before, _, rest = document.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"


def main() -> None:
    """Write it."""
    DOCUMENT.write_text(filled(DOCUMENT.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
