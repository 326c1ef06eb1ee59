"""Files that are still being written are waited for, without keeping others waiting.

A file that was changed a moment ago is passed over until it has been quiet. One that is
written all the time (a log) is read now and then all the same, ever less often while reading
it is in vain.
"""

import time
from collections.abc import Callable

from desktop_app.domain import FoundFile

LOOK_AGAIN_SECONDS = 0.3
LONGEST_WAIT = 30.0
LONGEST_PAUSE = 60.0


class Settling:
    """Remembers which documents wait for their writers; nothing of it outlives the process."""

    def __init__(
        self,
        quiet_seconds: float,
        *,
        now: Callable[[], float] = time.time,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """A file is quiet when it was not changed for `quiet_seconds`; 0 waits for none."""
        self._quiet = quiet_seconds
        self._now, self._clock = now, clock
        self._until: dict[int, float] = {}
        self._since: dict[int, float] = {}
        self._in_vain: dict[int, int] = {}

    def held(self) -> list[int]:
        """Return the documents that have to wait now."""
        moment = self._clock()
        return [document_id for document_id, until in self._until.items() if until > moment]

    def holds(self, document_id: int, found: FoundFile) -> bool:
        """Tell whether the file is being written just now, and hold it back if so.

        A change in the future says that a clock jumped, not that the file is being written.
        """
        moment = self._clock()
        since = self._since.setdefault(document_id, moment)
        is_fresh = 0 <= self._now() - found.modified_ns / 1e9 < self._quiet
        if is_fresh and moment - since < LONGEST_WAIT:
            self._until[document_id] = moment + LOOK_AGAIN_SECONDS
            return True
        self._until.pop(document_id, None)
        del self._since[document_id]
        return False

    def read_in_vain(self, document_id: int) -> None:
        """The file changed while it was read: wait longer each time."""
        times = self._in_vain[document_id] = self._in_vain.get(document_id, 0) + 1
        self._until[document_id] = self._clock() + min(self._quiet * 2**times, LONGEST_PAUSE)

    def read(self, document_id: int) -> None:
        """The file was read whole, or is of no interest any more."""
        self._until.pop(document_id, None)
        self._since.pop(document_id, None)
        self._in_vain.pop(document_id, None)
