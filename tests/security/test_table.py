"""The table in docs/security.md is what the tests say of themselves."""

import pytest

from tests.security.table import BEGIN, DOCUMENT, END, THREATS, filled, row, rows


def test_the_document_holds_the_table_of_now() -> None:
    document = DOCUMENT.read_text("utf-8")
    assert document.count(BEGIN) == document.count(END) == 1
    assert document == filled(document), "run `python -m tests.security.table`"


def test_each_threat_has_a_test() -> None:
    assert {each.number for each in rows()} == set(THREATS)


@pytest.mark.parametrize("docstring", ["", "A threat.", "A threat\n\nAgainst it: x.", "A threat.\n\nNothing helps."])
def test_a_test_that_does_not_say_what_helps_is_refused(docstring: str) -> None:
    with pytest.raises(ValueError, match="test_d01_some"):
        row(1, docstring, "test_some.py::test_d01_some")
