"""The watched folders, each with its count or that it is away, and the way to remove one."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QMenu

from desktop_app.ui.theme import ThemeHolder
from desktop_app.ui.widgets.buttons import IconButton
from desktop_app.ui.widgets.labels import Badge, ElidedLabel, Label
from desktop_app.ui.widgets.lines import Line, Lines


@dataclass(frozen=True, slots=True)
class FolderEntry:
    """What one line says; `path` "" stands for all documents."""

    path: str
    name: str
    documents: int
    away: bool = False
    sample: bool = False


class FolderList(Lines):
    """Lines of folders of which one is chosen; `chosen` carries its path."""

    removal_asked = Signal(str)

    def __init__(self, theme: ThemeHolder) -> None:
        super().__init__("Watched folders")
        self._theme = theme
        self._entries: list[FolderEntry] = []
        self._current = ""

    def show_entries(self, entries: Sequence[FolderEntry]) -> None:
        """Draw the lines anew where something changed."""
        if list(entries) == self._entries:
            return
        self._entries = list(entries)
        if self._current not in {entry.path for entry in entries}:
            self._current = ""
        made = [FolderLine(entry, self._theme) for entry in entries]
        for line in made:
            line.chosen.connect(self.choose)
            line.removal_asked.connect(self.removal_asked)
        self.replace_lines(made, self._current)

    def choose(self, path: str) -> None:
        self._current = path
        for line in self.lines():
            line.set_current(line.key == path)
        self.chosen.emit(path)

    @property
    def current(self) -> str:
        """The chosen folder, "" for all documents."""
        return self._current

    def lines(self) -> list["FolderLine"]:
        return [line for line in self._shown if isinstance(line, FolderLine)]


class FolderLine(Line):
    """One folder; Delete or its button asks to remove it."""

    removal_asked = Signal(str)

    def __init__(self, entry: FolderEntry, theme: ThemeHolder) -> None:
        self.entry = entry
        away = ", away" if entry.away else ""
        super().__init__(entry.path, f"{entry.name}, {entry.documents:,} documents{away}", entry.path)
        self.row.addWidget(ElidedLabel(entry.name), 1)
        if entry.sample:
            self.row.addWidget(Badge("Sample", tone="dim"))
        if entry.away:
            badge = Badge("away", tone="warning")
            badge.setToolTip("The drive or folder is missing just now. Nothing is lost: its documents stay searchable.")
            self.row.addWidget(badge)
        else:
            self.row.addWidget(Label(f"{entry.documents:,}", tone="dim"))
        self._remove = IconButton("close", f"Stop watching {entry.name}", theme, self._ask_removal, size=12)
        self._remove.setFixedSize(20, 20)
        self._remove.setVisible(False)
        self._removable = bool(entry.path)
        self.row.addWidget(self._remove)

    def set_current(self, is_current: bool) -> None:
        super().set_current(is_current)
        self._remove.setVisible(is_current and self._removable)

    def _ask_removal(self) -> None:
        self.removal_asked.emit(self.entry.path)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._removable:
            self._ask_removal()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._removable:
            menu = QMenu(self)
            menu.addAction("Stop watching…", self._ask_removal)
            menu.exec(event.globalPos())
