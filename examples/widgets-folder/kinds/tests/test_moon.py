"""The kind moon on a few nights."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dashboard.testing import render

KIND = Path(__file__).parents[1] / "moon.py"


@pytest.mark.parametrize(
    ("night", "phase"),
    [
        (datetime(2026, 11, 10, tzinfo=UTC), "New moon"),
        (datetime(2026, 11, 18, tzinfo=UTC), "First quarter"),
        (datetime(2026, 11, 25, tzinfo=UTC), "Hunter&#39;s moon"),
        (datetime(2026, 12, 2, tzinfo=UTC), "Last quarter"),
    ],
)
def test_the_phase_of_a_night(night: datetime, phase: str) -> None:
    assert f'<p class="lead">{phase}</p>' in render(KIND, night, full="Hunter's moon")
