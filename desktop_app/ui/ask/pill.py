"""A button that opens a choice and shows what is chosen: in full, in short, and cut with … only where neither fits."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt

from desktop_app.ui.icons import icon
from desktop_app.ui.theme import ThemeHolder
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.plain import plainly

ARROW = QSize(20, 12)  # with room around it
AROUND_TEXT = 48  # pixels: padding, border, arrow, and what rounding takes
LEAST_TEXT = 24


class Pill(Button):
    """`show_choice` sets the words, `set_room` how wide it may be."""

    def __init__(self, name: str, on_clicked: Callable[[], object], theme: ThemeHolder) -> None:
        super().__init__("", on_clicked, kind="pill", name=name)
        self._choice, self._short, self._theme = "", "", theme
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
        return self._width_of(self._choice)

    @property
    def short_width(self) -> int:
        """How wide it is with its short words."""
        return self._width_of(self._short)

    def show_choice(self, text: str, tooltip: str, short: str = "") -> None:
        """Show `text`; `short` is what may stand for it where room is scarce."""
        self._choice, self._short = text, short or text
        self.setToolTip(plainly(tooltip))
        self.setAccessibleDescription(text)
        self._fit()

    def set_room(self, width: int) -> None:
        """Be no wider than that many pixels."""
        self._room = width
        self._fit()

    def _width_of(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text) + AROUND_TEXT

    def _fit(self) -> None:
        text = self._choice if self.wanted_width <= self._room else self._short
        room = max(self._room - AROUND_TEXT + 2, LEAST_TEXT)
        self.setText(self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room))

    def _draw(self) -> None:
        self.setIcon(icon("down", self._theme.current, "dim", size=12))


def share_room(pills: Sequence[Pill], room: int) -> None:
    """Let each be as wide as its short words, and those that fit, the first before the others, as all their words.

    Where not even the short words fit, the longest give way.
    """
    spare = room - sum(pill.short_width for pill in pills)
    if spare >= 0:
        for pill in pills:
            more = pill.wanted_width - pill.short_width
            pill.set_room(pill.wanted_width if more <= spare else pill.short_width)
            spare -= more if more <= spare else 0
        return
    for left, pill in enumerate(sorted(pills, key=lambda pill: pill.short_width)):
        width = min(pill.short_width, room // (len(pills) - left))
        pill.set_room(width)
        room -= width
