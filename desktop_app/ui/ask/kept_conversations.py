"""The person's conversations as the window holds them."""

from desktop_app.domain import Answer
from desktop_app.errors import StoreError
from desktop_app.store.conversations import Conversations
from desktop_app.ui.context import WindowContext
from desktop_app.workers.wire import from_json


def open_conversations(context: WindowContext) -> Conversations:
    """Open the person's conversations; where that can't be, say so and hold new ones in memory only."""

    def read_answer(payload: object) -> Answer:
        return from_json(Answer, payload)

    try:
        return Conversations.open(context.paths.conversations, read_answer)
    except StoreError as error:
        context.notices.warn(f"{error} Until then, new conversations are gone when the window closes.", error.code)
        return Conversations.unsaved(read_answer)
