"""How far indexing is, and how long it will take, from what was measured on this machine."""

import time
from pathlib import Path
from typing import Protocol

from desktop_app.store.waiting import WorkLeft
from desktop_app.workers.protocol import IndexingProgressed

MEASURE_SECONDS = 3.0  # no time is named before there is something to measure
MEASURE_SHARE = 0.05
TOKENS_A_PICTURE = 25_000  # recognising a page takes about as long as embedding so many


class Waiting(Protocol):
    def left(self) -> WorkLeft: ...
    def next_file(self) -> tuple[int, str, int] | None: ...


class Progress:
    """Watches the work shrink; one stretch of work lasts until everything is done."""

    def __init__(self, waiting: Waiting) -> None:
        self._waiting = waiting
        self._begun: float | None = None
        self._most = 0.0
        self._spent = 0.0
        self._last = 0.0

    def now(self, *, paused: bool) -> IndexingProgressed:
        """Return the state of things, fit to send."""
        work = self._waiting.left()
        left = _amount(work)
        moment = time.monotonic()
        if left == 0:
            self._begun = None
            return IndexingProgressed(0, "paused" if paused else "idle", work.done, work.known)
        if self._begun is None or left > self._most:
            self._begun, self._most, self._spent = moment, left, 0.0
        elif not paused:
            self._spent += moment - self._last
        self._last = moment
        doing = "reading" if work.files else "embedding" if work.tokens else "recognising"
        state = "paused" if paused else doing
        finished = self._most - left
        seconds_left = None
        if self._spent >= MEASURE_SECONDS and finished >= MEASURE_SHARE * self._most and not paused:
            seconds_left = round(self._spent * left / finished)
        return IndexingProgressed(0, state, work.done, work.known, self._current(), seconds_left)

    def _current(self) -> str:
        file = self._waiting.next_file()
        return Path(file[1]).name if file else ""


def _amount(work: WorkLeft) -> float:
    """One number for what is left, in tokens to embed: four bytes of a file are about one token."""
    return work.tokens + work.bytes / 4 + work.pictures * TOKENS_A_PICTURE
