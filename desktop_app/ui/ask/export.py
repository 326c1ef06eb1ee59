"""Writing a conversation where the person wants it."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.domain import Answer
from desktop_app.errors import DataUnwritable
from desktop_app.store.conversations import Conversations
from desktop_app.store.transcript import write_transcript
from desktop_app.table_export import write_table
from desktop_app.ui.ask.transcript_pdf import transcript_as_pdf
from desktop_app.ui.notices import Notices

LONGEST_NAME = 60  # characters of a question that name a file


def choose_file(title: str, parent: QWidget) -> Path | None:
    """Ask where to; None where the person thought better of it."""
    name = _file_name(title) or "Conversation"
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


def export_table(answer: Answer | None, parent: QWidget, notices: Notices) -> None:
    """Ask where to, write an answer's table there as CSV, and say so, or why not."""
    if answer is None or answer.table is None:
        return
    name = f"{_file_name(answer.question)[:LONGEST_NAME].strip() or 'Table'}.csv"
    chosen, _ = QFileDialog.getSaveFileName(parent, "Export table", name, "CSV (*.csv)")
    if not chosen:
        return
    try:
        write_table(answer, Path(chosen))
    except DataUnwritable as error:
        notices.warn(error)
    else:
        notices.tell(f"Exported to {Path(chosen).name}.", tone="good")


def _file_name(title: str) -> str:
    return "".join(char if char.isalnum() or char in " -_" else "_" for char in title).strip()
