"""One comparison: its verdict, how it is made, every answer beside the others, and its figures."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.ui.compare.answers_table import AnswersModel, AnswersTable
from desktop_app.ui.compare.figures_table import FiguresTable
from desktop_app.ui.compare.how import HowToCompare
from desktop_app.ui.compare.since import SinceEarlier
from desktop_app.ui.context import WindowContext
from desktop_app.ui.sentences import counted
from desktop_app.ui.theme import STEP
from desktop_app.ui.widgets.boxes import Card
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.labels import ElidedLabel, Label, Rule
from desktop_app.workers.comparison_protocol import ComparisonRead, QuestionCompared


class ComparisonPage(QWidget):
    """Signals are its buttons; `earlier_chosen` tells the number of the run to compare with."""

    vote_wanted = Signal()
    export_wanted = Signal()
    delete_wanted = Signal()
    again_wanted = Signal()
    go_wanted = Signal()
    earlier_chosen = Signal(int)

    def __init__(self, context: WindowContext) -> None:
        super().__init__()
        self.answers = AnswersModel()
        self.figures = FiguresTable()
        self.how = HowToCompare(context)
        self.boxes = self.how.boxes
        self.since = SinceEarlier(self.earlier_chosen.emit)
        self._title = ElidedLabel(kind="title")
        self.progress = Label(tone="dim")
        self.verdict = Label(wraps=True)
        self._verdict_card = Card(tone="accent", name="Verdict")
        self._verdict_card.column.addWidget(self.verdict)
        column = QVBoxLayout(self)
        column.setContentsMargins(26, 18, 26, 14)
        column.setSpacing(3 * STEP)
        column.addLayout(self._build_top())
        column.addWidget(self._verdict_card)
        column.addLayout(self._build_controls())
        column.addWidget(AnswersTable(self.answers, context.theme), 1)
        column.addWidget(Rule())
        column.addWidget(self.figures)
        column.addWidget(self.since)

    def show_comparison(self, event: ComparisonRead) -> None:
        """Replace everything."""
        self.how.show_comparison(event)
        self._title.setText(f"{event.name}, {counted(len(event.rows), 'question')}")
        self.verdict.setText(event.verdict)
        self._verdict_card.setVisible(bool(event.verdict))
        self.answers.show(event)
        self.figures.show_figures(event)
        self.since.show_comparison(event)
        self.ballot.setEnabled(bool(event.figures) and len(event.columns) > 1)
        self._show_progress(event.done, event.total)

    def take(self, event: QuestionCompared) -> None:
        """Fill one cell."""
        self.answers.take(event)
        self._show_progress(event.done, event.total)

    def set_running(self, running: bool) -> None:
        """While it runs there is nothing to do but stop it."""
        self.go.setText("Stop" if running else "Compare")
        self.go.setAccessibleName(self.go.text())
        for control in (self.again, self.export, self.delete, self.ballot, self.how):
            control.setEnabled(not running)

    def _build_top(self) -> QHBoxLayout:
        self.ballot = Button("Vote blind", self.vote_wanted.emit, kind="quiet")
        self.ballot.setToolTip("See the answers without names, and say which you prefer")
        self.export = Button("Export…", self.export_wanted.emit, kind="quiet")
        self.delete = Button("Delete…", self.delete_wanted.emit, kind="quiet")
        row = QHBoxLayout()
        row.setSpacing(2 * STEP)
        row.addWidget(self._title, 1)
        for part in (self.progress, self.ballot, self.export, self.delete):
            row.addWidget(part)
        return row

    def _build_controls(self) -> QHBoxLayout:
        self.again = Button("Ask again", self.again_wanted.emit)
        self.again.setToolTip("Answer every question anew")
        self.go = Button("Compare", self.go_wanted.emit, kind="primary")
        row = QHBoxLayout()
        row.setSpacing(3 * STEP)
        row.addWidget(self.how)
        row.addStretch(1)
        row.addWidget(self.again)
        row.addWidget(self.go)
        return row

    def _show_progress(self, done: int, total: int) -> None:
        self.progress.setText(f"{done:,} of {total:,} answers" if done < total else "")
