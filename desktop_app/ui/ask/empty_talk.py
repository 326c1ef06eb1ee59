"""What stands where the talk will be: a greeting, and questions to begin with."""

import json
import logging
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.ui.theme import STEP
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.labels import Label

logger = logging.getLogger(__name__)

MOST_SUGGESTIONS = 3


class EmptyTalk(QWidget):
    """`question_chosen` tells a suggestion that was clicked; `folder_wanted` is the button of an empty library."""

    question_chosen = Signal(str)
    folder_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._title = Label("Ask your documents", kind="title")
        self._text = Label(tone="dim", wraps=True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text.setMaximumWidth(110 * STEP)
        self._suggestions = QVBoxLayout()
        self._suggestions.setSpacing(2 * STEP)
        self.buttons: list[Button] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(10 * STEP, 6 * STEP, 10 * STEP, 6 * STEP)
        column.setSpacing(3 * STEP)
        column.addStretch(2)
        column.addWidget(self._title, 0, Qt.AlignmentFlag.AlignHCenter)
        middle = QHBoxLayout()  # an alignment would squeeze the text to its narrowest
        middle.addStretch(1)
        middle.addWidget(self._text, 100)
        middle.addStretch(1)
        column.addLayout(middle)
        column.addSpacing(3 * STEP)
        column.addLayout(self._suggestions)
        self.watch_button = Button("Watch a folder…", self.folder_wanted.emit, kind="primary")
        column.addWidget(self.watch_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def show_library(self, searchable: int, waiting: int) -> None:
        """Say what can be asked just now."""
        if searchable:
            text = f"{searchable:,} document{'' if searchable == 1 else 's'} can be asked."
            text += " Every answer shows the pages it comes from; nothing leaves this machine."
        elif waiting:
            text = f"{waiting:,} documents are being read; the first can be asked in a moment."
        else:
            text = "Drop files or folders anywhere in this window, or watch a folder. Then ask here."
        self._text.setText(text)
        nothing = not searchable and not waiting
        self.watch_button.setVisible(nothing)
        for button in self.buttons:
            button.setVisible(not nothing)

    def suggest(self, questions: Sequence[str]) -> None:
        """Offer questions to begin with."""
        for button in self.buttons:
            self._suggestions.removeWidget(button)
            button.deleteLater()
        self.buttons = [self._suggestion(question) for question in questions[:MOST_SUGGESTIONS]]
        for button in self.buttons:
            self._suggestions.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)

    def _suggestion(self, question: str) -> Button:
        return Button(question, lambda: self.question_chosen.emit(question), kind="suggestion")


def read_questions(file: Path) -> list[str]:
    """Return the questions of a JSON list, of strings or of objects with "question"; none where it can't be read."""
    try:
        entries = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        logger.info("no questions to suggest in %s", file.name)
        return []
    found = [entry.get("question") if isinstance(entry, dict) else entry for entry in _listed(entries)]
    return [question for question in found if isinstance(question, str) and question.strip()]


def _listed(entries: object) -> list[object]:
    return entries if isinstance(entries, list) else []
