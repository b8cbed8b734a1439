"""A value in each format that config.toml can choose. `_` stands for a no-break space."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dashboard.live.figures import written
from dashboard.live.formats import Formats

NOW = datetime(2026, 11, 24, 10, 42, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "format", "text"),
    [
        (None, "text", "—"),
        (None, "money", "—"),
        ("<b>", "text", "<b>"),
        (NOW, "time", "10:42"),
        (date(2026, 11, 24), "date", "24 November"),
        (0.384, "percent", "38%"),
        (1_260_000, "bytes", "1.3 MB"),
        (200, "duration", "3 min"),
        (1234.5, "integer", "1,234"),
        (12.34, "number", "12.3"),
    ],
)
def test_each_format(value: Any, format: str, text: str) -> None:
    assert written(Formats("en_GB", ZoneInfo("Europe/Lisbon")), value, format, NOW) == text


@pytest.mark.parametrize(
    ("value", "format", "text"), [(12.3, "number", "12.30"), (0.384, "percent", "38.40%"), (12.3, "money", "12,30_€")]
)
def test_digits_and_a_currency(value: float, format: str, text: str) -> None:
    made = written(Formats("de", UTC), value, format, NOW, 2, "EUR").replace("\u00a0", "_")
    assert made == (text.replace(".", ",").replace("%", "_%"))
