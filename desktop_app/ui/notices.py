"""The one door for telling the person something that stands nowhere else.

A document's failure stands on its row and a failed answer in its conversation; everything
else comes here: shown for a while by whoever listens, kept in the history.
"""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

HISTORY = 200


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence; `tone` is "", "good" or "warning"; `at` is seconds since 1970.

    `action` is the text of a button that calls `act`, empty where there is none.
    """

    text: str
    tone: str = ""
    code: str = ""
    at: float = 0.0
    action: str = ""
    act: Callable[[], object] | None = None


class Notices(QObject):
    """Takes notices and tells of them."""

    given = Signal(object)

    def __init__(self, parent: QObject | None = None, now: Callable[[], float] = time.time) -> None:
        super().__init__(parent)
        self._now = now
        self._history: deque[Notice] = deque(maxlen=HISTORY)

    def tell(
        self, text: str, *, tone: str = "", code: str = "", action: str = "", act: Callable[[], object] | None = None
    ) -> None:
        """Show a sentence, with a button where `action` names one."""
        notice = Notice(text, tone, code, self._now(), action, act)
        self._history.append(notice)
        self.given.emit(notice)

    def warn(self, error: Exception | str, code: str = "") -> None:
        """Show what went wrong; for a CarrelError its sentence is fit to show."""
        self.tell(str(error), tone="warning", code=code or getattr(error, "code", ""))

    @property
    def history(self) -> list[Notice]:
        """The latest notices, oldest first."""
        return list(self._history)
