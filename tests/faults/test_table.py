"""The table in docs/reliability.md is what the tests say of themselves."""

import pytest

from tests.faults.table import BEGIN, DOCUMENT, END, FAULTS, filled, row, table


def test_the_document_holds_the_table_of_now() -> None:
    document = DOCUMENT.read_text("utf-8")
    assert document.count(BEGIN) == document.count(END) == 1
    assert document == filled(document), "run `python -m tests.faults.table`"


def test_each_fault_has_a_row() -> None:
    numbers = list(dict.fromkeys(line[2:5] for line in table().splitlines()[2:]))
    assert numbers == [f"F{number:02}" for number in FAULTS]


@pytest.mark.parametrize("docstring", ["", "A fault.", "A fault\n\nSeen: nothing.", "A fault.\n\nNothing is seen."])
def test_a_test_that_does_not_say_what_is_seen_is_refused(docstring: str) -> None:
    with pytest.raises(ValueError, match="test_f01_some"):
        row(1, docstring, "test_some.test_f01_some")
