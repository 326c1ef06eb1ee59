"""How far a run is, and the learning rate that belongs to it.

A run limited by time is planned from the steps measured so far, and planned anew with every
step: on a machine that gets busier the learning rate still comes down before the time is over.
"""

import math
from dataclasses import dataclass

from desktop_app.training.training_settings import TrainingLimit

_FLOOR = 0.0  # of the full learning rate, at the end: what the last steps learn settles
_SMOOTHING = 0.1  # weight of the newest step in the measured time of a step


@dataclass(slots=True)
class Schedule:
    """The state of one run's plan; `done` is the share of the run behind us, from 0 to 1.

    Its fields are all there is to it, so that a checkpoint can keep them.
    """

    limit: TrainingLimit
    steps_per_epoch: int
    step: int = 0
    done: float = 0.0
    seconds: float = 0.0
    seconds_per_step: float = 0.0

    def advance(self, seconds: float, overhead: float = 0.0) -> None:
        """Count one step that took so long; `overhead` is what went into checks and checkpoints since the last one."""
        left = self.steps_left()
        self.step += 1
        self.seconds += seconds + overhead
        known = self.seconds_per_step
        self.seconds_per_step = known + _SMOOTHING * (seconds - known) if known else seconds
        self.done = min(1.0, self.done + (1.0 - self.done) / max(1, left))
        if self.steps_left() == 0:
            self.done = 1.0

    def steps_left(self) -> int:
        """Return how many steps are still to come, as far as can be told."""
        most = [self.limit.steps - self.step] if self.limit.steps else []
        if self.limit.epochs:
            most.append(math.ceil(self.limit.epochs * self.steps_per_epoch) - self.step)
        if self.limit.seconds:
            most.append(self._steps_in(self.limit.seconds - self.seconds))
        return max(0, min(most))

    @property
    def seconds_left(self) -> float:
        """Return how long the rest takes, checks included."""
        share = self.seconds / self.step if self.step else 0.0
        left = self.steps_left() * max(share, self.seconds_per_step)
        return max(0.0, min(left, self.limit.seconds - self.seconds)) if self.limit.seconds else left

    @property
    def is_over(self) -> bool:
        return self.steps_left() == 0

    def _steps_in(self, seconds: float) -> int:
        if seconds <= 0:
            return 0
        # The mean of all of it, checks too; before the first step a step is a guess that nothing hangs on.
        mean = max(self.seconds / max(1, self.step), self.seconds_per_step) or 5.0
        return max(1, math.floor(seconds / mean))


def learning_rate_share(done: float, warm_up: float) -> float:
    """Return the share of the full learning rate at `done` of the run: up in a line, down along a cosine."""
    if done < warm_up:
        return max(0.02, done / warm_up)
    after = (done - warm_up) / (1.0 - warm_up)
    return _FLOOR + (1.0 - _FLOOR) * 0.5 * (1.0 + math.cos(math.pi * min(1.0, after)))
