"""Questions as rows, approaches as columns: answers beside each other, each with its mark."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from desktop_app.ui.theme import STEP, ThemeHolder, text_font
from desktop_app.ui.widgets.plain import plainly
from desktop_app.ui.widgets.row_model import Index, RowModel
from desktop_app.workers.comparison_protocol import ComparisonRead, QuestionCompared

MARK_ROLE = Qt.ItemDataRole.UserRole + 1
LINES = 3  # of an answer; the tooltip has all of it
TONES = {"right": ("accent_soft", "accent")}
OTHERS = ("warning_soft", "warning")  # wrong, refused, invented


class AnswersModel(RowModel[tuple[str, list[Mapping[str, str] | None]]]):
    """One comparison's answers; a cell is empty until it is answered."""

    def show(self, comparison: ComparisonRead) -> None:
        """Replace everything."""
        self.beginResetModel()
        self.titles = ("Question", *comparison.columns)
        self.rows = [(row["question"], list(row["cells"])) for row in comparison.rows]
        self.endResetModel()

    def take(self, compared: QuestionCompared) -> None:
        """Fill one cell."""
        self.rows[compared.row][1][compared.column] = compared.cell
        at = self.index(compared.row, compared.column + 1)
        self.dataChanged.emit(at, at)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        question, cells = self.rows[index.row()]
        cell = cells[index.column() - 1] if index.column() else {"text": question, "mark": ""}
        text, mark = (cell["text"], cell["mark"]) if cell else ("", "")
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Qt.ItemDataRole.ToolTipRole:
            return plainly(_wrapped(text))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{text} {mark}".strip() or "not answered yet"
        return mark if role == MARK_ROLE else None


class AnswerDelegate(QStyledItemDelegate):
    """Draws some lines of the text, and the mark below it."""

    def __init__(self, theme: ThemeHolder) -> None:
        super().__init__()
        self._theme = theme
        self._small = text_font(11)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.text = ""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        inside = option.rect.adjusted(3 * STEP, 2 * STEP, -3 * STEP, -2 * STEP)
        mark = index.data(MARK_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(option.font)
        painter.setPen(self._theme.current.color("dim" if mark and mark != "right" else "ink"))
        bottom = _draw_lines(painter, inside, " ".join(index.data().split()))
        if mark:
            self._draw_mark(painter, inside.left(), bottom + STEP, mark)
        painter.restore()

    def _draw_mark(self, painter: QPainter, left: int, top: float, mark: str) -> None:
        ground, ink = TONES.get(mark, OTHERS)
        painter.setFont(self._small)
        box = QRectF(left, top, painter.fontMetrics().horizontalAdvance(mark) + 4 * STEP, 19)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.current.color(ground))
        painter.drawRoundedRect(box, 9.5, 9.5)
        painter.setPen(self._theme.current.color(ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, mark)


class AnswersTable(QTableView):
    """The table itself."""

    def __init__(self, model: AnswersModel, theme: ThemeHolder) -> None:
        super().__init__()
        self._delegate = AnswerDelegate(theme)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName("Answers")
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.horizontalHeader().setAccessibleName("Approaches")
        self.verticalHeader().setAccessibleName("Questions")
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().lineSpacing() * LINES + 10 * STEP)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setHighlightSections(False)


def _draw_lines(painter: QPainter, inside: QRect, text: str) -> float:
    """Draw up to LINES lines, the last one shortened; return where they end."""
    layout = QTextLayout(text, painter.font())
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)  # a word may be wider than its column
    layout.setTextOption(option)
    layout.beginLayout()
    top = float(inside.top())
    metrics = painter.fontMetrics()
    for number in range(LINES):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(inside.width())
        shown = text[line.textStart() : line.textStart() + line.textLength()]
        if number == LINES - 1:
            shown = metrics.elidedText(text[line.textStart() :], Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside.left(), round(top + metrics.ascent()), shown)
        top += metrics.lineSpacing()
    layout.endLayout()
    return top


def _wrapped(text: str) -> str:
    """A tooltip wraps only what it takes for rich text; plain text gets its line breaks here."""
    lines, line = [], ""
    for word in text.split():
        if len(line) + len(word) > 90:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return "\n".join([*lines, line])
