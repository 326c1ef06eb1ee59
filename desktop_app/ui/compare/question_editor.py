"""A question set before it is used: drafted or from conversations, looked through by the person."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QLineEdit, QTableView, QVBoxLayout, QWidget

from desktop_app.questions import Question
from desktop_app.ui.compare.questions_model import ANSWER, QUESTION, QuestionsModel
from desktop_app.ui.sentences import counted
from desktop_app.ui.theme import STEP
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.labels import Label


class QuestionEditor(QWidget):
    """`approved` tells the name and the questions that are ticked; `export_wanted` the same, to be kept as a file."""

    approved = Signal(str, list)
    export_wanted = Signal(str, list)
    stop_wanted = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.questions = QuestionsModel()
        self.name = QLineEdit()
        self.name.setAccessibleName("Name of the question set")
        self.name.setFixedWidth(64 * STEP)
        self.progress = Label(tone="dim")
        self._hint = Label(tone="dim", wraps=True)
        self.stop = Button("Stop drafting", self.stop_wanted.emit)
        self.compare = Button("Compare on these", lambda: self._tell(self.approved), kind="primary")
        self.export = Button("Export…", lambda: self._tell(self.export_wanted))
        self.cancel = Button("Drop them all", self.left.emit, kind="quiet")
        self._build()
        for signal in (self.questions.dataChanged, self.questions.modelReset, self.questions.rowsInserted):
            signal.connect(self._on_changed)

    def begin(self, name: str, hint: str, questions: Sequence[Question] = (), *, drafting: bool = False) -> None:
        """Show another set; with `drafting` more questions will come."""
        self.name.setText(name)
        self._hint.setText(hint)
        self.questions.show(questions)
        self.set_drafting(drafting)

    def set_drafting(self, drafting: bool) -> None:
        """Show or hide what belongs to questions that are still being written."""
        self.stop.setVisible(drafting)
        if not drafting:
            self.progress.setText("")
        self._on_changed()

    def _build(self) -> None:
        table = QTableView()
        table.setModel(self.questions)
        table.setAccessibleName("Questions to approve")
        table.setShowGrid(False)
        table.setWordWrap(True)
        table.setTabKeyNavigation(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.verticalHeader().hide()
        table.verticalHeader().setAccessibleName("Rows")
        table.verticalHeader().setDefaultSectionSize(2 * table.fontMetrics().lineSpacing() + 4 * STEP)
        header = table.horizontalHeader()
        header.setAccessibleName("Columns")
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(ANSWER, QHeaderView.ResizeMode.Interactive)
        table.setColumnWidth(QUESTION, 90 * STEP)
        table.setColumnWidth(ANSWER, 62 * STEP)
        top = QHBoxLayout()
        top.setSpacing(3 * STEP)
        for part in (self.name, self.progress, self.stop):
            top.addWidget(part)
        top.addStretch(1)
        for button in (self.cancel, self.export, self.compare):
            top.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(26, 18, 26, 14)
        column.setSpacing(3 * STEP)
        column.addLayout(top)
        column.addWidget(self._hint)
        column.addWidget(table, 1)

    def _on_changed(self) -> None:
        count = len(self.questions.approved)
        self.compare.setText(f"Compare on {counted(count, 'question')}" if count else "Compare on these")
        self.compare.setEnabled(count > 0)
        self.export.setEnabled(count > 0)

    def _tell(self, signal: object) -> None:
        signal.emit(self.name.text().strip() or "Questions", self.questions.approved)  # type: ignore[attr-defined]
