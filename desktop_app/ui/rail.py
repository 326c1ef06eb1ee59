"""The rail at the left edge: one button a view."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QVBoxLayout

from desktop_app.ui.icons import icon
from desktop_app.ui.theme import STEP, ThemeHolder
from desktop_app.ui.views import ViewEntry
from desktop_app.ui.widgets.plain import plainly

WIDTH = 18 * STEP


class Rail(QFrame):
    """Shows the views; `view_chosen` carries the name of the one that was clicked."""

    view_chosen = Signal(str)

    def __init__(self, views: Sequence[ViewEntry], theme: ThemeHolder) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAccessibleName("Views")
        self.setFixedWidth(WIDTH)
        self._views, self._theme = views, theme
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 14, 6, 14)
        column.setSpacing(6)
        for at, view in enumerate(views, 1):
            self._buttons[view.name] = button = self._build_button(view, at)
            self._group.addButton(button)
            column.addWidget(button)
        column.addStretch()
        theme.theme_changed.connect(self._draw)
        self._draw()

    def set_current(self, name: str) -> None:
        self._buttons[name].setChecked(True)

    def _build_button(self, view: ViewEntry, at: int) -> QToolButton:
        button = QToolButton()
        button.setText(view.title)
        button.setAccessibleName(view.title)
        button.setToolTip(plainly(f"{view.title} (Ctrl+{at})"))
        button.setCheckable(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIconSize(QSize(22, 22))
        button.setFixedSize(WIDTH - 13, 52)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(lambda _checked=False, name=view.name: self.view_chosen.emit(name))
        return button

    def _draw(self) -> None:
        for view in self._views:
            self._buttons[view.name].setIcon(icon(view.icon, self._theme.current, size=22))
