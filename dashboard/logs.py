"""What the program says on standard error: its own lines, without anything secret. Not what it says on the wall."""

import atexit
import contextlib
import logging
import os
import sys
from collections.abc import Callable

from dashboard.config.placeholders import redact

NOISY = ("httpx", "httpcore", "apscheduler", "tzlocal", "watchfiles")
"""Libraries whose INFO lines are not for people; httpx's hold whole addresses, keys included."""


class Redacted(logging.Formatter):
    """Lines with their time and level, tracebacks included, in which every secret of the configuration is `***`."""

    def __init__(self, secrets: Callable[[], frozenset[str]]) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(message)s", "%H:%M:%S")
        self.secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        """The whole text of one record."""
        return redact(super().format(record), self.secrets())


def log_to_standard_error(secrets: Callable[[], frozenset[str]]) -> None:
    """Let everything that is logged from now on go to standard error. `secrets` is asked at each line.

    Nobody has to listen: a line that can't be written is lost, and the program goes on.
    """
    hold_standard_streams()
    atexit.register(forget_what_is_unwritten)
    handler = logging.StreamHandler()
    handler.setFormatter(Redacted(secrets))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("uvicorn").setLevel(
        logging.ERROR
    )  # it warns of each request that is none, and anybody may send those


def forget_what_is_unwritten() -> None:
    """Let what standard output and error could not write go to nothing. Else Python tries once more at the end, and
    takes the failure for one of the program: exit code 120.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            with contextlib.suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def hold_standard_streams() -> None:
    """Open what was closed of standard input, output and error, on nothing. Else a socket of ours would get its number,
    and whatever a library says to it.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # which takes the lowest number that is free
