"""Chance as a pure function of a seed and a key: what moves, moves by this. It keeps no state, and no secret."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeVar

Choice = TypeVar("Choice")

OCTAVES = ((1.0, 0.6), (0.31, 0.27), (0.097, 0.13))
"""Part of the period and weight of the waves that make a drift: a slow one, and two that keep it alive meanwhile."""


@dataclass(frozen=True)
class Noise:
    """One throw of all dice. A key is any text and numbers; equal keys give equal numbers, for ever."""

    seed: int = 0

    def digest(self, *key: str | float) -> bytes:
        """Sixteen bytes that belong to `key`."""
        return blake2b(repr((self.seed, *key)).encode(), digest_size=16).digest()

    def chance(self, *key: str | float) -> float:
        """A number from 0 up to 1."""
        return int.from_bytes(self.digest(*key)[:6], "big") / 2**48

    def between(self, low: float, high: float, *key: str | float) -> float:
        """A number from `low` up to `high`."""
        return low + (high - low) * self.chance(*key)

    def whole(self, low: int, high: int, *key: str | float) -> int:
        """A whole number from `low` to `high`."""
        return low + int((high - low + 1) * self.chance(*key))

    def pick(self, choices: Sequence[Choice], *key: str | float) -> Choice:
        """One of `choices`."""
        return choices[int(len(choices) * self.chance(*key))]

    def wave(self, at: float, period: float, *key: str | float) -> float:
        """A smooth curve through a new height from 0 to 1 every `period` seconds."""
        knot = math.floor(at / period)
        part = at / period - knot
        ease = part * part * (3 - 2 * part)
        return self.chance(*key, period, knot) * (1 - ease) + self.chance(*key, period, knot + 1) * ease

    def drift(self, at: float, period: float, *key: str | float) -> float:
        """A curve from 0 to 1 that wanders within `period` seconds, and trembles on its way."""
        return sum(weight * self.wave(at, period * part, *key) for part, weight in OCTAVES)
