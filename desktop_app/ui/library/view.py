"""The Library view. The store is the truth and events are hints: each asks the store again."""

from pathlib import Path

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QMenu,
    QMessageBox,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop_app.domain import DocumentRow, DocumentState
from desktop_app.errors import CarrelError
from desktop_app.ui.context import View, WindowContext
from desktop_app.ui.library.document_table import CHANGED, FOLDER, NAME, PAGES, STATE, TYPE, DocumentTable
from desktop_app.ui.library.folder_list import FolderEntry, FolderList, entry_for
from desktop_app.ui.library.needs_you import NeedsYouBox, show_folder
from desktop_app.ui.library.state_delegate import StateDelegate
from desktop_app.ui.sentences import counted, file_size
from desktop_app.ui.theme import STEP
from desktop_app.ui.watching import forget, watch
from desktop_app.ui.widgets.boxes import EmptyState
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.labels import ElidedLabel, Label, SectionLabel
from desktop_app.workers.protocol import LeaveOutDocument, LibraryChanged, Message, ReadFolders, RetryDocument

SIDE_WIDTH = 59 * STEP
REFRESH_EVERY_MS = 700  # at most, while many files change
ROW_HEIGHT = 36
WIDTHS = {NAME: 320, FOLDER: 190, TYPE: 90, PAGES: 70, CHANGED: 120, STATE: 110}


class LibraryView(View):
    """Watched folders at the left; at the right what needs the person, and every document."""

    def __init__(self, context: WindowContext) -> None:
        super().__init__()
        self._context = context
        self._documents: list[DocumentRow] = []
        self._whole = ""
        self.table = DocumentTable(context.theme)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._build_side())
        self._pages = QStackedWidget()
        self._pages.addWidget(self._build_documents())
        self._pages.addWidget(self._build_empty())
        row.addWidget(self._pages, 1)
        self._stale = QTimer(self)
        self._stale.setSingleShot(True)
        self._stale.setInterval(REFRESH_EVERY_MS)
        self._stale.timeout.connect(self.refresh)
        context.indexing.event_received.connect(self._on_event)
        self.refresh()

    def refresh(self) -> None:
        """Ask the store again."""
        try:
            self._documents = self._context.library.documents()
            counts = self._context.library.counts()
            folders = self._context.folders.list()
            away = self._context.library.away_roots()
        except CarrelError as error:
            self._context.notices.warn(error)
            return
        numbers = self._context.library.folder_counts([folder.path for folder in folders])
        entries = [FolderEntry("", "All documents", counts.documents)]
        for folder in folders:
            is_away = folder.path in away or not Path(folder.path).exists()
            entries.append(entry_for(folder.path, numbers.get(folder.path, 0), away=is_away, sample=folder.sample))
        self.folders.show_entries(entries)
        self.table.set_documents(self._documents)
        self._show_failed()
        self._whole = (
            f"{counts.searchable:,} of {counts.documents:,} searchable · {counted(counts.chunks, 'passage')}"
            f" · {file_size(counts.bytes)} index · drop files or folders anywhere in this window"
        )
        self._summary.setText(self.folders.current or self._whole)
        self._pages.setCurrentIndex(0 if folders or self._documents else 1)

    def shown(self) -> None:
        self.refresh()

    def search(self) -> None:
        self.filter.setFocus()
        self.filter.selectAll()

    def focus_main(self) -> None:
        self.documents.setFocus()

    def start_new(self) -> None:
        self.choose_folder()

    def stop(self) -> None:
        self.filter.clear()

    def choose_folder(self) -> None:
        """Let the person choose a folder to watch."""
        chosen = QFileDialog.getExistingDirectory(self, "Watch a folder")
        if chosen:
            watch(self._context, [Path(chosen)])
            self.refresh()

    def remove_folder(self, path: str) -> None:
        """Stop watching a folder, after saying what that costs."""
        count = self._context.library.folder_counts([path]).get(path, 0)
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("Stop watching")
        box.setText(f"Stop watching {path}?")
        leave = "leaves" if count == 1 else "leave"
        box.setInformativeText(
            f"{counted(count, 'document')} {leave} the library; your files stay where they are."
            " Watching the folder again reads them again."
        )
        remove = box.addButton("Stop watching", QMessageBox.ButtonRole.AcceptRole)
        box.addButton("Keep", QMessageBox.ButtonRole.RejectRole)
        box.exec()
        if box.clickedButton() is remove:
            forget(self._context, path, with_undo=True)
            self.refresh()

    def _build_side(self) -> QWidget:
        side = QFrame()
        side.setObjectName("side")
        side.setFixedWidth(SIDE_WIDTH)
        self.folders = FolderList(self._context.theme)
        self.folders.chosen.connect(self._on_folder_chosen)
        self.folders.removal_asked.connect(self.remove_folder)
        column = QVBoxLayout(side)
        column.setContentsMargins(10, 14, 10, 14)
        column.setSpacing(2 * STEP)
        column.addWidget(Button("Watch a folder…", self.choose_folder, kind="primary"))
        column.addWidget(Button("Add files…", self._choose_files))
        column.addSpacing(STEP)
        section = SectionLabel("Watched folders")
        section.setIndent(2 * STEP)
        column.addWidget(section)
        column.addWidget(self.folders)
        column.addStretch()
        column.addWidget(Button("Look at the disk again", self._on_look_again, kind="quiet"))
        return side

    def _build_documents(self) -> QWidget:
        page = QWidget()
        self._title = Label("All documents", kind="title")
        self._summary = ElidedLabel(tone="dim", mode=Qt.TextElideMode.ElideMiddle)
        self.needs_you = NeedsYouBox()
        self.needs_you.retry_asked.connect(lambda path: self._context.indexing.send(RetryDocument, path=path))
        self.needs_you.leave_out_asked.connect(self._on_leave_out)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Filter by name or folder")
        self.filter.setAccessibleName("Filter documents")
        self.filter.setClearButtonEnabled(True)
        self.filter.setFixedWidth(64 * STEP)
        self.filter.textChanged.connect(self.table.filter)
        top = QHBoxLayout()
        titles = QVBoxLayout()
        titles.setSpacing(STEP)
        titles.addWidget(self._title)
        titles.addWidget(self._summary)
        top.addLayout(titles, 1)
        top.addWidget(self.filter, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(page)
        column.setContentsMargins(26, 18, 26, 0)
        column.setSpacing(3 * STEP)
        column.addLayout(top)
        column.addWidget(self.needs_you)
        column.addWidget(self._build_table(), 1)
        return page

    def _build_table(self) -> QTableView:
        shown = self.documents = QTableView()
        shown.setAccessibleName("Documents")
        shown.setModel(self.table)
        shown.setItemDelegateForColumn(STATE, StateDelegate(self._context.theme, shown))
        shown.setShowGrid(False)
        shown.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        shown.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        shown.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        shown.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        shown.setTabKeyNavigation(False)
        shown.setWordWrap(False)
        shown.verticalHeader().hide()
        shown.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)  # else 10,000 rows are measured
        shown.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = shown.horizontalHeader()
        header.setHighlightSections(False)
        header.setAccessibleName("Columns")
        shown.verticalHeader().setAccessibleName("Rows")
        for column, width in WIDTHS.items():
            header.resizeSection(column, width)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        shown.setSortingEnabled(True)
        shown.sortByColumn(NAME, Qt.SortOrder.AscendingOrder)
        shown.activated.connect(self._on_document_activated)
        shown.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        shown.customContextMenuRequested.connect(self._on_menu_asked)
        return shown

    def _build_empty(self) -> QWidget:
        return EmptyState(
            "library",
            "Your documents will stand here",
            "Choose a folder, or drop files and folders anywhere in this window. Carrel reads PDF, Word, HTML,"
            " Markdown and text, and keeps watching: what you change is searchable seconds later.",
            self._context.theme,
            Button("Watch a folder…", self.choose_folder, kind="primary"),
        )

    def _show_failed(self) -> None:
        root = self.folders.current
        failed = [row for row in self._documents if row.state is DocumentState.FAILED]
        self.needs_you.show_documents([row for row in failed if not root or row.root == root])

    def _choose_files(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, "Add files")
        if chosen:
            watch(self._context, [Path(path) for path in chosen])
            self.refresh()

    def _on_event(self, event: Message) -> None:
        if isinstance(event, LibraryChanged) and not self._stale.isActive():
            self._stale.start()

    def _on_folder_chosen(self, path: str) -> None:
        self.table.show_root(path)
        line = next(line for line in self.folders.lines() if line.entry.path == path)
        self._title.setText(line.entry.name)
        self._summary.setText(path or self._whole)
        self._show_failed()

    def _on_look_again(self) -> None:
        self._context.indexing.send(ReadFolders)
        self._context.notices.tell("Comparing the library with the disk.")

    def _on_leave_out(self, path: str) -> None:
        self._context.indexing.send(LeaveOutDocument, path=path)
        self._context.notices.tell(
            "The file is left out; it stays where it is.",
            action="Undo",
            act=lambda: self._context.indexing.send(RetryDocument, path=path),
        )

    def _on_document_activated(self, index: QModelIndex) -> None:
        self.document_opened.emit(self.table.row(index).path, 1)

    def _on_menu_asked(self, at: QPoint) -> None:
        index = self.documents.indexAt(at)
        if not index.isValid():
            return
        row = self.table.row(index)
        menu = QMenu(self)
        menu.addAction("Open beside the talk", lambda: self.document_opened.emit(row.path, 1))
        menu.addAction("Show in its folder", lambda: show_folder(row.path))
        menu.addSeparator()
        menu.addAction("Read it again", lambda: self._context.indexing.send(RetryDocument, path=row.path))
        if row.state is not DocumentState.LEFT_OUT:
            menu.addAction("Leave it out", lambda: self._on_leave_out(row.path))
        menu.exec(self.documents.viewport().mapToGlobal(at))
