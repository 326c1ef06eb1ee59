"""Draws a document's state as a badge."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop_app.domain import DocumentRow, DocumentState
from desktop_app.ui.library.document_table import ROW_ROLE, STATE_WORDS
from desktop_app.ui.theme import STEP, ThemeHolder, text_font

TONES = {
    DocumentState.SEARCHABLE: ("accent_soft", "accent"),
    DocumentState.FAILED: ("warning_soft", "warning"),
    DocumentState.AWAY: ("warning_soft", "warning"),
}


class StateDelegate(QStyledItemDelegate):
    """A coloured badge for states that matter, dim words for those that pass."""

    def __init__(self, theme: ThemeHolder, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._font = text_font(11)

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        option.text = ""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        row: DocumentRow = index.data(ROW_ROLE)
        ground, ink = TONES.get(row.state, ("", "dim"))
        word = STATE_WORDS[row.state]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        width = painter.fontMetrics().horizontalAdvance(word) + 4 * STEP
        cell = QRectF(option.rect)
        box = QRectF(cell.left() + 2 * STEP, cell.center().y() - 10.5, width, 19)
        if ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.current.color(ground))
            painter.drawRoundedRect(box, 9.5, 9.5)
        painter.setPen(self._theme.current.color(ink))
        painter.drawText(box if ground else cell.adjusted(2 * STEP, 0, 0, 0), _alignment(bool(ground)), word)
        painter.restore()


def _alignment(is_badge: bool) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignCenter if is_badge else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
