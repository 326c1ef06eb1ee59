"""The titles of the conversations, in groups: chosen, typed over, deleted by keyboard."""

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from desktop_app.store.conversations import Conversation
from desktop_app.ui.theme import STEP
from desktop_app.ui.widgets.labels import SectionLabel
from desktop_app.ui.widgets.plain import plainly

ROW = 32  # pixels
ID = Qt.ItemDataRole.UserRole


class Titles(QListWidget):
    """The list itself: F2 renames, Del deletes, the menu key opens the menu."""

    menu_wanted = Signal(QListWidgetItem, QPoint)
    delete_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Conversations")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListWidget.EditTrigger.EditKeyPressed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu_wanted)
        self.setUniformItemSizes(False)

    @property
    def is_editing(self) -> bool:
        """Whether a title is being typed over."""
        return self.state() == QListWidget.State.EditingState

    def add_section(self, name: str) -> None:
        item = QListWidgetItem()
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setSizeHint(QSize(0, ROW))
        self.addItem(item)
        label = SectionLabel(name)
        label.setContentsMargins(3, 2 * STEP, 0, 0)  # where titles begin
        self.setItemWidget(item, label)

    def add_title(self, conversation: Conversation, is_current: bool) -> None:
        item = QListWidgetItem(conversation.title)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable)
        item.setData(ID, conversation.id)
        item.setToolTip(plainly(conversation.title))
        item.setSizeHint(QSize(0, ROW))
        self.addItem(item)
        if is_current:
            self.setCurrentItem(item)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if item is not None and event.matches(QKeySequence.StandardKey.Delete):
            self.delete_wanted.emit(item.data(ID))
        else:
            super().keyPressEvent(event)

    def _on_menu_wanted(self, at: QPoint) -> None:
        item = self.itemAt(at) or self.currentItem()
        if item is not None and item.data(ID):
            self.menu_wanted.emit(item, self.viewport().mapToGlobal(at))


def grouped(conversations: Sequence[Conversation], today: date) -> list[tuple[str, list[Conversation]]]:
    """Return the conversations by when they were last changed, newest group first."""
    groups: dict[str, list[Conversation]] = {"Today": [], "Yesterday": [], "Last week": [], "Earlier": []}
    for conversation in conversations:
        day = date.fromtimestamp(conversation.changed)
        if day >= today:
            name = "Today"
        elif day == today - timedelta(days=1):
            name = "Yesterday"
        else:
            name = "Last week" if day > today - timedelta(days=8) else "Earlier"
        groups[name].append(conversation)
    return list(groups.items())
