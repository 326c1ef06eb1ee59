"""Text that is not typed: titles, section names, badges, text that gives way, rules."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from desktop_app.ui.widgets.look import set_look
from desktop_app.ui.widgets.plain import plainly


class Label(QLabel):
    """Plain text, never markup: file names and reasons come from outside.

    `kind` is "", "title", "heading" or "small"; `tone` is "", "dim", "warning", "good" or "accent".
    """

    def __init__(self, text: str = "", *, kind: str = "", tone: str = "", wraps: bool = False) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wraps)
        set_look(self, kind=kind, tone=tone)


class SectionLabel(Label):
    """The small capitals above a group."""

    def __init__(self, text: str) -> None:
        super().__init__(text.upper(), kind="section")
        self.setAccessibleName(text)


class Badge(Label):
    """A word in a rounded box. `tone` is "" (accent), "warning", "dim" or "marker"."""

    def __init__(self, text: str, *, tone: str = "") -> None:
        super().__init__(text, kind="badge", tone=tone)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


class ElidedLabel(QLabel):
    """One line that ends (or, for paths, is cut in the middle) with … where room is short; the tooltip has all."""

    def __init__(
        self,
        text: str = "",
        *,
        kind: str = "",
        tone: str = "",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        set_look(self, kind=kind, tone=tone)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleName(text)
        self.setToolTip(plainly(text))

    def set_mode(self, mode: Qt.TextElideMode) -> None:
        """Cut what has no room elsewhere: paths in the middle, sentences at the end."""
        self._mode = mode
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        inside = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), self._mode, inside.width())
        painter.drawText(inside, int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), shown)


class Rule(QFrame):
    """A thin line between rows."""

    def __init__(self) -> None:
        super().__init__()
        set_look(self, kind="rule")
