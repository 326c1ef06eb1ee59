"""The Library view. The store is the truth and events are hints: each asks the store again."""

import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.domain import DocumentRow, DocumentState
from desktop_app.errors import CarrelError
from desktop_app.ui.context import View, WindowContext
from desktop_app.ui.library.document_table import DocumentTable
from desktop_app.ui.library.documents_table import DocumentsTable
from desktop_app.ui.library.folder_list import FolderEntry
from desktop_app.ui.library.folder_names import folder_names
from desktop_app.ui.library.folders_panel import FoldersPanel
from desktop_app.ui.library.needs_you import NeedsYouBox
from desktop_app.ui.sentences import counted, file_size
from desktop_app.ui.theme import STEP
from desktop_app.ui.widgets.boxes import EmptyState
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.labels import ElidedLabel, Label
from desktop_app.workers.protocol import LeaveOutDocument, LibraryChanged, Message, RetryDocument, UnlockDocument

REFRESH_EVERY_MS = 700  # at most, while many files change
REST = 10  # times as long as a refresh took, so that a large library leaves the window quick


class LibraryView(View):
    """Watched folders at the left; at the right what needs the person, and every document."""

    def __init__(self, context: WindowContext) -> None:
        super().__init__()
        self._context = context
        self._documents: Sequence[DocumentRow] = ()
        self._whole = ""
        self.table = DocumentTable(context.theme)
        self.folders = FoldersPanel(context)
        self.folders.chosen.connect(self._on_folder_chosen)
        self.folders.changed.connect(self.refresh)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.folders)
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
        begun = time.perf_counter()
        self._read()
        self._stale.setInterval(max(REFRESH_EVERY_MS, round((time.perf_counter() - begun) * 1000 * REST)))

    def shown(self) -> None:
        self.refresh()

    def search(self) -> None:
        self.filter.setFocus()
        self.filter.selectAll()

    def focus_main(self) -> None:
        self.documents.setFocus()

    def stop(self) -> None:
        self.filter.clear()

    def _read(self) -> None:
        library = self._context.library
        try:
            self._documents = library.documents()
            counts = library.counts()
            entries = self._entries(counts.documents)
        except CarrelError as error:
            self._context.notices.warn(error)
            return
        self.folders.show_entries(entries)
        self.table.set_documents(self._documents)
        self._whole = (
            f"{counts.searchable:,} of {counts.documents:,} searchable · {counted(counts.chunks, 'passage')}"
            f" · {file_size(counts.bytes)} index · drop files or folders anywhere in this window"
        )
        self._show_folder()
        self._pages.setCurrentIndex(0 if len(entries) > 1 or self._documents else 1)

    def _entries(self, documents: int) -> list[FolderEntry]:
        folders = self._context.folders.list()
        away = self._context.library.away_roots()
        numbers = self._context.library.folder_counts([folder.path for folder in folders])
        names = folder_names(folders)
        self.table.name_roots(names)
        lines = [
            FolderEntry(
                folder.path,
                names[folder.path],
                numbers.get(folder.path, 0),
                away=folder.path in away or not Path(folder.path).exists(),
                sample=folder.sample,
            )
            for folder in folders
        ]
        return [FolderEntry("", "All documents", documents), *lines]

    def _build_documents(self) -> QWidget:
        page = QWidget()
        self._title = Label("All documents", kind="title")
        self._summary = ElidedLabel(tone="dim")
        self.needs_you = NeedsYouBox()
        self.documents = DocumentsTable(self.table, self._context.theme)
        self.documents.opened.connect(lambda path: self.document_opened.emit(path, 1))
        for asking in (self.needs_you, self.documents):
            asking.retry_asked.connect(lambda path: self._context.indexing.send(RetryDocument, path=path))
            asking.leave_out_asked.connect(self._on_leave_out)
        self.needs_you.password_asked.connect(self._on_password_asked)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Filter by name or folder")
        self.filter.setAccessibleName("Filter documents")
        self.filter.setClearButtonEnabled(True)
        self.filter.setFixedWidth(64 * STEP)
        self.filter.textChanged.connect(self.table.filter)
        titles = QVBoxLayout()
        titles.setSpacing(STEP)
        titles.addWidget(self._title)
        titles.addWidget(self._summary)
        top = QHBoxLayout()
        top.addLayout(titles, 1)
        top.addWidget(self.filter, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(page)
        column.setContentsMargins(26, 18, 26, 0)
        column.setSpacing(3 * STEP)
        column.addLayout(top)
        column.addWidget(self.needs_you)
        column.addWidget(self.documents, 1)
        return page

    def _build_empty(self) -> QWidget:
        return EmptyState(
            "library",
            "Your documents will stand here",
            "Choose a folder, or drop files and folders anywhere in this window. Carrel reads PDF, Word, HTML,"
            " Markdown and text, and keeps watching: what you change is searchable seconds later.",
            self._context.theme,
            Button("Watch a folder…", self.folders.choose_folder, kind="primary"),
        )

    def _show_folder(self) -> None:
        """Show what belongs to the chosen folder; another may have become the chosen one."""
        entry = self.folders.current
        root = entry.path if entry is not None else ""
        self.table.show_root(root)
        self._title.setText(entry.name if entry is not None else "All documents")
        self._summary.set_mode(Qt.TextElideMode.ElideMiddle if root else Qt.TextElideMode.ElideRight)
        self._summary.setText(root or self._whole)
        failed = [row for row in self._documents if row.state is DocumentState.FAILED]
        self.needs_you.show_documents([row for row in failed if not root or row.root == root])

    def _on_event(self, event: Message) -> None:
        if isinstance(event, LibraryChanged) and self.isVisible() and not self._stale.isActive():
            self._stale.start()

    def _on_folder_chosen(self) -> None:
        self._show_folder()

    def _on_leave_out(self, path: str) -> None:
        self._context.indexing.send(LeaveOutDocument, path=path)
        self._context.notices.tell(
            "The file is left out; it stays where it is.",
            action="Undo",
            act=lambda: self._context.indexing.send(RetryDocument, path=path),
        )

    def _on_password_asked(self, path: str) -> None:
        password, is_given = QInputDialog.getText(
            self,
            "Carrel",
            f"The password of {Path(path).name}. It is kept in memory until Carrel closes and never written down;"
            "\nthe document's words will stand in the library as those of any other.",
            QLineEdit.EchoMode.Password,
        )
        if is_given and password:
            self._context.indexing.send(UnlockDocument, path=path, password=password)
