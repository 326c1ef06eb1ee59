"""Writing a conversation where the person wants it."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.store.conversations import Conversations
from desktop_app.store.transcript import write_transcript
from desktop_app.ui.notices import Notices


def choose_file(title: str, parent: QWidget) -> Path | None:
    """Ask where to; None where the person thought better of it."""
    name = "".join(char if char.isalnum() or char in " -_" else "_" for char in title).strip() or "Conversation"
    chosen, _ = QFileDialog.getSaveFileName(parent, "Export conversation", f"{name}.md", "Markdown (*.md)")
    return Path(chosen) if chosen else None


def export_conversation(conversations: Conversations, conversation_id: int, file: Path, notices: Notices) -> None:
    """Write a conversation as Markdown and say so, or say why not."""
    conversation = conversations.find(conversation_id)
    text = write_transcript(conversation, conversations.messages(conversation_id), None)
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        notices.warn(f"{file} could not be written: {error.strerror}. Choose another place.")
    else:
        notices.tell(f"Exported to {file.name}.", tone="good")
