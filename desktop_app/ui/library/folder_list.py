"""The watched folders, each with its count or that it is away, and the way to remove one."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout

from desktop_app.ui.theme import STEP, ThemeHolder
from desktop_app.ui.widgets.buttons import IconButton
from desktop_app.ui.widgets.labels import Badge, ElidedLabel, Label
from desktop_app.ui.widgets.look import set_look


@dataclass(frozen=True, slots=True)
class FolderEntry:
    """What one line says; `path` "" stands for all documents."""

    path: str
    name: str
    documents: int
    away: bool = False
    sample: bool = False


class FolderList(QFrame):
    """Lines of folders of which one is chosen."""

    chosen = Signal(str)
    removal_asked = Signal(str)

    def __init__(self, theme: ThemeHolder) -> None:
        super().__init__()
        self.setAccessibleName("Watched folders")
        self._theme = theme
        self._entries: list[FolderEntry] = []
        self._current = ""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)

    def show_entries(self, entries: Sequence[FolderEntry]) -> None:
        """Draw the lines anew where something changed."""
        if list(entries) == self._entries:
            return
        had_focus = any(line.hasFocus() for line in self.lines())
        self._entries = list(entries)
        while (item := self._column.takeAt(0)) is not None:
            if (line := item.widget()) is not None:
                line.hide()
                line.deleteLater()
        if self._current not in {entry.path for entry in entries}:
            self._current = ""
        for entry in entries:
            line = FolderLine(entry, self._theme)
            line.chosen.connect(self.choose)
            line.removal_asked.connect(self.removal_asked)
            line.set_current(entry.path == self._current)
            self._column.addWidget(line)
            if had_focus and entry.path == self._current:
                line.setFocus()

    def choose(self, path: str) -> None:
        self._current = path
        for line in self.lines():
            line.set_current(line.entry.path == path)
        self.chosen.emit(path)

    @property
    def current(self) -> str:
        """The chosen folder, "" for all documents."""
        return self._current

    def lines(self) -> list["FolderLine"]:
        items = (self._column.itemAt(at) for at in range(self._column.count()))
        widgets = (item.widget() for item in items if item is not None)
        return [widget for widget in widgets if isinstance(widget, FolderLine)]


class FolderLine(QFrame):
    """One folder. Enter or a click chooses it, Delete or its button asks to remove it."""

    chosen = Signal(str)
    removal_asked = Signal(str)

    def __init__(self, entry: FolderEntry, theme: ThemeHolder) -> None:
        super().__init__()
        self.entry = entry
        set_look(self, kind="line")
        away = ", away" if entry.away else ""
        self.setAccessibleName(f"{entry.name}, {entry.documents:,} documents{away}")
        self.setToolTip(entry.path)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(32)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * STEP, 0, 2 * STEP, 0)
        row.setSpacing(STEP)
        row.addWidget(ElidedLabel(entry.name), 1)
        if entry.sample:
            row.addWidget(Badge("Sample", tone="dim"))
        if entry.away:
            badge = Badge("away", tone="warning")
            badge.setToolTip("The drive or folder is missing just now. Nothing is lost: its documents stay searchable.")
            row.addWidget(badge)
        else:
            row.addWidget(Label(f"{entry.documents:,}", tone="dim"))
        self._remove = IconButton("close", f"Stop watching {entry.name}", theme, self._ask_removal, size=12)
        self._remove.setFixedSize(20, 20)
        self._remove.setVisible(False)
        self._removable = bool(entry.path)
        row.addWidget(self._remove)

    def set_current(self, is_current: bool) -> None:
        set_look(self, selected=is_current)
        self._remove.setVisible(is_current and self._removable)

    def _ask_removal(self) -> None:
        self.removal_asked.emit(self.entry.path)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(self.entry.path)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self.entry.path)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._removable:
            self._ask_removal()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._removable:
            menu = QMenu(self)
            menu.addAction("Stop watching…", self._ask_removal)
            menu.exec(event.globalPos())
