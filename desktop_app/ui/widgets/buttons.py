"""Buttons: with text (primary, plain, quiet, link, danger, pill) and with an icon alone."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from desktop_app.ui.icons import ICON_SIZE, icon
from desktop_app.ui.theme import ThemeHolder
from desktop_app.ui.widgets.look import set_look
from desktop_app.ui.widgets.plain import plainly


class Button(QPushButton):
    """A button with text. `kind` is "", "primary", "quiet", "link", "danger" or "pill"."""

    def __init__(
        self,
        text: str,
        on_clicked: Callable[[], object] | None = None,
        *,
        kind: str = "",
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        set_look(self, kind=kind)
        self.setAccessibleName(name or text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        if on_clicked is not None:
            self.clicked.connect(lambda _checked=False: on_clicked())


class IconButton(QToolButton):
    """A button that is an icon; `name` is its accessible name and its tooltip.

    `token` is the theme's colour that it is drawn in.
    """

    def __init__(
        self,
        icon_name: str,
        name: str,
        theme: ThemeHolder,
        on_clicked: Callable[[], object] | None = None,
        *,
        kind: str = "quiet",
        token: str = "dim",
        size: int = ICON_SIZE,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name, self._theme, self._token, self._size = icon_name, theme, token, size
        set_look(self, kind=kind)
        self.setAccessibleName(name)
        self.setToolTip(plainly(name))
        self.setIconSize(QSize(size, size))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.theme_changed.connect(self._draw)
        self._draw()
        if on_clicked is not None:
            self.clicked.connect(lambda _checked=False: on_clicked())

    def set_icon(self, icon_name: str, name: str) -> None:
        """Show another icon, with another accessible name."""
        self._icon_name = icon_name
        self.setAccessibleName(name)
        self.setToolTip(plainly(name))
        self._draw()

    def _draw(self) -> None:
        self.setIcon(icon(self._icon_name, self._theme.current, self._token, size=self._size))
