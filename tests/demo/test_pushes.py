"""Who pushes is played: numbers move within bounds, all else stays what it was."""

from datetime import timedelta

from dashboard.demo.noise import Noise
from dashboard.demo.pushes import pushed
from tests.demo.conftest import NOON

EXAMPLE = {"value": 50, "share": 0.5, "up": True, "word": "kiln", "rows": [{"value": 10}, {"value": None}]}


def test_numbers_move_by_a_fifth_at_most_and_nothing_else_does() -> None:
    found = [pushed(EXAMPLE, Noise(), NOON + timedelta(minutes=minute), "key") for minute in range(0, 600, 7)]
    values = {each["value"] for each in found}
    assert len(values) > 5
    assert all(40 <= value <= 60 and isinstance(value, int) for value in values)
    assert all(0.4 <= each["share"] <= 0.6 for each in found)
    assert {(each["up"], each["word"], each["rows"][1]["value"]) for each in found} == {(True, "kiln", None)}
    assert len({each["rows"][0]["value"] for each in found}) > 1
