"""A button that opens a choice and shows what is chosen, cut with … where room is short."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt

from desktop_app.ui.icons import icon
from desktop_app.ui.theme import ThemeHolder
from desktop_app.ui.widgets.buttons import Button

ARROW = QSize(20, 12)  # with room around it
AROUND_TEXT = 48  # pixels: padding, border, arrow, and what rounding takes
LEAST_TEXT = 24


class Pill(Button):
    """`show_choice` sets the words, `set_room` how wide it may be."""

    def __init__(self, name: str, on_clicked: Callable[[], object], theme: ThemeHolder) -> None:
        super().__init__("", on_clicked, kind="pill", name=name)
        self._choice, self._theme = "", theme
        self._room = 10_000
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow stands behind the words
        self.setIconSize(ARROW)
        theme.theme_changed.connect(self._draw)
        self._draw()

    @property
    def choice(self) -> str:
        """The words in full."""
        return self._choice

    @property
    def wanted_width(self) -> int:
        """How wide it is with all its words."""
        return self.fontMetrics().horizontalAdvance(self._choice) + AROUND_TEXT

    def show_choice(self, text: str, tooltip: str) -> None:
        self._choice = text
        self.setToolTip(tooltip)
        self.setAccessibleDescription(text)
        self._fit()

    def set_room(self, width: int) -> None:
        """Be no wider than that many pixels."""
        self._room = width
        self._fit()

    def _fit(self) -> None:
        room = max(self._room - AROUND_TEXT + 2, LEAST_TEXT)
        self.setText(self.fontMetrics().elidedText(self._choice, Qt.TextElideMode.ElideRight, room))

    def _draw(self) -> None:
        self.setIcon(icon("down", self._theme.current, "dim", size=12))
