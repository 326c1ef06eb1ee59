"""How many threads a training computes on: all cores of a quiet machine, what is left of a busy one.

Threads that wait for each other at every product of matrices stand still when one of them gets no turn:
on two cores, both busy with other programs, two threads learnt 100 to 250 tokens a second, one alone 320.
"""

import time
from collections.abc import Callable

from desktop_app.training.device import threads_in_use, use_threads
from desktop_app.workers.restraint import LoadMeter, MachineLoad

LOOK_SECONDS = 10.0


class LeftThreads:
    """Asked between steps; looks at the machine now and then."""

    def __init__(
        self, look: Callable[[], MachineLoad] | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._look = look or LoadMeter()
        self._clock = clock
        self._most = threads_in_use()
        self._looked = clock()

    def adjust(self, *, at_once: bool = False) -> None:
        """Compute on as many threads as others leave cores, one at least, by what they did since the last look."""
        if not at_once and self._clock() - self._looked < LOOK_SECONDS:
            return
        self._looked = self._clock()
        count = max(1, round(self._most * (1.0 - self._look().others)))
        if count != threads_in_use():
            use_threads(count)
