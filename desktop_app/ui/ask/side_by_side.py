"""Two or more answers to one question, beside each other where there is room."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QWidget

from desktop_app.ui.theme import STEP

LEAST_ROOM = 280  # pixels for each; with less they stand below each other


class SideBySide(QFrame):
    """A row of answers that share its width."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Answers to one question")
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6 * STEP)

    def add(self, answer: QWidget) -> None:
        self._row.addWidget(answer, 1)
        answer.show()
        self._turn()

    def take(self, answer: QWidget) -> bool:
        """Let go of an answer; tell whether any is left."""
        self._row.removeWidget(answer)
        answer.setParent(None)
        return self._row.count() > 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        fits = self.width() >= LEAST_ROOM * self._row.count()
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom)
