"""The table in docs/reliability.md, made of what the tests say of themselves. `python -m tests.faults.table` writes it.

A test of a fault is called `test_f01_…`. Its docstring says in its first line what fails, and after "Seen:" what people
see then. Several tests may be about one fault, each in a row of its own.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- table of faults: made by `python -m tests.faults.table` -->", "<!-- end of the table -->"

FAULTS = range(1, 65)

WAITING = {
    7: "The server is killed and started again",
    8: "The same behind a proxy that answers 502 meanwhile",
    9: "The stream is answered with 204, 404 or a page in HTML, once",
    10: "There are more screens than the server takes",
    11: "A connection dies silently for ten minutes",
    12: "A connection is reset in the middle of an event",
    13: "A stream is cut at any byte of an event",
    14: "A stream arrives byte by byte",
    15: "The network is slow and late",
    16: "A reader never reads",
    17: "500 screens come at once",
    18: "A screen sleeps for an hour",
    19: "A tab is hidden and shown each minute",
    20: "A screen roams to another network",
    21: "Seven tabs of one browser",
    22: "A proxy holds events back",
    23: "A proxy ends what is idle for 30 s",
    24: "A proxy packs the stream",
    35: "A screen's clock is wrong by ten minutes",
    45: "The server is upgraded",
    46: "The server flaps between two versions",
    47: "The new scripts are broken",
    48: "An old page and a new server, for an hour",
    50: "A screen may not be kept awake",
    57: "A poller dies from inside",
    61: "A widget in another site's page",
    62: "The browser's page crashes",
    63: "Two screens show different data",
    64: "A change between snapshot and stream",
}
"""The faults that no test is about yet."""

NOT_HERE: dict[int, tuple[str, str, str]] = {}
"""By number: a fault that can't be tested here, what is seen all the same, and why there is no test."""


@dataclass(frozen=True)
class Row:
    """One test of a fault."""

    number: int
    fault: str
    seen: str
    test: str


def rows() -> Iterator[Row]:
    """What the tests say, file by file."""
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if found := re.match(r"test_f(\d\d)_", node.name):
                yield row(int(found[1]), ast.get_docstring(node) or "", f"{path.stem}.{node.name}")


def row(number: int, docstring: str, test: str) -> Row:
    """What one docstring says; ValueError where it does not say it in this way."""
    found = re.fullmatch(r"([^\n]+)\.\n\nSeen: (.+)\.", docstring.strip(), re.DOTALL)
    if found is None:
        raise ValueError(f"{test} does not say what fails, and after `Seen:` what people see")
    return Row(number, found[1], " ".join(found[2].split()), test)


def table() -> str:
    """All faults in Markdown; ValueError where one has neither a test nor a reason, or has both."""
    by_number: dict[int, list[Row]] = {}
    for each in rows():
        by_number.setdefault(each.number, []).append(each)
    lines = ["| | what fails | what people see | how it is proved |", "|---|---|---|---|"]
    for number in FAULTS:
        known = [number in by_number, number in NOT_HERE, number in WAITING]
        if sum(known) != 1:
            raise ValueError(f"F{number:02} is to stand in exactly one place: a test, NOT_HERE or WAITING")
        if number in NOT_HERE:
            lines.append(line(number, *NOT_HERE[number]))
        elif number in WAITING:
            lines.append(line(number, WAITING[number], "", "not yet tested"))
        else:
            lines += [line(number, each.fault, each.seen, f"`{each.test}`") for each in by_number[number]]
    return "\n".join(lines)


def line(number: int, *cells: str) -> str:
    """One row in Markdown."""
    return f"| F{number:02} | {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


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
