"""The adapters that are bound to a conversation: kept with it, and chosen again when it is opened."""

from PySide6.QtCore import QObject

from desktop_app.store.conversations import Conversations
from desktop_app.ui.ask.adapter_choice import AdapterChoice


class BoundAdapters(QObject):
    """Ties the store and the choice; call `open` whenever the talk shows another conversation."""

    def __init__(self, conversations: Conversations, choice: AdapterChoice, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._conversations, self._choice = conversations, choice
        self._conversation_id = 0
        choice.chosen.connect(self._keep)

    def open(self, conversation_id: int) -> bool:
        """Choose what is bound to the conversation (0 is a new one); tell whether something is.

        What was bound to a new conversation stays bound when its first question gives it an id.
        """
        was_new, self._conversation_id = not self._conversation_id, conversation_id
        if not conversation_id:
            self._choice.show_bound(None)
        elif was_new and self._choice.is_bound and not self._conversations.messages(conversation_id):
            self._keep()
        else:
            self._choice.show_bound(self._conversations.bound_adapters(conversation_id))
        return self._choice.is_bound

    def _keep(self) -> None:
        if self._conversation_id:
            uses = self._choice.uses if self._choice.is_bound else None
            self._conversations.bind_adapters(self._conversation_id, uses)
