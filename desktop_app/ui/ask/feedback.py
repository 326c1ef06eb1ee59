"""What the person thinks of an answer: a thumb up or down, and what it should have said."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPlainTextEdit, QWidget

from desktop_app.ui.theme import STEP, ThemeHolder
from desktop_app.ui.widgets.boxes import Card
from desktop_app.ui.widgets.buttons import Button, IconButton
from desktop_app.ui.widgets.labels import Label

UP, DOWN = 1, -1
LINES = 4  # of the field; it scrolls


class Thumbs(QWidget):
    """Two buttons of which at most one is down; `chosen` tells 1, -1, or 0 where it was taken back."""

    chosen = Signal(int)

    def __init__(self, theme: ThemeHolder) -> None:
        super().__init__()
        self.up = IconButton("thumb-up", "A good answer: keep question and answer", theme, size=16)
        self.down = IconButton("thumb-down", "A bad answer: say what is right", theme, size=16)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(STEP)
        for button, value in ((self.up, UP), (self.down, DOWN)):
            button.setCheckable(True)
            button.clicked.connect(lambda on, chosen=value: self._on_clicked(chosen if on else 0))
            row.addWidget(button)

    def show_feedback(self, feedback: int) -> None:
        """Show a choice without telling of it."""
        self.up.setChecked(feedback == UP)
        self.down.setChecked(feedback == DOWN)

    def _on_clicked(self, feedback: int) -> None:
        self.show_feedback(feedback)
        self.chosen.emit(feedback)


class CorrectionCard(Card):
    """Asks what the answer should have said; `written` tells it, empty where the person has nothing to say."""

    written = Signal(str)

    def __init__(self, correction: str) -> None:
        super().__init__(name="Correct this answer")
        self.field = QPlainTextEdit(correction)
        self.field.setAccessibleName("What the answer should have been")
        self.field.setPlaceholderText("What would have been right? A few words are enough.")
        self.field.setTabChangesFocus(True)
        self.field.setFixedHeight(LINES * self.field.fontMetrics().lineSpacing() + 6 * STEP)
        self.keep = Button("Keep as the right answer", self._on_kept, kind="primary")
        self.keep.setEnabled(bool(correction))
        self.leave = Button("Without a correction", lambda: self.written.emit(""), kind="quiet")
        self.field.textChanged.connect(lambda: self.keep.setEnabled(bool(self.field.toPlainText().strip())))
        hint = Label(
            "It is kept with the question, for comparing approaches and for training adapters.",
            kind="small",
            wraps=True,
        )
        buttons = QHBoxLayout()
        buttons.setSpacing(2 * STEP)
        buttons.addWidget(self.keep)
        buttons.addWidget(self.leave)
        buttons.addStretch(1)
        self.column.addWidget(Label("What should it have said?", kind="heading"))
        self.column.addWidget(self.field)
        self.column.addWidget(hint)
        self.column.addLayout(buttons)
        self.column.setAlignment(Qt.AlignmentFlag.AlignTop)

    def _on_kept(self) -> None:
        self.written.emit(self.field.toPlainText().strip())


class Judgement(QObject):
    """Ties the thumbs to the card that a thumb down opens at the end of `column`.

    `given` tells -1, 0 or 1, and what the answer should have said.
    """

    given = Signal(int, str)

    def __init__(self, thumbs: Thumbs, column: QBoxLayout) -> None:
        super().__init__(thumbs)
        self._thumbs, self._column = thumbs, column
        self._correction = ""
        self.card: CorrectionCard | None = None
        thumbs.chosen.connect(self._on_thumb)

    def show(self, feedback: int, correction: str) -> None:
        """Show what the person thought of it before."""
        self._correction = correction
        self._thumbs.show_feedback(feedback)

    def _on_thumb(self, feedback: int) -> None:
        self._close()
        self.given.emit(feedback, self._correction if feedback == DOWN else "")
        if feedback == DOWN:
            self.card = CorrectionCard(self._correction)
            self.card.written.connect(self._on_correction)
            self._column.addWidget(self.card)
            self.card.field.setFocus()

    def _on_correction(self, correction: str) -> None:
        self._correction = correction
        self._close()
        self.given.emit(DOWN, correction)

    def _close(self) -> None:
        if self.card:
            self._column.removeWidget(self.card)
            self.card.hide()
            self.card.deleteLater()
            self.card = None
