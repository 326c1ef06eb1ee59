"""Whether an answer is being written, by any process of Carrel: long work gives way to it."""

from pathlib import Path

from filelock import FileLock, Timeout


class AnswerInProgress:
    """Call it to know. The lock is held by whoever writes; looking costs well under a millisecond."""

    def __init__(self, answering_lock: Path) -> None:
        self._lock = FileLock(answering_lock)

    def __call__(self) -> bool:
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return True
        self._lock.release()
        return False
