"""Plays those who push: an example of what is pushed, with numbers that move. Not who sends it."""

import math
from datetime import datetime
from typing import Any

from dashboard.demo.noise import Noise

PERIOD = 900.0
"""Seconds in which a number goes through most of what it does."""


def pushed(example: Any, noise: Noise, at: datetime, key: str = "") -> Any:
    """`example` as it would be pushed at this time: each number within a fifth of what it was, all else the same."""
    if isinstance(example, dict):
        return {name: pushed(each, noise, at, f"{key}.{name}") for name, each in example.items()}
    if isinstance(example, list | tuple):
        return [pushed(each, noise, at, f"{key}.{index}") for index, each in enumerate(example)]
    if isinstance(example, bool) or not isinstance(example, int | float) or not math.isfinite(example):
        return example
    moved = example * (0.8 + 0.4 * noise.drift(at.timestamp(), PERIOD, key))
    return round(moved) if isinstance(example, int) else round(moved, 2)
