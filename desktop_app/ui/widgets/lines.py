"""Lists of a few lines of which one is chosen, by mouse or keyboard: folders, adapters."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout

from desktop_app.ui.theme import STEP
from desktop_app.ui.widgets.look import set_look
from desktop_app.ui.widgets.plain import plainly

HEIGHT = 32


class Line(QFrame):
    """One line, with a `row` to put things into. Enter, the space bar or a click tells `chosen` its key."""

    chosen = Signal(str)

    def __init__(self, key: str, name: str, tip: str) -> None:
        super().__init__()
        self.key = key
        set_look(self, kind="line")
        self.setAccessibleName(name)
        self.setToolTip(plainly(tip))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(2 * STEP, 0, 2 * STEP, 0)
        self.row.setSpacing(STEP)

    def set_current(self, is_current: bool) -> None:
        """Show whether it is the one that is chosen."""
        set_look(self, selected=is_current)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(self.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self.key)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)


class Lines(QFrame):
    """The lines below each other; `chosen` tells the key of one."""

    chosen = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._shown: list[Line] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)

    def replace_lines(self, lines: Sequence[Line], current: str) -> None:
        """Show other lines; the focus stays with the list where it had it."""
        had_focus = any(line.hasFocus() for line in self._shown)
        for line in self._shown:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._shown = list(lines)
        for line in self._shown:
            line.set_current(line.key == current)
            self._column.addWidget(line)
            if had_focus and line.key == current:
                line.setFocus()
