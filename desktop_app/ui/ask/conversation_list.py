"""The conversations at the left: begun, found, renamed, exported, deleted."""

from datetime import date

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidgetItem, QMenu, QVBoxLayout

from desktop_app.store.conversations import Conversations
from desktop_app.ui.ask.export import choose_file, export_conversation
from desktop_app.ui.ask.titles import ID, Titles, grouped
from desktop_app.ui.icons import icon
from desktop_app.ui.notices import Notices
from desktop_app.ui.theme import STEP, ThemeHolder
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.labels import Label

SEARCH_DELAY_MS = 120


class ConversationList(QFrame):
    """Reads the store, renames, exports and deletes in it; what it means for the talk is told to the view."""

    new_wanted = Signal()
    chosen = Signal(int)
    deleted = Signal(int)

    def __init__(self, conversations: Conversations, notices: Notices, theme: ThemeHolder) -> None:
        super().__init__()
        self.setObjectName("side")
        self._conversations, self._notices, self._theme = conversations, notices, theme
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
        self.list.delete_wanted.connect(self.delete)
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
        self._delay.timeout.connect(self._on_delay_over)
        self.search_field.textChanged.connect(lambda _: self._delay.start())
        self._current = 0
        self.refresh()

    def _on_delay_over(self) -> None:
        if self.isVisible():  # the window may have closed meanwhile, and the store with it
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

    def delete(self, conversation_id: int) -> None:
        """Set a conversation aside, with a way back."""
        self._conversations.delete(conversation_id)
        self.deleted.emit(conversation_id)
        self.refresh()

        def restore() -> None:
            self._conversations.restore(conversation_id)
            self.refresh()

        self._notices.tell("The conversation was deleted.", action="Undo", act=restore)

    def _export(self, conversation_id: int) -> None:
        file = choose_file(self._conversations.find(conversation_id).title, self)
        if file is not None:
            export_conversation(self._conversations, conversation_id, file, self._notices)

    def _on_current_changed(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(ID):
            self._current = item.data(ID)
            self.chosen.emit(item.data(ID))

    def _on_item_changed(self, item: QListWidgetItem) -> None:
        self._conversations.rename(item.data(ID), item.text())
        self.refresh()

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
            ("Export…", "export", lambda: self._export(number)),
            ("Delete", "trash", lambda: self.delete(number)),
        ):
            action = QAction(icon(name, self._theme.current), text, menu)
            action.triggered.connect(lambda _checked=False, act=act: act())
            menu.addAction(action)
        return menu
