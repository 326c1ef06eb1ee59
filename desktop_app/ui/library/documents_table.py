"""The table of documents as it is seen: columns, badges, what a click and the menu do."""

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView

from desktop_app.domain import DocumentState
from desktop_app.ui.library.document_table import CHANGED, FOLDER, NAME, PAGES, STATE, TYPE, DocumentTable
from desktop_app.ui.library.needs_you import show_folder
from desktop_app.ui.library.state_delegate import StateDelegate
from desktop_app.ui.theme import ThemeHolder

ROW_HEIGHT = 36
WIDTHS = {NAME: 320, FOLDER: 190, TYPE: 90, PAGES: 70, CHANGED: 120, STATE: 110}
SHOWN_FROM = {CHANGED: 560, TYPE: 640, PAGES: 720}  # pixels of the table; what matters least goes first


class DocumentsTable(QTableView):
    """Shows a DocumentTable; tells what the person wants done with a document, by its path."""

    opened = Signal(str)
    retry_asked = Signal(str)
    leave_out_asked = Signal(str)

    def __init__(self, table: DocumentTable, theme: ThemeHolder) -> None:
        super().__init__()
        self._table = table
        self.setAccessibleName("Documents")
        self.setModel(table)
        self.setItemDelegateForColumn(STATE, StateDelegate(theme, self))
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self._build_headers()
        self.setSortingEnabled(True)
        self.sortByColumn(NAME, Qt.SortOrder.AscendingOrder)
        self.activated.connect(self._on_activated)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu_asked)

    def resizeEvent(self, event: QResizeEvent) -> None:
        for column, width in SHOWN_FROM.items():
            self.setColumnHidden(column, self.width() < width)
        super().resizeEvent(event)

    def _build_headers(self) -> None:
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setAccessibleName("Rows")
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)  # else 10,000 rows are measured
        rows.setDefaultSectionSize(ROW_HEIGHT)
        columns.setAccessibleName("Columns")
        columns.setHighlightSections(False)
        for column, width in WIDTHS.items():
            columns.resizeSection(column, width)
        columns.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)

    def _on_activated(self, index: QModelIndex) -> None:
        self.opened.emit(self._table.row(index).path)

    def _on_menu_asked(self, at: QPoint) -> None:
        index = self.indexAt(at)
        if not index.isValid():
            return
        row = self._table.row(index)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Open beside the talk", lambda: self.opened.emit(row.path))
        menu.addAction("Show in its folder", lambda: show_folder(row.path))
        menu.addSeparator()
        menu.addAction("Read it again", lambda: self.retry_asked.emit(row.path))
        if row.state is not DocumentState.LEFT_OUT:
            menu.addAction("Leave it out", lambda: self.leave_out_asked.emit(row.path))
        menu.popup(self.viewport().mapToGlobal(at))
