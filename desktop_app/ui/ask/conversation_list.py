"""The conversations at the left: begun, found, renamed, exported, deleted."""

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QMenu, QVBoxLayout, QWidget

from desktop_app.store.conversations import Conversation, Conversations
from desktop_app.ui.icons import icon
from desktop_app.ui.theme import STEP, ThemeHolder
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.labels import Label, SectionLabel

SEARCH_DELAY_MS = 120
ROW = 32  # pixels
ID = Qt.ItemDataRole.UserRole


class ConversationList(QFrame):
    """Reads the store itself; everything that changes a conversation is told to the view."""

    new_wanted = Signal()
    chosen = Signal(int)
    renamed = Signal(int, str)
    delete_wanted = Signal(int)
    export_wanted = Signal(int)

    def __init__(self, conversations: Conversations, theme: ThemeHolder) -> None:
        super().__init__()
        self.setObjectName("side")
        self._conversations, self._theme = conversations, theme
        self.new_button = Button("New conversation", self.new_wanted.emit, kind="primary")
        self.new_button.setToolTip("Ctrl+N")
        self.search_field = QLineEdit()
        self.search_field.setPlaceholderText("Search conversations")
        self.search_field.setAccessibleName("Search conversations")
        self.search_field.setClearButtonEnabled(True)
        self.list = Titles()
        self.list.currentItemChanged.connect(self._on_current_changed)
        self.list.itemChanged.connect(self._on_item_changed)
        self.list.menu_wanted.connect(self._open_menu)
        self.list.delete_wanted.connect(self.delete_wanted)
        self._nothing = Label(kind="small", wraps=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._nothing.setContentsMargins(2 * STEP, 2 * STEP, 2 * STEP, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 14, 10, 10)
        column.setSpacing(10)
        for part in (self.new_button, self.search_field, self._nothing):
            column.addWidget(part)
        column.addWidget(self.list, 1)
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(SEARCH_DELAY_MS)
        self._delay.timeout.connect(self.refresh)
        self.search_field.textChanged.connect(lambda _: self._delay.start())
        self._current = 0
        self.refresh()

    def refresh(self) -> None:
        """Read the store again; while a title is typed over, a little later."""
        if self.list.is_editing:
            self._delay.start()
            return
        above = self.list.verticalScrollBar().value()
        words = self.search_field.text().strip()
        found = self._conversations.search(words)
        self.list.blockSignals(True)
        self.list.clear()
        groups = [("Found", found)] if words else grouped(found, date.today())
        for name, conversations in groups:
            if conversations:
                self.list.add_section(name)
            for conversation in conversations:
                self.list.add_title(conversation, conversation.id == self._current)
        self.list.blockSignals(False)
        self.list.verticalScrollBar().setValue(above)
        self._nothing.setVisible(not found)
        self._nothing.setText(
            "No conversation holds these words." if words else "What you ask is kept here, on this machine only."
        )

    def show_current(self, conversation_id: int) -> None:
        """Mark the conversation that is open; 0 for none."""
        self._current = conversation_id
        self.refresh()

    def rename_current(self) -> None:
        """Let the title be typed over in its place."""
        item = self.list.currentItem()
        if item is not None:
            self.list.editItem(item)

    def _on_current_changed(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(ID):
            self._current = item.data(ID)
            self.chosen.emit(item.data(ID))

    def _on_item_changed(self, item: QListWidgetItem) -> None:
        self.renamed.emit(item.data(ID), item.text())

    def _open_menu(self, item: QListWidgetItem, at: QPoint) -> None:
        menu = self.menu_for(item)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def menu_for(self, item: QListWidgetItem) -> QMenu:
        """Return what can be done with a conversation."""
        menu = QMenu(self)
        number = item.data(ID)
        for text, name, act in (
            ("Rename", "edit", lambda: self.list.editItem(item)),
            ("Export as Markdown…", "export", lambda: self.export_wanted.emit(number)),
            ("Delete", "trash", lambda: self.delete_wanted.emit(number)),
        ):
            action = QAction(icon(name, self._theme.current), text, menu)
            action.triggered.connect(lambda _checked=False, act=act: act())
            menu.addAction(action)
        return menu


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
        item.setToolTip(conversation.title)
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


def focus_and_select(field: QLineEdit) -> QWidget:
    """Put the cursor into the field with its words selected, to be typed over."""
    field.setFocus(Qt.FocusReason.ShortcutFocusReason)
    field.selectAll()
    return field
