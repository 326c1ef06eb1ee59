"""Writing a conversation where the person wants it."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.store.conversations import Conversations
from desktop_app.store.transcript import write_transcript
from desktop_app.ui.ask.transcript_pdf import transcript_as_pdf
from desktop_app.ui.notices import Notices


def choose_file(title: str, parent: QWidget) -> Path | None:
    """Ask where to; None where the person thought better of it."""
    name = "".join(char if char.isalnum() or char in " -_" else "_" for char in title).strip() or "Conversation"
    kinds = "Markdown (*.md);;PDF (*.pdf)"
    chosen, kind = QFileDialog.getSaveFileName(parent, "Export conversation", f"{name}.md", kinds)
    if not chosen:
        return None
    file = Path(chosen)
    # The proposed name ends in .md, also when PDF was chosen below it.
    return file.with_suffix(".pdf") if kind.startswith("PDF") and file.suffix.lower() == ".md" else file


def export_conversation(conversations: Conversations, conversation_id: int, file: Path, notices: Notices) -> None:
    """Write a conversation, as PDF where the file's name says so and else as Markdown, and say so, or why not."""
    conversation = conversations.find(conversation_id)
    text = write_transcript(conversation, conversations.messages(conversation_id), None)
    try:
        if file.suffix.lower() == ".pdf":
            file.write_bytes(transcript_as_pdf(conversation.title, text))
        else:
            file.write_text(text, encoding="utf-8")
    except OSError as error:
        notices.warn(f"{file} could not be written: {error.strerror}. Choose another place.")
    else:
        notices.tell(f"Exported to {file.name}.", tone="good")
