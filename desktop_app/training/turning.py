"""When the check loss has turned: the examples checked with are looked at one by one, not by their mean alone.

The mean of a few answers wavers from check to check by more than a run wins in the meantime. So the last
checks are taken together, and a rise counts when it is larger than the standard error of the rises of the
single examples: a rise that most of them share, and not the bad luck of two or three.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import fmean

SMOOTHED = 3  # checks that are taken together
PATIENCE = 3  # times in a row that these must be worse than they were at their best
SMALLEST = 0.01  # of the loss; a smaller rise is none


@dataclass(slots=True)
class Turning:
    """Remembers losses in nats, one for each example checked with; its fields are all that a checkpoint keeps."""

    recent: list[list[float]] = field(default_factory=list)
    lowest: list[float] = field(default_factory=list)
    worse: int = 0

    @property
    def has_come(self) -> bool:
        return self.worse >= PATIENCE

    def add(self, losses: Sequence[float]) -> None:
        """Take up one check: the examples' losses, always in the same order."""
        self.recent = [*self.recent, list(losses)][-SMOOTHED:]
        together = [fmean(of_one) for of_one in zip(*self.recent, strict=True)]
        if not self.lowest or sum(together) < sum(self.lowest):
            self.lowest, self.worse = together, 0
            return
        self.worse = self.worse + 1 if self._has_risen(together) else 0

    def _has_risen(self, together: Sequence[float]) -> bool:
        rises = [now - then for now, then in zip(together, self.lowest, strict=True)]
        return not sum(rises) <= max(_standard_error(rises), SMALLEST * sum(self.lowest))  # NaN has risen, too


def _standard_error(values: Sequence[float]) -> float:
    """Return that of their sum; 0 for a single one."""
    count, mean = len(values), fmean(values)
    return math.sqrt(count / (count - 1) * sum((value - mean) ** 2 for value in values)) if count > 1 else 0.0
