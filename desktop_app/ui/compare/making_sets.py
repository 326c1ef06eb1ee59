"""Question sets made in the window: from approved answers, or drafted; kept as files that can be compared on."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from desktop_app.domain import Answer
from desktop_app.errors import StoreError
from desktop_app.questions import Question, as_lines
from desktop_app.store.approved import as_questions
from desktop_app.store.conversations import Conversations
from desktop_app.ui.compare.drafting import Drafting
from desktop_app.ui.compare.question_editor import QuestionEditor
from desktop_app.ui.context import WindowContext
from desktop_app.ui.sentences import counted
from desktop_app.workers.wire import from_json

FROM_CONVERSATIONS = "These are the answers that you approved or corrected. Untick what should not be asked."
DRAFTED = (
    "The model drafts questions from sentences of your documents. Read each: mend the words by a double click,"
    " untick what is not a good question."
)
NOTHING_APPROVED = "No answer was approved yet: give answers in Ask a thumb up, or correct them, and they will be here."


class MakingSets(QObject):
    """Fills the editor; `ready` tells the file that is to be compared on."""

    opened = Signal()
    ready = Signal(str)
    closed = Signal()

    def __init__(self, context: WindowContext, editor: QuestionEditor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context, self.editor = context, editor
        self._wanted = 0
        self.drafting = Drafting(context.inference, self)
        self.drafting.drafted.connect(self._on_drafted)
        self.drafting.tried.connect(self._on_tried)
        self.drafting.ended.connect(self._on_ended)
        self.drafting.failed.connect(lambda code, text: context.notices.warn(text, code))
        editor.approved.connect(self._on_approved)
        editor.export_wanted.connect(self._on_export)
        editor.stop_wanted.connect(self.drafting.stop)
        editor.left.connect(self._on_left)

    def approved_count(self) -> int:
        """Return how many answers the person approved of."""
        return len(self._approved())

    def take_conversations(self) -> None:
        """Show the approved answers as a question set."""
        questions = self._approved()
        if not questions:
            self._context.notices.tell(NOTHING_APPROVED)
            return
        self.editor.begin("From my conversations", FROM_CONVERSATIONS, questions)
        self.opened.emit()

    def draft(self, count: int, scope: Sequence[str], seed: int = 0) -> None:
        """Let the model draft so many questions; they come one by one."""
        if self.drafting.is_running:
            return
        self._wanted = count
        self.editor.begin("Drafted from my documents", DRAFTED, drafting=True)
        self.editor.progress.setText("Reading your documents…")
        self.drafting.begin(count, self._context.settings.current.model, scope, seed)
        self.opened.emit()

    def _approved(self) -> list[Question]:
        if not self._context.paths.conversations.exists():
            return []

        def read_answer(payload: object) -> Answer:
            return from_json(Answer, payload)

        try:
            conversations = Conversations.open(self._context.paths.conversations, read_answer)
        except StoreError as error:
            self._context.notices.warn(error)
            return []
        try:
            return as_questions(conversations.approved_answers())
        finally:
            conversations.close()

    def _on_drafted(self, question: Question) -> None:
        self.editor.questions.add(question)

    def _on_tried(self, tried: int) -> None:
        made = self.editor.questions.rowCount()
        self.editor.progress.setText(f"{made} of {self._wanted}, {counted(tried, 'sentence')} tried")

    def _on_ended(self) -> None:
        made = self.editor.questions.rowCount()
        self.editor.set_drafting(False)
        if made < self._wanted:
            self._context.notices.tell(f"{counted(made, 'question')} of {self._wanted} wanted stood up.")

    def _on_approved(self, name: str, questions: list[Question]) -> None:
        self.drafting.stop()
        plain = "".join(sign if sign.isalnum() or sign in " -_" else "_" for sign in name).strip() or "Questions"
        file = self._context.paths.question_sets / f"{plain}.jsonl"
        if self._write(file, questions):
            self.ready.emit(str(file))

    def _on_export(self, name: str, questions: list[Question]) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self.editor, "Export questions", f"{name}.jsonl", "JSON lines (*.jsonl)"
        )
        if chosen and self._write(Path(chosen), questions):
            self._context.notices.tell(f"{counted(len(questions), 'question')} are in {chosen}.", tone="good")

    def _write(self, file: Path, questions: list[Question]) -> bool:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(as_lines(questions), encoding="utf-8")
        except OSError as error:
            self._context.notices.warn(f"{file} can't be written ({error.strerror}); choose another place for it.")
            return False
        return True

    def _on_left(self) -> None:
        self.drafting.stop()
        self.closed.emit()
