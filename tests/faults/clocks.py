"""The wall clock of one program, which a test can set while it runs. Its monotonic clock goes on as ever."""

import sys
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.e2e.program import lacking


def library() -> str:
    """libfaketime, wherever this machine keeps it."""
    found = next(Path("/usr").glob("lib*/**/faketime/libfaketime.so.1"), None)
    if found is None:
        lacking("libfaketime is not installed; tests/install-servers installs it")
    return str(found)


@dataclass(frozen=True)
class SetClock:
    """Sets the wall clock of the program that is started through `command`, by a file that it reads all the time."""

    file: Path

    def to(self, at: datetime) -> None:
        """It is this time now."""
        self.by(at.timestamp() - time.time())

    def by(self, seconds: float) -> None:
        """It is so many seconds later than in truth."""
        half = self.file.with_suffix(".half")
        half.write_text(f"{seconds:+.3f}\n", "utf-8")
        half.replace(self.file)

    def command(self, *environment: str) -> tuple[str, ...]:
        """The program, whose wall clock is ours."""
        settings = {
            "LD_PRELOAD": library(),
            "FAKETIME_TIMESTAMP_FILE": self.file,
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
            "TZ": "UTC",
        }
        given = (f"{name}={value}" for name, value in settings.items())
        return ("env", *given, *environment, sys.executable, "-m", "dashboard")
