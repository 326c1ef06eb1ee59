"""A column of a readable width in the middle of whatever room there is."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.ui.theme import STEP

WIDEST = 720  # pixels; longer lines are hard to read
SIDE = 10 * STEP


class ReadingColumn(QWidget):
    """Put parts into `column`; `right` pixels of the right margin belong to someone else (a scroll bar)."""

    def __init__(self, above: int, below: int, right: int = 0) -> None:
        super().__init__()
        self._above, self._below, self._right = above, below, right
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(SIDE, above, SIDE - right, below)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        spare = max(0, self.width() + self._right - WIDEST - 2 * SIDE)
        left = SIDE + spare // 2
        self.column.setContentsMargins(left, self._above, SIDE + spare - spare // 2 - self._right, self._below)
