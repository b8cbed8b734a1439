"""What the program says holds no secret, whoever says it."""

import logging
import sys

from dashboard.logs import Redacted


def line(message: str, *, error: BaseException | None = None) -> str:
    """A record as it is written."""
    record = logging.LogRecord(
        "any", logging.WARNING, "", 0, message, (), (type(error), error, None) if error else None
    )
    return Redacted(lambda: frozenset({"CANARY"})).format(record)


def test_a_secret_in_a_line_is_hidden() -> None:
    assert line("asked https://api.test/?key=CANARY").endswith("WARNING asked https://api.test/?key=***")


def test_a_secret_in_a_traceback_is_hidden() -> None:
    try:
        raise KeyError("CANARY")
    except KeyError:
        written = line("it failed", error=sys.exc_info()[1])
    assert "KeyError: '***'" in written
    assert "CANARY" not in written
