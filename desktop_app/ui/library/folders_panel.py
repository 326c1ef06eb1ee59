"""The column of watched folders: adding, choosing, removing."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QVBoxLayout

from desktop_app.ui.context import WindowContext
from desktop_app.ui.library.folder_list import FolderEntry, FolderList
from desktop_app.ui.library.removed_folders import RemovedFoldersButton
from desktop_app.ui.sentences import counted
from desktop_app.ui.theme import STEP
from desktop_app.ui.watching import forget, restore, watch
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.labels import SectionLabel
from desktop_app.ui.widgets.question import agrees
from desktop_app.workers.protocol import ReadFolders

WIDTH = 59 * STEP


class FoldersPanel(QFrame):
    """`chosen` carries the entry to show; `changed` tells that the list of folders is another."""

    chosen = Signal(object)  # a FolderEntry
    changed = Signal()

    def __init__(self, context: WindowContext) -> None:
        super().__init__()
        self.setObjectName("side")
        self.setFixedWidth(WIDTH)
        self._context = context
        self.list = FolderList(context.theme)
        self.list.chosen.connect(self._on_chosen)
        self.list.removal_asked.connect(self.remove_folder)
        section = SectionLabel("Watched folders")
        section.setIndent(2 * STEP)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 14, 10, 14)
        column.setSpacing(2 * STEP)
        column.addWidget(Button("Watch a folder…", self.choose_folder, kind="primary"))
        column.addWidget(Button("Add files…", self._choose_files))
        column.addSpacing(STEP)
        column.addWidget(section)
        column.addWidget(self.list)
        self.removed = RemovedFoldersButton()
        self.removed.restore_asked.connect(self._on_restore_asked)
        column.addStretch()
        column.addWidget(self.removed)
        column.addWidget(Button("Look at the disk again", self._on_look_again, kind="quiet"))

    @property
    def current(self) -> FolderEntry | None:
        """The entry that is shown, None before there are any."""
        return next((line.entry for line in self.list.lines() if line.entry.path == self.list.current), None)

    def show_entries(self, entries: Sequence[FolderEntry]) -> None:
        self.list.show_entries(entries)
        self.removed.show_folders(self._context.folders.removed())

    def choose_folder(self) -> None:
        """Let the person choose a folder to watch."""
        chosen = QFileDialog.getExistingDirectory(self, "Watch a folder")
        if chosen:
            self._watch([chosen])

    def remove_folder(self, path: str) -> None:
        """Stop watching a folder, after saying what that costs."""
        rows = [row for row in self._context.library.documents() if row.root == path]
        count, passages = len(rows), sum(row.chunks for row in rows)
        leave = "leaves" if count == 1 else "leave"
        cost = (
            f"{counted(count, 'document')} {leave} the library; your files stay where they are."
            f" {counted(passages, 'passage')} can't be found any more. For 30 days “Removed lately” takes that back;"
            " the files are read again then, and nothing is embedded anew."
        )
        if agrees(self, f"Stop watching {path}?", cost, do="Stop watching", keep="Keep"):
            forget(self._context, path, with_undo=True)
            self.changed.emit()

    def _choose_files(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, "Add files")
        if chosen:
            self._watch(chosen)

    def _watch(self, paths: Sequence[str]) -> None:
        watch(self._context, [Path(path) for path in paths])
        self.changed.emit()

    def _on_restore_asked(self, path: str) -> None:
        restore(self._context, path)
        self.changed.emit()

    def _on_chosen(self) -> None:
        self.chosen.emit(self.current)

    def _on_look_again(self) -> None:
        self._context.indexing.send(ReadFolders)
        self._context.notices.tell("Comparing the library with the disk.")
