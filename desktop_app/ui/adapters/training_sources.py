"""Where examples come from: a file, approved answers, drafts from documents; and trainings that were left."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.ui.adapters.left_trainings import LeftTraining
from desktop_app.ui.theme import STEP
from desktop_app.ui.widgets.boxes import Card
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.labels import Label

FILE = (
    "A file of examples",
    "JSON lines or CSV with the columns instruction, input and output, or with messages. A column document keeps"
    " examples of one source together.",
    "Choose a file…",
)
APPROVED = (
    "Answers you approved of",
    "What you gave a thumb up in conversations, and what you corrected.",
    "Use approved answers",
)
DRAFTS = (
    "Drafts from your documents",
    "The chat model writes questions with answers from documents that you choose; you keep, edit or drop each.",
    "Choose documents…",
)


class TrainingSources(QWidget):
    """Three cards, and a card for each training that can go on."""

    file_wanted = Signal()
    approved_wanted = Signal()
    drafts_wanted = Signal()
    stop_wanted = Signal()
    resume_wanted = Signal(object)  # LeftTraining
    forget_wanted = Signal(object)  # LeftTraining

    def __init__(self, trouble: str = "") -> None:
        """`trouble` says why nothing can be trained here; "" where it can."""
        super().__init__()
        self._trouble = trouble
        self.state = Label(tone="dim", wraps=True)
        self.stop = Button("Stop drafting", self.stop_wanted.emit)
        self.stop.hide()
        self._left = QVBoxLayout()
        cards = QHBoxLayout()
        cards.setSpacing(3 * STEP)
        self.buttons = [
            self._add(cards, text, wanted.emit)
            for text, wanted in (
                (FILE, self.file_wanted),
                (APPROVED, self.approved_wanted),
                (DRAFTS, self.drafts_wanted),
            )
        ]
        working = QHBoxLayout()
        working.addWidget(self.state, 1)
        working.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3 * STEP)
        column.addLayout(self._left)
        column.addLayout(cards)
        column.addLayout(working)
        column.addStretch(1)
        self.show_working("")

    def show_left(self, trainings: Sequence[LeftTraining]) -> None:
        """Offer to go on with what was left."""
        while (item := self._left.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for training in trainings:
            self._left.addWidget(self._left_card(training))

    def show_working(self, text: str) -> None:
        """Say what is being drafted; with "" nothing is."""
        self.state.setText(text or self._trouble)
        self.state.setVisible(bool(text or self._trouble))
        self.stop.setVisible(bool(text))
        for button in self.buttons:
            button.setEnabled(not (text or self._trouble))

    def _add(self, row: QHBoxLayout, text: tuple[str, str, str], act: Callable[[], object]) -> Button:
        title, explanation, action = text
        card = Card(name=title)
        button = Button(action, act)
        card.column.addWidget(Label(title, kind="heading"))
        card.column.addWidget(Label(explanation, tone="dim", wraps=True))
        card.column.addStretch(1)
        card.column.addWidget(button)
        row.addWidget(card, 1)
        return button

    def _left_card(self, training: LeftTraining) -> Card:
        card = Card(tone="accent", name=f"Unfinished training {training.name}")
        row = QHBoxLayout()
        row.addWidget(Label(f"The training of “{training.name}” is not finished.", wraps=True), 1)
        row.addWidget(
            Button("Forget it", lambda: self.forget_wanted.emit(training), kind="quiet", name=f"Forget {training.name}")
        )
        row.addWidget(
            Button("Go on", lambda: self.resume_wanted.emit(training), kind="primary", name=f"Go on: {training.name}")
        )
        card.column.addLayout(row)
        return card
