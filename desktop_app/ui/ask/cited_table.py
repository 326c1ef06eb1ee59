"""Documents as rows, what was asked as columns; every cell that holds something opens its source."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from desktop_app.answer_table import RowState, TableRow
from desktop_app.domain import Citation
from desktop_app.ui.theme import STEP, ThemeHolder
from desktop_app.ui.widgets.look import set_look
from desktop_app.ui.widgets.plain import plainly
from desktop_app.ui.widgets.row_model import Index, RowModel
from desktop_app.written_values import comparable

LINES = 2  # of a cell; the tooltip and the source have all of it
MOST_ROWS = 10  # in sight at once; more are scrolled to
MOST_MEASURED = 300  # rows whose heights follow their texts
LABEL_SHARE = 0.34  # of the width, for the documents' names
SIDE, ABOVE = 3 * STEP, 2 * STEP
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
NOT_FOUND = "not found"
SORT_KEY = "s"
NOT_SORTED = -1, Qt.SortOrder.AscendingOrder


class CitedModel(RowModel[TableRow]):
    """The rows that are shown, and the citations of their cells by marker."""

    def __init__(self) -> None:
        super().__init__()
        self.citations: Mapping[int, Citation] = {}
        self._given: list[TableRow] = []  # in the order in which they came
        self._sorted_by = NOT_SORTED

    def show(self, heading: str, columns: Sequence[str], rows: Sequence[TableRow]) -> None:
        """Replace everything; the order that the person chose stays."""
        self.beginResetModel()
        self.titles = (heading, *columns)
        self._given = list(rows)
        self.rows = self._in_order()
        self.endResetModel()

    def add(self, rows: Sequence[TableRow]) -> None:
        """Put rows at the end."""
        if rows:
            self.beginInsertRows(self.index(-1, -1), len(self.rows), len(self.rows) + len(rows) - 1)
            self._given.extend(rows)
            self.rows.extend(rows)
            self.endInsertRows()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the rows by what stands in a column, those with nothing there last; -1 takes the first order back."""
        self.beginResetModel()
        self._sorted_by = column, order
        self.rows = self._in_order()
        self.endResetModel()

    def _in_order(self) -> list[TableRow]:
        column, order = self._sorted_by
        if not 0 <= column < len(self.titles):
            return list(self._given)
        return in_order(self._given, column, is_falling=order == Qt.SortOrder.DescendingOrder)

    def citation_at(self, row: int, column: int) -> Citation | None:
        """Return what a cell opens: its citation; of a document without one its first page; None for a mere label."""
        shown = self.rows[row]
        cells = shown.cells if column == 0 else shown.cells[column - 1 : column]
        found = next((self.citations[cell.marker] for cell in cells if cell.marker in self.citations), None)
        if found is not None or not shown.path or shown.state is RowState.UNREADABLE:
            return found
        return Citation(0, shown.path, shown.label, 1, "", "")

    def text_at(self, row: int, column: int) -> str:
        """Return what a cell says."""
        shown = self.rows[row]
        if column == 0:
            return shown.label
        if shown.state is RowState.UNREADABLE or (shown.note and shown.state is RowState.NOT_FOUND):
            return shown.note if column == 1 else ""
        return shown.cells[column - 1].text or NOT_FOUND

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text_at(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            shown = self.rows[row]
            marker = shown.cells[column - 1].marker if column else 0
            quote = self.citations[marker].quote if marker in self.citations else ""
            return plainly(" ".join(quote.split()) or (shown.path if column == 0 else shown.note))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.titles[column]}: {self.text_at(row, column)}"
        return self.rows[row] if role == ROW_ROLE else None


class CitedDelegate(QStyledItemDelegate):
    """Draws a citation's words on the yellow of a marker pen, and what is missing dimly."""

    def __init__(self, theme: ThemeHolder) -> None:
        super().__init__()
        self._theme = theme

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.text = ""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        inside = QRect(0, 0, max(40, option.rect.width() - 2 * SIDE), 0)
        lines = _lines(" ".join(index.data().split()), option, inside)
        return QSize(option.rect.width(), len(lines) * option.fontMetrics.lineSpacing() + 2 * ABOVE + 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        row: TableRow = index.data(ROW_ROLE)
        column, theme = index.column(), self._theme.current
        is_cited = column > 0 and row.state is not RowState.UNREADABLE and bool(row.cells[column - 1].marker)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(option.font)
        inside = option.rect.adjusted(SIDE, ABOVE, -SIDE, -ABOVE)
        top, metrics = inside.top(), option.fontMetrics
        for line in _lines(" ".join(index.data().split()), option, inside):
            if is_cited:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color("marker"))
                wide = metrics.horizontalAdvance(line.rstrip())
                painter.drawRoundedRect(QRectF(inside.left() - 3, top, wide + 6, metrics.lineSpacing() - 1), 3, 3)
            painter.setPen(theme.color(_ink(row, column, is_cited=is_cited)))
            painter.drawText(inside.left(), top + metrics.ascent(), line)
            top += metrics.lineSpacing()
        painter.restore()


class CitedTable(QTableView):
    """As high as its rows, up to MOST_ROWS; a click, Enter or the space bar opens a cell's source.

    A click on a title, or SORT_KEY in its column, orders the rows by it, then the other way round, then as they came.
    """

    citation_opened = Signal(Citation)

    def __init__(self, theme: ThemeHolder) -> None:
        super().__init__()
        self.cited = CitedModel()
        self._delegate = CitedDelegate(theme)
        self.setModel(self.cited)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName("What each document says")
        self.setAccessibleDescription("Enter opens a cell's source, S orders the rows by its column.")
        set_look(self, kind="cited")
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(LINES * self.fontMetrics().lineSpacing() + 2 * ABOVE + 2)
        self.verticalHeader().setAccessibleName("Documents")
        self.horizontalHeader().setAccessibleName("What was asked")
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSortIndicator(*NOT_SORTED)
        self.horizontalHeader().setSortIndicatorClearable(True)  # a third click takes the first order back
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSortingEnabled(True)
        self.clicked.connect(self._on_chosen)
        self.cited.modelReset.connect(self.fit)
        self.cited.rowsInserted.connect(self._on_rows_added)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._on_chosen(self.currentIndex())
        elif event.text() == SORT_KEY and self.currentIndex().isValid():
            self._sort_by_current()
        elif event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Escape):
            event.ignore()  # meant for the talk
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Share the width among the columns, and take the height of the rows."""
        columns, width = self.cited.columnCount(), self.viewport().width()
        if columns < 2:
            return
        label = round(width * min(LABEL_SHARE, 1.4 / columns))
        self.setColumnWidth(0, label)
        for column in range(1, columns):
            self.setColumnWidth(column, (width - label) // (columns - 1))
        self.clearSpans()
        self._fit_rows(0, len(self.cited.rows))

    def _on_rows_added(self, _parent: object, first: int, last: int) -> None:
        if first == 0:
            self.fit()
        else:
            self._fit_rows(first, last + 1)

    def _fit_rows(self, first: int, end: int) -> None:
        """Give rows their heights, those far down all the same one: each takes a tenth of a millisecond."""
        for row in range(first, end):
            shown = self.cited.rows[row]
            if shown.note and shown.state is not RowState.FOUND and self.cited.columnCount() > 2:
                self.setSpan(row, 1, 1, self.cited.columnCount() - 1)
            if row < MOST_MEASURED:
                self.resizeRowToContents(row)
        rows = sum(self.rowHeight(row) for row in range(min(MOST_ROWS, len(self.cited.rows))))
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows + 2)

    def _sort_by_current(self) -> None:
        """Do what a click on the column's title does, for the column that the cursor is in."""
        index, header = self.currentIndex(), self.horizontalHeader()
        column, falling = index.column(), Qt.SortOrder.DescendingOrder
        if header.sortIndicatorSection() != column:
            header.setSortIndicator(column, Qt.SortOrder.AscendingOrder)
        elif header.sortIndicatorOrder() != falling:
            header.setSortIndicator(column, falling)
        else:
            header.setSortIndicator(*NOT_SORTED)
        self.setCurrentIndex(self.cited.index(index.row(), column))

    def _on_chosen(self, index: Index) -> None:
        if index.isValid() and (citation := self.cited.citation_at(index.row(), index.column())) is not None:
            self.citation_opened.emit(citation)


def in_order(rows: Sequence[TableRow], column: int, *, is_falling: bool) -> list[TableRow]:
    """Return rows ordered by what stands in a column (0 for the labels), those with nothing there last.

    Dates, lengths of time and amounts go by what they mean, where most of the column is of one kind.
    """
    texts = [row.cells[column - 1].text if column else row.label for row in rows]
    held = [place for place, text in enumerate(texts) if text]
    known = dict(zip(held, comparable([texts[place] for place in held]) if column else [None] * len(held), strict=True))
    by_value = [(value, place) for place, value in known.items() if value is not None]
    by_text = [(texts[place].casefold(), place) for place, value in known.items() if value is None]
    order = [
        place for keys in (by_value, by_text) for _, place in sorted(keys, key=lambda pair: pair[0], reverse=is_falling)
    ]
    return [rows[place] for place in order] + [row for row, text in zip(rows, texts, strict=True) if not text]


def _ink(row: TableRow, column: int, *, is_cited: bool) -> str:
    if is_cited:
        return "on_marker"
    if row.state is RowState.UNREADABLE and column > 0:
        return "warning"
    return "ink" if column == 0 and row.state is RowState.FOUND else "dim"


def _lines(text: str, option: QStyleOptionViewItem, inside: QRect) -> list[str]:
    """Break a text into up to LINES lines, the last one shortened."""
    layout = QTextLayout(text, option.font)
    wrapping = QTextOption()
    wrapping.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(wrapping)
    layout.beginLayout()
    lines: list[str] = []
    while len(lines) < LINES and (line := layout.createLine()).isValid():
        line.setLineWidth(inside.width())
        if len(lines) == LINES - 1:
            rest = text[line.textStart() :]
            lines.append(option.fontMetrics.elidedText(rest, Qt.TextElideMode.ElideRight, inside.width()))
        else:
            lines.append(text[line.textStart() : line.textStart() + line.textLength()])
    layout.endLayout()
    return lines or [""]
