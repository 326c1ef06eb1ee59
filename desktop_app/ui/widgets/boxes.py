"""Cards, and what stands in a place that has nothing to show yet."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.ui.icons import pixmap
from desktop_app.ui.theme import STEP, ThemeHolder
from desktop_app.ui.widgets.labels import Label
from desktop_app.ui.widgets.look import set_look


class Card(QFrame):
    """A box with a column inside (`column`); `tone` is "", "warning" or "accent".

    With `clickable` it takes focus, and a click, Enter or the space bar tells `clicked`.
    """

    clicked = Signal()

    def __init__(self, *, tone: str = "", clickable: bool = False, name: str = "") -> None:
        super().__init__()
        set_look(self, kind="card", tone=tone)
        self.setAccessibleName(name)
        self._clickable = clickable
        if clickable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(4 * STEP, 3 * STEP, 4 * STEP, 3 * STEP)
        self.column.setSpacing(2 * STEP)

    def set_selected(self, selected: bool) -> None:
        set_look(self, selected=selected)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._clickable and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._clickable and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


class EmptyState(QWidget):
    """Says what will stand here and how to fill it; `action` is the button that does it."""

    def __init__(
        self, icon_name: str, title: str, text: str, theme: ThemeHolder, action: QWidget | None = None
    ) -> None:
        super().__init__()
        self._icon_name, self._theme = icon_name, theme
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        heading = Label(title, kind="title")
        heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        body = Label(text, tone="dim", wraps=True)
        body.setAlignment(Qt.AlignmentFlag.AlignCenter)
        body.setMaximumWidth(105 * STEP)
        column = QVBoxLayout(self)
        column.setSpacing(3 * STEP)
        column.addStretch(2)
        column.addWidget(self._picture)
        column.addWidget(heading)
        middle = QHBoxLayout()  # an alignment would squeeze the text to its narrowest
        middle.addStretch(1)
        middle.addWidget(body, 100)
        middle.addStretch(1)
        column.addLayout(middle)
        if action is not None:
            column.addWidget(action, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        theme.theme_changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        scale = self.devicePixelRatioF()
        self._picture.setPixmap(pixmap(self._icon_name, self._theme.current.color("accent"), 11 * STEP, scale))
