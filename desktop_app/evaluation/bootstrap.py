"""How sure a difference between two approaches is, from the questions themselves.

The paired percentile bootstrap (Efron and Tibshirani 1993, chapter 13): questions are drawn
again and again with replacement, both approaches keeping their answers to the same question.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

SEED = 20_240_229  # any; fixed, so that the same results always give the same verdict
DRAWS = 4_000
CONFIDENCE = 0.95
_AT_ONCE = 1_000_000  # numbers in memory


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean, and between which values it lies in `CONFIDENCE` of all draws."""

    mean: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        return self.low > 0 or self.high < 0


def paired_difference(first: Sequence[float], second: Sequence[float], seed: int = SEED) -> Interval:
    """Return how much `first` has over `second` on average; both hold one score per question, in one order.

    Raises ValueError where they differ in length or are empty.
    """
    differences = np.asarray(first, dtype=np.float64) - np.asarray(second, dtype=np.float64)
    if len(first) != len(second) or not len(first):
        raise ValueError("paired scores are as many on both sides, and at least one")
    random = np.random.default_rng(seed)
    step = max(1, _AT_ONCE // len(differences))
    means = np.concatenate(
        [
            differences[random.integers(0, len(differences), (min(step, DRAWS - done), len(differences)))].mean(axis=1)
            for done in range(0, DRAWS, step)
        ]
    )
    low, high = np.quantile(means, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return Interval(float(differences.mean()), float(low), float(high))
