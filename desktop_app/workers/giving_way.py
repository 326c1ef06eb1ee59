"""When training waits: while an answer is written, and while the person wants it to.

Asked many times a second; looks only as often as it costs nothing. An answer is noticed by the
same lock that indexing gives way to.
"""

import time
from collections.abc import Callable
from pathlib import Path

from desktop_app.workers.answer_in_progress import AnswerInProgress

LOOK_SECONDS = 0.1


class GivingWay:
    """`listen` is asked whether training is paused; it may raise to end the training."""

    def __init__(
        self,
        answering_lock: Path,
        listen: Callable[[], bool],
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._is_answer_being_written = AnswerInProgress(answering_lock)
        self._listen = listen
        self._clock, self._sleep = clock, sleep
        self._looked = -LOOK_SECONDS

    def __call__(self) -> None:
        """Return at once, or when nothing stands in the way any more."""
        if self._clock() - self._looked < LOOK_SECONDS:
            return
        while self._listen() or self._is_answer_being_written():
            self._sleep(LOOK_SECONDS)
        self._looked = self._clock()
