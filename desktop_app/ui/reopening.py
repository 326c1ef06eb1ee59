"""Closing the window for what needs every database closed, and opening it again.

Who asks hands over what is to be done; the application does it once the workers have ended and
the window's own databases are closed.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

Task = Callable[[], None]


class Reopening(QObject):
    """`asked` tells that the window should close; `task` is what to do then, with `about` to say meanwhile."""

    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.task: Task | None = None
        self.about = ""

    def ask(self, task: Task, about: str) -> None:
        """Let `task` run while nothing has the databases open; it may raise CarrelError."""
        self.task, self.about = task, about
        self.asked.emit()
