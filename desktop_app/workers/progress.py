"""How far indexing is, and how long it will take, from what was measured on this machine."""

import time
from pathlib import Path
from typing import Protocol

from desktop_app.workers.protocol import IndexingProgressed

MEASURE_SECONDS = 3.0  # no time is named before there is something to measure
MEASURE_SHARE = 0.05
TELL_WITHIN = 0.9  # how much of the last figure is kept, so that the shown time does not jump


class CountsLeft(Protocol):
    def counts_left(self) -> tuple[int, int, int, int]:
        """Return (files known, files done, tokens to embed, bytes to read)."""
        ...


class ReadsNext(Protocol):
    @property
    def files_left(self) -> int: ...
    @property
    def next_file(self) -> str: ...


class Progress:
    """Watches the work shrink; one stretch of work lasts until everything is done."""

    def __init__(self, library: CountsLeft, indexer: ReadsNext) -> None:
        self._library = library
        self._indexer = indexer
        self._begun: float | None = None
        self._most = 0.0
        self._spent = 0.0
        self._last = 0.0

    def now(self, *, paused: bool) -> IndexingProgressed:
        """Return the state of things, fit to send."""
        known, done, tokens, size = self._library.counts_left()
        left = _work(tokens, size)
        moment = time.monotonic()
        if left == 0:
            self._begun = None
            return IndexingProgressed(0, "paused" if paused else "idle", done, known)
        if self._begun is None or left > self._most:
            self._begun, self._most, self._spent = moment, left, 0.0
        elif not paused:
            self._spent += moment - self._last
        self._last = moment
        state = "paused" if paused else "reading" if self._indexer.files_left else "embedding"
        finished = self._most - left
        seconds_left = None
        if self._spent >= MEASURE_SECONDS and finished >= MEASURE_SHARE * self._most and not paused:
            seconds_left = round(self._spent * left / finished)
        return IndexingProgressed(0, state, done, known, Path(self._indexer.next_file).name, seconds_left)


def _work(tokens: int, size: int) -> float:
    """One number for what is left, in tokens to embed: four bytes of a file are about one token."""
    return tokens + size / 4
