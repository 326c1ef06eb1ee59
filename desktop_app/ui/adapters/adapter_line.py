"""The list of adapters: names, and in a word whether each fits the chosen model."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout

from desktop_app.domain import AdapterCard, Passport
from desktop_app.errors import AdapterMismatch, AdapterMissing
from desktop_app.ui.theme import STEP
from desktop_app.ui.widgets.labels import Badge, ElidedLabel
from desktop_app.ui.widgets.look import set_look

_WORDS = {AdapterMismatch.code: "other base", AdapterMissing.code: "gone"}


class AdapterLines(QFrame):
    """Lines of which one is chosen; `chosen` carries the adapter's path."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Adapters")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)

    def show_cards(self, cards: Sequence[tuple[AdapterCard, Passport | None]], current: str) -> None:
        """Draw the lines anew."""
        had_focus = any(line.hasFocus() for line in self.lines())
        while (item := self._column.takeAt(0)) is not None:
            if (line := item.widget()) is not None:
                line.hide()
                line.deleteLater()
        for card, passport in cards:
            made = AdapterLine(card, passport)
            made.chosen.connect(self.chosen)
            set_look(made, selected=card.path == current)
            self._column.addWidget(made)
            if had_focus and card.path == current:
                made.setFocus()

    def lines(self) -> list["AdapterLine"]:
        items = (self._column.itemAt(at) for at in range(self._column.count()))
        widgets = (item.widget() for item in items if item is not None)
        return [widget for widget in widgets if isinstance(widget, AdapterLine)]


class AdapterLine(QFrame):
    """One adapter. Enter or a click chooses it."""

    chosen = Signal(str)

    def __init__(self, card: AdapterCard, passport: Passport | None) -> None:
        super().__init__()
        self.card = card
        self.state = state_of(passport)
        set_look(self, kind="line")
        self.setAccessibleName(f"{card.name}, {self.state}")
        self.setToolTip(passport.reason if passport else card.path)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(32)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * STEP, 0, 2 * STEP, 0)
        row.setSpacing(STEP)
        row.addWidget(ElidedLabel(card.name), 1)
        tone = "dim" if passport is None else "" if passport.fits else "warning"
        row.addWidget(Badge(self.state, tone=tone))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(self.card.path)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self.card.path)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)


def state_of(passport: Passport | None) -> str:
    """Return in one or two words whether it fits."""
    if passport is None:
        return "looking…"
    return "fits" if passport.fits else _WORDS.get(passport.code, "unusable")
