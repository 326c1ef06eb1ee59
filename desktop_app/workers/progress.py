"""How far indexing is, told so that it is never without a sign of life."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from desktop_app.store.waiting import WorkLeft
from desktop_app.workers.protocol import IndexingProgressed
from desktop_app.workers.speeds import Speeds
from desktop_app.workers.time_left import TimeLeft, time_left

HEARTBEAT_SECONDS = 2.0


class Waiting(Protocol):
    def left(self) -> WorkLeft: ...
    def current_file(self) -> str: ...


class Progress:
    """Says what is done, what is at hand, and what time is left by the speeds measured so far."""

    def __init__(self, waiting: Waiting, speeds: Speeds, *, with_recognition: bool = False) -> None:
        self._waiting = waiting
        self._speeds = speeds
        self._with_recognition = with_recognition

    def now(self, *, paused: bool = False, share: float = 1.0, slowed: str = "") -> IndexingProgressed:
        """Return the state of things, fit to send; work takes `share` of the time, because of `slowed`."""
        work = self._waiting.left()
        pictures = work.pictures if self._with_recognition else 0
        if not (work.files or work.tokens or pictures):
            return IndexingProgressed(0, "paused" if paused else "idle", work.done, work.known)
        doing = "reading" if work.files else "embedding" if work.tokens else "recognising"
        current = Path(self._waiting.current_file()).name
        if paused:
            return IndexingProgressed(0, "paused", work.done, work.known, current)
        left = time_left(
            self._speeds.estimate(work.files, work.tokens, pictures, recognises=self._with_recognition), share
        )
        return IndexingProgressed(
            0, doing, work.done, work.known, current, left.about, slowed, seconds_at_most=left.at_most
        )


class Heartbeat:
    """Repeats the last progress while one step takes long, with the seconds spent on it."""

    def __init__(self, send: Callable[[IndexingProgressed], None], every: float = HEARTBEAT_SECONDS) -> None:
        self._send = send
        self._every = every
        self._told: IndexingProgressed | None = None
        self._at = 0.0
        self._changed = threading.Condition()
        self._is_over = False
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        self._thread.start()

    def told(self, progress: IndexingProgressed | None) -> None:
        """A new progress was told; None where there is nothing to repeat."""
        with self._changed:
            self._told = progress if progress and progress.state not in ("idle", "paused") else None
            self._at = time.monotonic()
            self._changed.notify()

    def close(self) -> None:
        with self._changed:
            self._is_over = True
            self._changed.notify()
        self._thread.join()

    def _beat(self) -> None:
        with self._changed:
            while not self._is_over:
                self._changed.wait(self._every if self._told else None)
                passed = time.monotonic() - self._at
                if self._told is not None and passed >= self._every:
                    left = TimeLeft(self._told.seconds_left, self._told.seconds_at_most).after(passed)
                    self._send(
                        replace(
                            self._told,
                            seconds_left=left.about,
                            seconds_at_most=left.at_most,
                            current_seconds=round(passed, 1),
                        )
                    )
