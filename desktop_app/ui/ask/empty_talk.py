"""What stands where the talk will be: what can be asked just now, and questions to begin with."""

import json
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain import LibraryCounts
from desktop_app.errors import CarrelError
from desktop_app.resources import resource_path
from desktop_app.ui.context import WindowContext
from desktop_app.ui.sentences import counted
from desktop_app.ui.theme import STEP
from desktop_app.ui.watching import watch
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.labels import Label
from desktop_app.ui.widgets.look import set_look
from desktop_app.workers.protocol import LibraryChanged, Message

MOST_SUGGESTIONS = 3
GAP = "…"  # where the person fills in
WAYS_TO_ASK = (
    f"Which documents mention {GAP}?",
    f"List all {GAP} with date and amount",
    f"Summarise {GAP}",
)


class EmptyTalk(QWidget):
    """Offers questions about the samples, and once there are documents of the person's own, ways to ask of them.

    `question_chosen` tells a question that was clicked, `question_begun` one with a GAP to fill.
    """

    question_chosen = Signal(str)
    question_begun = Signal(str)

    def __init__(self, context: WindowContext) -> None:
        super().__init__()
        self._context = context
        self._title = Label("Ask your documents", kind="title")
        self._text = Label(tone="dim", wraps=True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text.setMaximumWidth(110 * STEP)
        self.samples = [self._suggestion(question) for question in _sample_questions()[:MOST_SUGGESTIONS]]
        self.ways = [self._suggestion(question) for question in WAYS_TO_ASK]
        self.watch_button = Button("Watch a folder…", self._on_folder_wanted, kind="primary")
        column = QVBoxLayout(self)
        column.setContentsMargins(10 * STEP, 6 * STEP, 10 * STEP, 6 * STEP)
        column.setSpacing(2 * STEP)
        column.addStretch(2)
        column.addWidget(self._title, 0, Qt.AlignmentFlag.AlignHCenter)
        middle = QHBoxLayout()  # an alignment would squeeze the text to its narrowest
        middle.addStretch(1)
        middle.addWidget(self._text, 100)
        middle.addStretch(1)
        column.addLayout(middle)
        column.addSpacing(3 * STEP)
        for button in (*self.samples, *self.ways):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(3 * STEP)
        column.addWidget(self.watch_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        context.indexing.event_received.connect(self._on_event)

    def refresh(self) -> None:
        """Say what can be asked just now."""
        try:
            counts, folders = self._context.library.counts(), self._context.folders.list()
        except CarrelError as error:
            self._context.notices.warn(error)
            return
        only_samples = bool(folders) and all(folder.sample for folder in folders)
        is_known = bool(counts.searchable or counts.waiting)
        self._text.setText(_told(counts, only_samples=only_samples))
        for button in self.samples:
            button.setVisible(is_known and only_samples)
        for button in self.ways:
            button.setVisible(is_known and not only_samples)
        self.watch_button.setVisible(only_samples or not is_known)
        set_look(self.watch_button, kind="" if is_known else "primary")

    def _suggestion(self, question: str) -> Button:
        chosen = self.question_begun if GAP in question else self.question_chosen
        return Button(question, lambda: chosen.emit(question), kind="suggestion")

    def _on_folder_wanted(self) -> None:
        if chosen := QFileDialog.getExistingDirectory(self, "Watch a folder"):
            watch(self._context, [Path(chosen)])
            self.refresh()

    def _on_event(self, event: Message) -> None:
        if isinstance(event, LibraryChanged) and self.isVisible():
            self.refresh()


def _told(counts: LibraryCounts, *, only_samples: bool) -> str:
    if only_samples and counts.searchable:
        return (
            f"{counted(counts.searchable, 'sample document')} about a household stand here to try Carrel with."
            " Ask one of these, or watch a folder of your own: every answer shows the pages it comes from, and"
            " nothing leaves this machine."
        )
    if counts.searchable:
        return (
            f"{counted(counts.searchable, 'document')} can be asked. Every answer shows the pages it comes from;"
            " nothing leaves this machine."
        )
    if counts.waiting:
        what = counted(counts.waiting, "sample document" if only_samples else "document")
        return f"{what} {'is' if counts.waiting == 1 else 'are'} being read and can be asked in a moment."
    return "Drop files or folders anywhere in this window, or watch a folder. Then ask here."


def _sample_questions() -> list[str]:
    file = resource_path("samples/questions.json")
    return [entry["question"] for entry in json.loads(file.read_text(encoding="utf-8"))]
